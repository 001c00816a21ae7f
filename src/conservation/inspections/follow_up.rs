//! What becomes of a finding: a defect that someone mends, or works that are proposed. Each once.

use super::acts;
use super::judging::Whole;
use super::record;
use super::store;
use super::wire::Finding;
use crate::conservation::{Defect, Work};
use crate::db;
use crate::domain::defect::ReportedVia;
use crate::domain::facility::{Word, word};
use crate::domain::inspection::needs_follow_up;
use crate::domain::work::{WorkKind, WorkOrigin, WorkState};
use crate::domain::{Invalid, Text};
use crate::entity::inspection_finding;
use crate::error::{Error, Fault, Result};
use crate::fields::Origin;
use crate::recorded::{self, Recorded, Stamp};
use serde_json::{Map, Value, json};

/// Characters of a description at most.
const LONGEST: usize = 10_000;

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
        Some(description) => format!("{}: {description}", finding.item).chars().take(LONGEST).collect(),
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
    // What a state that is none means is told where the works are read.
    let state = cells.get("state").and_then(Value::as_str).and_then(|state| word("state", state).ok());
    if let Some(state) = state.filter(|state| *state != WorkState::Proposed) {
        return Err(Error::value(begins_as_proposal(state)));
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

fn begins_as_proposal(state: WorkState) -> Invalid {
    let text = Text::new(
        format!("`state` is `{}`, but works that come from a finding begin as `proposed`; leave it out", state.code()),
        format!("`state` は「{}」ですが、指摘からの工事は「提案」から始まります。省いてください", state.label_ja()),
    );
    Invalid::new("state", "contradiction", state.code(), text)
}

/// What may be said of a defect beside its finding.
const SAID: [&str; 10] = [
    "description",
    "severity",
    "place",
    "component_kind",
    "reported_by",
    "reported_on",
    "department",
    "due_on",
    "external_no",
    "note",
];

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
        return Err(already(number, &Text::new(Defect::SUBJECT, Defect::JA), id));
    }
    let strangers: Vec<Fault> = cells.keys().filter(|name| !SAID.contains(&name.as_str())).map(stranger).collect();
    if !strangers.is_empty() {
        return Err(Error::Refused(strangers));
    }
    let illustrative = invented(finding, &cells);
    or_else(
        &mut cells,
        json!({
            "facility_code": was.inspection.facility_code,
            "building_code": finding.building_code,
            "component_code": finding.component_code,
            "description": said(finding),
            "severity": finding.severity.map(Word::code),
            "reported_by": was.inspection.inspector,
            "reported_on": was.inspection.performed_on,
            "source": was.inspection.source,
            "licence": was.inspection.licence,
            "illustrative": illustrative,
        }),
    );
    let made: Defect = recorded::created_as(tx, stamp, cells, |defect: &mut Defect| {
        defect.via = ReportedVia::Inspection;
        defect.inspection_id = Some(was.inspection.id.clone());
        defect.finding_no = Some(finding.finding_no);
    })
    .await?;
    if made.reported_on < was.inspection.performed_on {
        return Err(Error::value(reported_early(&made.reported_on, &was.inspection.performed_on)));
    }
    linked(tx, stamp, was, inspection_finding::Model { defect_id: Some(made.id), ..finding.clone() }).await
}

fn stranger(name: &String) -> Fault {
    let known = SAID.join(", ");
    let text = Text::new(
        format!("there is no field `{name}` here; the fields are {known}"),
        format!("項目 `{name}` はありません。使える項目は {known} です"),
    );
    Origin::Body(String::new()).fault(name, "unknown-field", None, text)
}

/// What was invented in the finding is invented in what is made of it, where the body does not say otherwise.
fn invented(finding: &inspection_finding::Model, said: &Map<String, Value>) -> Vec<&'static str> {
    let names: Vec<String> = serde_json::from_str(&finding.illustrative).unwrap_or_default();
    let named = |name: &str| names.iter().any(|known| known == name);
    let unsaid = |name: &&'static str| said.get(*name).is_none_or(Value::is_null);
    let description = Some("description").filter(|_| named("description") || named("item"));
    let severity = Some("severity").filter(|_| named("severity"));
    description.into_iter().chain(severity).filter(unsaid).collect()
}

fn reported_early(day: &str, performed: &str) -> Invalid {
    let text = Text::new(
        format!("`reported_on` is `{day}`, before the inspection on {performed}; choose that day or a later one"),
        format!("`reported_on` の値 `{day}` は点検の実施日（{performed}）より前です。実施日以後の日にしてください"),
    );
    Invalid::new("reported_on", "contradiction", day, text)
}
