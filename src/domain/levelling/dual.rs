//! Which prices of the years give the highest bound, and which mixture of plans belongs to them?
//!
//! ```text
//! bound(α, β, γ) = Σ over blocks of the least reduced cost + floor · (w_P − Σ α) − Σ α · offset − Σ β · ceiling
//! α, β, γ ≥ 0     Σ α ≤ w_P     β + γ ≤ w_O where ceilings are soft
//! ```
//! The prices are found by the method of multipliers: each block holds a mixture of a few plans; block after block moves
//! weight from its dearest plan to the cheapest at the present prices, and the prices follow the loads at once. The centre
//! of the prices follows after every round, and the step shrinks once rounds gain little. Any prices give a
//! valid bound, so that nothing rests on convergence.
//!
//! # Shapes
//! [`Dual`] over a [`Model`] and the options that are still allowed.
//! # Units
//! Loads in yen as floating numbers here; the bound is reckoned in integers from prices in multiples of 2^−shift and
//! rounded up, for every plan has an integer value.
//! # Source
//! Augmented Lagrangian: Hestenes (1969), Powell (1969). Block-wise steps: Lacoste-Julien and others, ICML (2013).

use super::mixture::{Column, Direction, add, cheapest, each_row, own, possible, value};
use super::model::{Block, Model, NONE};
use super::oracle::{IMPOSSIBLE, Oracle, Prices};
use super::point::{Point, most_beta, parts, shift, triangle, write};
use rayon::prelude::*;

/// See the head of the file.
#[derive(Clone, Debug)]
pub(super) struct Dual {
    /// The blocks in which something is left to choose, and their mixtures.
    pub active: Vec<u32>,
    pub columns: Vec<Vec<Column>>,
    /// What the others put on the rows, and what they cost; what they exceed ceilings by.
    base: Vec<i64>,
    base_over: Vec<i64>,
    base_own: i128,
    /// The highest year is no lower for certain.
    pub floor: i64,
    pub load: Vec<f64>,
    over: Vec<f64>,
    centre: Point,
    point: Point,
    /// Price for each yen that a row is off, and what price is much for a yen.
    step: f64,
    scale: f64,
    pub bound: i128,
    pub best: Point,
    pub prices: Prices,
    threshold: f64,
    most_beta: f64,
    any_large: bool,
}

/// A round that gains a smaller share of the bound makes the step smaller, by this.
const SLOW: f64 = 1e-4;
const FALL: f64 = 0.7;
/// Less weight than this is not worth a further pass.
const MUCH: f64 = 1e-3;
/// Blocks whose bounds are reckoned at a time.
const AT_ONCE: usize = 512;

impl Dual {
    /// Prices of nothing; mixtures without plans.
    pub(super) fn new(model: &Model, allowed: &[bool]) -> Option<Dual> {
        let zero = Point { alpha: vec![0.0; model.rows], beta: vec![0.0; model.rows], gamma: vec![0.0; model.years] };
        let most_beta = most_beta(model);
        let mut centre = zero;
        let peaks = model.offset.iter().flatten().count().max(1) as f64;
        for (alpha, offset) in centre.alpha.iter_mut().zip(&model.offset) {
            *alpha = if offset.is_some() { model.peak_weight as f64 / peaks } else { 0.0 };
        }
        let total: f64 = model.parts.iter().map(|p| p.share as f64).sum();
        let mean = (total / model.years as f64).max(1.0);
        let weight =
            if model.hard { most_beta.min(8.0) } else { (model.peak_weight + model.excess_weight).max(1) as f64 };
        let mut dual = Dual {
            active: Vec::new(),
            columns: Vec::new(),
            base: vec![0; model.rows],
            base_over: vec![0; model.years],
            base_own: 0,
            floor: model.peak_floor,
            load: vec![0.0; model.rows],
            over: vec![0.0; model.years],
            point: centre.clone(),
            best: centre.clone(),
            centre,
            step: 0.0,
            scale: weight / mean,
            bound: i128::MIN,
            prices: Prices::new(model, shift(model, most_beta)),
            threshold: 0.0,
            most_beta,
            any_large: false,
        };
        dual.restrict(model, allowed).then_some(dual)
    }

