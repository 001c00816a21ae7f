//! How is a plan improved from the prices? Heat baths over single works on a smoothed objective that hardens step by step.
//!
//! ```text
//! smoothed(load) = max over 0 ≤ price ≤ most of price · (load − limit) − μ/2 · (price − dual price)²
//! ```
//! At the mixture of the dual the slope of every row is its dual price, whatever μ is; as μ falls the sum becomes the
//! objective. The limit of the peak follows the loads, so that the prices of the peak keep their sum.
//!
//! # Shapes
//! [`Smooth`] holds the rows; [`anneal`] moves the works of a [`Plan`].
//! # Units
//! Yen in floating numbers; plans are kept and compared in integers.
//! # Source
//! Moreau envelope; heat bath: Geman and Geman, IEEE PAMI 6 (1984).

use super::dual::Dual;
use super::model::{Model, NO_BUNDLE, NONE};
use super::plan::{Plan, Value};
use super::point::Point;

/// A generator of its own for every use: splitmix64.
#[derive(Clone, Debug)]
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(seed: u64, stream: u64) -> Dice {
        let mut dice = Dice(seed ^ stream.wrapping_mul(0xd134_2543_de82_ef95));
        dice.next();
        dice
    }

    #[inline]
    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    #[inline]
    pub(super) fn below(&mut self, limit: usize) -> usize {
        ((u128::from(self.next()) * limit as u128) >> 64) as usize
    }

    pub(super) fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// A row of the smoothed objective.
#[derive(Clone, Copy, Debug)]
struct Row {
    peak: bool,
    offset: f64,
    alpha: f64,
    limited: bool,
    ceiling: f64,
    beta: f64,
}

/// See the head of the file.
#[derive(Clone, Debug)]
pub(super) struct Smooth {
    rows: Vec<Row>,
    mu: f64,
    peak: f64,
    most_alpha: f64,
    most_beta: f64,
}

#[inline]
fn envelope(x: f64, price: f64, most: f64, mu: f64, inverse: f64) -> f64 {
    let at = (price + x * inverse).clamp(0.0, most);
    let off = at - price;
    at * x - 0.5 * mu * off * off
}

impl Smooth {
    pub(super) fn new(model: &Model, point: &Point) -> Smooth {
        let of = |row: usize| Row {
            peak: model.peak_weight > 0 && model.offset[row].is_some(),
            offset: model.offset[row].unwrap_or(0) as f64,
            alpha: point.alpha[row],
            limited: model.ceiling[row].is_some(),
            ceiling: model.ceiling[row].unwrap_or(0) as f64,
            beta: point.beta[row] + if row < model.years { point.gamma[row] } else { 0.0 },
        };
        let highest = point.beta.iter().copied().fold(0.0, f64::max);
        let most_beta = if model.hard {
            // Keeping the ceilings is worth several times what they cost in the mixture.
            (4.0 * highest).max(4.0 * (model.peak_weight + 1) as f64)
        } else {
            model.excess_weight as f64
        };
        let rows = (0..model.rows).map(of).collect();
        Smooth { rows, mu: 1.0, peak: 0.0, most_alpha: model.peak_weight as f64, most_beta }
    }

    #[inline]
    fn value(&self, row: usize, load: f64, inverse: f64) -> f64 {
        let row = &self.rows[row];
        let mut sum = 0.0;
        if row.peak {
            sum += envelope(load - row.offset - self.peak, row.alpha, self.most_alpha, self.mu, inverse);
        }
        if row.limited {
            sum += envelope(load - row.ceiling, row.beta, self.most_beta, self.mu, inverse);
        }
        sum
    }

