//! What becomes of a finding: a defect that someone mends, or works that are proposed. Each once.

use super::acts;
use super::judging::Whole;
use super::record;
use super::store;
use super::wire::Finding;
use crate::conservation::Work;
use crate::conservation::places::{Place, Places};
use crate::conservation::recorded::{self, Recorded, Stamp, placed};
use crate::db;
use crate::domain::defect::{self, DefectState, ReportedVia};
use crate::domain::facility::Word;
use crate::domain::inspection::needs_follow_up;
use crate::domain::work::{WorkKind, WorkOrigin};
use crate::domain::{Invalid, Text};
use crate::entity::{conservation_event, defect as defect_row, inspection_finding};
use crate::error::{Error, Fault, Result};
use crate::fields::{Fields, Origin};
use serde_json::{Map, Value, json};

/// What a defect is called where its history is kept.
const DEFECT: &str = "defect";

/// The finding of that number that something follows from.
fn demand(whole: &Whole, number: i32) -> Result<&inspection_finding::Model> {
    let found = whole.findings.iter().find(|finding| finding.finding_no == number);
    let found = found.ok_or_else(|| Error::no_such(Text::new("finding", "指摘"), &number.to_string()))?;
    if needs_follow_up(found.result) {
        return Ok(found);
    }
    let (code, label) = (found.result.code(), found.result.label_ja());
    let text = Text::new(
        format!("finding `{number}` is `{code}`, so there is nothing to mend; correct its `result` first"),
        format!("指摘 `{number}` は「{label}」のため、対応はありません。先に `result` を訂正してください"),
    );
    Err(Error::Refused(vec![Fault::whole("contradiction", text)]))
}

fn already(number: i32, what: &Text, id: &str) -> Error {
    Error::Conflict(Text::new(
        format!("finding `{number}` has become the {} `{id}` already; read or change that", what.en),
        format!("指摘 `{number}` は{} `{id}` として登録済みです。そちらを変更してください", what.ja),
    ))
}

/// The inspection with one of its findings changed, written with its history.
async fn linked(
    tx: &db::Transaction,
    stamp: &Stamp,
    was: &Whole,
    finding: inspection_finding::Model,
) -> Result<Finding> {
    let mut now = was.clone();
    for one in now.findings.iter_mut().filter(|one| one.finding_no == finding.finding_no) {
        *one = finding.clone();
    }
    store::rewrite_finding(tx, finding.clone()).await?;
    acts::remember(tx, stamp, was, &now).await?;
    record::finding(&finding)
}

/// What was found, in one line.
fn said(finding: &inspection_finding::Model) -> String {
    match finding.description.as_deref() {
        Some(description) => format!("{}: {description}", finding.item),
        None => finding.item.clone(),
    }
}

/// Puts in what the finding says, where the body says nothing.
fn or_else(cells: &mut Map<String, Value>, known: Value) {
    let Value::Object(known) = known else { return };
    for (name, value) in known {
        if !value.is_null() && cells.get(&name).is_none_or(Value::is_null) {
            cells.insert(name, value);
        }
    }
}

/// Works proposed for a finding.
pub async fn work(
    tx: &db::Transaction,
    stamp: &Stamp,
    was: &Whole,
    number: i32,
    mut cells: Map<String, Value>,
) -> Result<Finding> {
    let finding = demand(was, number)?;
    if let Some(id) = &finding.work_id {
        return Err(already(number, &Text::new(Work::SUBJECT, Work::JA), id));
    }
    let title: String = format!("{}の是正", finding.item).chars().take(200).collect();
    let places = json!({
        "facility_code": was.inspection.facility_code,
        "building_code": finding.building_code,
        "component_code": finding.component_code,
    });
    // Whoever names another place means that one.
    if !["facility_code", "building_code", "component_code"].iter().any(|name| cells.contains_key(*name)) {
        or_else(&mut cells, places);
    }
    or_else(&mut cells, json!({"kind": WorkKind::Repair.code(), "title": title, "scope": said(finding)}));
    let origin_id = was.inspection.id.clone();
    let made: Work = recorded::created_as(tx, stamp, cells, |work: &mut Work| {
        work.origin = WorkOrigin::Finding;
        work.origin_id = Some(origin_id);
    })
    .await?;
    linked(tx, stamp, was, inspection_finding::Model { work_id: Some(made.id().to_owned()), ..finding.clone() }).await
}

