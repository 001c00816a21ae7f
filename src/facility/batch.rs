//! Many records at once: all of them are written, or none and every fault is told.

use super::formats::Kind;
use super::record::Record;
use super::{store, wire::Counts};
use crate::domain::Text;
use crate::domain::calendar::PartialDate;
use crate::domain::units::Code;
use crate::error::{Error, Fault, MOST_FAULTS, Result};
use crate::fields::{Fields, Origin};
use sea_orm::ConnectionTrait;
use serde_json::{Map, Value};
use std::collections::{HashMap, HashSet};

/// Records are read, compared and written so many at a time.
const CHUNK: usize = 1_000;

/// One record on its way in.
pub struct Incoming {
    /// Its cells; null empties a field.
    pub cells: Map<String, Value>,
    /// Where they stand.
    pub origin: Origin,
}

/// What happens to fields that a record on its way in does not name.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Absent {
    /// They become empty: the record is replaced.
    Emptied,
    /// They stay as they are: a file that knows only some of them does not wipe the others.
    Kept,
    /// They stay as they are, and so do attributes that the record has and the file does not.
    KeptWithAttributes,
}

/// Reads and writes records within the caller's transaction; after an error nothing of it may be committed.
/// `progress` is told how many are done.
pub async fn write<R: Record>(
    db: &impl ConnectionTrait,
    municipality: &str,
    incoming: impl Iterator<Item = Incoming> + Send,
    absent: Absent,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Counts> {
    let mut counts = Counts::default();
    let mut faults: Vec<Fault> = Vec::new();
    let mut seen: HashSet<String> = HashSet::new();
    let mut done = 0;
    let mut incoming = incoming;
    while faults.len() <= MOST_FAULTS {
        let some: Vec<Incoming> = incoming.by_ref().take(CHUNK).collect();
        if some.is_empty() {
            break;
        }
        done += some.len() as u64;
        let codes: Vec<String> = some.iter().filter_map(|i| code_of(&i.cells)).collect();
        let mut before: HashMap<String, R> = store::existing(db, municipality, &codes).await?;
        let mut records = Vec::with_capacity(some.len());
        let mut parents: Vec<(String, Origin)> = Vec::new();
        for Incoming { mut cells, origin } in some {
            if faults.len() > MOST_FAULTS {
                break;
            }
            let was = code_of(&cells).and_then(|code| before.remove(&code));
            if absent == Absent::KeptWithAttributes {
                R::from_elsewhere(&mut cells, was.is_some());
            }
            let cells = match (&was, absent) {
                (Some(was), Absent::Kept) => overlaid(was, cells, false)?,
                (Some(was), Absent::KeptWithAttributes) => overlaid(was, cells, true)?,
                _ => cells,
            };
            let mut fields = Fields::new(cells, origin.clone());
            let record = R::read(municipality, &mut fields);
            let found = fields.faults();
            let repeated = found.is_empty() && !seen.insert(record.code().to_owned());
            if repeated {
                faults.push(twice(&origin, record.code()));
            }
            faults.extend(found);
            parents.extend(record.parent().map(|code| (code.to_owned(), origin)));
            match was {
                None => counts.created += 1,
                Some(was) if was == record => {
                    counts.unchanged += 1;
                    continue;
                }
                Some(_) => counts.updated += 1,
            }
            records.push(record);
        }
        faults.extend(strangers::<R>(db, municipality, parents).await?);
        // Once something is wrong, the rest is only read, to tell all that is wrong.
        if faults.is_empty() {
            store::write(db, records).await?;
        }
        progress(done);
    }
    if faults.is_empty() { Ok(counts) } else { Err(Error::Refused(faults)) }
}

/// A fault for each record that hangs on one that is not here.
pub async fn strangers<R: Record>(
    db: &impl ConnectionTrait,
    municipality: &str,
    parents: Vec<(String, Origin)>,
) -> Result<Vec<Fault>> {
    let Some((kind, field)) = R::PARENT else { return Ok(Vec::new()) };
    let mut codes: Vec<String> = parents.iter().map(|(code, _)| code.clone()).filter(|code| !code.is_empty()).collect();
    codes.sort_unstable();
    codes.dedup();
    let missing = store::missing(db, municipality, kind, &codes).await?;
    let unknown = |(code, origin): (String, Origin)| {
        missing.contains(&code).then(|| unknown_reference(&origin, kind, field, &code))
    };
    Ok(parents.into_iter().filter_map(unknown).collect())
}

fn code_of(cells: &Map<String, Value>) -> Option<String> {
    match cells.get("code")? {
        Value::String(text) => Code::parse("code", text).ok().map(Code::into_string),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// The record as it is, with the cells laid over it.
fn overlaid<R: Record>(was: &R, cells: Map<String, Value>, attributes_too: bool) -> Result<Map<String, Value>> {
    let mut whole = serde_json::to_value(was.clone().wire()?).map_err(Error::internal)?;
    forget_contradicted(&mut whole, &cells);
    let Value::Object(mut whole) = whole else { return Ok(cells) };
    for (name, value) in cells {
        match (whole.get_mut(&name), value) {
            (Some(Value::Object(kept)), Value::Object(new)) if attributes_too && name == "attributes" => {
                kept.extend(new)
            }
            (_, value) => {
                whole.insert(name, value);
            }
        }
    }
    Ok(whole)
}

/// A completion year that followed from a date does not stand in the way of correcting the date.
pub fn forget_contradicted(whole: &mut Value, change: &Map<String, Value>) {
    if change.contains_key("completed_year") {
        return;
    }
    let date = change.get("completed_on").and_then(Value::as_str);
    let date = date.and_then(|text| PartialDate::parse("completed_on", text).ok());
    let year = whole.get("completed_year").and_then(Value::as_i64);
    if let (Some(date), Some(year), Some(map)) = (date, year, whole.as_object_mut())
        && !date.may_be_in(year as i32)
    {
        map.remove("completed_year");
    }
}

fn twice(origin: &Origin, code: &str) -> Fault {
    let text = Text::new(
        format!("`code` `{code}` stands here more than once; each record has its own"),
        format!("番号 `{code}` が重複しています。記録ごとに別の番号にしてください"),
    );
    origin.fault("code", "duplicate", Some(code.to_owned()), text)
}

fn unknown_reference(origin: &Origin, kind: Kind, field: &str, code: &str) -> Fault {
    let list: &str = kind.into();
    let text = Text::new(
        format!("`{field}` is `{code}`, which is not among the {list} here; add it first, or correct the code"),
        format!("`{field}` の `{code}` は登録されていません。先に登録するか、番号を直してください"),
    );
    origin.fault(field, "unknown-reference", Some(code.to_owned()), text)
}
