//! Takes the records of a file in: names become codes, records with a number of their own change the ones that have it, all of
//! it or nothing.

use super::matching::matched;
use super::{ImportKind, Incoming, Row, ratings};
use crate::conservation::{Defect, Work, inspections};
use crate::db;
use crate::domain::Text;
use crate::domain::defect::DefectState;
use crate::domain::facility::{Word, word};
use crate::domain::search::fold;
use crate::domain::work::WorkState;
use crate::error::{Error, Fault, Result};
use crate::facility::store as facilities;
use crate::fields::{Origin, object};
use crate::recorded::{self, Recorded, Stamp};
use sea_orm::ConnectionTrait;
use serde_json::{Map, Value};
use std::collections::HashMap;

/// What became of the records of a file.
#[derive(Default)]
pub struct Counts {
    /// New ones.
    pub created: u64,
    /// Those that were here and differ.
    pub changed: u64,
    /// Those that were here and do not differ.
    pub unchanged: u64,
}

/// What a file was asked to be taken in with.
pub struct Order {
    /// What the file lists.
    pub kind: ImportKind,
    /// The day of ratings that name none.
    pub rated_on: Option<String>,
}

/// Takes in the records of a file within the caller's transaction; after an error nothing of it may be committed.
pub async fn take_in(
    tx: &db::Transaction,
    stamp: &Stamp,
    order: &Order,
    mut incoming: Incoming,
) -> Result<(Counts, Vec<Text>)> {
    let mut notices = std::mem::take(&mut incoming.notices);
    let mut faults = name_places(tx, &stamp.municipality, &mut incoming.rows).await?;
    if !faults.is_empty() {
        faults.truncate(crate::error::MOST_FAULTS + 1);
        return Err(Error::Refused(faults));
    }
    let counts = match order.kind {
        ImportKind::Works => numbered::<Work>(tx, stamp, incoming.rows).await?,
        ImportKind::Ratings => {
            let (counts, told) = ratings::take_in(tx, stamp, incoming.rows, order.rated_on.as_deref()).await?;
            notices.extend(told);
            counts
        }
        ImportKind::Defects => numbered::<Defect>(tx, stamp, incoming.rows).await?,
        ImportKind::Inspections => inspected(tx, stamp, incoming.rows).await?,
    };
    Ok((counts, notices))
}

/// The codes that the names of facilities and buildings stand for.
async fn name_places(db: &impl ConnectionTrait, municipality: &str, rows: &mut [Row]) -> Result<Vec<Fault>> {
    let named = |row: &Row| row.cells.contains_key("facility_name") || row.cells.contains_key("building_name");
    if !rows.iter().any(named) {
        return Ok(Vec::new());
    }
    let mut by_name: HashMap<String, Vec<String>> = HashMap::new();
    for (code, facility) in facilities::uses(db, municipality).await? {
        by_name.entry(fold(&facility.name)).or_default().push(code);
    }
    let mut buildings: HashMap<(String, String), Vec<String>> = HashMap::new();
    for row in facilities::stock(db, municipality).await? {
        buildings.entry((row.facility_code, fold(&row.name))).or_default().push(row.code);
    }
    let mut faults = Vec::new();
    for row in rows {
        let facility = row.cells.remove("facility_name").and_then(text);
        let building = row.cells.remove("building_name").and_then(text);
        let told =
            ["facility_code", "building_code", "component_code"].iter().any(|name| row.cells.contains_key(*name));
        if let Some(name) = facility.filter(|_| !told) {
            match by_name.get(&fold(&name)).map(Vec::as_slice) {
                Some([code]) => drop(row.cells.insert("facility_code".to_owned(), code.clone().into())),
                found => {
                    faults.push(unknown_name(&row.origin, "facility_name", &name, found.map_or(0, <[String]>::len)))
                }
            }
        }
        let code = row.cells.get("facility_code").cloned().and_then(text);
        let told = ["building_code", "component_code"].iter().any(|name| row.cells.contains_key(*name));
        if let (Some(name), Some(code), false) = (building, code, told) {
            match buildings.get(&(code, fold(&name))).map(Vec::as_slice) {
                Some([code]) => drop(row.cells.insert("building_code".to_owned(), code.clone().into())),
                found => {
                    faults.push(unknown_name(&row.origin, "building_name", &name, found.map_or(0, <[String]>::len)))
                }
            }
        }
    }
    Ok(faults)
}

