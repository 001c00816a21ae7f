//! Files in and files out, the same for the API and for the command line.

use super::batch::{self, Absent, Incoming};
use super::export::{Export, Form};
use super::filters::Listed;
use super::formats::{self, Cell, File, Format, Headings, Kind, Row, TextEncoding};
use super::store::{self, Selection};
use super::wire::{Counts, Import};
use super::{Buildings, Components, Facilities, Sites};
use crate::db;
use crate::domain::units::MunicipalityCode;
use crate::error::{Error, Fault, Language, Result};
use crate::fields::Origin;
use bytes::Bytes;
use sea_orm::{ConnectionTrait, DatabaseConnection};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a file is taken to be and what is to happen with it.
#[derive(Clone, Copy, Debug)]
pub struct Order {
    /// Kind of its records.
    pub kind: Kind,
    /// Its layout, where the sender says it.
    pub format: Option<Format>,
    /// Check and count, and write nothing.
    pub dry_run: bool,
}

/// Reads a file and writes its records: all, or none and every fault is told. `progress` gets rows done and rows in all.
pub async fn import(
    db: &DatabaseConnection,
    municipality: &MunicipalityCode,
    order: Order,
    bytes: Bytes,
    language: Language,
    progress: &(dyn Fn(u64, u64) + Sync),
) -> Result<Import> {
    store::demand_municipality(db, municipality.as_str()).await?;
    let file = taken_apart(municipality, order, bytes).await?;
    let tx = db::begin(db, municipality.as_str()).await?;
    store::demand_municipality(&tx, municipality.as_str()).await?;
    let done = take_in(&tx, municipality, order, file, language, progress).await?;
    if order.dry_run {
        tx.rollback().await?;
    } else {
        tx.commit().await?;
    }
    Ok(done)
}

/// The cells of a file, or all that is wrong with them.
pub async fn taken_apart(municipality: &MunicipalityCode, order: Order, bytes: Bytes) -> Result<File> {
    let code = municipality.clone();
    // Taking a large file apart occupies a processor for seconds; requests go on meanwhile.
    let read = tokio::task::spawn_blocking(move || {
        formats::read(&bytes, order.format, &code, order.kind).map_err(|fault| Error::Refused(vec![fault.into()]))
    });
    let file = read.await.map_err(Error::internal)??;
    if !file.faults.is_empty() {
        return Err(Error::Refused(file.faults.into_iter().map(Fault::from).collect()));
    }
    Ok(file)
}

/// Writes the records of a file within a transaction of the caller's; after an error nothing of it may be committed.
pub async fn take_in(
    db: &impl ConnectionTrait,
    municipality: &MunicipalityCode,
    order: Order,
    file: File,
    language: Language,
    progress: &(dyn Fn(u64, u64) + Sync),
) -> Result<Import> {
    let File { format, encoding, rows, notices, columns, .. } = file;
    let total = rows.len() as u64;
    // A column of our own layout that a row leaves empty empties the field; other layouts only add what they know.
    let own = matches!(format, Format::EnokiCsv | Format::EnokiGeojson);
    let absent = if own { Absent::Kept } else { Absent::KeptWithAttributes };
    let headings = Headings::of(order.kind);
    let called = Arc::new(called(&columns, &rows));
    // Row by row while they are written: as records on their way in they take several times the memory.
    let incoming = rows.into_iter().map(|row| Incoming {
        cells: cells(row.cells, &columns, &headings),
        origin: Origin::Row(row.line, called.clone()),
    });
    let counts = write(db, municipality.as_str(), order.kind, incoming, absent, &|done| progress(done, total)).await?;
    Ok(Import {
        kind: order.kind,
        format,
        encoding: encoding.to_owned(),
        rows: total,
        dry_run: order.dry_run,
        counts,
        notices: notices.iter().map(|text| language.pick(text)).collect(),
    })
}

async fn write(
    db: &impl ConnectionTrait,
    municipality: &str,
    kind: Kind,
    incoming: impl Iterator<Item = Incoming> + Send,
    absent: Absent,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Counts> {
    match kind {
        Kind::Sites => batch::write::<Sites>(db, municipality, incoming, absent, progress).await,
        Kind::Facilities => batch::write::<Facilities>(db, municipality, incoming, absent, progress).await,
        Kind::Buildings => batch::write::<Buildings>(db, municipality, incoming, absent, progress).await,
        Kind::Components => batch::write::<Components>(db, municipality, incoming, absent, progress).await,
    }
}

/// What the file calls each field.
fn called(columns: &[(&'static str, String)], rows: &[Row]) -> BTreeMap<String, String> {
    let mut called: BTreeMap<String, String> = columns.iter().map(|(f, c)| ((*f).to_owned(), c.clone())).collect();
    for cell in rows.iter().flat_map(|row| &row.cells) {
        if !cell.field.starts_with("attributes.") && !called.contains_key(cell.field.as_ref()) {
            called.insert(cell.field.to_string(), cell.column.clone());
        }
    }
    called
}

/// The cells of a record; what the file has a column for and the record leaves out is null.
fn cells(cells: Vec<Cell>, columns: &[(&'static str, String)], headings: &Headings) -> Map<String, Value> {
    let mut map: Map<String, Value> = columns.iter().map(|(field, _)| ((*field).to_owned(), Value::Null)).collect();
    let mut attributes = Map::new();
    for Cell { field, value, .. } in cells {
        match field.strip_prefix("attributes.") {
            Some(name) => {
                attributes.insert(name.to_owned(), value);
            }
            None => {
                let value = if field == "illustrative" { fields_marked(value, headings) } else { value };
                map.insert(field.into_owned(), value);
            }
        }
    }
    if !attributes.is_empty() {
        map.insert("attributes".to_owned(), Value::Object(attributes));
    }
    map
}

/// Marks name fields; in a table people write the headings of their columns.
fn fields_marked(value: Value, headings: &Headings) -> Value {
    let Value::String(text) = value else { return value };
    let names = text.split([';', '；']).map(str::trim).filter(|name| !name.is_empty());
    names.map(|name| headings.find(name).map_or(name, |column| column.field)).collect()
}

/// All records of a kind as a file, handed over in pieces.
pub async fn export(
    db: &DatabaseConnection,
    municipality: &str,
    kind: Kind,
    form: Form,
    encoding: TextEncoding,
    take: impl FnMut(&[u8]) -> std::io::Result<()>,
) -> Result<()> {
    match kind {
        Kind::Sites => export_of::<Sites>(db, municipality, form, encoding, take).await,
        Kind::Facilities => export_of::<Facilities>(db, municipality, form, encoding, take).await,
        Kind::Buildings => export_of::<Buildings>(db, municipality, form, encoding, take).await,
        Kind::Components => export_of::<Components>(db, municipality, form, encoding, take).await,
    }
}

async fn export_of<R: Listed>(
    db: &DatabaseConnection,
    municipality: &str,
    form: Form,
    encoding: TextEncoding,
    mut take: impl FnMut(&[u8]) -> std::io::Result<()>,
) -> Result<()> {
    let mut export = Export::<R>::new(db, municipality, Selection::all(), form, encoding).await?;
    while let Some(piece) = export.next(db).await? {
        take(&piece).map_err(Error::internal)?;
    }
    Ok(())
}
