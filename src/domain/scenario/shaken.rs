//! What chance may do to a scenario: its works as courses that can be drawn.
//!
//! Works that fall due move with the life in which they are; what is missed already, asked for by a rating, fixed to a year
//! or paid for a closure is certain. A building keeps its luck by its key, whatever is chosen for it. Of a building with a
//! fixed work in a later life than the present one everything is certain. Where components are renewed one by one, each has
//! its own luck, and the works on the whole building are certain.
//!
//! # Shapes
//! [`chances`] makes a course of each building, or two when its rebuild is certain; or one of each component.
//! # Units
//! Fiscal years and whole yen, as in the scenario.
//! # Errors
//! None.
//! # Source
//! Ours.

use super::Choices;
use super::course::{Building, Intervention, Planned};
use crate::domain::component_cycle::Components;
use crate::domain::renewal::{Known, WorkKind};
use crate::domain::uncertainty::{Course, Courses, Stage};
use crate::domain::units::FiscalYear;
use std::collections::HashMap;

/// 2⁶⁴ over the golden ratio: keeps the keys of a building's components far apart.
const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

/// The courses of all buildings; `keys` names each by something that is the same in every scenario.
pub fn chances(choices: &Choices<'_>, keys: &[u64]) -> Courses {
    let known: HashMap<usize, Known> = choices.known.iter().map(|known| (known.building, *known)).collect();
    let decided: HashMap<usize, &Intervention> = choices.interventions.iter().map(|of| (of.building, of)).collect();
    let mut courses = Courses::with_capacity(choices.stock.rows());
    let mut like_new: HashMap<(usize, u32), Vec<Stage>> = HashMap::new();
    for (row, (class, completed_year, floor_area_dm2)) in choices.stock.buildings().enumerate() {
        let known = known.get(&row).copied();
        let building = Building { row, class, completed_year: completed_year as i16, floor_area_dm2, known };
        let intervention = decided.get(&row).copied();
        let luck = keys.get(row).copied().unwrap_or(row as u64);
        if let Some(inventory) = choices.models.components_of(class) {
            building.components(choices, intervention, (luck, &inventory.of(row)), &mut courses);
            continue;
        }
        let needs_survey = building.known.is_some_and(|known| known.needs_survey);
        let key = (class as usize, floor_area_dm2);
        let later = match needs_survey {
            true => building.like_new(choices),
            false => like_new.entry(key).or_insert_with(|| building.like_new(choices)).clone(),
        };
        building.courses(choices, intervention, luck, &later, &mut courses);
    }
    courses
}

fn stage(work: &Planned, new_in: i32) -> Stage {
    let event = &work.event;
    Stage {
        age: event.due_year.year() - new_in,
        lead_years: event.due_year.year() - event.first_year.year(),
        years: event.years as i32,
        cost_yen: event.cost.0,
    }
}

impl Building {
    /// The works of a whole life, its rebuild last; none when no rebuild comes within 100 years.
    fn like_new(&self, choices: &Choices<'_>) -> Vec<Stage> {
        let new_in = choices.horizon.from_year().year();
        let known = self.known.filter(|known| known.needs_survey);
        let known = known.map(|known| Known { grades: Default::default(), ..known });
        let works = Building { known, ..*self }.modelled(choices, choices.far(), new_in as i16);
        let Some(rebuild) = works.iter().position(|work| work.event.kind == WorkKind::Rebuild) else {
            return Vec::new();
        };
        works[..=rebuild].iter().map(|work| stage(work, new_in)).collect()
    }

    /// A course of each component in each life of the building.
    fn components(
        &self,
        choices: &Choices<'_>,
        intervention: Option<&Intervention>,
        (luck, components): (u64, &Components<'_>),
        courses: &mut Courses,
    ) {
        let base = choices.horizon.from_year().year();
        let planned = self.planned(choices, choices.far(), intervention);
        let closed = intervention.and_then(|of| of.closed).map(FiscalYear::year);
        if let Some(year) = closed {
            courses.certain(year, self.demolition(choices).0);
        }
        let whole: Vec<&Planned> =
            planned.iter().filter(|work| work.event.kind != WorkKind::ComponentRenewal).collect();
        for (year, yen) in whole.iter().flat_map(|work| work.event.charges(choices.horizon)) {
            courses.certain(year.year(), yen.0);
        }
        let closed = closed.map_or(i32::MAX, |year| year - choices.quiet_years as i32);
        let rebuilds =
            whole.iter().filter(|work| work.event.kind == WorkKind::Rebuild).map(|work| work.counts_in(base));
        let mut new_in = i32::from(self.completed_year);
        for (life, end) in (0_u64..).zip(rebuilds.chain([i32::MAX])) {
            for (nth, (renewed, cycle, cost)) in (1_u64..).zip(components.rows()) {
                let key = luck.wrapping_add(nth.wrapping_mul(GOLDEN)).wrapping_add(life);
                let new_in = new_in.max(renewed.into());
                courses.component(key, new_in, cycle.into(), cost, Some(end.min(closed)));
            }
            new_in = end;
        }
    }

    fn courses(
        &self,
        choices: &Choices<'_>,
        intervention: Option<&Intervention>,
        key: u64,
        later: &[Stage],
        courses: &mut Courses,
    ) {
        let base = choices.horizon.from_year().year();
        let planned = self.planned(choices, choices.far(), intervention);
        if let Some(year) = intervention.and_then(|of| of.closed) {
            courses.certain(year.year(), self.demolition(choices).0);
        }
        let rebuild = planned.iter().position(|work| work.event.kind == WorkKind::Rebuild);
        let present = &planned[..rebuild.map_or(planned.len(), |at| at + 1)];
        let beyond = planned[present.len()..].iter();
        let settled = beyond.clone().any(|work| work.fixed);
        let certain = |work: &Planned, courses: &mut Courses| {
            for (year, yen) in work.event.charges(choices.horizon) {
                courses.certain(year.year(), yen.0);
            }
        };
        if settled {
            planned.iter().for_each(|work| certain(work, courses));
            return;
        }
        // Repairs that ratings ask for are certain wherever they stand.
        beyond.filter(|work| work.event.kind == WorkKind::PartRepair).for_each(|work| certain(work, courses));
        present.iter().filter(|work| !work.may_move()).for_each(|work| certain(work, courses));
        let quiet = choices.quiet_years as i32;
        let until = intervention.and_then(|of| of.closed).map(|year| year.year() - quiet);
        let moving = present.iter().filter(|work| work.may_move());
        let new_in = i32::from(self.completed_year);
        let stages: Vec<Stage> = moving.map(|work| stage(work, new_in)).collect();
        let made_new = rebuild.map(|at| &planned[at]);
        match made_new {
            Some(work) if !work.may_move() => {
                let new_again = work.counts_in(base);
                let until_then = Some(until.unwrap_or(new_again).min(new_again));
                courses.push(&Course { key, new_in, present: stages, until: until_then, ..Course::default() });
                let next = key.wrapping_add(1);
                let (present, later) = (later.to_vec(), later.to_vec());
                courses.push(&Course { key: next, new_in: new_again, present, renewed: true, later, until });
            }
            _ => {
                let renewed = made_new.is_some();
                courses.push(&Course { key, new_in, present: stages, renewed, later: later.to_vec(), until });
            }
        }
    }
}
