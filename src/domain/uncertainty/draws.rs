//! The draws themselves: what each year costs in each of many possible futures.
//!
//! In each draw every life of every thing is so many times as long as planned; the works of that life keep their places in
//! it. What is known to stand has lived until now: in its present life only those quantiles are drawn in which the next
//! work planned comes in the base year or later; where even the longest life would be over, it is due in the base year.
//!
//! # Shapes
//! [`Question`] what is drawn; [`Draws`] a row a draw with a cell a year.
//! # Units
//! Whole yen; after price factors rounded half away from zero. A present value is rounded once a draw and year.
//! # Errors
//! None.
//! # Source
//! Ours. Draws are grouped so that their sums stay in the first-level cache while all things pass by.

use super::course::{Courses, Stage, Thing};
use super::lives::{Lives, at};
use super::prices::PriceRisk;
use super::random::{Stream, luck};
use crate::domain::renewal::Horizon;
use crate::domain::scenario::times;
use crate::domain::units::Yen;
use rayon::prelude::*;

/// Draws whose sums are kept at once.
const AT_ONCE: usize = 32;

/// What is drawn.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// What is renewed.
    pub courses: &'a Courses,
    /// How long it lives.
    pub lives: &'a Lives,
    /// How prices come out.
    pub prices: PriceRisk,
    /// Which years are looked at.
    pub horizon: Horizon,
    /// By what the cost of each year is multiplied to give its present value.
    pub present_value_factors: &'a [f64],
    /// How many futures, at least 1.
    pub draws: u32,
    /// What the luck depends on.
    pub seed: u64,
}

/// Many possible futures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draws {
    pub(super) years: usize,
    /// A row a draw, a cell a year.
    pub(super) paid: Vec<i64>,
    /// A cell a draw.
    pub(super) present: Vec<i64>,
}

/// A thing made ready for the draws.
struct Ready {
    luck: u64,
    /// The quantiles before this one would have ended what stands.
    floor: u32,
    thing: Thing,
}

/// Where the years lie in a row of sums: room on both sides for parts paid outside the horizon.
#[derive(Clone, Copy)]
struct Row {
    base: i32,
    /// After which year nothing that falls due is paid inside the horizon.
    last_due: i32,
    before: i32,
    width: usize,
}

/// Draws the futures; the same for any number of threads.
pub fn draw(question: &Question<'_>) -> Draws {
    let years = question.horizon.years() as usize;
    let row = row(question);
    let certain = certain(question, years);
    let base = row.base;
    let ready = |thing: &Thing| {
        let (from, to) = thing.present;
        let next = question.courses.stages[from as usize..to as usize].first();
        let floor = next.map_or(0, |stage| question.lives.from_age(stage.age, base - thing.new_in));
        Ready { luck: luck(question.seed, thing.key), floor: floor as u32, thing: *thing }
    };
    let things: Vec<Ready> = question.courses.things.par_iter().map(ready).collect();
    let count = question.draws.max(1) as usize;
    let mut paid = vec![0_i64; count * years];
    let mut present = vec![0_i64; count];
    let groups = paid.par_chunks_mut(AT_ONCE * years).zip(present.par_chunks_mut(AT_ONCE)).enumerate();
    groups.for_each(|(group, (paid, present))| {
        let first = (group * AT_ONCE) as u32;
        let mut sums = vec![0_i64; present.len() * row.width];
        for ready in &things {
            pass(ready, question, first, &mut sums, row);
        }
        for (nth, (paid, present)) in paid.chunks_mut(years).zip(present).enumerate() {
            let sums = &sums[nth * row.width + row.before as usize..][..years];
            let prices = question.prices.factors(question.seed, first + nth as u32, years);
            for (t, paid) in paid.iter_mut().enumerate() {
                let planned = Yen(sums[t].saturating_add(certain[t]));
                *paid = times(planned, prices[t]).0;
                let factor = question.present_value_factors.get(t).copied().unwrap_or_default();
                *present = present.saturating_add(times(Yen(*paid), factor).0);
            }
        }
    });
    Draws { years, paid, present }
}

