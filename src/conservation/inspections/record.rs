//! Inspections: from their cells and shown again. Their findings stand beside them and are read in `judging`.

use super::wire::{Finding, Inspection, InspectionQuery};
use crate::conservation::raw;
use crate::domain::facility::{Status, Word};
use crate::domain::inspection::{FindingResult, check_performed};
use crate::domain::units::Yen;
use crate::domain::{Invalid, Text};
use crate::entity::inspection::{ActiveModel, Entity, Model};
use crate::entity::inspection_finding;
use crate::error::Result;
use crate::fields::Fields;
use crate::http::Params;
use crate::recorded::places::{Place, Places};
use crate::recorded::{Recorded, Sorted, Stamp, at_place, is_text, is_word, whole_day};
use chrono::NaiveDate;
use sea_orm::Condition;
use sea_orm::sea_query::{Alias, Expr, ExprTrait};

const LINE: usize = 200;
const NOTE: usize = 10_000;

impl Recorded for Model {
    type Table = Entity;
    type Active = ActiveModel;
    type Wire = Inspection;
    type Query = InspectionQuery;

    const PLURAL: &'static str = "inspections";
    const SUBJECT: &'static str = "inspection";
    const JA: &'static str = "点検";
    const SORTS: &'static [(&'static str, Sorted)] = &[
        ("performed_on", Sorted::Text),
        ("kind", Sorted::Text),
        ("facility_code", Sorted::Text),
        ("cost_yen", Sorted::Number),
        ("recorded_at", Sorted::Text),
    ];

    fn read(fields: &mut Fields, stamp: &Stamp, was: Option<&Model>) -> Model {
        fields.derived(&["id", "recorded_at"]);
        Model {
            municipality_code: stamp.municipality.clone(),
            id: stamp.id.clone(),
            external_no: fields.text("external_no", 64),
            kind: fields.required_code("kind"),
            facility_code: fields.code("facility_code").unwrap_or_default(),
            building_code: fields.code("building_code"),
            component_code: fields.code("component_code"),
            performed_on: fields.required_day("performed_on"),
            inspector: fields.text("inspector", LINE),
            report_no: fields.text("report_no", 64),
            cost_yen: fields.yen("cost_yen"),
            result: fields.word("result").unwrap_or(FindingResult::Passed),
            note: fields.text("note", NOTE),
            source: fields.text("source", NOTE),
            licence: fields.text("licence", LINE),
            illustrative: fields.illustrative(),
            recorded_at: was.map_or_else(|| stamp.recorded_at.clone(), |was| was.recorded_at.clone()),
        }
    }

    fn check(&self, today: NaiveDate) -> Vec<Invalid> {
        let Ok(performed_on) = self.performed_on.parse() else { return Vec::new() };
        check_performed(performed_on, today, Status::InUse, None)
    }

    fn wire(&self) -> Result<Inspection> {
        whole(self, &[])
    }

    fn id(&self) -> &str {
        &self.id
    }

    fn external_no(&self) -> Option<&str> {
        self.external_no.as_deref()
    }

    fn place(&mut self) -> Place<'_> {
        Place {
            facility: Some((&mut self.facility_code).into()),
            building: Some((&mut self.building_code).into()),
            component: Some((&mut self.component_code).into()),
        }
    }

    fn check_place(&self, places: &Places, _today: NaiveDate) -> Vec<Invalid> {
        let Some((code, known)) = self.building_code.as_deref().and_then(|code| Some((code, places.building(code)?)))
        else {
            return Vec::new();
        };
        if !known.status.stands() {
            return vec![not_standing("building_code", code, known.status)];
        }
        let Ok(performed_on) = self.performed_on.parse() else { return Vec::new() };
        // That it lies in the future has been told by `check`.
        check_performed(performed_on, performed_on, known.status, known.completed_year)
    }

    fn condition(params: &Params<InspectionQuery>, _municipality: &str) -> Result<Condition> {
        let performed = || Expr::col(Alias::new("performed_on"));
        Ok(at_place(params)
            .add_option(is_text(params, "kind"))
            .add_option(is_word::<FindingResult, _>(params, "result")?)
            .add_option(is_text(params, "external_no"))
            .add_option(params.read("from", whole_day)?.map(|day| performed().gte(day.to_string())))
            .add_option(params.read("until", whole_day)?.map(|day| performed().lte(day.to_string()))))
    }
}

/// The fault of inspecting what does not stand.
pub fn not_standing(field: &'static str, code: &str, status: Status) -> Invalid {
    let (state, label) = (status.code(), status.label_ja());
    Invalid::new(
        field,
        "contradiction",
        code,
        Text::new(
            format!("`{field}` is `{code}`, which is {state}; name one that stands, or correct its status"),
            format!("`{field}` の `{code}` は{label}です。現存するものを指定するか、状態を訂正してください"),
        ),
    )
}

/// An inspection with its findings, as the API shows it.
pub fn whole(row: &Model, findings: &[inspection_finding::Model]) -> Result<Inspection> {
    let row = row.clone();
    Ok(Inspection {
        cost_yen: row.cost_yen.map(Yen),
        illustrative: raw(&row.illustrative)?,
        findings: findings.iter().map(finding).collect::<Result<_>>()?,
        id: row.id,
        external_no: row.external_no,
        kind: row.kind,
        facility_code: row.facility_code,
        building_code: row.building_code,
        component_code: row.component_code,
        performed_on: row.performed_on,
        inspector: row.inspector,
        report_no: row.report_no,
        result: row.result,
        note: row.note,
        source: row.source,
        licence: row.licence,
        recorded_at: row.recorded_at,
    })
}

/// A finding as the API shows it.
pub fn finding(row: &inspection_finding::Model) -> Result<Finding> {
    let row = row.clone();
    Ok(Finding {
        illustrative: raw(&row.illustrative)?,
        finding_no: row.finding_no,
        building_code: row.building_code,
        component_code: row.component_code,
        part: row.part,
        item: row.item,
        result: row.result,
        severity: row.severity,
        description: row.description,
        defect_id: row.defect_id,
        work_id: row.work_id,
    })
}