/// A defect made of a finding.
pub async fn defect(
    tx: &db::Transaction,
    stamp: &Stamp,
    was: &Whole,
    number: i32,
    mut cells: Map<String, Value>,
) -> Result<Finding> {
    let finding = demand(was, number)?;
    if let Some(id) = &finding.defect_id {
        return Err(already(number, &Text::new(DEFECT, "不具合"), id));
    }
    or_else(
        &mut cells,
        json!({
            "description": said(finding).chars().take(10_000).collect::<String>(),
            "severity": finding.severity.map(Word::code),
            "component_kind": component_kind(tx, stamp, finding).await?,
            "reported_by": was.inspection.inspector,
            "reported_on": was.inspection.performed_on,
        }),
    );
    let made = read_defect(cells, &stamp.next(), was, finding)?;
    let id = made.id.clone();
    store::insert_defect(tx, made).await?;
    store::insert_event(tx, beginning(stamp, &id)).await?;
    linked(tx, stamp, was, inspection_finding::Model { defect_id: Some(id), ..finding.clone() }).await
}

async fn component_kind(
    tx: &db::Transaction,
    stamp: &Stamp,
    finding: &inspection_finding::Model,
) -> Result<Option<&'static str>> {
    let (mut building, mut component) = (finding.building_code.clone(), finding.component_code.clone());
    let place = Place { facility: None, building: (&mut building).into(), component: &mut component };
    let places = Places::of(tx, &stamp.municipality, std::iter::once(place)).await?;
    let known = finding.component_code.as_deref().and_then(|code| places.component(code));
    Ok(known.map(|known| known.kind.code()))
}

fn read_defect(
    cells: Map<String, Value>,
    stamp: &Stamp,
    was: &Whole,
    finding: &inspection_finding::Model,
) -> Result<defect_row::Model> {
    let origin = Origin::Body(String::new());
    let mut fields = Fields::new(cells, origin.clone());
    let row = defect_row::Model {
        municipality_code: stamp.municipality.clone(),
        id: stamp.id.clone(),
        external_no: fields.text("external_no", 64),
        facility_code: was.inspection.facility_code.clone(),
        building_code: finding.building_code.clone(),
        component_code: finding.component_code.clone(),
        component_kind: fields.word("component_kind"),
        place: fields.text("place", 200),
        description: fields.required_text("description", 10_000),
        severity: fields.word("severity"),
        state: DefectState::Reported,
        via: ReportedVia::Inspection,
        reported_by: fields.text("reported_by", 200),
        contact: None,
        reported_on: fields.required_day("reported_on"),
        link_token: None,
        inspection_id: Some(was.inspection.id.clone()),
        finding_no: Some(finding.finding_no),
        department: fields.text("department", 200),
        assigned_to: None,
        due_on: fields.day("due_on"),
        fixed_on: None,
        closed_on: None,
        cost_yen: None,
        work_id: None,
        reason: None,
        note: fields.text("note", 10_000),
        source: was.inspection.source.clone(),
        licence: was.inspection.licence.clone(),
        illustrative: invented(finding),
        recorded_at: stamp.recorded_at.clone(),
    };
    let mut faults = fields.faults();
    if faults.is_empty() {
        faults.extend(contradictions(&row, was, stamp).into_iter().map(|invalid| placed(&origin, invalid)));
    }
    if faults.is_empty() { Ok(row) } else { Err(Error::Refused(faults)) }
}

/// What was invented in the finding is invented in what is made of it.
fn invented(finding: &inspection_finding::Model) -> String {
    let names: Vec<String> = serde_json::from_str(&finding.illustrative).unwrap_or_default();
    let named = |name: &str| names.iter().any(|known| known == name);
    let description = Some("description").filter(|_| named("description") || named("item"));
    let severity = Some("severity").filter(|_| named("severity"));
    json!(description.into_iter().chain(severity).collect::<Vec<_>>()).to_string()
}

fn contradictions(row: &defect_row::Model, was: &Whole, stamp: &Stamp) -> Vec<Invalid> {
    let Ok(reported_on) = row.reported_on.parse() else { return Vec::new() };
    let facts = defect::Facts {
        state: row.state,
        severity: row.severity,
        assigned_to: None,
        reported_on,
        fixed_on: None,
        closed_on: None,
        cost_yen: None,
        reason: None,
    };
    let mut faults = defect::check(&facts, stamp.today);
    if row.reported_on < was.inspection.performed_on {
        let (day, performed) = (&row.reported_on, &was.inspection.performed_on);
        let text = Text::new(
            format!("`reported_on` is `{day}`, before the inspection on {performed}; choose that day or a later one"),
            format!("`reported_on` の値 `{day}` は点検の実施日（{performed}）より前です。実施日以後の日にしてください"),
        );
        faults.push(Invalid::new("reported_on", "contradiction", day, text));
    }
    faults
}

/// The beginning of a defect's history.
fn beginning(stamp: &Stamp, id: &str) -> conservation_event::Model {
    conservation_event::Model {
        municipality_code: stamp.municipality.clone(),
        subject: DEFECT.to_owned(),
        id: id.to_owned(),
        event_no: 1,
        at: stamp.recorded_at.clone(),
        what: "created".to_owned(),
        from_state: None,
        to_state: Some(DefectState::Reported.code().to_owned()),
        note: None,
        changes: "{}".to_owned(),
    }
}