    /// The same with fewer options; nothing where no plan is left.
    pub(super) fn child(&self, model: &Model, allowed: &[bool]) -> Option<Dual> {
        let mut child = self.clone();
        child.bound = i128::MIN;
        child.centre.clone_from(&self.best);
        child.restrict(model, allowed).then_some(child)
    }

    /// Fits blocks, mixtures and what is certain to the options.
    fn restrict(&mut self, model: &Model, allowed: &[bool]) -> bool {
        let mut old: Vec<Vec<Column>> = vec![Vec::new(); model.blocks.len()];
        for (place, columns) in self.active.drain(..).zip(self.columns.drain(..)) {
            old[place as usize] = columns;
        }
        let mut fixed = vec![NONE; model.duration.len()];
        let mut oracle = Oracle::default();
        self.base.iter_mut().for_each(|yen| *yen = 0);
        self.base_own = 0;
        for (place, mut columns) in old.into_iter().enumerate() {
            let block = &model.blocks[place];
            let works = &model.works[block.first as usize..(block.first + block.len) as usize];
            let mut open = false;
            for &work in works {
                let mut options = model.options(work as usize).filter(|option| allowed[*option]);
                let Some(first) = options.next() else {
                    return false;
                };
                fixed[work as usize] = model.start[first];
                open |= options.next().is_some();
            }
            if open {
                columns.retain(|column| possible(model, allowed, works, &column.starts));
                let sum: f64 = columns.iter().map(|column| column.weight).sum();
                columns.iter_mut().for_each(|column| column.weight /= sum);
                self.active.push(place as u32);
                self.columns.push(columns);
                continue;
            }
            if oracle.solve(model, &self.prices, allowed, block, IMPOSSIBLE) >= IMPOSSIBLE {
                return false;
            }
            let base = &mut self.base;
            each_row(model, &self.prices, block, &oracle.best, |row, yen| base[row] += yen, |_, _| {});
            self.base_own += own(model, block, &oracle.best);
        }
        self.make_certain(model, allowed);
        self.load.iter_mut().zip(&self.base).for_each(|(load, base)| *load = *base as f64);
        self.over.iter_mut().zip(&self.base_over).for_each(|(over, base)| *over = *base as f64);
        let columns = std::mem::take(&mut self.columns);
        for (&place, columns) in self.active.iter().zip(&columns) {
            for column in columns {
                let (load, over) = (&mut self.load, &mut self.over);
                add(model, &self.prices, &model.blocks[place as usize], &column.starts, column.weight, load, over);
            }
        }
        self.columns = columns;
        true
    }

    /// What holds for certain on top of the fixed loads. The highest year is no lower than a fixed load, or than the
    /// lowest that an open work can make of it. Of several works above what the fixed loads leave of a ceiling, the sum
    /// of what each exceeds it by is no more than what all do, as long as that is no less than what a further one saves.
    fn make_certain(&mut self, model: &Model, allowed: &[bool]) {
        self.floor = model.peak_floor;
        for row in 0..model.rows {
            if let Some(offset) = model.offset[row] {
                self.floor = self.floor.max(self.base[row] - offset);
            }
        }
        let saving = model.saving.iter().copied().max().unwrap_or(0);
        for year in 0..model.years {
            let Some(ceiling) = model.ceiling[year].filter(|_| !model.hard) else {
                continue;
            };
            self.prices.threshold[year] = (ceiling - self.base[year]).max(saving).max(0);
            self.base_over[year] = (self.base[year] - ceiling).max(0);
        }
        self.any_large = self.base_over.iter().any(|over| *over > 0);
        for &place in &self.active {
            let block = &model.blocks[place as usize];
            for &work in &model.works[block.first as usize..(block.first + block.len) as usize] {
                let work = work as usize;
                let (mut least, mut large) = (i64::MAX, false);
                for option in model.options(work).filter(|option| allowed[*option]) {
                    if model.start[option] == NONE {
                        least = 0;
                        continue;
                    }
                    let mut most = 0;
                    model.each_load(work, model.start[option] as usize, |row, yen| {
                        if let Some(offset) = model.offset[row] {
                            most = most.max(self.base[row] + yen - offset);
                        }
                    });
                    least = least.min(most);
                    if !model.hard {
                        let start = model.start[option] as usize;
                        model.each_large(work, start, &self.prices.threshold, |_, _| large = true);
                    }
                }
                self.floor = self.floor.max(least);
                self.prices.large[work] = large;
                self.any_large |= large;
            }
        }
    }

