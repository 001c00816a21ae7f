//! Takes the records of a file in: names become codes, records with a number of their own change the ones that have it, all of
//! it or nothing.

use super::{ImportKind, Incoming, Row};
use crate::conservation::condition::store as condition;
use crate::conservation::condition::summary;
use crate::conservation::recorded::{self, Recorded, Stamp};
use crate::conservation::{Defect, Rating, Work, inspections};
use crate::db;
use crate::domain::Text;
use crate::domain::search::fold;
use crate::error::{Error, Fault, Result};
use crate::facility::store as facilities;
use crate::fields::Origin;
use sea_orm::ConnectionTrait;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, HashMap};

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
    let stated = taken(&mut incoming.rows, "stated_score");
    if order.kind == ImportKind::Ratings {
        for row in &mut incoming.rows {
            // The building tells its facility.
            row.cells.remove("facility_code");
            if let Some(day) = order.rated_on.as_ref().filter(|_| !row.cells.contains_key("rated_on")) {
                row.cells.insert("rated_on".to_owned(), day.clone().into());
            }
        }
    }
    if !faults.is_empty() {
        faults.truncate(crate::error::MOST_FAULTS + 1);
        return Err(Error::Refused(faults));
    }
    let counts = match order.kind {
        ImportKind::Works => numbered::<Work>(tx, stamp, incoming.rows).await?,
        ImportKind::Ratings => {
            let counts = ratings(tx, stamp, incoming.rows).await?;
            notices.extend(compared(tx, stamp, stated).await?);
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

/// Takes a column that is no field out of the rows: by the building it stands with.
fn taken(rows: &mut [Row], column: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for row in rows {
        let value = row.cells.remove(column).and_then(text);
        let building = row.cells.get("building_code").cloned().and_then(text);
        found.extend(building.zip(value));
    }
    found
}

/// Records that have a number of their own: those that are here change, the others come in.
async fn numbered<R: Recorded>(tx: &db::Transaction, stamp: &Stamp, rows: Vec<Row>) -> Result<Counts> {
    let number = |row: &Row| row.cells.get("external_no").and_then(Value::as_str).map(str::to_owned);
    let numbers: Vec<String> = rows.iter().filter_map(number).collect();
    let here = recorded::by_external_no::<R>(tx, &stamp.municipality, &numbers).await?;
    let mut faults = Vec::new();
    let mut seen: HashMap<String, u64> = HashMap::new();
    let mut incoming = Vec::with_capacity(rows.len());
    for row in rows {
        let was = number(&row).and_then(|number| here.get(&number).cloned());
        if let (Some(number), Origin::Row(line, _)) = (number(&row), &row.origin)
            && let Some(first) = seen.insert(number.clone(), *line)
        {
            faults.push(twice(&row.origin, &number, first));
        }
        let cells = match &was {
            Some(was) => overlaid(was, row.cells, &row.origin, &mut faults)?,
            None => row.cells,
        };
        incoming.push((recorded::Incoming { cells, origin: row.origin }, was));
    }
    let before: Vec<Option<R>> = incoming.iter().map(|(_, was)| was.clone()).collect();
    let records = match recorded::judged(tx, stamp, incoming).await {
        Ok(records) => records,
        Err(Error::Refused(more)) => return Err(Error::Refused(faults.into_iter().chain(more).collect())),
        Err(other) => return Err(other),
    };
    if !faults.is_empty() {
        return Err(Error::Refused(faults));
    }
    let mut counts = Counts::default();
    let mut fresh = Vec::new();
    for (record, was) in records.into_iter().zip(before) {
        match was {
            None => {
                let mut record = record;
                record.imported();
                fresh.push(record);
            }
            Some(was) if recorded::followed(tx, stamp, &was, &record).await? => counts.changed += 1,
            Some(_) => counts.unchanged += 1,
        }
    }
    counts.created = fresh.len() as u64;
    recorded::insert(tx, fresh.clone()).await?;
    recorded::history(tx, stamp, &fresh).await?;
    Ok(counts)
}

fn twice(origin: &Origin, number: &str, first: u64) -> Fault {
    let said = Text::new(
        format!("`{number}` stands in row {first} already; a number names one record"),
        format!("`{number}` は{first}行目にもあります。番号は1件に1つです"),
    );
    origin.fault("external_no", "duplicate", Some(number.to_owned()), said)
}

/// The record as it is with the cells of a row laid over it; what the file does not name stays.
fn overlaid<R: Recorded>(
    was: &R,
    cells: Map<String, Value>,
    origin: &Origin,
    faults: &mut Vec<Fault>,
) -> Result<Map<String, Value>> {
    let mut whole = crate::fields::object(serde_json::to_value(was.wire()?).map_err(Error::internal)?)?;
    let state = cells.get("state").and_then(Value::as_str).filter(|state| Some(*state) != was.state());
    if let Some(Err(invalid)) = state.map(|state| was.check_move(state)) {
        faults.push(origin.fault("state", invalid.code, Some(invalid.value), invalid.text));
    }
    whole.extend(cells);
    Ok(whole)
}

/// Inspections with their findings: those that are here change, the others come in.
async fn inspected(tx: &db::Transaction, stamp: &Stamp, rows: Vec<Row>) -> Result<Counts> {
    let kinds = inspections::kinds_by_name(tx, &stamp.municipality).await?;
    let (mut fresh, mut counts, mut faults) = (Vec::new(), Counts::default(), Vec::new());
    let mut seen: HashMap<String, u64> = HashMap::new();
    for Row { mut cells, origin, findings } in rows {
        let named = cells.get("kind").and_then(Value::as_str).and_then(|name| kinds.get(&fold(name)));
        if let Some(code) = named.cloned() {
            cells.insert("kind".to_owned(), code.into());
        }
        let number = cells.get("external_no").and_then(Value::as_str).map(str::to_owned);
        if let (Some(number), Origin::Row(line, _)) = (&number, &origin)
            && let Some(first) = seen.insert(number.clone(), *line)
        {
            faults.push(twice(&origin, number, first));
        }
        let Some(was) = inspections::numbered(tx, &stamp.municipality, number.as_deref()).await? else {
            fresh.push((cells, origin, findings));
            continue;
        };
        match inspections::changed(tx, stamp, &was, cells).await {
            Ok(true) => counts.changed += 1,
            Ok(false) => counts.unchanged += 1,
            Err(Error::Refused(more)) => faults.extend(more.into_iter().map(|fault| in_row(fault, &origin))),
            Err(other) => return Err(other),
        }
    }
    counts.created = fresh.len() as u64;
    match inspections::recorded_rows(tx, stamp, fresh).await {
        Err(Error::Refused(more)) => faults.extend(more),
        other => other?,
    }
    if faults.is_empty() { Ok(counts) } else { Err(Error::Refused(faults)) }
}

/// A fault of a body that was laid together from a row, at that row.
fn in_row(fault: Fault, origin: &Origin) -> Fault {
    let field = fault.pointer.as_deref().unwrap_or_default().rsplit('/').next().unwrap_or_default().to_owned();
    origin.fault(&field, fault.code, fault.value, fault.text)
}

/// Ratings: those that say what is recorded already are left out.
async fn ratings(tx: &db::Transaction, stamp: &Stamp, rows: Vec<Row>) -> Result<Counts> {
    let incoming = rows.into_iter().map(|Row { cells, origin, .. }| (recorded::Incoming { cells, origin }, None));
    let records: Vec<Rating> = recorded::judged(tx, stamp, incoming.collect()).await?;
    let mut known: HashMap<(String, String, String, String), String> = HashMap::new();
    let mut schemes: Vec<&str> = records.iter().map(|rating| rating.scheme.as_str()).collect();
    schemes.sort_unstable();
    schemes.dedup();
    for scheme in schemes {
        for rating in condition::ratings(tx, &stamp.municipality, scheme, "9999-12-31", None).await? {
            known.insert((rating.scheme, rating.building_code, rating.part, rating.rated_on), rating.grade);
        }
    }
    let all = records.len() as u64;
    let fresh: Vec<Rating> = records
        .into_iter()
        .filter(|new| {
            let place = (new.scheme.clone(), new.building_code.clone(), new.part.clone(), new.rated_on.clone());
            known.get(&place) != Some(&new.grade)
        })
        .collect();
    let created = fresh.len() as u64;
    recorded::insert(tx, fresh).await?;
    Ok(Counts { created, changed: 0, unchanged: all - created })
}

/// What is told where a score that the file states is not the one that its grades make.
async fn compared(tx: &db::Transaction, stamp: &Stamp, stated: BTreeMap<String, String>) -> Result<Vec<Text>> {
    if stated.is_empty() {
        return Ok(Vec::new());
    }
    let scheme = condition::demand_scheme(tx, &stamp.municipality, None).await?;
    let ratings = condition::ratings(tx, &stamp.municipality, scheme.code(), "9999-12-31", None).await?;
    let rated = summary::gathered(&ratings);
    let mut told = Vec::new();
    for (building, stated) in stated {
        let Some(score) = summary::score_of(&scheme, rated.get(building.as_str())) else { continue };
        if stated.parse::<f64>().is_ok_and(|stated| stated.round() as i64 != score.score) {
            told.push(Text::new(
                format!("`{building}`: the file states the score {stated}, its grades make {}", score.score),
                format!("`{building}`: ファイルの健全度は {stated} ですが、評価から計算すると {} です", score.score),
            ));
        }
    }
    Ok(told)
}
