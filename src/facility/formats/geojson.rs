//! How are GeoJSON features read, and how do values become geometry and attributes? RFC 7946, longitude before latitude.
//!
//! [`Draft`] is shared by every reader: it turns a longitude and a latitude into one point, puts an exchanged pair right,
//! and spreads an `attributes` object into one cell an attribute.

use super::columns::Headings;
use super::{Cell, Fault, Kind, Reading, Row, shortened};
use serde_json::{Map, Value, json};
use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;

/// Properties that our own export adds to a kind because they follow from other records; nobody can write them.
fn derived(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Facilities => &[
            "floor_area_m2",
            "completed_year_from",
            "completed_year_to",
            "building_count",
            "municipality",
            "kind",
            "distance_m",
        ],
        Kind::Sites | Kind::Buildings => &["municipality", "kind", "distance_m"],
        Kind::Components => &["municipality"],
    }
}

/// A feature (地物) as the file has it.
pub(super) struct Feature {
    pub id: Option<Value>,
    pub properties: Map<String, Value>,
    pub geometry: Value,
}

/// The features of a FeatureCollection or a single Feature, and the name of its reference system if it tells one.
pub(super) struct Features {
    pub list: Vec<Option<Feature>>,
    pub crs: Option<String>,
}

/// Reads the JSON; what is no Feature is kept as `None` so that numbers stay those of the file.
pub(super) fn features(text: &str) -> Result<Features, Fault> {
    let value: Value = serde_json::from_str(text).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        Fault::new(
            "malformed",
            format!("the file is no valid JSON: line {line}, character {column}; export the GeoJSON again"),
            format!("JSON として読めません({line} 行目、{column} 文字目)。GeoJSON を出力し直してください"),
        )
        .at(line as u64)
    })?;
    let Value::Object(mut object) = value else { return Err(not_geojson("an array (配列)")) };
    let crs = object.remove("crs").filter(|crs| !crs.is_null()).map(|crs| {
        let name = crs.pointer("/properties/name").or_else(|| crs.pointer("/properties/code"));
        plain(name.unwrap_or(&crs))
    });
    let kind = object.get("type").and_then(Value::as_str).unwrap_or_default().to_owned();
    let list = match (kind.as_str(), object.remove("features")) {
        ("FeatureCollection", Some(Value::Array(list))) => list.into_iter().map(feature).collect(),
        ("Feature", None) => vec![feature(Value::Object(object))],
        _ => return Err(not_geojson(&kind)),
    };
    Ok(Features { list, crs })
}

fn feature(value: Value) -> Option<Feature> {
    let Value::Object(mut object) = value else { return None };
    if object.get("type").is_none_or(|t| t != "Feature") {
        return None;
    }
    let properties = match object.remove("properties") {
        Some(Value::Object(properties)) => properties,
        None | Some(Value::Null) => Map::new(),
        Some(_) => return None,
    };
    let geometry = object.remove("geometry").unwrap_or(Value::Null);
    Some(Feature { id: object.remove("id"), properties, geometry })
}

fn not_geojson(found: &str) -> Fault {
    let found = &shortened(found);
    Fault::new(
        "malformed",
        format!("the JSON is `{found}`; it must be a GeoJSON FeatureCollection or Feature"),
        format!("JSON の種類が `{found}` です。GeoJSON の FeatureCollection か Feature にしてください"),
    )
    .on(found)
}

pub(super) fn not_a_feature(number: u64) -> Fault {
    Fault::new(
        "malformed",
        format!("item {number} is no GeoJSON Feature with a `properties` object; correct or remove it"),
        format!("{number} 番目の要素が `properties` を持つ GeoJSON の Feature ではありません。直すか削除してください"),
    )
    .at(number)
}

/// Tells a reference system other than WGS 84 or JGD2011, and besides these those in `also`.
pub(super) fn check_crs(crs: Option<&str>, also: &[&str], reading: &mut Reading) {
    let Some(name) = crs.map(shortened) else { return };
    let last = name.rsplit([':', '/']).next().unwrap_or_default().trim().to_uppercase();
    if !["CRS84", "CRS84H", "4326", "6668", "JGD2011"].iter().chain(also).any(|known| last == *known) {
        reading.fault(
            Fault::new(
                "unsupported-crs",
                format!("the reference system is `{name}`; convert to longitude and latitude in JGD2011 (EPSG:6668)"),
                format!("座標系が `{name}` です。経度・緯度の JGD2011(EPSG:6668)に変換してください"),
            )
            .within("crs")
            .on(&name),
        );
    }
}

