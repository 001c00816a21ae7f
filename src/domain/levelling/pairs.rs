//! How are years that hold a little too much evened out? Two works are moved at once, so that their costs nearly cancel.
//!
//! ```text
//! unevenness = Σ over the rows that count for the peak of max(0, load − offset − aim)²
//! ```
//! A try moves a work away from a year that is too high, looks at some moves of others in the years that this touches, and
//! keeps the best of these pairs where the plan becomes less uneven. With n works there are about n² pairs, so that some come
//! very near to what a year has too much, which no single move does.
//!
//! # Shapes
//! [`evened`] takes a plan and gives one that is no worse.
//! # Units
//! Loads in whole yen, their squares in floating numbers. Effort is counted in tries.
//! # Source
//! Ours; exchanges of two in number partitioning.

use super::model::{Model, NONE};
use super::plan::Plan;
use super::search::Dice;

/// Second moves that are looked at in a try.
const SECONDS: usize = 128;
/// What is not less uneven by this, in square yen, is no gain.
const LEAST: f64 = 0.5;

/// Evens a plan out by so many tries. Nothing is left to gain where no row is above the aim.
pub(super) fn evened(
    model: &Model,
    plan: Plan,
    aim: i64,
    (tries, seed): (u64, u64),
    stop: &(dyn Fn() -> bool + Sync),
) -> (Plan, u64) {
    let given = (plan.value(model), plan.starts.clone());
    let mut years = Years::new(model, plan, aim);
    let mut dice = Dice::new(seed, 3);
    let mut tried = 0;
    while tried < tries && years.unevenness > 0.0 && (tried % 256 > 0 || !stop()) {
        tried += 1;
        years.attempt(&mut dice);
    }
    let plan = years.plan;
    if plan.value(model) <= given.0 { (plan, tried) } else { (Plan::new(model, given.1), tried) }
}

/// A move of a work to a start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Move {
    work: usize,
    start: u8,
}

/// A plan and what its rows hold too much.
struct Years<'m> {
    model: &'m Model,
    plan: Plan,
    aim: i64,
    /// The load of each row above its limit; far below where a row does not count.
    above: Vec<i64>,
    unevenness: f64,
    broken: i128,
    /// The rows that count, and the works that can lie in each row.
    counted: Vec<usize>,
    works: Vec<Vec<u32>>,
}