    /// Sets the point to the projection of what centre and loads ask for, and writes the prices.
    fn follow(&mut self, model: &Model) {
        let step = self.step;
        if model.peak_weight > 0 {
            for row in 0..model.rows {
                if let Some(offset) = model.offset[row] {
                    let off = self.load[row] - (offset + self.floor) as f64;
                    self.point.alpha[row] = self.centre.alpha[row] + step * off;
                }
            }
            self.cap_alpha(model);
        }
        for row in 0..model.rows {
            let Some(ceiling) = model.ceiling[row] else {
                continue;
            };
            let beta = self.centre.beta[row] + step * (self.load[row] - ceiling as f64);
            if model.hard {
                self.point.beta[row] = beta.clamp(0.0, self.most_beta);
            } else if row < model.years && self.any_large {
                let gamma = self.centre.gamma[row] + step * self.over[row];
                (self.point.beta[row], self.point.gamma[row]) = triangle(beta, gamma, model.excess_weight as f64);
            } else {
                self.point.beta[row] = beta.clamp(0.0, model.excess_weight as f64);
            }
        }
        write(model, &self.point, &mut self.prices);
    }

    /// Brings α onto α ≥ 0, Σ α ≤ w_P, beginning from the last threshold.
    fn cap_alpha(&mut self, model: &Model) {
        let most = model.peak_weight as f64;
        let alpha = &mut self.point.alpha;
        let sum: f64 = alpha.iter().map(|a| a.max(0.0)).sum();
        if sum <= most {
            alpha.iter_mut().for_each(|a| *a = a.max(0.0));
            self.threshold = 0.0;
            return;
        }
        let mut level = self.threshold;
        for _ in 0..60 {
            let (mut sum, mut count) = (0.0, 0.0);
            for a in alpha.iter() {
                if *a > level {
                    sum += a;
                    count += 1.0;
                }
            }
            // Newton's step from above the root falls below it once, and rises from there.
            let next =
                if count == 0.0 { alpha.iter().copied().fold(f64::MIN, f64::max) - most } else { (sum - most) / count };
            let done = (next - level).abs() <= 1e-13 * (1.0 + level.abs());
            level = next;
            if done {
                break;
            }
        }
        self.threshold = level;
        alpha.iter_mut().for_each(|a| *a = (*a - level).max(0.0));
    }

    /// One sweep over all open blocks; gives false where a block has no plan.
    fn sweep(&mut self, model: &Model, allowed: &[bool], stop: &(dyn Fn() -> bool + Sync)) -> bool {
        let mut oracle = Oracle::default();
        self.follow(model);
        let mut direction = Direction::new(model);
        for place in 0..self.active.len() {
            if place % 256 == 255 && stop() {
                break;
            }
            let block = &model.blocks[self.active[place] as usize];
            let known = cheapest(model, &self.prices, block, &self.columns[place]);
            if oracle.solve(model, &self.prices, allowed, block, known) >= IMPOSSIBLE {
                return false;
            }
            if self.columns[place].is_empty() && oracle.best.is_empty() {
                // The nodes were used up before a plan of the block was met.
                continue;
            }
            if self.columns[place].is_empty() {
                self.columns[place].push(Column { starts: oracle.best.as_slice().into(), weight: 1.0 });
                add(model, &self.prices, block, &oracle.best, 1.0, &mut self.load, &mut self.over);
                self.follow(model);
                continue;
            }
            if self.columns[place].len() > 1 || !oracle.best.is_empty() {
                self.exchange(model, block, place, &mut oracle, &mut direction);
            }
        }
        true
    }

