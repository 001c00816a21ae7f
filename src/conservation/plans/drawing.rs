//! From what is recorded to the lines of a plan: buildings, components with their remaining lives, open defects and the works
//! there are become the stock of `domain::plan`, and what it draws up becomes lines.

use super::store;
use crate::conservation::condition::{learning, store as condition, summary};
use crate::conservation::{Rating, Work};
use crate::digest::digest;
use crate::domain::Text;
use crate::domain::condition::{Better, Scheme, ScreeningResult};
use crate::domain::facility::{Status, Word};
use crate::domain::plan::{
    self, ActBy, Building, Component, CostBasis, Existing, LeftOutReason, Line, Overhaul, PartCosts, Rules, Stock,
    Urgency,
};
use crate::domain::renewal::{Horizon, MIC_2011};
use crate::domain::units::{FiscalYear, Yen};
use crate::domain::work::{WorkKind, WorkOrigin, WorkState};
use crate::entity::plan_line;
use crate::error::{Error, Result};
use crate::facility::store::{self as facilities, ComponentRow, StockRow};
use crate::lifecycle::store as lifecycle;
use crate::parameters::{Parameter, store as parameters};
use sea_orm::ConnectionTrait;
use std::collections::{BTreeMap, HashMap};

/// What a plan is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    /// First fiscal year.
    pub base_year: FiscalYear,
    /// How many fiscal years.
    pub years: i32,
    /// Whether lives rest on deterioration learned from the municipality's own ratings.
    pub learned: bool,
    /// Whether long-life renovation and rebuild of whole buildings are drawn up.
    pub overhauls: bool,
}

/// What came of it.
pub struct Drawn {
    /// The lines, without the plan they will belong to.
    pub lines: Vec<plan_line::Model>,
    /// How many works fell due and were left out, and why.
    pub left_out: BTreeMap<LeftOutReason, usize>,
    /// The parameters it rests on.
    pub parameters: Vec<Parameter>,
    /// What must be known of it.
    pub notes: Vec<Text>,
    /// The rating scheme.
    pub scheme: String,
    /// A digest of everything that went in.
    pub digest: String,
}

/// Everything that a plan is drawn up from.
struct Inputs {
    buildings: Vec<StockRow>,
    components: Vec<ComponentRow>,
    works: Vec<Work>,
    ratings: Vec<Rating>,
    defects: HashMap<String, [u16; 4]>,
    scheme: Scheme,
    parameters: Vec<Parameter>,
}

const SETS: [&str; 7] =
    [plan::CONSERVATION, plan::COMPONENT_CYCLE, plan::PART_COST, plan::COST_COLUMN, "overhaul", "condition", MIC_2011];

impl Inputs {
    async fn read(db: &impl ConnectionTrait, municipality: &str, asked: Asked) -> Result<Inputs> {
        let scheme = condition::demand_scheme(db, municipality, None).await?;
        let until = format!("{}-03-31", asked.base_year.year() + 1);
        let mut all = parameters::in_force(db, municipality, None, None).await?;
        all.retain(|row| SETS.contains(&row.parameter_set.as_str()));
        let mut buildings = facilities::stock(db, municipality).await?;
        buildings.sort_unstable_by(|a, b| (&a.facility_code, &a.code).cmp(&(&b.facility_code, &b.code)));
        Ok(Inputs {
            buildings,
            components: facilities::component_stock(db, municipality, None).await?,
            works: store::works_of(db, municipality).await?,
            ratings: condition::ratings(db, municipality, scheme.code(), &until, None).await?,
            defects: store::open_defects(db, municipality).await?,
            scheme,
            parameters: all,
        })
    }