/// Reads our own GeoJSON (Enoki形式 GeoJSON).
pub(super) fn read(features: Features, kind: Kind) -> Reading {
    let mut reading = Reading::default();
    check_crs(features.crs.as_deref(), &[], &mut reading);
    let headings = Headings::of(kind);
    let mut unknown: Vec<String> = Vec::new();
    for (number, feature) in (1..).zip(features.list) {
        let Some(feature) = feature else {
            reading.fault(not_a_feature(number));
            continue;
        };
        let mut draft = Draft::new(number);
        for (name, value) in feature.properties {
            let absent = value.is_null() || value.as_str().is_some_and(|text| text.trim().is_empty());
            match headings.find(&name) {
                Some(column) if draft.has(column.field) => reading.fault(twice(&name, column.field).at(number)),
                // The feature's own geometry goes before a copy of it in the properties.
                Some(column) if is_place(column.field) && !feature.geometry.is_null() => {}
                Some(column) => {
                    // Null empties a field; what is not there at all stays as it is. Attributes are given as a whole.
                    if value.is_null() || column.field == "attributes" {
                        draft.push(column.field, &name, Value::Null);
                    }
                    draft.json(column.field, &name, value, &mut reading);
                }
                None if absent || derived(kind).contains(&name.as_str()) => {}
                None if unknown.contains(&name) => {}
                None => {
                    reading.fault(headings.unknown(&name).at(number));
                    unknown.push(name);
                }
            }
        }
        if let (false, Some(id)) = (draft.has("code"), feature.id) {
            draft.json("code", "id", id, &mut reading);
        }
        draft.json("geometry", "geometry", feature.geometry, &mut reading);
        let mut cells = draft.cells(&mut reading);
        if kind != Kind::Components && !cells.iter().any(|cell| cell.field == "geometry") {
            cells.push(Cell { field: "geometry".into(), column: "geometry".to_owned(), value: Value::Null });
        }
        reading.rows.push(Row { line: number, cells });
    }
    reading
}

fn is_place(field: &str) -> bool {
    matches!(field, "geometry" | "longitude" | "latitude")
}

fn twice(name: &str, field: &str) -> Fault {
    Fault::new(
        "duplicate-column",
        format!("the property `{name}` gives `{field}` a second time; keep one of the two"),
        format!("プロパティ「{name}」は `{field}` の二重指定です。どちらか一方にしてください"),
    )
    .within(name)
    .on(name)
}

/// A record in the making: what its cells say, and the position that two of them make together.
pub(super) struct Draft {
    line: u64,
    cells: Vec<Cell>,
    longitude: Option<Coordinate>,
    latitude: Option<Coordinate>,
}

/// One half of a position as it was written, and the column in which it stands.
struct Coordinate {
    column: String,
    text: String,
}

impl Coordinate {
    /// What is too long to be a number is cut here, so that no message can grow with it.
    fn new(column: &str, text: &str) -> Option<Coordinate> {
        Some(Coordinate { column: column.to_owned(), text: shortened(text) })
    }
}

impl Draft {
    pub(super) fn new(line: u64) -> Draft {
        Draft { line, cells: Vec::new(), longitude: None, latitude: None }
    }

    pub(super) fn push(&mut self, field: impl Into<Cow<'static, str>>, column: &str, value: Value) {
        self.cells.push(Cell { field: field.into(), column: column.to_owned(), value });
    }

    pub(super) fn has(&self, field: &str) -> bool {
        self.cells.iter().any(|c| c.field == field)
    }

    /// A cell of a table that is not empty.
    pub(super) fn text(&mut self, field: &'static str, column: &str, text: &str, reading: &mut Reading) {
        match field {
            "longitude" => self.longitude = Coordinate::new(column, text),
            "latitude" => self.latitude = Coordinate::new(column, text),
            "geometry" | "attributes" => {
                let value = serde_json::from_str(text).unwrap_or_else(|_| Value::from(text));
                self.json(field, column, value, reading);
            }
            _ => self.push(field, column, Value::from(text)),
        }
    }

