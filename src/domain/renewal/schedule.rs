//! When the works of one building fall due and in which years they are paid: the only place that decides it.
//!
//! With the age in the base year `age = b − completed_year`: up to the age of a stage its work is due in
//! `completed_year + age of the stage`; above it and up to the stage's limit it is made up for from `b` on; above that it
//! is left out. Up to the rebuild age the rebuild is due in `completed_year + rebuild age`; above it, it is made up for
//! from `b` on. A rebuilt building is new in the year its rebuild was due, or in `b` when it was overdue, and everything
//! begins again. A building completed after `b` ages from its own completion; its construction is not counted.
//!
//! Where a life keeps works apart, a renovation is left out that falls within so many years of the long-life renovation
//! or of the rebuild, each taken in the year it is due, or in `b` when it is made up for.
//!
//! # Shapes
//! [`Works`] yields the [`Work`]s that are paid at least in part inside the horizon, stage by stage and life by life.
//! # Units
//! Fiscal years. [`instalments`] carries whole yen: each year the floor of an equal part, the last year the remainder,
//! so that the years add up to the cost.
//! # Errors
//! None.
//! # Source
//! 公共施設等更新費用試算ソフト, rules of 2011; MEXT handbook (2017) for what is kept apart. Ours, because unpublished: an
//! overdue rebuild makes the building new in the base year; what is paid before the base year or after the last is
//! dropped, whatever the anchor.

use super::life::{Life, Stage};
use super::rules::Horizon;
use super::{Reason, WorkKind};

/// One work on a building of a given completion year, without its cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Work {
    pub kind: WorkKind,
    pub reason: Reason,
    pub due_year: i32,
    pub first_year: i32,
    pub years: i32,
}

impl Work {
    /// The year in which it counts as done: when due, or the base year when made up for.
    pub fn counts_in(&self, base: i32) -> i32 {
        self.due_year.max(base)
    }
}

/// The works of a building within a horizon.
pub(super) struct Works<'l> {
    life: &'l Life,
    base: i32,
    last: i32,
    first_age: i32,
    new_in: i32,
    /// The next stage; after the last one comes the rebuild.
    next: usize,
}

impl<'l> Works<'l> {
    pub(super) fn new(life: &'l Life, horizon: Horizon, completed_year: i32) -> Works<'l> {
        Works {
            life,
            base: horizon.from_year().year(),
            last: horizon.to_year().year(),
            first_age: life.first_age(),
            new_in: completed_year,
            next: 0,
        }
    }

    fn stage(&self, stage: &Stage) -> Option<Work> {
        let age = self.base - self.new_in;
        let due_year = self.new_in + stage.age;
        if age <= stage.age {
            Some(self.due(stage.kind, due_year))
        } else if age <= stage.made_up_to_age {
            Some(self.made_up_for(stage.kind, Reason::Backlog, due_year))
        } else {
            None
        }
    }

    fn rebuild(&self) -> Work {
        let due_year = self.new_in + self.life.rebuild_age;
        if due_year < self.base {
            self.made_up_for(WorkKind::Rebuild, Reason::Overdue, due_year)
        } else {
            self.due(WorkKind::Rebuild, due_year)
        }
    }

    fn due(&self, kind: WorkKind, due_year: i32) -> Work {
        let years = self.life.spread[kind as usize];
        Work { kind, reason: Reason::Due, due_year, first_year: due_year - self.life.anchor.lead(years), years }
    }

    fn made_up_for(&self, kind: WorkKind, reason: Reason, due_year: i32) -> Work {
        Work { kind, reason, due_year, first_year: self.base, years: self.life.made_up_over[kind as usize] }
    }

    /// Whether a renovation comes too near to a larger work of the same life to be worth it.
    fn too_near(&self, work: &Work) -> bool {
        let (Some(apart), WorkKind::Renovation) = (self.life.keep_apart, work.kind) else { return false };
        let long_life = self.life.long_life().and_then(|stage| self.stage(stage));
        let mut larger = long_life.into_iter().chain([self.rebuild()]);
        let year = work.counts_in(self.base);
        larger.any(|larger| larger.counts_in(self.base).abs_diff(year) <= apart.unsigned_abs())
    }

    /// Whether nothing more can be paid inside the horizon: works move on with the year in which the building was new.
    fn past_the_end(&self) -> bool {
        self.new_in + self.first_age > self.last
    }
}

impl Iterator for Works<'_> {
    type Item = Work;

    fn next(&mut self) -> Option<Work> {
        loop {
            if self.next == 0 && self.past_the_end() {
                return None;
            }
            let work = match self.life.stages.get(self.next) {
                Some(stage) => {
                    self.next += 1;
                    self.stage(stage).filter(|work| !self.too_near(work))
                }
                None => {
                    self.next = 0;
                    let work = self.rebuild();
                    self.new_in = work.counts_in(self.base);
                    Some(work)
                }
            };
            // A spread that begins before the base year or ends after the last counts with the years it has inside.
            let inside = |w: &Work| w.first_year <= self.last && w.first_year + w.years > self.base;
            if let Some(work) = work.filter(inside) {
                return Some(work);
            }
        }
    }
}

/// The years of a work that lie inside the horizon, as places in it, and what is paid in each: `share` every year but
/// the last, which takes what is left of `cost`.
pub(super) fn instalments(
    horizon: Horizon,
    first_year: i32,
    years: i32,
    cost: i128,
    share: i128,
) -> impl Iterator<Item = (usize, i128)> {
    let last = years - 1;
    (0..years).filter_map(move |nth| {
        let paid = if nth < last { share } else { cost - share * i128::from(last) };
        horizon.index(first_year + nth).map(|index| (index, paid))
    })
}
