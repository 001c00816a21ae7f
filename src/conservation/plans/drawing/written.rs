//! Lines of the core and works that are there already, as they stand in a plan.

use super::Inputs;
use crate::conservation::Work;
use crate::domain::calendar::fiscal_year_of;
use crate::domain::facility::Word;
use crate::domain::plan::{CostBasis, Existing, Line};
use crate::domain::work::{WorkKind, WorkOrigin, WorkState};
use crate::entity::plan_line;
use chrono::NaiveDate;
use std::collections::HashMap;

/// Works that stay as they are when a plan is drawn up: those that are decided on, and those proposed by people. What an
/// earlier plan proposed gives way to this one.
pub fn is_fixed(work: &Work) -> bool {
    match work.state {
        WorkState::Budgeted | WorkState::UnderWay => true,
        WorkState::Proposed | WorkState::Planned => work.origin != WorkOrigin::Plan,
        WorkState::Done | WorkState::Dropped => false,
    }
}

fn own_year(work: &Work) -> Option<i32> {
    let started = || Some(fiscal_year_of(work.started_on.as_deref()?.parse::<NaiveDate>().ok()?));
    let started = if work.state == WorkState::UnderWay { started() } else { None };
    work.planned_year.or(started).or(work.earliest_year)
}

/// Whether the year of works has passed although they have not begun.
pub fn has_lapsed(work: &Work, first: i32) -> bool {
    work.state != WorkState::UnderWay && work.planned_year.is_some_and(|year| year < first)
}

/// The fiscal year in which works begin or, if they are under way, began. Others begin no earlier than the plan.
fn first_year(work: &Work, first: i32) -> i32 {
    let year = own_year(work).unwrap_or(first);
    if work.state == WorkState::UnderWay { year } else { year.max(first) }
}

/// The works there are, as the core knows them; those on no building or on a component that is gone renew nothing of it.
pub fn existing(open: &[&Work], inputs: &Inputs) -> Vec<Existing> {
    let places = inputs.places();
    let keys: HashMap<&str, u32> =
        inputs.components.iter().zip(0..).map(|(component, key)| (component.code.as_str(), key)).collect();
    let one = |work: &&Work| {
        let component = match work.component_code.as_deref() {
            Some(code) => Some(*keys.get(code)?),
            None => None,
        };
        Some(Existing {
            building: *places.get(work.building_code.as_deref()?)?,
            component,
            kind: work.kind,
            year: first_year(work, inputs.asked.first()),
        })
    };
    open.iter().filter_map(one).collect()
}

/// All lines in their order, numbered from 1.
pub fn lines(drawn: &[Line], open: &[&Work], inputs: &Inputs) -> Vec<plan_line::Model> {
    let (first, last) = (inputs.asked.first(), inputs.asked.last());
    let mut lines: Vec<plan_line::Model> = drawn.iter().map(|line| shown(line, inputs)).collect();
    lines.extend(open.iter().filter_map(|work| of_work(work, first, last)));
    lines.sort_unstable_by(|a, b| {
        (&a.facility_code, a.planned_year, &a.line_key).cmp(&(&b.facility_code, b.planned_year, &b.line_key))
    });
    for (line, number) in lines.iter_mut().zip(1..) {
        line.line_no = number;
    }
    lines
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
    let part = match component {
        None => "-".to_owned(),
        Some(component) if component.code.is_empty() => format!("part-{}", component.kind.code()),
        Some(component) => component.code.clone(),
    };
    let title = match component {
        Some(component) => format!("{} {} {}", building.name, component.name, line.kind.label_ja()),
        None => format!("{} {}", building.name, line.kind.label_ja()),
    };
    plan_line::Model {
        line_key: format!("{}/{part}/{}/{}", building.code, line.kind.code(), line.occurrence),
        facility_code: building.facility_code.clone(),
        building_code: Some(building.code.clone()),
        component_code: component.map(|component| component.code.clone()).filter(|code| !code.is_empty()),
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

/// The first and the last year in which works may begin that are planned for a year. What has begun has only the year in
/// which it did.
fn window(work: &Work, planned: i32, first: i32, last: i32) -> (i32, i32) {
    if work.state == WorkState::UnderWay {
        return (planned, planned);
    }
    let earliest = work.earliest_year.unwrap_or(planned).max(first).min(planned);
    (earliest, work.latest_year.unwrap_or(planned).min(last).max(planned))
}

/// Works that are there already, as a line; none when they begin after the last year. What is paid before the first year is
/// in no total.
fn of_work(work: &Work, first: i32, last: i32) -> Option<plan_line::Model> {
    let planned_year = first_year(work, first);
    if planned_year > last {
        return None;
    }
    let (earliest_year, latest_year) = window(work, planned_year, first, last);
    Some(plan_line::Model {
        line_key: format!("work/{}", work.id),
        work_id: Some(work.id.clone()),
        facility_code: work.facility_code.clone(),
        building_code: work.building_code.clone(),
        component_code: work.component_code.clone(),
        kind: work.kind,
        title: work.title.clone(),
        planned_year,
        earliest_year,
        latest_year,
        duration_years: work.duration_years,
        cost_yen: work.cost_yen.unwrap_or(0),
        priority: work.priority.unwrap_or(0),
        reasons: serde_json::json!(["set"]).to_string(),
        invented: work.illustrative != "[]",
        ..empty_line()
    })
}