    /// A value that came as JSON: objects are looked into where the field is one.
    pub(super) fn json(&mut self, field: &'static str, column: &str, value: Value, reading: &mut Reading) {
        match (field, value) {
            (_, Value::Null) => {}
            (_, Value::String(text)) if text.trim().is_empty() => {}
            ("longitude", value) => self.longitude = Coordinate::new(column, &plain(&value)),
            ("latitude", value) => self.latitude = Coordinate::new(column, &plain(&value)),
            ("geometry", value @ Value::Object(_)) => self.push("geometry", column, value),
            ("attributes", Value::Object(attributes)) => {
                for (name, value) in attributes.into_iter().filter(|(_, value)| !value.is_null()) {
                    self.push(format!("attributes.{name}"), column, value);
                }
            }
            ("geometry" | "attributes", value) => {
                let value = plain(&value);
                reading.fault(
                    Fault::new(
                        "malformed",
                        format!("`{column}` must be a JSON object such as {{\"a\": 1}}; correct it or leave it empty"),
                        format!("「{column}」は {{\"a\": 1}} のような JSON オブジェクトにするか、空にしてください"),
                    )
                    .at(self.line)
                    .within(column)
                    .on(&value),
                );
            }
            (_, Value::String(text)) => self.push(field, column, Value::from(text.trim())),
            (_, value) => self.push(field, column, value),
        }
    }

    /// The cells, with longitude and latitude (経度・緯度) made one point.
    pub(super) fn cells(mut self, reading: &mut Reading) -> Vec<Cell> {
        match (self.longitude.take(), self.latitude.take()) {
            (None, None) => {}
            (Some(east), Some(_)) if self.has("geometry") => reading.fault(
                Fault::new(
                    "contradiction",
                    "the row gives a position twice; leave longitude and latitude empty or leave the geometry empty",
                    "位置が二重に指定されています。経度・緯度か図形のどちらかを空にしてください",
                )
                .at(self.line)
                .within(&east.column)
                .on(&east.text),
            ),
            (Some(half), None) | (None, Some(half)) => reading.fault(half_position(&half).at(self.line)),
            (Some(east), Some(north)) => {
                if let Some(point) = self.point(&east, &north, reading) {
                    self.push("geometry", &east.column, point);
                }
            }
        }
        self.cells
    }

    fn point(&self, east: &Coordinate, north: &Coordinate, reading: &mut Reading) -> Option<Value> {
        let (lon, lat) = (degrees(&east.text), degrees(&north.text));
        for (value, coordinate) in [(lon, east), (lat, north)] {
            if value.is_none() {
                reading.fault(not_degrees(coordinate).at(self.line));
            }
        }
        let (mut lon, mut lat) = (lon?, lat?);
        if EAST.contains(&lat) && NORTH.contains(&lon) {
            reading.swapped += 1;
            std::mem::swap(&mut lon, &mut lat);
        }
        for (value, range, coordinate) in [(lon, EAST, east), (lat, NORTH, north)] {
            if !range.contains(&value) {
                reading.fault(outside(coordinate, *range.start(), *range.end()).at(self.line));
            }
        }
        let inside = EAST.contains(&lon) && NORTH.contains(&lat);
        inside.then(|| json!({"type": "Point", "coordinates": [lon, lat]}))
    }
}

/// Between which degrees Japan lies, with its outermost islands.
const EAST: std::ops::RangeInclusive<f64> = 122.0..=154.0;
const NORTH: std::ops::RangeInclusive<f64> = 20.0..=46.0;

/// Decimal degrees, digits full or half width.
fn degrees(text: &str) -> Option<f64> {
    let text: String = text.nfkc().collect();
    let text = text.trim();
    let decimal = text.bytes().all(|b| b.is_ascii_digit() || b"+-.".contains(&b));
    if decimal { text.parse().ok().filter(|number: &f64| number.is_finite()) } else { None }
}

