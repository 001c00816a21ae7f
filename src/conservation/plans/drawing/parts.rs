//! Components as the core sees them: how long they last, how worn they are, and what renewing one costs.

use super::notes::Counts;
use super::wholes::{Whole, capped};
use super::{Inputs, need};
use crate::conservation::Rating;
use crate::conservation::condition::wire::RemainingLife;
use crate::conservation::condition::{learning, summary};
use crate::domain::condition::Scheme;
use crate::domain::facility::ComponentKind;
use crate::domain::plan::{ActBy, Component, CostBasis, Urgency};
use crate::domain::units::Yen;
use crate::error::Result;
use crate::facility::store::ComponentRow;
use std::collections::HashSet;
use strum::IntoEnumIterator;

/// The components of the core; those whose age nothing tells are left out.
pub fn components(inputs: &Inputs, wholes: &[Whole], counts: &mut Counts) -> Result<Vec<Component>> {
    let places = inputs.places();
    let mut found = Vec::with_capacity(inputs.components.len());
    for ((row, life), key) in inputs.components.iter().zip(lives(inputs)?).zip(0..) {
        let Some(&building) = places.get(row.building_code.as_str()) else { continue };
        let whole = &wholes[building as usize];
        let Some(next_due) = next_due(&life, whole.built_year, counts) else { continue };
        let (cost, cost_basis) = cost_of(inputs, row, whole.rebuild_cost, counts);
        let grade = life.grade.as_deref().and_then(|grade| inputs.scheme.grade(grade));
        found.push(Component {
            building,
            key,
            kind: row.kind,
            cycle_years: life.cycle_years.clamp(1, 200) as u16,
            next_due,
            act_by: act_by(inputs, &life),
            need: grade.map(|grade| need(&inputs.scheme, grade.points_hundredths)),
            cost,
            cost_basis,
            duration_years: 1,
        });
    }
    Ok(found)
}

/// Adds a component without a number for each part of a building that was rated and has no component registered: what is
/// rated D wants its repair all the same, at the share of its part.
pub fn add_rated_parts(components: &mut Vec<ComponentRow>, ratings: &[Rating], scheme: &Scheme) {
    let part_of = |kind| scheme.part_of(kind).map(|part| part.code.clone());
    let there: HashSet<(String, Option<String>)> =
        components.iter().map(|row| (row.building_code.clone(), part_of(row.kind))).collect();
    for (building, parts) in summary::gathered(ratings) {
        for (part, rated) in parts {
            let named = scheme.part(part);
            let kind = part
                .parse()
                .ok()
                .or_else(|| ComponentKind::iter().find(|kind| scheme.part_of(*kind).is_some_and(|of| of.code == part)));
            let (Some(named), Some(kind), Some(last)) = (named, kind, rated.last()) else { continue };
            if there.contains(&(building.to_owned(), Some(part.to_owned()))) {
                continue;
            }
            components.push(ComponentRow {
                code: String::new(),
                building_code: building.to_owned(),
                name: named.label_ja.clone(),
                kind,
                installed_year: None,
                cycle_years: None,
                quantity: None,
                unit_cost_yen: None,
                illustrative: last.illustrative.clone(),
            });
        }
    }
    components.sort_by(|a, b| (&a.building_code, &a.code, a.kind).cmp(&(&b.building_code, &b.code, b.kind)));
}

fn lives(inputs: &Inputs) -> Result<Vec<RemainingLife>> {
    let (scheme, cycles, year) = (&inputs.scheme, &inputs.cycles, inputs.asked.base_year);
    let mut lives = summary::lives(scheme, cycles, &inputs.components, &inputs.ratings, year)?;
    if inputs.asked.learned {
        let seen = learning::Seen { components: &inputs.components, ratings: &inputs.ratings, works: &inputs.works };
        let chains = learning::chains(scheme, cycles, seen, inputs.strength_years)?;
        learning::relearned(&mut lives, scheme, &chains, year.year());
    }
    Ok(lives)
}

fn next_due(life: &RemainingLife, built_year: Option<i32>, counts: &mut Counts) -> Option<i32> {
    if life.due_year.is_some() {
        return life.due_year;
    }
    match built_year {
        Some(built) => {
            counts.as_old_as_building += 1;
            Some(built + life.cycle_years)
        }
        None => {
            counts.of_unknown_age += 1;
            None
        }
    }
}

/// By when its rating asks for works, as the scheme says; the worst grade is the serious one.
fn act_by(inputs: &Inputs, life: &RemainingLife) -> Option<ActBy> {
    let (year, grade) = (life.act_by_year?, life.grade.as_deref()?);
    let worst = inputs.scheme.grade_index(grade)? + 1 == inputs.scheme.grades().len();
    Some(ActBy { year, urgency: if worst { Urgency::Serious } else { Urgency::Widespread } })
}

/// What one renewal costs: quantity × unit cost, half up; else the share of its part in rebuilding the building.
fn cost_of(inputs: &Inputs, row: &ComponentRow, rebuild: Option<Yen>, counts: &mut Counts) -> (Yen, CostBasis) {
    if let (Some(quantity), Some(unit)) = (row.quantity, row.unit_cost_yen) {
        // Quantities have at most a few decimals; thousandths are exact enough and keep the product whole.
        let thousandths = (quantity * 1_000.0).round() as i128;
        let yen = thousandths.saturating_mul(i128::from(unit)).saturating_add(500) / 1_000;
        return (capped(yen, counts), CostBasis::Given);
    }
    match rebuild.and_then(|rebuild| inputs.part_costs.estimate(row.kind, rebuild)) {
        Some(yen) => (yen, CostBasis::Estimated),
        None => (Yen(0), CostBasis::Unknown),
    }
}
