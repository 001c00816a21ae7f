//! A plan is adopted: the version before it is superseded, and the works of the first years stand in the list of works.

use super::store::{self, StoredLine, StoredPlan};
use super::wire::AdoptedPlan;
use crate::conservation::Work;
use crate::conservation::recorded::{self, Stamp};
use crate::db;
use crate::domain::plan::PlanState;
use crate::domain::work::{WorkOrigin, WorkState};
use crate::error::Result;
use sea_orm::Condition;
use std::collections::HashMap;

/// Adopts a draft: `works_until` is the last fiscal year whose works become works of the municipality.
pub async fn adopt(
    tx: &db::Transaction,
    stamp: &Stamp,
    draft: StoredPlan,
    adopted_on: &str,
    works_until: i32,
) -> Result<AdoptedPlan> {
    let municipality = &stamp.municipality;
    let before = store::adopted(tx, municipality).await?;
    let superseded_id = before.as_ref().map(|plan| plan.id.clone());
    if let Some(before) = before {
        let superseded_on = Some(adopted_on.to_owned());
        store::rewrite(tx, StoredPlan { state: PlanState::Superseded, superseded_on, ..before }).await?;
    }
    let adopted = StoredPlan { state: PlanState::Adopted, adopted_on: Some(adopted_on.to_owned()), ..draft };
    let mut told = AdoptedPlan {
        plan: store::shown(&adopted)?,
        superseded_id,
        works_created: 0,
        works_changed: 0,
        works_dropped: 0,
    };
    let mut lines = store::lines(tx, municipality, &adopted.id, Condition::all()).await?;
    lines.retain(|line| line.work_id.is_none() && line.planned_year <= works_until);
    store::rewrite(tx, adopted.clone()).await?;
    follow(tx, stamp, &adopted, lines, &mut told).await?;
    Ok(told)
}

/// Lets the planned works of earlier versions follow this one: the same works change, new ones come, others are dropped.
async fn follow(
    tx: &db::Transaction,
    stamp: &Stamp,
    plan: &StoredPlan,
    lines: Vec<StoredLine>,
    told: &mut AdoptedPlan,
) -> Result<()> {
    let from_plans = |work: &Work| work.origin == WorkOrigin::Plan && work.state == WorkState::Planned;
    let works = store::works_of(tx, &stamp.municipality).await?;
    let mut planned: HashMap<String, Work> =
        works.into_iter().filter(from_plans).filter_map(|work| Some((work.plan_key.clone()?, work))).collect();
    let mut created = Vec::new();
    for mut line in lines {
        let id = match planned.remove(&line.line_key) {
            Some(was) => {
                let now =
                    Work { id: was.id.clone(), recorded_at: was.recorded_at.clone(), ..of_line(stamp, plan, &line) };
                told.works_changed += u64::from(recorded::followed(tx, stamp, &was, &now).await?);
                now.id
            }
            None => {
                let work = of_line(stamp, plan, &line);
                let id = work.id.clone();
                created.push(work);
                id
            }
        };
        line.work_id = Some(id);
        store::rewrite_line(tx, line).await?;
    }
    told.works_created = created.len() as u64;
    recorded::insert(tx, created.clone()).await?;
    recorded::history(tx, stamp, &created).await?;
    let mut gone: Vec<Work> = planned.into_values().collect();
    gone.sort_unstable_by(|a, b| a.id.cmp(&b.id));
    told.works_dropped = gone.len() as u64;
    for was in gone {
        let reason = Some(format!("計画の改定（第{}版）", plan.version_no));
        let now = Work { state: WorkState::Dropped, dropped_reason: reason, ..was.clone() };
        recorded::followed(tx, stamp, &was, &now).await?;
    }
    Ok(())
}

fn of_line(stamp: &Stamp, plan: &StoredPlan, line: &StoredLine) -> Work {
    let own = stamp.next();
    let reasons: Vec<String> = serde_json::from_str(&line.reasons).unwrap_or_default();
    let reasons: Vec<String> = reasons.iter().map(|code| store::reason(code).text_ja).collect();
    let effect = crate::domain::work::effect(line.kind, chrono::NaiveDate::default());
    let invented = ["planned_year", "cost_yen", "priority"];
    Work {
        municipality_code: stamp.municipality.clone(),
        id: own.id,
        external_no: None,
        facility_code: line.facility_code.clone(),
        building_code: line.building_code.clone(),
        component_code: line.component_code.clone(),
        kind: line.kind,
        title: line.title.chars().take(200).collect(),
        scope: None,
        state: WorkState::Planned,
        origin: WorkOrigin::Plan,
        origin_id: Some(plan.id.clone()),
        planned_year: Some(line.planned_year),
        earliest_year: Some(line.earliest_year),
        latest_year: Some(line.latest_year),
        duration_years: line.duration_years,
        cost_yen: Some(line.cost_yen).filter(|cost| *cost > 0),
        funding: "{}".to_owned(),
        priority: Some(line.priority),
        priority_reasons: serde_json::json!(reasons).to_string(),
        plan_year: None,
        budget_year: None,
        budget_request_yen: None,
        started_on: None,
        done_on: None,
        actual_cost_yen: None,
        dropped_reason: None,
        tags: "[]".to_owned(),
        capital_improvement: effect.capital_improvement_default,
        plan_id: Some(plan.id.clone()),
        plan_key: Some(line.line_key.clone()),
        note: line.note.clone(),
        source: None,
        licence: None,
        illustrative: if line.invented { serde_json::json!(invented).to_string() } else { "[]".to_owned() },
        recorded_at: stamp.recorded_at.clone(),
    }
}
