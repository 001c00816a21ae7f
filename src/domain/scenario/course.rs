//! What becomes of single buildings: closed in a year, or with works fixed to years.
//!
//! A closed building (廃止) is taken down in its year; large works that would count as done within the quiet years before
//! it, or later, are left out as a whole, other works from the year on. A work fixed to a year takes the place of the
//! nearest of its kind in the life of the building in which the year lies. A fixed rebuild takes the place of the first
//! one: of the works before it those remain that begin before its year, and the building is new in it.
//!
//! # Shapes
//! [`Intervention`] one building with its closure and fixed works.
//! # Units
//! Whole yen at the prices of the base year; the cost of a fixed work is that of the model unless it is given, paid over
//! as many years as in the model unless they are given; demolition is floor(yen/m² · area).
//! # Errors
//! [`Intervention::new`] returns [`Invalid`] for a work in or after the year of closure, and for two works of a kind in
//! one year or two rebuilds.
//! # Source
//! Ours. That a work shortly before the end is not worth it follows the MEXT handbook (2017), which leaves out renovations
//! within 10 years of a rebuild.

use super::Choices;
use crate::domain::facility::Class;
use crate::domain::renewal::{Event, Horizon, Known, Models, Reason, WorkKind, works_of};
use crate::domain::units::{FiscalYear, Yen};
use crate::domain::{Invalid, Text};
use std::cmp::Reverse;

/// A work that is done in a year whatever the model says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FixedWork {
    /// What is done; repairs of parts and renewals of components cannot be fixed.
    pub kind: WorkKind,
    /// In which year it begins.
    pub year: FiscalYear,
    /// What it costs, when not what the model says.
    pub cost: Option<Yen>,
    /// Over how many years it is paid, when not over as many as in the model.
    pub years: Option<u32>,
}

/// What is decided of one building.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Intervention {
    pub(super) building: usize,
    pub(super) closed: Option<FiscalYear>,
    pub(super) fixed: Vec<FixedWork>,
}

impl Intervention {
    /// Of the building in this row of the stock.
    pub fn new(building: usize, closed: Option<FiscalYear>, fixed: Vec<FixedWork>) -> Result<Intervention, Invalid> {
        let mut fixed = fixed;
        fixed.sort_by_key(|work| (work.year, work.kind));
        let clash = |work: &FixedWork, en: &str, ja: &str| {
            let year = work.year.year();
            let en = format!("`year` is `{year}`: {en}");
            Invalid::new(
                "year",
                "contradiction",
                year,
                Text::new(en, format!("`year` の値 `{year}` は使えません。{ja}")),
            )
        };
        let repeated = fixed.windows(2).any(|pair| (pair[0].year, pair[0].kind) == (pair[1].year, pair[1].kind));
        let rebuilds = fixed.iter().filter(|work| work.kind == WorkKind::Rebuild).count();
        for work in &fixed {
            if work.kind == WorkKind::PartRepair {
                return Err(clash(work, "repairs of parts cannot be fixed", "部位修繕は年度を固定できません"));
            }
            if work.kind == WorkKind::ComponentRenewal {
                let en = "renewals of components follow their last renewals and cycles and cannot be fixed";
                let ja = "部位更新は最終更新年度と更新周期から決まるため、年度を固定できません";
                return Err(clash(work, en, ja));
            }
            if closed.is_some_and(|closed| work.year >= closed) {
                return Err(clash(work, "the building is closed by then", "その年度には廃止されています"));
            }
            if repeated || rebuilds > 1 {
                return Err(clash(
                    work,
                    "a building has one fixed rebuild, and one work of a kind a year",
                    "固定できる更新は1棟1回、同じ年度の同じ工事は1件です",
                ));
            }
        }
        Ok(Intervention { building, closed, fixed })
    }
}

/// A building whose works are looked at one by one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Building {
    /// The row of the stock.
    pub row: usize,
    pub class: Class,
    pub completed_year: i16,
    pub floor_area_dm2: u32,
    pub known: Option<Known>,
}

/// A work, and whether chance may move it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Planned {
    pub event: Event,
    /// It was fixed to its year.
    pub fixed: bool,
}

impl Planned {
    /// The year in which it counts as done.
    pub fn counts_in(&self, base: i32) -> i32 {
        self.event.due_year.year().max(base)
    }

    /// Whether chance may move it: not what is fixed, missed already or asked for by a rating.
    pub fn may_move(&self) -> bool {
        !self.fixed && self.event.reason == Reason::Due
    }
}

impl Building {
    /// What the model says of it, if it was new in `completed_year`.
    pub fn modelled(&self, choices: &Choices<'_>, horizon: Horizon, completed_year: i16) -> Vec<Planned> {
        self.modelled_by(&choices.models, choices, horizon, completed_year)
    }