fn text(value: Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

fn unknown_name(origin: &Origin, field: &'static str, name: &str, found: usize) -> Fault {
    let said = match found {
        0 => Text::new(
            format!("there is nothing called `{name}` here; correct the name or add a column with its code"),
            format!("`{name}` という名称の施設・建物はありません。名称を直すか、番号の列を加えてください"),
        ),
        _ => Text::new(
            format!("{found} are called `{name}`; add a column with the code"),
            format!("`{name}` という名称が{found}件あります。番号の列を加えてください"),
        ),
    };
    origin.fault(field, "unknown-reference", Some(name.to_owned()), said)
}

/// Records that go through states: those that are here change, the others come in.
async fn numbered<R: Recorded>(tx: &db::Transaction, stamp: &Stamp, rows: Vec<Row>) -> Result<Counts> {
    let mut faults = Vec::new();
    let here = matched::<R>(tx, &stamp.municipality, &rows, &mut faults).await?;
    let (mut incoming, mut before) = (Vec::with_capacity(rows.len()), Vec::with_capacity(rows.len()));
    for (Row { cells, origin, .. }, was) in rows.into_iter().zip(here) {
        let cells = match &was {
            Some(was) => overlaid(was, cells, &origin, &mut faults)?,
            None => cells,
        };
        before.push((was.clone(), origin.clone()));
        incoming.push((recorded::Incoming { cells, origin }, was));
    }
    let records = match recorded::judged(tx, stamp, incoming).await {
        Ok(records) => records,
        Err(Error::Refused(more)) => return Err(Error::Refused(faults.into_iter().chain(more).collect())),
        Err(other) => return Err(other),
    };
    for (record, (was, origin)) in records.iter().zip(&before) {
        if let Some(was) = was {
            faults.extend(frozen(was, record, origin)?);
        }
    }
    if !faults.is_empty() {
        return Err(Error::Refused(faults));
    }
    let mut counts = Counts::default();
    let mut fresh = Vec::new();
    for (mut record, (was, _)) in records.into_iter().zip(before) {
        match was {
            None => {
                record.imported();
                fresh.push(record);
            }
            Some(was) if says_the_same(&was, &record)? => counts.unchanged += 1,
            Some(was) => counts.changed += u64::from(recorded::followed(tx, stamp, &was, &record).await?),
        }
    }
    counts.created = fresh.len() as u64;
    recorded::insert(tx, fresh.clone()).await?;
    recorded::history(tx, stamp, &fresh).await?;
    Ok(counts)
}

/// Whether two states of a record say the same; in which order the invented fields are named says nothing.
fn says_the_same<R: Recorded>(was: &R, now: &R) -> Result<bool> {
    let shown = |record: &R| -> Result<Value> {
        let mut wire = serde_json::to_value(record.wire()?).map_err(Error::internal)?;
        if let Some(names) = wire.get_mut("illustrative").and_then(Value::as_array_mut) {
            names.sort_by_key(Value::to_string);
        }
        Ok(wire)
    };
    Ok(was == now || shown(was)? == shown(now)?)
}

/// The code of the state that a cell means.
fn state_meant<R: Recorded>(cell: &str) -> Option<&'static str> {
    match R::SUBJECT {
        Work::SUBJECT => word::<WorkState>("state", cell).ok().map(Word::code),
        Defect::SUBJECT => word::<DefectState>("state", cell).ok().map(Word::code),
        _ => None,
    }
}

