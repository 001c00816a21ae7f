//! Works: from their cells and shown again.

use super::wire::{Work, WorkQuery};
use crate::conservation::raw;
use crate::domain::Invalid;
use crate::domain::facility::{Word, word};
use crate::domain::units::Yen;
use crate::domain::work::{self, FundingSource, PolicyTag, Window, WorkKind, WorkOrigin, WorkState};
use crate::entity::work::{ActiveModel, Entity, Model};
use crate::error::Result;
use crate::fields::Fields;
use crate::http::Params;
use crate::recorded::places::{Place, Places};
use crate::recorded::{Recorded, Sorted, Stamp, at_place, is_text, is_word};
use chrono::NaiveDate;
use sea_orm::Condition;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, LikeExpr};
use serde_json::{Map, Value};

const LINE: usize = 200;
const NOTE: usize = 10_000;

/// Whether works of this kind are usually entered in the register; the day does not matter.
fn adds_value(kind: WorkKind) -> bool {
    work::effect(kind, NaiveDate::default()).capital_improvement_default
}

/// A stored day; the store only holds what was read as one.
pub fn day(text: &Option<String>) -> Option<NaiveDate> {
    text.as_deref().and_then(|text| text.parse().ok())
}

/// The parts of the funding as stored.
pub fn funding(text: &str) -> Vec<(FundingSource, Yen)> {
    let Ok(Value::Object(parts)) = serde_json::from_str::<Value>(text) else { return Vec::new() };
    let part = |(source, yen): (&String, &Value)| Some((source.parse().ok()?, Yen(yen.as_i64()?)));
    parts.iter().filter_map(part).collect()
}

impl Recorded for Model {
    type Table = Entity;
    type Active = ActiveModel;
    type Wire = Work;
    type Query = WorkQuery;