    /// Passes over the blocks that mix several plans, without looking for further ones.
    fn correct(&mut self, model: &Model, passes: u32) {
        let mut oracle = Oracle::default();
        let mut direction = Direction::new(model);
        let mixed: Vec<usize> = (0..self.active.len()).filter(|&place| self.columns[place].len() > 1).collect();
        for _ in 0..passes {
            let mut moved = false;
            for &place in &mixed {
                if self.columns[place].len() > 1 {
                    let block = &model.blocks[self.active[place] as usize];
                    moved |= self.exchange(model, block, place, &mut oracle, &mut direction);
                }
            }
            if !moved {
                break;
            }
        }
    }

    /// Moves weight within the mixture of a block towards its cheapest plan; yes where that changed much.
    fn exchange(
        &mut self,
        model: &Model,
        block: &Block,
        place: usize,
        oracle: &mut Oracle,
        direction: &mut Direction,
    ) -> bool {
        let mut columns = std::mem::take(&mut self.columns[place]);
        let mut changed = false;
        for turn in 0..4 {
            let value = |starts: &[u8]| value(model, &self.prices, block, starts);
            let costs: Vec<i64> = columns.iter().map(|column| value(&column.starts)).collect();
            let dearest = (0..columns.len()).max_by_key(|&nth| (costs[nth], nth)).unwrap_or(0);
            let cheapest = (0..columns.len()).min_by_key(|&nth| (costs[nth], nth)).unwrap_or(0);
            let fresh = turn == 0 && !oracle.best.is_empty() && oracle.value < costs[cheapest];
            let target = if fresh { oracle.value } else { costs[cheapest] };
            let slope = (target - costs[dearest]) as f64 / (1_i64 << self.prices.shift) as f64;
            if slope >= -1e-9 * (1.0 + costs[dearest].abs() as f64 / (1_i64 << self.prices.shift) as f64) {
                break;
            }
            direction.clear();
            direction.add(model, &self.prices, block, &columns[dearest].starts, -1.0);
            match fresh {
                true => direction.add(model, &self.prices, block, &oracle.best, 1.0),
                false => direction.add(model, &self.prices, block, &columns[cheapest].starts, 1.0),
            }
            let length = direction.square(model, self.any_large);
            let full = columns[dearest].weight;
            let wanted = if length > 0.0 { -slope / (self.step * length) } else { f64::MAX };
            let moved = wanted.min(full);
            changed |= moved > MUCH;
            direction.apply(moved, &mut self.load, &mut self.over);
            columns[dearest].weight -= moved;
            match fresh {
                true => columns.push(Column { starts: oracle.best.as_slice().into(), weight: moved }),
                false => columns[cheapest].weight += moved,
            }
            if moved >= full {
                columns.swap_remove(dearest);
            }
            self.follow(model);
            if columns.len() == 1 {
                break;
            }
        }
        self.columns[place] = columns;
        changed
    }

    /// The bound at the present prices.
    fn evaluate(&self, model: &Model, allowed: &[bool]) -> Option<i128> {
        let of = |(places, columns): (&[u32], &[Vec<Column>])| {
            let mut oracle = Oracle::default();
            let mut sum = 0_i128;
            for (&place, columns) in places.iter().zip(columns) {
                let block = &model.blocks[place as usize];
                match oracle.solve(model, &self.prices, allowed, block, cheapest(model, &self.prices, block, columns)) {
                    IMPOSSIBLE.. => return None,
                    value => sum += i128::from(value),
                }
            }
            Some(sum)
        };
        let sum: i128 = if self.active.len() <= 2 * AT_ONCE {
            of((&self.active, &self.columns))?
        } else {
            let pieces = self.active.par_chunks(AT_ONCE).zip(self.columns.par_chunks(AT_ONCE));
            let sums: Vec<Option<i128>> = pieces.map(of).collect();
            sums.into_iter().try_fold(0, |sum: i128, next| Some(sum + next?))?
        };
        // Every plan has an integer value: what lies between two is rounded up.
        Some(-((-(sum + self.constant(model))) >> self.prices.shift))
    }