fn row(question: &Question<'_>) -> Row {
    let stages = &question.courses.stages;
    let before = stages.iter().map(|stage| stage.lead_years).max().unwrap_or_default();
    let after = stages.iter().map(|stage| stage.years).max().unwrap_or_default();
    let (base, last) = (question.horizon.from_year().year(), question.horizon.to_year().year());
    let width = (before + question.horizon.years() as i32 + before + after) as usize;
    Row { base, last_due: last + before, before, width }
}

fn certain(question: &Question<'_>, years: usize) -> Vec<i64> {
    let mut certain = vec![0_i64; years];
    for (year, yen) in &question.courses.certain {
        let index = usize::try_from(year - question.horizon.from_year().year()).ok();
        let cell = index.and_then(|index| certain.get_mut(index));
        cell.into_iter().for_each(|cell| *cell = cell.saturating_add(*yen));
    }
    certain
}

/// Adds what one thing costs in each of a group of draws.
fn pass(ready: &Ready, question: &Question<'_>, first: u32, sums: &mut [i64], row: Row) {
    let stages = |(from, to): (u32, u32)| &question.courses.stages[from as usize..to as usize];
    let (present, later) = (stages(ready.thing.present), stages(ready.thing.later));
    for (draw, sums) in (first..).zip(sums.chunks_exact_mut(row.width)) {
        match (present, later) {
            ([stage], [again]) if stage.years == 1 && again.years == 1 => {
                replaced(ready, question.lives, (stage, again), draw, sums, row);
            }
            _ => lived(ready, question.lives, (present, later), draw, sums, row),
        }
    }
}

/// A component that is replaced at once.
#[inline]
fn replaced(ready: &Ready, lives: &Lives, (stage, again): (&Stage, &Stage), draw: u32, sums: &mut [i64], row: Row) {
    let thing = &ready.thing;
    let end = row.last_due.min(thing.until.saturating_sub(1));
    let mut stream = Stream::new(ready.luck, draw);
    let multiplier = lives.multiplier(Lives::quantile(ready.floor, stream.next()));
    let mut due = (thing.new_in + at(stage.age, multiplier).max(1)).max(row.base);
    let mut cost_yen = stage.cost_yen;
    while due <= end {
        sums[(due - row.base + row.before) as usize] += cost_yen;
        due += at(again.age, lives.multiplier(Lives::quantile(0, stream.next()))).max(1);
        cost_yen = again.cost_yen;
    }
}

/// A thing with several works in its life, or with works paid over years.
fn lived(ready: &Ready, lives: &Lives, (present, later): (&[Stage], &[Stage]), draw: u32, sums: &mut [i64], row: Row) {
    let thing = &ready.thing;
    let end = row.last_due.min(thing.until.saturating_sub(1));
    let mut stream = Stream::new(ready.luck, draw);
    let mut multiplier = lives.multiplier(Lives::quantile(ready.floor, stream.next()));
    let (mut stages, mut new_in) = (present, thing.new_in);
    loop {
        let mut renewed_in = new_in;
        for stage in stages {
            let due = (new_in + at(stage.age, multiplier).max(1)).max(row.base);
            if due > end {
                return;
            }
            let share = stage.cost_yen / i64::from(stage.years);
            let from = (due - stage.lead_years - row.base + row.before) as usize;
            let last = from + stage.years as usize - 1;
            sums[from..last].iter_mut().for_each(|sum| *sum += share);
            sums[last] += stage.cost_yen - share * i64::from(stage.years - 1);
            renewed_in = due;
        }
        if later.is_empty() || stages.is_empty() {
            return;
        }
        (stages, new_in) = (later, renewed_in);
        multiplier = lives.multiplier(Lives::quantile(0, stream.next()));
    }
}
