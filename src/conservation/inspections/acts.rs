//! Acts on inspections: one is recorded, read with its findings, or changed.

use super::judging::{Incoming, Whole, judged};
use super::record;
use super::store;
use crate::db;
use crate::entity::inspection::Model;
use crate::entity::record_event;
use crate::error::{Error, Result};
use crate::fields::object;
use crate::http::{self, Reply};
use crate::recorded::{self, Recorded, Stamp};
use sea_orm::ConnectionTrait;
use serde_json::{Map, Value};

/// An inspection with its findings, or 404.
pub async fn demand(db: &impl ConnectionTrait, municipality: &str, id: &str) -> Result<Whole> {
    let inspection: Model = recorded::demand(db, municipality, id).await?;
    let mut findings = store::findings(db, municipality, &[id.to_owned()]).await?;
    Ok(Whole { findings: findings.remove(id).unwrap_or_default(), inspection })
}

/// Judges and writes inspections that are not there yet.
pub async fn take_in(tx: &db::Transaction, stamp: &Stamp, incoming: Vec<Incoming>) -> Result<Vec<Whole>> {
    let wholes = judged(tx, stamp, incoming).await?;
    write(tx, stamp, &wholes).await?;
    Ok(wholes)
}

/// Writes inspections that are not there yet.
pub async fn write(tx: &db::Transaction, stamp: &Stamp, wholes: &[Whole]) -> Result<()> {
    let inspections: Vec<Model> = wholes.iter().map(|whole| whole.inspection.clone()).collect();
    recorded::insert(tx, inspections.clone()).await?;
    recorded::history(tx, stamp, &inspections).await?;
    store::insert_findings(tx, wholes.iter().flat_map(|whole| whole.findings.clone()).collect()).await
}

/// Judges and writes one inspection.
pub async fn create(tx: &db::Transaction, stamp: &Stamp, cells: Map<String, Value>) -> Result<Whole> {
    let mut wholes = take_in(tx, stamp, vec![Incoming::body(cells, None)]).await?;
    wholes.pop().ok_or_else(|| Error::internal("an inspection was judged away"))
}

/// Changes an inspection by cells laid over it (RFC 7396); the findings are changed all together.
pub async fn change(tx: &db::Transaction, stamp: &Stamp, was: &Whole, cells: Map<String, Value>) -> Result<Whole> {
    let now = laid_over(tx, stamp, was, cells).await?;
    rewrite(tx, stamp, was, &now).await?;
    Ok(now)
}

async fn laid_over(tx: &db::Transaction, stamp: &Stamp, was: &Whole, cells: Map<String, Value>) -> Result<Whole> {
    let mut laid = object(wire(was)?)?;
    // What was found as a whole follows from the findings, unless it is said anew.
    if cells.contains_key("findings") {
        laid.shift_remove("result");
    }
    for (name, value) in cells {
        match value {
            Value::Null => laid.shift_remove(&name),
            value => laid.insert(name, value),
        };
    }
    let mut wholes = judged(tx, stamp, vec![Incoming::body(laid, Some(was.clone()))]).await?;
    wholes.pop().ok_or_else(|| Error::internal("an inspection was judged away"))
}

/// Writes an inspection in place of what it was, with its history.
pub async fn rewrite(tx: &db::Transaction, stamp: &Stamp, was: &Whole, now: &Whole) -> Result<()> {
    store::delete_findings(tx, &stamp.municipality, &now.inspection.id).await?;
    recorded::rewrite(tx, &stamp.municipality, now.inspection.clone()).await?;
    store::insert_findings(tx, now.findings.clone()).await?;
    remember(tx, stamp, was, now).await
}

fn wire(whole: &Whole) -> Result<Value> {
    serde_json::to_value(record::whole(&whole.inspection, &whole.findings)?).map_err(Error::internal)
}

/// Adds to the history of an inspection what a change did to it.
pub async fn remember(tx: &db::Transaction, stamp: &Stamp, was: &Whole, now: &Whole) -> Result<()> {
    let changes = recorded::differences(&wire(was)?, &wire(now)?);
    let so_far = recorded::events_so_far(tx, &stamp.municipality, Model::SUBJECT, now.inspection.id()).await?;
    let event = record_event::Model {
        municipality_code: stamp.municipality.clone(),
        subject: Model::SUBJECT.to_owned(),
        id: now.inspection.id.clone(),
        event_no: so_far as i32 + 1,
        at: stamp.recorded_at.clone(),
        what: "changed".to_owned(),
        from_state: None,
        to_state: None,
        note: None,
        changes: Value::Object(changes).to_string(),
    };
    store::insert_event(tx, event).await
}

/// An inspection as it is answered, with its tag.
pub fn reply(whole: &Whole) -> Result<Reply> {
    let mut reply = Reply::json(&record::whole(&whole.inspection, &whole.findings)?)?;
    reply.etag = Some(http::etag(reply.body.as_bytes()));
    Ok(reply)
}

/// A page of inspections with the findings of each.
pub async fn with_findings(db: &impl ConnectionTrait, municipality: &str, page: Reply) -> Result<Reply> {
    let mut body: Value = serde_json::from_str(&page.body).map_err(Error::internal)?;
    let Some(listed) = body.get_mut(Model::PLURAL).and_then(Value::as_array_mut) else { return Ok(page) };
    let id = |one: &Value| one["id"].as_str().unwrap_or_default().to_owned();
    let ids: Vec<String> = listed.iter().map(id).collect();
    let found = store::findings(db, municipality, &ids).await?;
    for one in listed {
        let Some(rows) = found.get(&id(one)) else { continue };
        let findings = rows.iter().map(record::finding).collect::<Result<Vec<_>>>()?;
        one["findings"] = serde_json::to_value(findings).map_err(Error::internal)?;
    }
    Reply::json(&body)
}