fn not_degrees(Coordinate { column, text }: &Coordinate) -> Fault {
    Fault::new(
        "malformed",
        format!("`{column}` is `{text}`, which is not a number; write decimal degrees such as 139.387500"),
        format!("「{column}」の値 `{text}` は数値ではありません。139.387500 のような十進の度にしてください"),
    )
    .within(column)
    .on(text)
}

fn outside(Coordinate { column, text }: &Coordinate, low: f64, high: f64) -> Fault {
    Fault::new(
        "out-of-range",
        format!(
            "`{column}` is `{text}`; in Japan it lies between {low} and {high} degrees, look the position up again"
        ),
        format!("「{column}」の値 `{text}` は日本の範囲({low}〜{high} 度)の外です。値を確かめてください"),
    )
    .within(column)
    .on(text)
}

fn half_position(Coordinate { column, text }: &Coordinate) -> Fault {
    Fault::new(
        "required",
        format!("`{column}` is `{text}`, but the other half of the position is empty; give both or neither"),
        format!("「{column}」だけが `{text}` と入力されています。緯度と経度は両方入れるか両方空にしてください"),
    )
    .within(column)
    .on(text)
}

/// Longitude and latitude of a record whose geometry is a point without height.
pub(super) fn point_of(record: &Map<String, Value>) -> Option<(String, String)> {
    let geometry = record.get("geometry")?;
    let coordinates = geometry.get("coordinates")?.as_array().filter(|_| geometry["type"] == "Point")?;
    match coordinates.as_slice() {
        [lon @ Value::Number(_), lat @ Value::Number(_)] => Some((plain(lon), plain(lat))),
        _ => None,
    }
}