    /// Moves the limit of the peak to where the prices of the peak have their sum.
    fn set_peak(&mut self, model: &Model, loads: &[i64]) {
        if model.peak_weight == 0 {
            return;
        }
        let above = |row: usize| loads[row] as f64 - self.rows[row].offset;
        let rows: Vec<usize> = (0..model.rows).filter(|row| self.rows[*row].peak).collect();
        let mut high = rows.iter().map(|row| above(*row) + self.mu * self.most_alpha).fold(f64::MIN, f64::max);
        let mut low = rows.iter().map(|row| above(*row)).fold(f64::MAX, f64::min) - self.mu * self.most_alpha;
        for _ in 0..50 {
            let middle = 0.5 * (low + high);
            let price =
                |row: &usize| (self.rows[*row].alpha + (above(*row) - middle) / self.mu).clamp(0.0, self.most_alpha);
            match rows.iter().map(price).sum::<f64>() > self.most_alpha {
                true => low = middle,
                false => high = middle,
            }
        }
        self.peak = high.max(model.peak_floor as f64);
    }
}

/// How a plan is annealed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Schedule {
    pub stages: u32,
    pub sweeps: u32,
    /// μ at the beginning and the end, in yen for one unit of price.
    pub mu: (f64, f64),
    /// Temperature at the beginning, in weighted yen; it falls with μ.
    pub heat: f64,
}

/// The plan of the heaviest columns of the mixture.
pub(super) fn rounded(model: &Model, dual: &Dual, allowed: &[bool]) -> Vec<u8> {
    let first = |work| model.options(work).find(|option| allowed[*option]).map_or(NONE, |option| model.start[option]);
    let mut starts: Vec<u8> = (0..model.duration.len()).map(first).collect();
    for (place, columns) in dual.active.iter().zip(&dual.columns) {
        let block = &model.blocks[*place as usize];
        let heaviest = columns.iter().max_by(|a, b| a.weight.total_cmp(&b.weight));
        let works = &model.works[block.first as usize..(block.first + block.len) as usize];
        if let Some(column) = heaviest {
            works.iter().zip(&column.starts).for_each(|(&work, &start)| starts[work as usize] = start);
        }
    }
    starts
}

/// Improves a plan by moving the works to which several options are left; the best that was met is answered. Every plan that is met keeps the relations if the first does.
pub(super) fn anneal(
    model: &Model,
    dual: &Dual,
    plan: Plan,
    schedule: Schedule,
    (allowed, seed): (Option<&[bool]>, u64),
    stop: &(dyn Fn() -> bool + Sync),
) -> (Plan, u64) {
    let mut bath = Bath::new(model, dual, plan, seed);
    if let Some(allowed) = allowed {
        bath.order.retain(|work| model.options(*work as usize).filter(|option| allowed[*option]).count() > 1);
    }
    let mut best = (bath.plan.value(model), bath.plan.starts.clone());
    let stages = schedule.stages.max(1);
    for stage in 0..=stages {
        let part = f64::from(stage) / f64::from(stages);
        let mu = schedule.mu.0 * (schedule.mu.1 / schedule.mu.0).powf(part);
        bath.smooth.mu = mu;
        bath.heat = if stage == stages { 0.0 } else { schedule.heat * (1.0 - part) * (1.0 - part) };
        for _ in 0..schedule.sweeps {
            if bath.sweep(stop) {
                return bath.finish(best);
            }
            bath.keep(&mut best);
        }
    }
    for _ in 0..20 {
        let moved = bath.moved;
        if bath.sweep(stop) || bath.moved == moved {
            break;
        }
        bath.keep(&mut best);
    }
    bath.finish(best)
}

struct Bath<'a> {
    model: &'a Model,
    dual: &'a Dual,
    plan: Plan,
    smooth: Smooth,
    heat: f64,
    dice: Dice,
    noise: Vec<f64>,
    order: Vec<u32>,
    /// Where the mixture of each block stands.
    slot: Vec<u32>,
    moved: u64,
    tried: u64,
    /// Room for what starts cost.
    lists: (Vec<Choice>, Vec<Choice>),
}

/// A start of a work and what it costs.
#[derive(Clone, Copy, Debug)]
struct Choice {
    start: u8,
    own: i64,
    cost: f64,
}

