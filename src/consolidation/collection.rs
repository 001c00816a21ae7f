//! How is a whole collection of places sent? As a table (CSV, XLSX) or as a map (GeoJSON): each row and each feature
//! becomes named cells, and says where it stands.

use crate::app::App;
use crate::domain::Text;
use crate::error::{Error, Fault, MOST_FAULTS, Result};
use crate::fields::{Fields, Origin};
use crate::http::{collect, parse_json, refuse_announced};
use crate::spreadsheet::{FileKind, Records, Sought};
use axum::body::Body;
use axum::http::{HeaderMap, header};
use bytes::Bytes;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::io::Cursor;
use std::sync::Arc;

/// The most rows of a table, and the most features of a map.
pub const MOST_ROWS: usize = 100_000;
const MOST_COLUMNS: usize = 100;

/// The columns of a table: the name of the field and its Japanese term, either of which may head it.
pub type Columns = &'static [(&'static str, &'static str)];

/// One row or one feature.
pub type Row = (Map<String, Value>, Origin);

/// A collection as it was sent.
pub enum Sent {
    /// The rows of a table.
    Table(Vec<Row>),
    /// The features of a map, each with its properties, `longitude` and `latitude`.
    Map(Vec<Row>),
}

/// Takes a collection in, whole.
pub async fn receive(app: &App, headers: &HeaderMap, body: Body, columns: Columns) -> Result<Sent> {
    let limit = app.config.import_limit_bytes;
    refuse_announced(headers, limit)?;
    let given = headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
    let essence = given.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let map = essence == "application/json" || (essence.starts_with("application/") && essence.ends_with("+json"));
    let table = ["text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"];
    if !map && !table.contains(&essence.as_str()) {
        return Err(Error::UnsupportedMediaType(given.chars().take(80).collect()));
    }
    let bytes = collect(body, limit, &app.config).await?;
    let read =
        move || if map { features(parse_json(&bytes)?).map(Sent::Map) } else { rows(bytes, columns).map(Sent::Table) };
    tokio::task::spawn_blocking(read).await.map_err(Error::internal)?
}

/// The rows of a table.
pub fn rows(bytes: Bytes, columns: Columns) -> Result<Vec<Row>> {
    let sought = Sought { sheet: "", knows: |cell| !cell.is_empty(), most_columns: MOST_COLUMNS };
    let refused = |fault: crate::spreadsheet::Fault| Error::Refused(vec![fault.into()]);
    let mut records = Records::open(Cursor::new(bytes), None::<FileKind>, sought).map_err(refused)?;
    let headings = match records.next() {
        Some(first) => headings(first.map_err(refused)?.cells(), columns)?,
        None => return Err(whole("required", "the file is empty; send the headings at least", "ファイルが空です")),
    };
    let names: BTreeMap<String, String> = headings.iter().map(|(field, name)| (field.clone(), name.clone())).collect();
    let names = Arc::new(names);
    let mut found = Vec::new();
    while let Some(record) = records.next() {
        let record = record.map_err(refused)?;
        if found.len() == MOST_ROWS {
            return Err(too_many());
        }
        let filled = headings.iter().zip(record.cells()).filter(|(_, cell)| !cell.is_empty());
        let cells: Map<String, Value> = filled.map(|((field, _), cell)| (field.clone(), cell.into())).collect();
        if !cells.is_empty() {
            found.push((cells, Origin::Row(record.row, names.clone())));
        }
    }
    Ok(found)
}

/// The fields that the columns hold, with what the file calls them; a column that is not known keeps its name, and is
/// refused with the row that uses it.
fn headings<'a>(cells: impl Iterator<Item = &'a str>, columns: Columns) -> Result<Vec<(String, String)>> {
    let mut found: Vec<(String, String)> = Vec::new();
    for cell in cells {
        let known = columns.iter().find(|(field, term)| *field == cell || *term == cell);
        let field = known.map_or(cell, |(field, _)| field).to_owned();
        if !field.is_empty() && found.iter().any(|(other, _)| *other == field) {
            let en = format!("the column `{cell}` is there twice; leave one out");
            return Err(whole("duplicate", en, format!("列「{cell}」が2つあります。1つにしてください")));
        }
        found.push((field, cell.to_owned()));
    }
    Ok(found)
}

fn features(body: Value) -> Result<Vec<Row>> {
    let list = match body {
        Value::Object(mut map) if map.get("type").and_then(Value::as_str) == Some("FeatureCollection") => {
            map.remove("features")
        }
        _ => None,
    };
    let Some(Value::Array(list)) = list else {
        let en = "the body must be a GeoJSON FeatureCollection of points, or a CSV with the matching content type";
        return Err(whole("malformed", en, "本文は点の GeoJSON FeatureCollection か CSV にしてください"));
    };
    if list.len() > MOST_ROWS {
        return Err(too_many());
    }
    let (mut found, mut faults) = (Vec::with_capacity(list.len()), Vec::new());
    for (index, mut feature) in list.into_iter().enumerate() {
        let place = format!("/features/{index}");
        let coordinates = match &feature["geometry"] {
            Value::Object(shape) if shape.get("type").and_then(Value::as_str) == Some("Point") => {
                shape.get("coordinates").and_then(Value::as_array).filter(|pair| (2..=3).contains(&pair.len())).cloned()
            }
            _ => None,
        };
        match (coordinates, feature.get_mut("properties").map(Value::take)) {
            (Some(pair), Some(Value::Object(mut cells))) => {
                cells.insert("longitude".to_owned(), pair[0].clone());
                cells.insert("latitude".to_owned(), pair[1].clone());
                found.push((cells, Origin::Body(format!("{place}/properties"))));
            }
            _ if faults.len() < MOST_FAULTS => {
                let text = Text::new(
                    "a feature must have a Point with longitude and latitude, and properties",
                    "各 Feature は Point（経度・緯度）と properties を持つ必要があります",
                );
                faults.push(Fault { pointer: Some(place), ..Fault::whole("malformed", text) });
            }
            _ => {}
        }
    }
    if faults.is_empty() { Ok(found) } else { Err(Error::Refused(faults)) }
}

/// The longitude and latitude of a place, in degrees.
pub fn place(fields: &mut Fields) -> (f64, f64) {
    (degrees(fields, "longitude", 180), degrees(fields, "latitude", 90))
}

/// A coordinate that must be there; 0 after a fault.
pub fn degrees(fields: &mut Fields, name: &'static str, most: i64) -> f64 {
    let given = fields.has(name);
    let found = fields.number(name, most);
    if !given {
        fields.refuse(crate::domain::Invalid::new(
            name,
            "required",
            "",
            Text::new(
                format!("`{name}` is missing; a place needs both coordinates in degrees"),
                format!("`{name}` がありません。経度と緯度（度）を指定してください"),
            ),
        ));
    }
    found.unwrap_or(0.0)
}

/// A point as GeoJSON.
pub fn point(longitude: f64, latitude: f64) -> Value {
    json!({"type": "Point", "coordinates": [longitude, latitude]})
}

fn too_many() -> Error {
    let en = format!("there are more than {MOST_ROWS} records; leave out what is not needed");
    whole("too-large", en, format!("{MOST_ROWS}件を超えています。不要なものを除いてください"))
}

fn whole(code: &'static str, en: impl Into<String>, ja: impl Into<String>) -> Error {
    Error::Refused(vec![Fault::whole(code, Text::new(en, ja))])
}
