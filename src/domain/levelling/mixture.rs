//! What do plans of a block cost and load, and what changes when weight moves from one to another?
//!
//! # Shapes
//! [`Column`] is a plan of a block with its weight; [`Direction`] a sparse change of the loads.
//! # Units
//! Costs in 2^−shift yen; mixed loads in yen as floating numbers.
//! # Source
//! Ours.

use super::model::{Block, Model, NONE};
use super::oracle::{IMPOSSIBLE, Prices};

/// One plan of a block with its weight in the mixture.
#[derive(Clone, Debug)]
pub(super) struct Column {
    pub starts: Box<[u8]>,
    pub weight: f64,
}

/// Whether all starts of a block are allowed.
pub(super) fn possible(model: &Model, allowed: &[bool], works: &[u32], starts: &[u8]) -> bool {
    works.iter().zip(starts).all(|(&work, start)| {
        let options = model.options(work as usize);
        model.start[options.clone()].binary_search(start).is_ok_and(|nth| allowed[options.start + nth])
    })
}

/// The own cost of starts of a block less the savings that count.
pub(super) fn own(model: &Model, block: &Block, starts: &[u8]) -> i128 {
    let works = &model.works[block.first as usize..(block.first + block.len) as usize];
    let mut sum = 0_i128;
    for (place, (&work, &start)) in works.iter().zip(starts).enumerate() {
        sum += i128::from(super::plan::own(model, work as usize, start));
        if start != NONE && saved(model, block, works, starts, place) {
            sum -= i128::from(model.saving[model.bundle_of[work as usize] as usize] * model.saving_counts);
        }
    }
    sum
}

/// What the cheapest of the plans of a block costs.
pub(super) fn cheapest(model: &Model, prices: &Prices, block: &Block, columns: &[Column]) -> i64 {
    columns.iter().map(|column| value(model, prices, block, &column.starts)).min().unwrap_or(IMPOSSIBLE)
}

/// What starts of a block cost at prices.
pub(super) fn value(model: &Model, prices: &Prices, block: &Block, starts: &[u8]) -> i64 {
    let works = &model.works[block.first as usize..(block.first + block.len) as usize];
    let mut cost = 0;
    for (place, (&work, &start)) in works.iter().zip(starts).enumerate() {
        let work = work as usize;
        let options = model.options(work);
        if let Ok(nth) = model.start[options.clone()].binary_search(&start) {
            cost += prices.reduced(model, work, options.start + nth);
        }
        if start != NONE && saved(model, block, works, starts, place) {
            cost -= prices.saves(model, model.bundle_of[work], start);
        }
    }
    cost
}

/// Whether a work of a block, by place, is charged as a further one of its bundle.
pub(super) fn saved(model: &Model, block: &Block, works: &[u32], starts: &[u8], place: usize) -> bool {
    let bundle = model.bundle_of[works[place] as usize];
    let Some((_, charged)) = block.bundles.iter().find(|(known, _)| *known == bundle) else {
        return false;
    };
    !charged || (0..place).any(|p| model.bundle_of[works[p] as usize] == bundle && starts[p] == starts[place])
}

/// Everything that starts of a block put on rows, and on the years by large works.
pub(super) fn each_row(
    model: &Model,
    prices: &Prices,
    block: &Block,
    starts: &[u8],
    mut row: impl FnMut(usize, i64),
    mut large: impl FnMut(usize, i64),
) {
    let works = &model.works[block.first as usize..(block.first + block.len) as usize];
    for (place, (&work, &start)) in works.iter().zip(starts).enumerate() {
        if start == NONE {
            continue;
        }
        model.each_load(work as usize, start as usize, &mut row);
        if prices.large[work as usize] {
            model.each_large(work as usize, start as usize, &prices.threshold, &mut large);
        }
        if saved(model, block, works, starts, place) {
            row(start as usize, -model.saving[model.bundle_of[work as usize] as usize]);
        }
    }
}

/// Adds starts of a block to mixed loads.
pub(super) fn add(
    model: &Model,
    prices: &Prices,
    block: &Block,
    starts: &[u8],
    weight: f64,
    load: &mut [f64],
    over: &mut [f64],
) {
    let row = |row: usize, yen: i64| load[row] += weight * yen as f64;
    each_row(model, prices, block, starts, row, |year, yen| over[year] += weight * yen as f64);
}

/// A change of the loads, sparse.
pub(super) struct Direction {
    load: Vec<f64>,
    over: Vec<f64>,
    rows: Vec<u32>,
    years: Vec<u32>,
}

impl Direction {
    pub(super) fn new(model: &Model) -> Direction {
        Direction { load: vec![0.0; model.rows], over: vec![0.0; model.years], rows: Vec::new(), years: Vec::new() }
    }

    pub(super) fn clear(&mut self) {
        self.rows.drain(..).for_each(|row| self.load[row as usize] = 0.0);
        self.years.drain(..).for_each(|year| self.over[year as usize] = 0.0);
    }

    pub(super) fn add(&mut self, model: &Model, prices: &Prices, block: &Block, starts: &[u8], weight: f64) {
        let (load, rows, over, years) = (&mut self.load, &mut self.rows, &mut self.over, &mut self.years);
        let row = |row: usize, yen: i64| {
            if load[row] == 0.0 && !rows.contains(&(row as u32)) {
                rows.push(row as u32);
            }
            load[row] += weight * yen as f64;
        };
        each_row(model, prices, block, starts, row, |year, yen| {
            if over[year] == 0.0 && !years.contains(&(year as u32)) {
                years.push(year as u32);
            }
            over[year] += weight * yen as f64;
        });
    }

    /// The square of its length, α and β counted for each row that has them.
    pub(super) fn square(&self, model: &Model, any_large: bool) -> f64 {
        let mut sum = 0.0;
        for &row in &self.rows {
            let row = row as usize;
            let priced = f64::from(u8::from(model.offset[row].is_some() && model.peak_weight > 0))
                + f64::from(u8::from(model.ceiling[row].is_some()));
            sum += priced * self.load[row] * self.load[row];
        }
        if any_large {
            sum += self.years.iter().map(|&year| self.over[year as usize] * self.over[year as usize]).sum::<f64>();
        }
        sum
    }

    pub(super) fn apply(&self, weight: f64, load: &mut [f64], over: &mut [f64]) {
        self.rows.iter().for_each(|&row| load[row as usize] += weight * self.load[row as usize]);
        self.years.iter().for_each(|&year| over[year as usize] += weight * self.over[year as usize]);
    }
}