    fn value(&self, set: &'static str) -> impl Fn(&str) -> Option<String> + '_ {
        move |name| {
            let row = self.parameters.iter().find(|row| row.parameter_set == set && row.name == name)?;
            Some(row.value.clone())
        }
    }

    fn whole(&self, name: &'static str) -> Result<i64> {
        let value = self.value("overhaul")(name).and_then(|value| value.parse().ok());
        value.ok_or_else(|| Error::internal(format!("the parameter `overhaul` `{name}` is no whole number")))
    }
}

fn ours(invalid: crate::domain::Invalid) -> Error {
    Error::internal(invalid.text.en)
}

/// Draws up a plan from what is recorded now.
pub async fn draw_up(db: &impl ConnectionTrait, municipality: &str, asked: Asked) -> Result<Drawn> {
    let inputs = Inputs::read(db, municipality, asked).await?;
    let model = lifecycle::model(db, municipality, asked.base_year).await?;
    let rules = Rules::from_named(inputs.value(plan::CONSERVATION)).map_err(ours)?;
    let costs = PartCosts::from_named(inputs.value(plan::PART_COST)).map_err(ours)?;
    let rebuild_costs = rebuild_costs(&inputs.buildings, &model);
    let mut notes = Vec::new();
    let places: HashMap<&str, u32> =
        inputs.buildings.iter().zip(0..).map(|(building, at)| (building.code.as_str(), at)).collect();
    let buildings = buildings(db, municipality, &inputs, &rules, asked).await?;
    let components =
        components(db, municipality, &inputs, &rules, &costs, &rebuild_costs, &places, asked, &mut notes).await?;
    let overhauls = if asked.overhauls { overhauls(&inputs, &buildings, &rebuild_costs, asked)? } else { Vec::new() };
    let open: Vec<&Work> = inputs.works.iter().filter(|work| is_fixed(work)).collect();
    let existing = existing(&open, &inputs.components, &places, asked);
    let stock = Stock::new(&buildings, &components, &overhauls, &existing).map_err(ours)?;
    let horizon = Horizon::new(asked.base_year, asked.years.into()).map_err(Error::value)?;
    let drawn = plan::draw_up(&stock, &rules, horizon);
    let mut lines: Vec<plan_line::Model> = drawn.lines.iter().map(|line| shown(line, &inputs)).collect();
    let last = asked.base_year.year() + asked.years - 1;
    lines.extend(open.iter().filter_map(|work| of_work(work, asked.base_year.year(), last)));
    lines.sort_unstable_by(|a, b| {
        (&a.facility_code, a.planned_year, &a.line_key).cmp(&(&b.facility_code, b.planned_year, &b.line_key))
    });
    for (line, number) in lines.iter_mut().zip(1..) {
        line.line_no = number;
    }
    let unknown = lines.iter().filter(|line| line.cost_yen == 0).count();
    if unknown > 0 {
        notes.push(Text::new(
            format!("{unknown} works have no known cost and count as 0 yen; enter quantity and unit cost of their components"),
            format!("概算額が分からない工事が{unknown}件あり、0円としています。部位の数量と単価を登録してください"),
        ));
    }
    let went_in = format!(
        "{asked:?}{buildings:?}{components:?}{overhauls:?}{existing:?}{:?}",
        inputs.parameters.iter().map(|row| (&row.parameter_set, &row.name, &row.value)).collect::<Vec<_>>()
    );
    Ok(Drawn {
        lines,
        left_out: drawn.left_out_by_reason(),
        parameters: inputs.parameters,
        notes,
        scheme: inputs.scheme.code().to_owned(),
        digest: digest(&[went_in.as_bytes()]),
    })
}

/// What rebuilding each building costs: floor area × unit cost of its class; nothing where the area is not known.
fn rebuild_costs(buildings: &[StockRow], model: &lifecycle::Model) -> Vec<Option<Yen>> {
    let cost = |row: &StockRow| {
        let yen_per_m2 = i128::from(model.unit_costs[row.class as usize].rebuild_yen_per_m2.0);
        let area = i128::from(row.floor_area_dm2?);
        Some(Yen((area * yen_per_m2 / 100).min(1_000_000_000_000) as i64))
    };
    buildings.iter().map(cost).collect()
}

async fn buildings(
    db: &impl ConnectionTrait,
    municipality: &str,
    inputs: &Inputs,
    rules: &Rules,
    asked: Asked,
) -> Result<Vec<Building>> {
    let screening = summary::screening_rules(db, municipality).await?;
    let rated = summary::gathered(&inputs.ratings);
    let one = |row: &StockRow| {
        let score = summary::score_of(&inputs.scheme, rated.get(row.code.as_str()));
        let structure = summary::structure_of(row, asked.base_year.year());
        let screened = crate::domain::condition::screening(structure, &screening);
        let roles: Vec<String> = serde_json::from_str(&row.disaster_roles).unwrap_or_default();
        Building {
            class: row.class,
            role_points: rules.role_points(row.class, roles.iter().filter_map(|role| role.parse().ok())),
            score_need: score.map(|score| need(&inputs.scheme, score.exact_hundredths)),
            needs_survey: screened.result == ScreeningResult::NeedsSurvey,
            open_defects: inputs.defects.get(&row.code).copied().unwrap_or_default(),
            stays: matches!(row.status, Status::InUse | Status::Suspended),
            closes_in: None,
        }
    };
    Ok(inputs.buildings.iter().map(one).collect())
}

/// How much works are needed, 0 to 100, by points of a scheme in hundredths: what is missing to its best grade where more is
/// better, the points themselves where less is, half up.
fn need(scheme: &Scheme, points_hundredths: i64) -> u8 {
    let best = scheme.grades().first().map_or(10_000, |grade| grade.points_hundredths);
    let need = match scheme.better() {
        Better::Higher => best - points_hundredths,
        Better::Lower => points_hundredths,
    };
    ((need + 50) / 100).clamp(0, 100) as u8
}

#[allow(clippy::too_many_arguments, reason = "each is a table of its own that the components are looked up in")]
async fn components(
    db: &impl ConnectionTrait,
    municipality: &str,
    inputs: &Inputs,
    rules: &Rules,
    costs: &PartCosts,
    rebuild_costs: &[Option<Yen>],
    places: &HashMap<&str, u32>,
    asked: Asked,
    notes: &mut Vec<Text>,
) -> Result<Vec<Component>> {
    let (scheme, year) = (&inputs.scheme, asked.base_year);
    let cycles = summary::CycleTable::in_force(db, municipality).await?;
    let mut lives = summary::lives(scheme, &cycles, &inputs.components, &inputs.ratings, year)?;
    if asked.learned {
        let chains = learning::chains(scheme, &cycles, &inputs.components, &inputs.ratings, learning::USUAL_STRENGTH)?;
        learning::relearned(&mut lives, scheme, &chains, year.year());
    }
    let mut found = Vec::with_capacity(lives.len());
    let (mut original, mut unknown) = (0, 0);
    for ((row, life), key) in inputs.components.iter().zip(lives).zip(0..) {
        let Some(&building) = places.get(row.building_code.as_str()) else { continue };
        let completed = inputs.buildings[building as usize].completed_year;
        let next_due = match (life.due_year, completed) {
            (Some(due), _) => due,
            (None, Some(completed)) => {
                original += 1;
                completed + life.cycle_years
            }
            (None, None) => {
                unknown += 1;
                continue;
            }
        };
        let (cost, cost_basis) = cost_of(row, costs, rebuild_costs[building as usize]);
        let grade = life.grade.as_deref().and_then(|grade| scheme.grade(grade));
        let worst = scheme.grades().last().map(|grade| &grade.code);
        let act_by = grade.zip(life.rated_year).filter(|_| life.act_by_year.is_some()).map(|(grade, rated)| {
            let urgency = if Some(&grade.code) == worst { Urgency::Serious } else { Urgency::Widespread };
            ActBy { year: life.act_by_year.unwrap_or_else(|| rules.act_by(urgency, rated).year), urgency }
        });
        found.push(Component {
            building,
            key,
            kind: row.kind,
            cycle_years: life.cycle_years.clamp(1, 200) as u16,
            next_due,
            act_by,
            need: grade.map(|grade| need(scheme, grade.points_hundredths)),
            cost,
            cost_basis,
            duration_years: 1,
        });
    }
    if original > 0 {
        notes.push(Text::new(
            format!("{original} components without a year of installation count as old as their building"),
            format!("設置年度のない部位が{original}件あり、建物と同時に設置したものとしています"),
        ));
    }
    if unknown > 0 {
        notes.push(Text::new(
            format!("{unknown} components are left out: neither their year nor that of their building is known"),
            format!("設置年度も建築年度も分からない部位が{unknown}件あり、計画に含めていません"),
        ));
    }
    Ok(found)
}

/// What one renewal costs: quantity × unit cost, half up; else the share of its part in rebuilding the building.
fn cost_of(row: &ComponentRow, costs: &PartCosts, rebuild: Option<Yen>) -> (Yen, CostBasis) {
    if let (Some(quantity), Some(unit)) = (row.quantity, row.unit_cost_yen) {
        // Quantities have at most a few decimals; thousandths are exact enough and keep the product whole.
        let thousandths = (quantity * 1_000.0).round() as i128;
        let yen = (thousandths * i128::from(unit) + 500) / 1_000;
        return (Yen(yen.clamp(0, 1_000_000_000_000) as i64), CostBasis::Given);
    }
    match rebuild.and_then(|rebuild| costs.estimate(row.kind, rebuild)) {
        Some(yen) => (yen, CostBasis::Estimated),
        None => (Yen(0), CostBasis::Unknown),
    }
}

/// Long-life renovation and rebuild of buildings that are large enough.
fn overhauls(
    inputs: &Inputs,
    buildings: &[Building],
    rebuild_costs: &[Option<Yen>],
    asked: Asked,
) -> Result<Vec<Overhaul>> {
    let least = inputs.whole("least_floor_area_m2")? * 100;
    let (long_life, latest) = (inputs.whole("long_life_age_years")?, inputs.whole("long_life_latest_age_years")?);
    let (rebuild, survey) = (inputs.whole("rebuild_age_years")?, inputs.whole("rebuild_age_survey_years")?);
    let percent = inputs.whole("long_life_cost_percent")?;
    let long_life_years = inputs.whole("long_life_duration_years")?.clamp(1, 30) as u8;
    let rebuild_years = inputs.whole("rebuild_duration_years")?.clamp(1, 30) as u8;
    let mut found = Vec::new();
    for ((row, building), at) in inputs.buildings.iter().zip(buildings).zip(0..) {
        let (Some(completed), Some(cost)) = (row.completed_year, rebuild_costs[at as usize]) else { continue };
        if !building.stays || row.floor_area_dm2.is_none_or(|area| area < least) {
            continue;
        }
        let done = |kinds: &[WorkKind]| {
            inputs.works.iter().any(|work| {
                work.state == WorkState::Done
                    && work.building_code.as_ref() == Some(&row.code)
                    && kinds.contains(&work.kind)
            })
        };
        let (mut kinds, basis) = (Vec::new(), CostBasis::Estimated);
        let age = i64::from(asked.base_year.year() - completed);
        if !building.needs_survey && age < latest && !done(&[WorkKind::LongLife]) {
            let share = Yen((i128::from(cost.0) * i128::from(percent) / 100) as i64);
            kinds.push((WorkKind::LongLife, long_life, share, long_life_years));
        }
        kinds.push((WorkKind::Rebuild, if building.needs_survey { survey } else { rebuild }, cost, rebuild_years));
        found.extend(kinds.into_iter().map(|(kind, age, cost, duration_years)| Overhaul {
            building: at,
            kind,
            due_year: completed + age as i32,
            cost,
            cost_basis: basis,
            duration_years,
        }));
    }
    Ok(found)
}

/// Works that stay as they are when a plan is drawn up: those that are decided on, and those proposed by people. What an
/// earlier plan proposed gives way to this one.
fn is_fixed(work: &Work) -> bool {
    match work.state {
        WorkState::Budgeted | WorkState::UnderWay => true,
        WorkState::Proposed | WorkState::Planned => work.origin != WorkOrigin::Plan,
        WorkState::Done | WorkState::Dropped => false,
    }
}

fn first_year(work: &Work, base: i32) -> i32 {
    work.planned_year.or(work.earliest_year).unwrap_or(base).max(base)
}

fn existing(open: &[&Work], components: &[ComponentRow], places: &HashMap<&str, u32>, asked: Asked) -> Vec<Existing> {
    let keys: HashMap<&str, u32> =
        components.iter().zip(0..).map(|(component, key)| (component.code.as_str(), key)).collect();
    let one = |work: &&Work| {
        Some(Existing {
            building: *places.get(work.building_code.as_deref()?)?,
            component: work.component_code.as_deref().and_then(|code| keys.get(code).copied()),
            kind: work.kind,
            year: first_year(work, asked.base_year.year()),
        })
    };
    open.iter().filter_map(one).collect()
}

fn empty_line() -> plan_line::Model {
    plan_line::Model {
        municipality_code: String::new(),
        plan_id: String::new(),
        line_no: 0,
        line_key: String::new(),
        work_id: None,
        facility_code: String::new(),
        building_code: None,
        component_code: None,
        kind: WorkKind::Other,
        title: String::new(),
        planned_year: 0,
        earliest_year: 0,
        latest_year: 0,
        duration_years: 1,
        cost_yen: 0,
        cost_estimated: false,
        priority: 0,
        priority_condition: 0,
        priority_role: 0,
        priority_risk: 0,
        reasons: "[]".to_owned(),
        invented: false,
        changed: false,
        note: None,
    }
}

/// A line of the core as it is stored.
fn shown(line: &Line, inputs: &Inputs) -> plan_line::Model {
    let building = &inputs.buildings[line.building as usize];
    let component = line.component.map(|key| &inputs.components[key as usize]);
    let mut reasons: Vec<&str> = line.reasons.iter().map(Word::code).collect();
    if line.cost_basis == CostBasis::Unknown {
        reasons.push("cost-unknown");
    }
    let part = component.map_or("-", |component| component.code.as_str());
    let title = match component {
        Some(component) => format!("{} {} {}", building.name, component.name, line.kind.label_ja()),
        None => format!("{} {}", building.name, line.kind.label_ja()),
    };
    plan_line::Model {
        line_key: format!("{}/{part}/{}/{}", building.code, line.kind.code(), line.occurrence),
        facility_code: building.facility_code.clone(),
        building_code: Some(building.code.clone()),
        component_code: component.map(|component| component.code.clone()),
        kind: line.kind,
        title,
        planned_year: line.planned_year,
        earliest_year: line.earliest_year,
        latest_year: line.latest_year,
        duration_years: line.duration_years.into(),
        cost_yen: line.cost.0,
        cost_estimated: line.cost_basis == CostBasis::Estimated,
        priority: line.priority.points.into(),
        priority_condition: line.priority.condition.into(),
        priority_role: line.priority.role.into(),
        priority_risk: line.priority.risk.into(),
        reasons: serde_json::json!(reasons).to_string(),
        invented: building.illustrative != "[]" || component.is_some_and(|component| component.illustrative != "[]"),
        ..empty_line()
    }
}

/// Works that are there already, as a line; none when they begin after the last year.
fn of_work(work: &Work, base: i32, last: i32) -> Option<plan_line::Model> {
    let planned_year = first_year(work, base);
    (planned_year <= last).then(|| plan_line::Model {
        line_key: format!("work/{}", work.id),
        work_id: Some(work.id.clone()),
        facility_code: work.facility_code.clone(),
        building_code: work.building_code.clone(),
        component_code: work.component_code.clone(),
        kind: work.kind,
        title: work.title.clone(),
        planned_year,
        earliest_year: work.earliest_year.unwrap_or(planned_year).min(planned_year),
        latest_year: work.latest_year.unwrap_or(planned_year).max(planned_year),
        duration_years: work.duration_years,
        cost_yen: work.cost_yen.unwrap_or(0),
        priority: work.priority.unwrap_or(0),
        reasons: serde_json::json!(["set"]).to_string(),
        invented: work.illustrative != "[]",
        ..empty_line()
    })
}