/// A value as a cell shows it: numbers in their shortest form, lists joined by `;`, objects as JSON.
pub(super) fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Number(number) => match number.as_f64() {
            Some(float) if number.is_f64() => float.to_string(),
            _ => number.to_string(),
        },
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(";"),
        Value::Object(map) if map.is_empty() => String::new(),
        Value::Bool(_) | Value::Object(_) => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{facilities, first_fault, record, said};
    use super::*;

    fn position(longitude: &str, latitude: &str) -> super::super::File {
        facilities(format!("code,name,経度,緯度\nF1,館,{longitude},{latitude}\n").as_bytes())
    }

    #[test]
    fn longitude_and_latitude_become_one_point_also_in_wide_digits() {
        let file = position("１３９．３８７５", " 35.7547 ");
        let cell = &file.rows[0].cells[2];
        assert_eq!((cell.field.as_ref(), cell.column.as_str()), ("geometry", "経度"));
        assert_eq!(cell.value, json!({"type": "Point", "coordinates": [139.3875, 35.7547]}));
    }

    #[test]
    fn an_exchanged_pair_is_put_right_and_told() {
        let file = position("35.7547", "139.3875");
        assert_eq!(file.rows[0].cells[2].value["coordinates"], json!([139.3875, 35.7547]));
        assert!(file.notices[0].en.contains("(rows: 1)") && file.faults.is_empty());
    }

    #[test]
    fn a_wrong_position_is_told_with_its_column() {
        for (longitude, latitude, code, column) in [
            ("139.3", "", "required", "経度"),
            ("", "35.7", "required", "緯度"),
            ("139度23分", "35.7", "malformed", "経度"),
            ("139.3", "NaN", "malformed", "緯度"),
            ("0", "35.7", "out-of-range", "経度"),
            ("139.3", "-35.7", "out-of-range", "緯度"),
        ] {
            let file = position(longitude, latitude);
            let fault = &file.faults[0];
            assert_eq!((fault.code, fault.column.as_deref(), fault.row), (code, Some(column), Some(2)));
            assert!(!file.rows[0].cells.iter().any(|c| c.field == "geometry"));
        }
    }

    #[test]
    fn a_position_given_twice_is_a_contradiction() {
        let table = "code,name,lon,lat,geometry\nF1,館,139.3,35.7,\"{\"\"type\"\":\"\"Point\"\"}\"\n";
        assert_eq!(first_fault(table, Kind::Facilities).code, "contradiction");
        let table = "code,name,geometry\nF1,館,POINT(139.3 35.7)\n";
        assert_eq!(first_fault(table, Kind::Facilities).code, "malformed");
    }

    #[test]
    fn our_own_map_is_read_without_what_follows_from_other_records() {
        let file = facilities(include_bytes!("../../../tests/files/enoki-facilities.geojson"));
        assert_eq!(file.faults, []);
        let told = file.rows[0].cells.iter().filter(|c| !c.value.is_null());
        let first: Vec<&str> = told.map(|c| c.field.as_ref()).collect();
        let expected =
            "name class subclass disaster_roles attributes.POIコード attributes.床数 illustrative code geometry";
        assert_eq!(first, expected.split(' ').collect::<Vec<_>>());
        // The property 施設番号 goes before the feature's id.
        assert_eq!(file.rows[1].cells[0].value, "F0003");
    }

    #[test]
    fn null_empties_a_field_and_what_is_not_there_says_nothing() {
        let text = r#"{"type":"FeatureCollection","features":[
            {"type":"Feature","geometry":null,"properties":{"code":"A","name":"館","note":null}},
            {"type":"Feature","geometry":null,"properties":{"code":"B","name":"館","phone":"1"}}]}"#;
        let file = facilities(text.as_bytes());
        let emptied = |row: usize| {
            let cells = file.rows[row].cells.iter().filter(|c| c.value.is_null());
            cells.map(|c| c.field.to_string()).collect::<Vec<_>>()
        };
        assert_eq!((emptied(0), emptied(1)), (vec!["note".into(), "geometry".into()], vec!["geometry".to_owned()]));
    }

    #[test]
    fn an_exported_map_comes_back_cell_for_cell() {
        let bytes: [&[u8]; 2] = [
            include_bytes!("../../../tests/files/enoki-facilities.geojson"),
            include_bytes!("../../../tests/files/ksj-p05-2022.geojson"),
        ];
        for bytes in bytes {
            let file = facilities(bytes);
            let features: Vec<Value> = file
                .rows
                .iter()
                .map(|row| {
                    let mut properties = record(row);
                    let (id, geometry) = (properties.remove("code"), properties.remove("geometry"));
                    json!({"type": "Feature", "id": id, "geometry": geometry, "properties": properties})
                })
                .collect();
            let text = json!({"type": "FeatureCollection", "features": features}).to_string();
            assert_eq!(said(&facilities(text.as_bytes())), said(&file));
        }
    }

    #[test]
    fn an_unknown_property_is_told_once() {
        let feature = r#"{"type":"Feature","geometry":null,"properties":{"code":"F1","name":"館","所管科":"x"}}"#;
        let text = format!(r#"{{"type":"FeatureCollection","features":[{feature},{feature}]}}"#);
        let file = facilities(text.as_bytes());
        assert_eq!(file.faults.len(), 1);
        assert_eq!((file.faults[0].row, file.faults[0].code), (Some(1), "unknown-column"));
    }

    #[test]
    fn another_reference_system_is_refused() {
        let with = |name: &str| {
            format!(
                r#"{{"type":"FeatureCollection","crs":{{"type":"name","properties":{{"name":"{name}"}}}},"features":[]}}"#
            )
        };
        for good in ["urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326", "urn:ogc:def:crs:EPSG::6668", "JGD2011"] {
            assert_eq!(facilities(with(good).as_bytes()).faults, [], "{good}");
        }
        for bad in ["EPSG:6677", "urn:ogc:def:crs:EPSG::4301", "EPSG:14326"] {
            assert_eq!(first_fault(&with(bad), Kind::Facilities).code, "unsupported-crs", "{bad}");
        }
    }

    #[test]
    fn what_is_no_geojson_is_told_with_its_place() {
        assert_eq!(first_fault("{\n\"type\":", Kind::Facilities).row, Some(2));
        assert_eq!(first_fault("[1]", Kind::Facilities).code, "malformed");
        assert_eq!(first_fault(r#"{"type":"Topology"}"#, Kind::Facilities).value.as_deref(), Some("Topology"));
        let text = r#"{"type":"FeatureCollection","features":[7]}"#;
        assert_eq!(first_fault(text, Kind::Facilities).row, Some(1));
    }
}