impl<'m> Years<'m> {
    fn new(model: &'m Model, plan: Plan, aim: i64) -> Years<'m> {
        let counted: Vec<usize> = (0..model.rows).filter(|row| model.offset[*row].is_some()).collect();
        let mut works: Vec<Vec<u32>> = vec![Vec::new(); model.rows];
        for work in (0..model.duration.len()).filter(|work| model.options(*work).len() > 1) {
            for option in model.options(work).filter(|option| model.start[*option] != NONE) {
                model.each_load(work, model.start[option] as usize, |row, yen| {
                    if yen > 0 && works[row].last() != Some(&(work as u32)) {
                        works[row].push(work as u32);
                    }
                });
            }
        }
        works.iter_mut().for_each(|list| list.dedup());
        let mut years = Years { model, plan, aim, above: Vec::new(), unevenness: 0.0, broken: 0, counted, works };
        years.weigh();
        years
    }

    /// Reckons what the rows hold too much from the loads of the plan.
    fn weigh(&mut self) {
        let of = |(load, offset): (&i64, &Option<i64>)| offset.map_or(i64::MIN / 4, |offset| load - offset - self.aim);
        self.above = self.plan.loads.iter().zip(&self.model.offset).map(of).collect();
        self.unevenness = self.above.iter().map(|above| square(*above)).sum();
        self.broken = self.plan.value(self.model).broken;
    }

    /// One try, see the head of the file.
    fn attempt(&mut self, dice: &mut Dice) {
        let Some(first) = self.first(dice) else { return };
        let old = self.plan.starts[first.work];
        let gain = self.shift(first.work, old, first.start);
        let mut best: (f64, Option<Move>) = (gain, None);
        for _ in 0..SECONDS {
            let Some(second) = self.second(first, old, dice) else { continue };
            let from = self.plan.starts[second.work];
            let both = gain + self.shift(second.work, from, second.start);
            self.shift(second.work, second.start, from);
            if both < best.0 {
                best = (both, Some(second));
            }
        }
        self.shift(first.work, first.start, old);
        if best.0 < -LEAST {
            self.keep(first, best.1);
        }
    }

    /// A move of a work away from a year that is too high.
    fn first(&self, dice: &mut Dice) -> Option<Move> {
        let row = *self.counted.get(dice.below(self.counted.len().max(1)))?;
        if self.above[row] <= 0 {
            return None;
        }
        let list = &self.works[row];
        for _ in 0..32 {
            let work = *list.get(dice.below(list.len().max(1)))? as usize;
            if self.covers(work, self.plan.starts[work], row) {
                return self.elsewhere(work, dice);
            }
        }
        None
    }

    /// A move of another work in one of the rows that the first one touches.
    fn second(&self, first: Move, old: u8, dice: &mut Dice) -> Option<Move> {
        let model = self.model;
        let duration = model.duration[first.work] as usize;
        let start = if dice.below(2) == 0 { old } else { first.start };
        let part = model.parts[model.part_of[first.work] as usize + dice.below(parts_of(model, first.work))];
        let row = part.resource as usize * model.years + start as usize + dice.below(duration);
        let list = &self.works[row];
        let work = *list.get(dice.below(list.len().max(1)))? as usize;
        if work == first.work {
            return None;
        }
        if self.covers(work, self.plan.starts[work], row) {
            return self.elsewhere(work, dice);
        }
        let start = (row % model.years).checked_sub(dice.below(model.duration[work] as usize))? as u8;
        let known = model.start[model.options(work)].binary_search(&start).is_ok();
        known.then_some(Move { work, start })
    }

    /// Another start of a work.
    fn elsewhere(&self, work: usize, dice: &mut Dice) -> Option<Move> {
        let options = self.model.options(work);
        let start = self.model.start[options.start + dice.below(options.len())];
        (start != self.plan.starts[work] && start != NONE).then_some(Move { work, start })
    }

    /// Whether a work that begins so is under way in the year of a row.
    fn covers(&self, work: usize, start: u8, row: usize) -> bool {
        let (start, year) = (start as usize, row % self.model.years);
        (start..start + self.model.duration[work] as usize).contains(&year)
    }

    /// Shifts the loads of a work, savings not counted; answers by what the plan becomes more uneven.
    fn shift(&mut self, work: usize, from: u8, to: u8) -> f64 {
        let (model, above) = (self.model, &mut self.above);
        let mut gain = 0.0;
        for (start, sign) in [(from, -1), (to, 1)] {
            model.each_load(work, start as usize, |row, yen| {
                gain -= square(above[row]);
                above[row] += sign * yen;
                gain += square(above[row]);
            });
        }
        gain
    }

    /// Makes one or two moves if relations, ceilings and savings leave a gain.
    fn keep(&mut self, first: Move, second: Option<Move>) {
        let model = self.model;
        let moves: Vec<Move> = std::iter::once(first).chain(second).collect();
        let old: Vec<Move> =
            moves.iter().map(|one| Move { work: one.work, start: self.plan.starts[one.work] }).collect();
        let (before, broken) = (self.unevenness, self.broken);
        moves.iter().for_each(|one| self.plan.put(model, one.work, one.start));
        self.weigh();
        let fits = moves.iter().all(|one| model.fits(one.work, one.start, &self.plan.starts));
        if !fits || self.unevenness > before - LEAST || self.broken > broken {
            old.iter().for_each(|one| self.plan.put(model, one.work, one.start));
            self.weigh();
        }
    }
}

/// How many resources a work is paid from.
fn parts_of(model: &Model, work: usize) -> usize {
    (model.part_of[work + 1] - model.part_of[work]) as usize
}

/// What a row holds too much, squared.
#[inline]
fn square(above: i64) -> f64 {
    let above = above.max(0) as f64;
    above * above
}