impl<'a> Bath<'a> {
    fn new(model: &'a Model, dual: &'a Dual, plan: Plan, seed: u64) -> Bath<'a> {
        let mut dice = Dice::new(seed, 1);
        let noise = (0..4096).map(|_| -(-(dice.unit().max(1e-12)).ln()).ln()).collect();
        let order = (0..model.duration.len() as u32).filter(|work| model.options(*work as usize).len() > 1).collect();
        let smooth = Smooth::new(model, &dual.best);
        let mut slot = vec![u32::MAX; model.blocks.len()];
        dual.active.iter().enumerate().for_each(|(nth, block)| slot[*block as usize] = nth as u32);
        Bath {
            model,
            dual,
            plan,
            smooth,
            heat: 0.0,
            dice,
            noise,
            order,
            slot,
            moved: 0,
            tried: 0,
            lists: Default::default(),
        }
    }

    fn keep(&self, best: &mut (Value, Vec<u8>)) {
        let value = self.plan.value(self.model);
        if value < best.0 {
            best.0 = value;
            best.1.clone_from(&self.plan.starts);
        }
    }

    fn finish(self, best: (Value, Vec<u8>)) -> (Plan, u64) {
        (Plan::new(self.model, best.1), self.tried)
    }

    /// Moves every work once; yes where it was stopped.
    fn sweep(&mut self, stop: &(dyn Fn() -> bool + Sync)) -> bool {
        self.smooth.set_peak(self.model, &self.plan.loads);
        let count = self.order.len();
        for nth in 0..count {
            if nth % 1024 == 0 && stop() {
                return true;
            }
            if nth % 512 == 511 {
                self.smooth.set_peak(self.model, &self.plan.loads);
            }
            let other = nth + self.dice.below(count - nth);
            self.order.swap(nth, other);
            let work = self.order[nth] as usize;
            match self.partner(work) {
                Some(other) => self.bathe_both(work, other),
                None => self.bathe(work),
            }
            let block = self.model.block_of[work] as usize;
            let slot = self.slot[block] as usize;
            if self.dual.columns.get(slot).is_some_and(|columns| columns.len() > 1) && self.dice.below(4) == 0 {
                self.exchange(block, slot);
            }
        }
        false
    }

    /// Now and then one of the works to which this one is related.
    fn partner(&mut self, work: usize) -> Option<u32> {
        let bonds = self.model.bonds_of(work);
        if bonds.is_empty() || self.dice.below(2) == 0 {
            return None;
        }
        Some(bonds[self.dice.below(bonds.len())].other())
    }

    /// Lifts a work and lays it where it costs least, with noise by the heat.
    fn bathe(&mut self, work: usize) {
        let old = self.plan.starts[work];
        self.plan.lift(self.model, work);
        let mut list = std::mem::take(&mut self.lists.0);
        self.price(work, old, None, &mut list);
        let least = list.iter().min_by(|a, b| a.cost.total_cmp(&b.cost)).map_or(old, |choice| choice.start);
        self.settle(work, old, least, &list);
        self.lists.0 = list;
    }

    /// The same with a work and one to which it is related. Neither begins with the other nor overlaps it, so that what
    /// they cost adds up.
    fn bathe_both(&mut self, work: usize, other: u32) {
        let (model, second) = (self.model, other as usize);
        let old = (self.plan.starts[work], self.plan.starts[second]);
        self.plan.lift(model, work);
        self.plan.lift(model, second);
        let (mut list, mut others) = std::mem::take(&mut self.lists);
        self.price(work, old.0, Some(other), &mut list);
        self.price(second, old.1, Some(work as u32), &mut others);
        others.sort_unstable_by(|a, b| a.cost.total_cmp(&b.cost));
        let (mut least, mut chosen) = (f64::MAX, old);
        for one in &list {
            let agrees =
                |two: &&Choice| (one.start, two.start) == old || model.agree(work, one.start, other, two.start);
            if let Some(two) = others.iter().take_while(|two| one.cost + two.cost < least).find(agrees) {
                (least, chosen) = (one.cost + two.cost, (one.start, two.start));
            }
        }
        self.settle(work, old.0, chosen.0, &list);
        self.settle(second, old.1, chosen.1, &others);
        self.lists = (list, others);
    }

    /// Lays a lifted work.
    fn settle(&mut self, work: usize, old: u8, start: u8, list: &[Choice]) {
        self.plan.lay(self.model, work, start);
        if start != old {
            let own = |start: u8| list.iter().find(|choice| choice.start == start).map_or(0, |choice| choice.own);
            self.plan.own += i128::from(own(start)) - i128::from(own(old));
            self.moved += 1;
        }
    }

    /// What each start of a lifted work costs, with noise by the heat; relations to one other work may be passed over.
    fn price(&mut self, work: usize, old: u8, beside: Option<u32>, list: &mut Vec<Choice>) {
        let model = self.model;
        let inverse = 1.0 / self.smooth.mu;
        let bundle = model.bundle_of[work];
        list.clear();
        for option in model.options(work) {
            let start = model.start[option];
            let fits = || match beside {
                Some(beside) => model.fits_beside(work, start, &self.plan.starts, beside),
                None => model.fits(work, start, &self.plan.starts),
            };
            if start != old && !fits() {
                continue;
            }
            let mut cost = model.own[option] as f64;
            if start != NONE {
                let mut saving = 0;
                if bundle != NO_BUNDLE && self.plan.together[bundle as usize * model.years + start as usize] > 0 {
                    saving = model.saving[bundle as usize];
                    cost -= (saving * model.saving_counts) as f64;
                }
                let (smooth, loads) = (&self.smooth, &self.plan.loads);
                model.each_load(work, start as usize, |row, yen| {
                    let yen = if row == start as usize { yen - saving } else { yen };
                    let load = loads[row] as f64;
                    cost += smooth.value(row, load + yen as f64, inverse) - smooth.value(row, load, inverse);
                });
            }
            self.tried += 1;
            if self.heat > 0.0 {
                cost -= self.heat * self.noise[self.dice.next() as usize & 4095];
            }
            list.push(Choice { start, own: model.own[option], cost });
        }
    }

    /// The smoothed objective of all rows.
    fn total(&self) -> f64 {
        let inverse = 1.0 / self.smooth.mu;
        (0..self.model.rows).map(|row| self.smooth.value(row, self.plan.loads[row] as f64, inverse)).sum()
    }

    /// Tries another plan of the mixture for a whole block.
    fn exchange(&mut self, block: usize, slot: usize) {
        let model = self.model;
        let columns = &self.dual.columns[slot];
        let column = &columns[self.dice.below(columns.len())];
        let of = &model.blocks[block];
        let works = &model.works[of.first as usize..(of.first + of.len) as usize];
        if works.len() == 1 || works.iter().zip(&column.starts).all(|(w, s)| self.plan.starts[*w as usize] == *s) {
            return;
        }
        let before = self.total() + self.plan.own as f64;
        let old: Vec<u8> = works.iter().map(|work| self.plan.starts[*work as usize]).collect();
        works.iter().zip(&column.starts).for_each(|(&work, &start)| self.plan.put(model, work as usize, start));
        let after = self.total() + self.plan.own as f64;
        let noise = if self.heat > 0.0 { self.heat * self.noise[self.dice.next() as usize & 4095] } else { 0.0 };
        let fits = || {
            !model.cut || works.iter().all(|&w| model.fits(w as usize, self.plan.starts[w as usize], &self.plan.starts))
        };
        if after >= before + noise || !fits() {
            works.iter().zip(&old).for_each(|(&work, &start)| self.plan.put(model, work as usize, start));
        } else {
            self.moved += 1;
        }
    }
}