    fn modelled_by(
        &self,
        models: &Models,
        choices: &Choices<'_>,
        horizon: Horizon,
        completed_year: i16,
    ) -> Vec<Planned> {
        let of = (self.class, completed_year.into(), self.floor_area_dm2);
        let events = works_of(self.row, of, models, &choices.unit_costs, horizon, self.known.as_ref());
        events.into_iter().map(|event| Planned { event, fixed: false }).collect()
    }

    /// What is done to it, in the order of years.
    pub fn planned(
        &self,
        choices: &Choices<'_>,
        horizon: Horizon,
        intervention: Option<&Intervention>,
    ) -> Vec<Planned> {
        let mut planned = self.modelled(choices, horizon, self.completed_year);
        let Some(intervention) = intervention else { return planned };
        let (rebuilds, others): (Vec<&FixedWork>, Vec<&FixedWork>) =
            intervention.fixed.iter().partition(|work| work.kind == WorkKind::Rebuild);
        for rebuild in rebuilds {
            if choices.models.components_of(self.class).is_some() {
                // Components are kept up until then, whenever the model would have rebuilt.
                let models = choices.models.clone().without_rebuild_by_component();
                planned = self.modelled_by(&models, choices, horizon, self.completed_year);
            }
            let first = planned.iter().position(|work| work.event.kind == WorkKind::Rebuild);
            planned.truncate(first.unwrap_or(planned.len()));
            planned.retain(|work| work.event.first_year < rebuild.year);
            let new_in = rebuild.year.year() as i16;
            planned.push(self.fixed(choices, rebuild));
            let later = Building { known: None, ..*self };
            planned.extend(later.modelled(choices, horizon, new_in));
        }
        for work in others {
            self.exchange(choices, &mut planned, work);
        }
        if let Some(closed) = intervention.closed {
            let base = horizon.from_year().year();
            planned.retain(|work| choices.is_worth_it(work, base, closed.year()));
        }
        planned.sort_by_key(|work| (work.event.first_year, work.event.kind));
        planned
    }

    /// A fixed work in the place of the nearest of its kind in the same life.
    fn exchange(&self, choices: &Choices<'_>, planned: &mut Vec<Planned>, work: &FixedWork) {
        let rebuilt = |by: FiscalYear| {
            let rebuild = |other: &&Planned| other.event.kind == WorkKind::Rebuild && other.event.due_year <= by;
            planned.iter().filter(rebuild).count()
        };
        let life = rebuilt(work.year);
        let same =
            |other: &Planned| other.event.kind == work.kind && !other.fixed && rebuilt(other.event.due_year) == life;
        let distance = |other: &Planned| other.event.due_year.year().abs_diff(work.year.year());
        let places = planned.iter().enumerate().filter(|(_, other)| same(other));
        let nearest = places.min_by_key(|(place, other)| (distance(other), Reverse(*place))).map(|(place, _)| place);
        if let Some(place) = nearest {
            planned.remove(place);
        }
        planned.push(self.fixed(choices, work));
    }

    fn fixed(&self, choices: &Choices<'_>, work: &FixedWork) -> Planned {
        let unit_cost = choices.unit_costs.of(self.class);
        let unit_yen_per_m2 = match work.kind {
            WorkKind::Renovation => unit_cost.renovation_yen_per_m2,
            WorkKind::LongLife => unit_cost.long_life_yen_per_m2,
            _ => unit_cost.rebuild_yen_per_m2,
        };
        let years = work.years.unwrap_or_else(|| {
            // What a new building of the class would have, seen far enough ahead.
            let new_in = choices.horizon.from_year().year() as i16;
            let like_new = Building { known: None, ..*self }.modelled(choices, choices.far(), new_in);
            like_new.iter().find(|other| other.event.kind == work.kind).map_or(1, |other| other.event.years)
        });
        let event = Event {
            building: self.row,
            kind: work.kind,
            part: None,
            component: None,
            reason: Reason::Due,
            due_year: work.year,
            first_year: work.year,
            years,
            cost: work.cost.unwrap_or(Yen(unit_yen_per_m2.0 * i64::from(self.floor_area_dm2) / 100)),
        };
        Planned { event, fixed: true }
    }

    /// What taking it down costs.
    pub fn demolition(&self, choices: &Choices<'_>) -> Yen {
        // Below 10⁸ × 2³², so it fits 64 bits.
        Yen(choices.demolition_yen_per_m2.0 * i64::from(self.floor_area_dm2) / 100)
    }
}

impl Choices<'_> {
    /// Whether a work is still done when the building is closed in a year.
    pub(super) fn is_worth_it(&self, work: &Planned, base: i32, closed: i32) -> bool {
        let large = !work.fixed && work.event.kind != WorkKind::PartRepair;
        let quiet = if large { self.quiet_years as i32 } else { 0 };
        work.counts_in(base) < closed - quiet
    }
}
