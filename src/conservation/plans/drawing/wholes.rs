//! Buildings as the core sees them, and what they need as a whole.

use super::notes::Counts;
use super::{Inputs, need};
use crate::conservation::Work;
use crate::conservation::condition::summary;
use crate::domain::calendar::fiscal_year_of;
use crate::domain::condition::{ScreeningResult, screening};
use crate::domain::facility::Status;
use crate::domain::plan::{Building, CostBasis, Overhaul, WholeBuilding};
use crate::domain::units::Yen;
use crate::domain::work::{WorkKind, WorkState};
use crate::facility::store::StockRow;
use chrono::NaiveDate;
use std::collections::HashMap;

/// The most that one work counts for, yen. No public building costs as much; more is a slip in an area or a unit cost.
const MOST_YEN: i128 = 1_000_000_000_000;

/// A cost as it is counted.
pub fn capped(yen: i128, counts: &mut Counts) -> Yen {
    counts.capped += usize::from(yen > MOST_YEN);
    Yen(yen.clamp(0, MOST_YEN) as i64)
}

/// What follows from the record of a building, in the order of the buildings.
pub struct Whole {
    /// The fiscal year in which it was completed, or rebuilt since.
    pub built_year: Option<i32>,
    /// What rebuilding it costs; nothing where the area is not known.
    pub rebuild_cost: Option<Yen>,
    structure: ScreeningResult,
    long_life_done: bool,
    stays: bool,
}

/// When the whole of a building was last renewed.
#[derive(Clone, Copy, Default)]
struct Renewed {
    rebuilt: Option<i32>,
    long_life: Option<i32>,
}

/// The fiscal year in which works were done, or in which they began if they are under way: they are not planned again.
fn carried_out(work: &Work) -> Option<i32> {
    let year = |day: &Option<String>| Some(fiscal_year_of(day.as_deref()?.parse::<NaiveDate>().ok()?));
    match work.state {
        WorkState::Done => year(&work.done_on).or(work.planned_year),
        WorkState::UnderWay => work.planned_year.or_else(|| year(&work.started_on)),
        WorkState::Proposed | WorkState::Planned | WorkState::Budgeted | WorkState::Dropped => None,
    }
}

fn renewed(works: &[Work]) -> HashMap<&str, Renewed> {
    let mut found: HashMap<&str, Renewed> = HashMap::new();
    for work in works.iter().filter(|work| work.component_code.is_none()) {
        let (Some(building), Some(year)) = (work.building_code.as_deref(), carried_out(work)) else { continue };
        match work.kind {
            WorkKind::Rebuild => {
                let known = found.entry(building).or_default();
                known.rebuilt = known.rebuilt.max(Some(year));
            }
            WorkKind::LongLife => {
                let known = found.entry(building).or_default();
                known.long_life = known.long_life.max(Some(year));
            }
            _ => {}
        }
    }
    found
}

/// What follows from the record of each building. Its age counts from its last rebuild, and a long-life renovation counts
/// until the building is rebuilt.
pub fn wholes(inputs: &Inputs, counts: &mut Counts) -> Vec<Whole> {
    let renewed = renewed(&inputs.works);
    let first = inputs.asked.first();
    let mut one = |row: &StockRow| {
        let known = renewed.get(row.code.as_str()).copied().unwrap_or_default();
        let built_year = row.completed_year.max(known.rebuilt);
        let mut structure = summary::structure_of(row, first);
        structure.age_years = built_year.map(|built| first - built);
        Whole {
            built_year,
            rebuild_cost: rebuild_cost(inputs, row, counts),
            structure: screening(structure, &inputs.screening).result,
            long_life_done: known.long_life > known.rebuilt,
            stays: matches!(row.status, Status::InUse | Status::Suspended),
        }
    };
    inputs.buildings.iter().map(&mut one).collect()
}

/// Floor area × unit cost of its class, rounded down to the yen.
fn rebuild_cost(inputs: &Inputs, row: &StockRow, counts: &mut Counts) -> Option<Yen> {
    let yen_per_m2 = i128::from(inputs.model.unit_costs[row.class as usize].rebuild_yen_per_m2.0);
    Some(capped(i128::from(row.floor_area_dm2?) * yen_per_m2 / 100, counts))
}

/// The buildings of the core.
pub fn buildings(inputs: &Inputs, wholes: &[Whole]) -> Vec<Building> {
    let rated = summary::gathered(&inputs.ratings);
    let one = |(row, whole): (&StockRow, &Whole)| {
        let score = summary::score_of(&inputs.scheme, rated.get(row.code.as_str()));
        let roles: Vec<String> = serde_json::from_str(&row.disaster_roles).unwrap_or_default();
        Building {
            class: row.class,
            role_points: inputs.rules.role_points(row.class, roles.iter().filter_map(|role| role.parse().ok())),
            score_need: score.map(|score| need(&inputs.scheme, score.exact_hundredths)),
            needs_survey: whole.structure == ScreeningResult::NeedsSurvey,
            open_defects: inputs.defects.get(&row.code).copied().unwrap_or_default(),
            stays: whole.stays,
            // No year of closing is recorded of a building.
            closes_in: None,
        }
    };
    inputs.buildings.iter().zip(wholes).map(one).collect()
}

/// Long-life renovation and rebuild of the buildings that stay.
pub fn overhauls(inputs: &Inputs, wholes: &[Whole], counts: &mut Counts) -> Vec<Overhaul> {
    let (rules, first) = (&inputs.overhaul_rules, inputs.asked.first());
    let mut found = Vec::new();
    for ((row, whole), building) in inputs.buildings.iter().zip(wholes).zip(0..) {
        let known = (whole.built_year, row.floor_area_dm2, whole.rebuild_cost);
        let (Some(built_year), Some(floor_area_dm2), Some(rebuild_cost)) = known else { continue };
        if !whole.stays {
            continue;
        }
        let (structure, long_life_done) = (whole.structure, whole.long_life_done);
        let of = WholeBuilding { built_year, floor_area_dm2, rebuild_cost, structure, long_life_done };
        counts.not_screened += usize::from(rules.lacks_screening(&of, first));
        found.extend(rules.due(&of, first).into_iter().map(|due| Overhaul {
            building,
            kind: due.kind,
            due_year: due.year,
            cost: due.cost,
            cost_basis: CostBasis::Estimated,
            duration_years: due.duration_years,
        }));
    }
    found
}