/// The record as it is with the cells of a row laid over it; what the file does not name stays.
fn overlaid<R: Recorded>(
    was: &R,
    cells: Map<String, Value>,
    origin: &Origin,
    faults: &mut Vec<Fault>,
) -> Result<Map<String, Value>> {
    let mut whole = object(serde_json::to_value(was.wire()?).map_err(Error::internal)?)?;
    // A state that is none is refused where the record is read.
    let state = cells.get("state").and_then(Value::as_str).and_then(state_meant::<R>);
    if let Some(to) = state.filter(|to| Some(*to) != was.state()) {
        if R::SUBJECT == Work::SUBJECT && to == WorkState::Done.code() {
            faults.push(completes(origin, was.state().unwrap_or_default()));
        } else if let Err(invalid) = was.check_move(to) {
            faults.push(recorded::placed(origin, invalid));
        }
        let forgotten = was.forgotten(to);
        whole.retain(|name, _| !forgotten.contains(&name.as_str()));
    }
    whole.extend(cells);
    Ok(whole)
}

/// The completion of works changes ages, ratings and the register, of which a list cannot tell.
fn completes(origin: &Origin, from: &str) -> Fault {
    let to = WorkState::Done.code();
    let text = Text::new(
        format!(
            "`state` is `{to}`, but it is `{from}` now, and completed works change other records; post it to `state-changes`"
        ),
        format!(
            "`state` は現在 `{from}` です。完了は他の記録（経過年数・劣化度など）に反映するため、一覧では変更できません。`state-changes` に送ってください"
        ),
    );
    origin.fault("state", "contradiction", Some(to.to_owned()), text)
}

/// The faults of changing what does not change any more in the record's state.
fn frozen<R: Recorded>(was: &R, now: &R, origin: &Origin) -> Result<Vec<Fault>> {
    if was == now || was.frozen().is_empty() {
        return Ok(Vec::new());
    }
    let [before, after] = [was, now].map(|record| record.wire().map(serde_json::to_value));
    let (before, after) = (before?.map_err(Error::internal)?, after?.map_err(Error::internal)?);
    let touched = was.frozen().iter().filter(|name| before.get(**name) != after.get(**name));
    let state = was.state().unwrap_or_default();
    let fault = |name: &&'static str| {
        let text = Text::new(
            format!(
                "`{name}` does not change any more in the state `{state}`, for other records rest on it; record anew what was wrong"
            ),
            format!(
                "状態が `{state}` のため `{name}` は変更できません（他の記録に反映済みです）。誤りは新しい記録で訂正してください"
            ),
        );
        origin.fault(name, "contradiction", Some(state.to_owned()), text)
    };
    Ok(touched.map(fault).collect())
}

/// Inspections with their findings: those that are here change, the others come in.
async fn inspected(tx: &db::Transaction, stamp: &Stamp, rows: Vec<Row>) -> Result<Counts> {
    let kinds = inspections::kinds_by_name(tx, &stamp.municipality).await?;
    let mut faults = Vec::new();
    let here = matched(tx, &stamp.municipality, &rows, &mut faults).await?;
    let rows = rows.into_iter().zip(here).map(|(Row { mut cells, origin, findings }, was)| {
        let named = cells.get("kind").and_then(Value::as_str).and_then(|name| kinds.get(&fold(name)));
        if let Some(code) = named.cloned() {
            cells.insert("kind".to_owned(), code.into());
        }
        inspections::Listed { cells, origin, findings, was }
    });
    let taken = inspections::take_in_listed(tx, stamp, rows.collect()).await;
    let taken = match taken {
        Ok(taken) if faults.is_empty() => taken,
        Ok(_) => return Err(Error::Refused(faults)),
        Err(Error::Refused(more)) => return Err(Error::Refused(faults.into_iter().chain(more).collect())),
        Err(other) => return Err(other),
    };
    Ok(Counts { created: taken.created, changed: taken.changed, unchanged: taken.unchanged })
}
