//! When the works of one building fall due and in which years they are paid: the only place that decides it.
//!
//! With the age in the base year `age = b − completed_year`: up to the renovation age the renovation is due in
//! `completed_year + 30`; above it and up to the backlog limit it is made up for from `b` on; above that it is left
//! out. Up to the rebuild age the rebuild is due in `completed_year + 60`; above it, it is made up for from `b` on. A
//! rebuilt building is new in the year its rebuild was due, or in `b` when it was overdue, and everything begins again.
//! (30 and 60 stand for the parameters.) A building completed after `b` ages from its own completion; its construction
//! is not counted.
//!
//! # Shapes
//! [`Works`] yields the [`Work`]s that are paid at least in part inside the horizon, in the order of their due years.
//! # Units
//! Fiscal years. [`instalments`] carries whole yen: each year the floor of an equal part, the last year the remainder,
//! so that the years add up to the cost.
//! # Errors
//! None.
//! # Source
//! 公共施設等更新費用試算ソフト, rules of 2011. Ours, because unpublished: an overdue rebuild makes the building new in the
//! base year; what is paid before the base year or after the last is dropped, whatever the anchor.

use super::rules::{Horizon, Rules};
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

/// The works of a building within a horizon.
pub(super) struct Works<'r> {
    rules: &'r Rules,
    base: i32,
    last: i32,
    new_in: i32,
    next: WorkKind,
}

impl<'r> Works<'r> {
    pub(super) fn new(rules: &'r Rules, horizon: Horizon, completed_year: i32) -> Works<'r> {
        Works {
            rules,
            base: horizon.from_year().year(),
            last: horizon.to_year().year(),
            new_in: completed_year,
            next: WorkKind::Renovation,
        }
    }

    fn renovation(&self) -> Option<Work> {
        let age = self.base - self.new_in;
        let due_year = self.new_in + self.rules.renovation_age;
        if age <= self.rules.renovation_age {
            Some(self.due(WorkKind::Renovation, due_year, self.rules.renovation_spread))
        } else if age <= self.rules.backlog_up_to_age {
            Some(self.made_up_for(WorkKind::Renovation, Reason::Backlog, due_year, self.rules.backlog))
        } else {
            None
        }
    }

    fn rebuild(&self) -> Work {
        let due_year = self.new_in + self.rules.rebuild_age;
        if due_year < self.base {
            self.made_up_for(WorkKind::Rebuild, Reason::Overdue, due_year, self.rules.overdue)
        } else {
            self.due(WorkKind::Rebuild, due_year, self.rules.rebuild_spread)
        }
    }

    fn due(&self, kind: WorkKind, due_year: i32, years: i32) -> Work {
        Work { kind, reason: Reason::Due, due_year, first_year: due_year - self.rules.anchor.lead(years), years }
    }

    fn made_up_for(&self, kind: WorkKind, reason: Reason, due_year: i32, years: i32) -> Work {
        Work { kind, reason, due_year, first_year: self.base, years }
    }

    /// Whether nothing more can be paid inside the horizon: works move on with the year in which the building was new.
    fn past_the_end(&self) -> bool {
        let rules = self.rules;
        let renovation = rules.renovation_age - rules.anchor.lead(rules.renovation_spread);
        let rebuild = rules.rebuild_age - rules.anchor.lead(rules.rebuild_spread);
        self.new_in + renovation.min(rebuild) > self.last
    }
}

impl Iterator for Works<'_> {
    type Item = Work;

    fn next(&mut self) -> Option<Work> {
        loop {
            let work = match self.next {
                WorkKind::Renovation if self.past_the_end() => return None,
                WorkKind::Renovation => {
                    self.next = WorkKind::Rebuild;
                    self.renovation()
                }
                WorkKind::Rebuild => {
                    self.next = WorkKind::Renovation;
                    let work = self.rebuild();
                    self.new_in = work.due_year.max(self.base);
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