    /// What the bound holds besides the open blocks, in 2^−shift yen.
    fn constant(&self, model: &Model) -> i128 {
        let mut sum = self.base_own << self.prices.shift;
        let mut alphas = 0_i128;
        for row in 0..model.rows {
            let (alpha, beta) = parts(model, &self.point, self.prices.shift, row);
            alphas += i128::from(alpha);
            sum += i128::from(alpha) * i128::from(self.base[row] - model.offset[row].unwrap_or(0));
            sum += i128::from(beta) * i128::from(self.base[row] - model.ceiling[row].unwrap_or(0));
        }
        for (extra, over) in self.prices.extra.iter().zip(&self.base_over) {
            sum += i128::from(*extra) * i128::from(*over);
        }
        sum + i128::from(self.floor) * ((i128::from(model.peak_weight) << self.prices.shift) - alphas)
    }

    /// Sweeps until the bound stands still; gives false where there is no plan at all.
    pub(super) fn run(
        &mut self,
        model: &Model,
        allowed: &[bool],
        effort: Rounds,
        until: i128,
        stop: &(dyn Fn() -> bool + Sync),
    ) -> bool {
        let mut still = 0;
        self.step = effort.step * self.scale;
        for _ in 0..effort.rounds {
            for _ in 0..effort.sweeps {
                if !self.sweep(model, allowed, stop) {
                    return false;
                }
                self.correct(model, effort.passes);
            }
            self.follow(model);
            let before = self.bound;
            let Some(bound) = self.evaluate(model, allowed) else {
                return false;
            };
            if bound > self.bound {
                self.bound = bound;
                self.best.clone_from(&self.point);
            }
            self.centre.clone_from(&self.point);
            let gained = |share: f64| before == i128::MIN || (bound - before) as f64 > share * self.bound.abs() as f64;
            if !gained(SLOW) {
                self.step *= FALL;
            }
            still = if gained(effort.tolerance) { 0 } else { still + 1 };
            if self.bound >= until || still >= effort.patience || stop() {
                break;
            }
        }
        true
    }
}

impl Dual {
    /// Takes away the options with which no plan is better than `upper`.
    pub(super) fn fix(&mut self, model: &Model, allowed: &mut [bool], upper: i128) {
        if upper == i128::MAX {
            return;
        }
        self.point.clone_from(&self.best);
        write(model, &self.point, &mut self.prices);
        let Some(bound) = self.evaluate(model, allowed) else {
            return;
        };
        let slack = ((upper - bound) << self.prices.shift).min(i128::from(IMPOSSIBLE)) as i64;
        let mut oracle = Oracle::default();
        for (place, columns) in self.active.iter().zip(&self.columns) {
            let block = &model.blocks[*place as usize];
            let known = cheapest(model, &self.prices, block, columns);
            let least = oracle.solve(model, &self.prices, allowed, block, known);
            let works = &model.works[block.first as usize..(block.first + block.len) as usize];
            oracle.each_forced(model, &self.prices, block, works, |option, forced| {
                if forced - least >= slack {
                    allowed[option] = false;
                }
            });
        }
    }
}

/// How long the dual is improved.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rounds {
    pub rounds: u32,
    /// Sweeps of each round, and how many passes over the mixtures follow each of them.
    pub sweeps: u32,
    pub passes: u32,
    /// The step at the beginning, in mean prices for a row that is off by a mean year.
    pub step: f64,
    /// The share of the bound below which a round counts as standing still, and how many such end it.
    pub tolerance: f64,
    pub patience: u32,
}