    const PLURAL: &'static str = "works";
    const SUBJECT: &'static str = "work";
    const JA: &'static str = "工事";
    const SORTS: &'static [(&'static str, Sorted)] = &[
        ("planned_year", Sorted::Number),
        ("priority", Sorted::Number),
        ("cost_yen", Sorted::Number),
        ("facility_code", Sorted::Text),
        ("recorded_at", Sorted::Text),
    ];

    fn read(fields: &mut Fields, stamp: &Stamp, was: Option<&Model>) -> Model {
        fields.derived(&["id", "origin", "origin_id", "plan_id", "plan_key", "recorded_at"]);
        let kind = fields.required_word("kind", WorkKind::Other);
        let funding: Map<String, Value> = fields
            .amounts::<FundingSource>("funding")
            .into_iter()
            .map(|(source, yen)| (source.code().to_owned(), yen.into()))
            .collect();
        let named = fields.has("capital_improvement");
        let improvement = fields.flag("capital_improvement");
        Model {
            municipality_code: stamp.municipality.clone(),
            id: stamp.id.clone(),
            external_no: fields.text("external_no", 64),
            facility_code: fields.code("facility_code").unwrap_or_default(),
            building_code: fields.code("building_code"),
            component_code: fields.code("component_code"),
            kind,
            title: fields.required_text("title", LINE),
            scope: fields.text("scope", NOTE),
            state: fields.word("state").unwrap_or(WorkState::Proposed),
            origin: was.map_or(WorkOrigin::Manual, |was| was.origin),
            origin_id: was.and_then(|was| was.origin_id.clone()),
            planned_year: fields.fiscal_year("planned_year"),
            earliest_year: fields.fiscal_year("earliest_year"),
            latest_year: fields.fiscal_year("latest_year"),
            duration_years: fields.small("duration_years", 1, Window::LONGEST_YEARS.into()).unwrap_or(1),
            cost_yen: fields.yen("cost_yen"),
            funding: Value::Object(funding).to_string(),
            priority: fields.small("priority", 0, 100),
            priority_reasons: fields.texts("priority_reasons", 20, LINE),
            plan_year: fields.fiscal_year("plan_year"),
            budget_year: fields.fiscal_year("budget_year"),
            budget_request_yen: fields.yen("budget_request_yen"),
            started_on: fields.day("started_on"),
            done_on: fields.day("done_on"),
            actual_cost_yen: fields.yen("actual_cost_yen"),
            dropped_reason: fields.text("dropped_reason", LINE),
            tags: fields.words::<PolicyTag>("tags"),
            capital_improvement: if named { improvement } else { adds_value(kind) },
            plan_id: was.and_then(|was| was.plan_id.clone()),
            plan_key: was.and_then(|was| was.plan_key.clone()),
            note: fields.text("note", NOTE),
            source: fields.text("source", NOTE),
            licence: fields.text("licence", LINE),
            illustrative: fields.illustrative(),
            recorded_at: was.map_or_else(|| stamp.recorded_at.clone(), |was| was.recorded_at.clone()),
        }
    }

    fn check(&self, today: NaiveDate) -> Vec<Invalid> {
        let window = Window::new(self.earliest_year, self.latest_year, self.planned_year, self.duration_years);
        let mut faults: Vec<Invalid> = window.err().into_iter().collect();
        let facts = work::Facts {
            state: self.state,
            plan_year: self.plan_year,
            planned_year: self.planned_year,
            budget_year: self.budget_year,
            budget_request_yen: self.budget_request_yen.map(Yen),
            cost_yen: self.cost_yen.map(Yen),
            actual_cost_yen: self.actual_cost_yen.map(Yen),
            started_on: day(&self.started_on),
            done_on: day(&self.done_on),
            dropped_reason: self.dropped_reason.clone(),
            funding: funding(&self.funding),
        };
        faults.extend(work::check(&facts, today));
        faults
    }

    fn wire(&self) -> Result<Work> {
        let row = self.clone();
        Ok(Work {
            cost_yen: row.cost_yen.map(Yen),
            budget_request_yen: row.budget_request_yen.map(Yen),
            actual_cost_yen: row.actual_cost_yen.map(Yen),
            funding: raw(&row.funding)?,
            priority_reasons: raw(&row.priority_reasons)?,
            tags: raw(&row.tags)?,
            illustrative: raw(&row.illustrative)?,
            id: row.id,
            external_no: row.external_no,
            facility_code: row.facility_code,
            building_code: row.building_code,
            component_code: row.component_code,
            kind: row.kind,
            title: row.title,
            scope: row.scope,
            state: row.state,
            origin: row.origin,
            origin_id: row.origin_id,
            planned_year: row.planned_year,
            earliest_year: row.earliest_year,
            latest_year: row.latest_year,
            duration_years: row.duration_years,
            priority: row.priority,
            plan_year: row.plan_year,
            budget_year: row.budget_year,
            started_on: row.started_on,
            done_on: row.done_on,
            dropped_reason: row.dropped_reason,
            capital_improvement: row.capital_improvement,
            plan_id: row.plan_id,
            plan_key: row.plan_key,
            note: row.note,
            source: row.source,
            licence: row.licence,
            recorded_at: row.recorded_at,
        })
    }

    fn id(&self) -> &str {
        &self.id
    }

    fn place(&mut self) -> Place<'_> {
        Place {
            facility: Some((&mut self.facility_code).into()),
            building: Some((&mut self.building_code).into()),
            component: Some((&mut self.component_code).into()),
        }
    }

    fn imported(&mut self) {
        self.origin = WorkOrigin::Import;
    }

    fn external_no(&self) -> Option<&str> {
        self.external_no.as_deref()
    }

    fn state(&self) -> Option<&'static str> {
        Some(self.state.code())
    }

    fn check_move(&self, to: &str) -> Result<(), Invalid> {
        word("state", to).map_or(Ok(()), |to| work::check_move(self.state, to))
    }

    fn forgotten(&self, to: &str) -> &'static [&'static str] {
        match (self.state, word("state", to)) {
            (WorkState::Dropped, Ok(WorkState::Proposed)) => &["dropped_reason"],
            _ => &[],
        }
    }

    fn frozen(&self) -> &'static [&'static str] {
        // What completed works have changed elsewhere rests on these.
        match self.state {
            WorkState::Done => &["kind", "building_code", "component_code", "done_on"],
            _ => &[],
        }
    }

    fn check_place(&self, places: &Places, _today: NaiveDate) -> Vec<Invalid> {
        let open = !matches!(self.state, WorkState::Done | WorkState::Dropped);
        places
            .stands(self.building_code.as_deref())
            .filter(|_| open && self.kind != WorkKind::Other)
            .into_iter()
            .collect()
    }

    fn condition(params: &Params<WorkQuery>, _municipality: &str) -> Result<Condition> {
        let year = |name: &'static str| params.integer(name, 1868, 2300);
        let planned = || Expr::col(Alias::new("planned_year"));
        let mut condition = at_place(params)
            .add_option(is_word::<WorkKind, _>(params, "kind")?)
            .add_option(is_word::<WorkState, _>(params, "state")?)
            .add_option(is_word::<WorkOrigin, _>(params, "origin")?)
            .add_option(is_text(params, "plan_id"))
            .add_option(is_text(params, "external_no"))
            .add_option(year("from_year")?.map(|year| planned().gte(year)))
            .add_option(year("to_year")?.map(|year| planned().lte(year)))
            .add_option(year("budget_year")?.map(|year| Expr::col(Alias::new("budget_year")).eq(year)));
        if let Some(tag) = params.read("tag", word::<PolicyTag>)? {
            let like = LikeExpr::new(format!("%\"{}\"%", tag.code()));
            condition = condition.add(Expr::col(Alias::new("tags")).like(like));
        }
        Ok(condition)
    }
}
