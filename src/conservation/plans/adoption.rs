//! A plan is adopted: the version before it is superseded, and the works of the first years stand in the list of works.
//!
//! Works follow the version by what names them: those that a version before has planned change with their line, those that
//! are decided on (予算化 or later) stay as they are, new ones come, and what no line speaks of any more is dropped with the
//! reason. What people have entered of works (funding, tags, budget) is not touched.

use super::store::{self, StoredLine, StoredPlan};
use super::wire::AdoptedPlan;
use crate::conservation::Work;
use crate::db;
use crate::domain::plan::PlanState;
use crate::domain::work::{WorkOrigin, WorkState};
use crate::domain::{Invalid, Text};
use crate::error::{Error, Result};
use crate::recorded::{self, Recorded, Stamp};
use sea_orm::Condition;
use std::collections::{HashMap, HashSet};

/// Adopts a draft: `works_until` is the last fiscal year whose new works become works of the municipality.
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
    if let Some(earlier) = before.as_ref().and_then(|plan| plan.adopted_on.as_deref()).filter(|day| *day > adopted_on) {
        let text = Text::new(
            format!(
                "`adopted_on` is `{adopted_on}`, but the version in force was adopted on {earlier}; give a later day"
            ),
            format!(
                "`adopted_on` の値 `{adopted_on}` は現在の版の決定日（{earlier}）より前です。それ以降の日にしてください"
            ),
        );
        return Err(Error::value(Invalid::new("adopted_on", "contradiction", adopted_on, text)));
    }
    if let Some(before) = before {
        let superseded_on = Some(adopted_on.to_owned());
        store::rewrite(tx, StoredPlan { state: PlanState::Superseded, superseded_on, ..before }).await?;
    }
    let adopted = StoredPlan { state: PlanState::Adopted, adopted_on: Some(adopted_on.to_owned()), ..draft };
    store::rewrite(tx, adopted.clone()).await?;
    let mut told = AdoptedPlan {
        plan: store::shown(&adopted)?,
        superseded_id,
        works_created: 0,
        works_changed: 0,
        works_dropped: 0,
        works_kept: 0,
    };
    let lines = store::lines(tx, municipality, &adopted.id, Condition::all()).await?;
    let works = store::works_of(tx, municipality).await?;
    follow(tx, stamp, &adopted, (lines, works_until), works, &mut told).await?;
    Ok(told)
}

/// Works that are not decided on yet and can follow a plan.
fn is_open(work: &Work) -> bool {
    matches!(work.state, WorkState::Proposed | WorkState::Planned)
}

fn is_under_decision(work: &Work) -> bool {
    matches!(work.state, WorkState::Budgeted | WorkState::UnderWay)
}

/// The works that a line speaks of.
struct Spoken<'a> {
    by_id: HashMap<&'a str, &'a Work>,
    by_key: HashMap<&'a str, Vec<&'a Work>>,
    used: HashSet<String>,
}

impl<'a> Spoken<'a> {
    fn of(works: &'a [Work]) -> Spoken<'a> {
        let mut by_key: HashMap<&str, Vec<&Work>> = HashMap::new();
        let from_plans = |work: &&Work| work.origin == WorkOrigin::Plan && (is_open(work) || is_under_decision(work));
        for work in works.iter().filter(from_plans) {
            by_key.entry(work.plan_key.as_deref().unwrap_or_default()).or_default().push(work);
        }
        let by_id = works.iter().map(|work| (work.id.as_str(), work)).collect();
        Spoken { by_id, by_key, used: HashSet::new() }
    }

    /// Those of a line: the one it names, else the first that an earlier version has made of the same line.
    fn by(&mut self, line: &StoredLine) -> Option<&'a Work> {
        let found = match line.work_id.as_deref() {
            Some(id) => self.by_id.get(id).copied(),
            None => {
                let same = self.by_key.get(line.line_key.as_str())?;
                same.iter().find(|work| !self.used.contains(&work.id)).copied()
            }
        }?;
        self.used.insert(found.id.clone());
        Some(found)
    }
}

async fn follow(
    tx: &db::Transaction,
    stamp: &Stamp,
    plan: &StoredPlan,
    (lines, works_until): (Vec<StoredLine>, i32),
    works: Vec<Work>,
    told: &mut AdoptedPlan,
) -> Result<()> {
    let mut spoken = Spoken::of(&works);
    let mut created = Vec::new();
    for line in lines {
        let id = match spoken.by(&line) {
            Some(was) => {
                let now = changed(was, plan, &line);
                if now.check(stamp.today).is_empty() {
                    told.works_changed += u64::from(recorded::followed(tx, stamp, was, &now).await?);
                } else {
                    told.works_kept += 1;
                }
                was.id.clone()
            }
            None if line.planned_year <= works_until && line.work_id.is_none() => {
                let work = of_line(stamp, plan, &line);
                let id = work.id.clone();
                created.push(work);
                id
            }
            None => continue,
        };
        if line.work_id.as_ref() != Some(&id) {
            store::rewrite_line(tx, StoredLine { work_id: Some(id), ..line }).await?;
        }
    }
    told.works_created = created.len() as u64;
    recorded::insert(tx, created.clone()).await?;
    recorded::history(tx, stamp, &created).await?;
    let gone =
        works.iter().filter(|work| work.origin == WorkOrigin::Plan && is_open(work) && !spoken.used.contains(&work.id));
    for was in gone {
        let reason = Some(format!("計画の改定（第{}版）", plan.version_no));
        let now = Work { state: WorkState::Dropped, dropped_reason: reason, ..was.clone() };
        recorded::followed(tx, stamp, was, &now).await?;
        told.works_dropped += 1;
    }
    Ok(())
}

/// Works as a line has them now; what is decided on, done or dropped stays as it is, and so does what people proposed unless
/// the line was changed by hand.
fn changed(was: &Work, plan: &StoredPlan, line: &StoredLine) -> Work {
    let follows = is_open(was) && (was.origin == WorkOrigin::Plan || line.changed);
    if !follows {
        return was.clone();
    }
    let from_plan = was.origin == WorkOrigin::Plan;
    Work {
        state: if from_plan { WorkState::Planned } else { was.state },
        planned_year: Some(line.planned_year),
        earliest_year: Some(line.earliest_year),
        latest_year: Some(line.latest_year),
        duration_years: line.duration_years,
        cost_yen: Some(line.cost_yen).filter(|cost| *cost > 0).or(was.cost_yen),
        priority: if from_plan { Some(line.priority) } else { was.priority },
        priority_reasons: if from_plan { reasons(line) } else { was.priority_reasons.clone() },
        origin_id: if from_plan { Some(plan.id.clone()) } else { was.origin_id.clone() },
        plan_id: Some(plan.id.clone()),
        plan_key: if from_plan { Some(line.line_key.clone()) } else { was.plan_key.clone() },
        ..was.clone()
    }
}

fn reasons(line: &StoredLine) -> String {
    let codes: Vec<String> = serde_json::from_str(&line.reasons).unwrap_or_default();
    let texts: Vec<String> = codes.iter().map(|code| store::reason(code).text_ja).collect();
    serde_json::json!(texts).to_string()
}

fn of_line(stamp: &Stamp, plan: &StoredPlan, line: &StoredLine) -> Work {
    let effect = crate::domain::work::effect(line.kind, chrono::NaiveDate::default());
    let invented = ["planned_year", "cost_yen", "priority"];
    Work {
        municipality_code: stamp.municipality.clone(),
        id: stamp.next().id,
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
        priority_reasons: reasons(line),
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
