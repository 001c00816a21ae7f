//! Demand points and stations, read from the cells of a table or a map with every fault.

use crate::consolidation::collection::{self, Columns, MOST_ROWS, Row, Sent};
use crate::domain::catchment::{AgeGroup, StationStatus};
use crate::domain::{Invalid, Text};
use crate::entity::{demand_point, station};
use crate::error::{Error, Fault, MOST_FAULTS, Result};
use crate::fields::{Fields, Origin};
use std::collections::BTreeMap;

/// The columns of a table of demand points, a row for each point, year and age group.
pub const DEMAND_COLUMNS: Columns = &[
    ("code", "番号"),
    ("name", "名称"),
    ("longitude", "経度"),
    ("latitude", "緯度"),
    ("year", "年"),
    ("age_group", "年齢階級"),
    ("population", "人口"),
    ("source", "出典"),
    ("licence", "利用条件"),
    ("illustrative", "例示項目"),
];

/// The columns of a table of stations.
pub const STATION_COLUMNS: Columns = &[
    ("code", "番号"),
    ("name", "名称"),
    ("line", "路線"),
    ("longitude", "経度"),
    ("latitude", "緯度"),
    ("status", "状態"),
    ("opening_year", "開業年度"),
    ("source", "出典"),
    ("licence", "利用条件"),
    ("illustrative", "例示項目"),
];

/// The largest population of one point, year and age group.
const MOST_PERSONS: i64 = 100_000_000;
/// The most figures of one point of a map.
const MOST_FIGURES: usize = 5_000;

struct Point {
    code: String,
    name: String,
    place: (f64, f64),
    source: Option<String>,
    licence: Option<String>,
}

struct Figure {
    year: i32,
    age_group: Option<AgeGroup>,
    hundredths: i64,
    source: Option<String>,
    illustrative: String,
}

fn point(fields: &mut Fields) -> Point {
    let code = fields.required_code("code");
    let name = fields.required_text("name", 200);
    let place = collection::place(fields);
    Point { code, name, place, source: fields.text("source", 2_000), licence: fields.text("licence", 500) }
}

fn figure(fields: &mut Fields) -> Figure {
    let year = fields.required_fiscal_year("year");
    Figure {
        year,
        age_group: age_group(fields),
        hundredths: persons(fields),
        source: None,
        illustrative: String::new(),
    }
}

/// The age group of a figure, everyone when not given; none after a fault.
pub fn age_group(fields: &mut Fields) -> Option<AgeGroup> {
    let Some(text) = fields.text("age_group", 40) else {
        return (!fields.refused("age_group")).then_some(AgeGroup::ALL);
    };
    AgeGroup::parse("age_group", &text).map_err(|invalid| fields.refuse(invalid)).ok()
}

/// A population in hundredths of a person, which must be there.
pub fn persons(fields: &mut Fields) -> i64 {
    if !fields.has("population") {
        let text = Text::new(
            "`population` is missing; write how many people live there, 0 when nobody does",
            "`population` がありません。人口を指定してください（いない場合は 0）",
        );
        fields.refuse(Invalid::new("population", "required", "", text));
    }
    fields.number("population", MOST_PERSONS).map_or(0, |persons| (persons * 100.0).round() as i64)
}

/// Demand points as they were sent, or all that is wrong with them.
pub fn demand_points(municipality: &str, sent: Sent) -> Result<Vec<demand_point::Model>> {
    let (mut found, mut faults) = (Vec::new(), Vec::new());
    let (rows, table) = match sent {
        Sent::Table(rows) => (rows, true),
        Sent::Map(rows) => (rows, false),
    };
    for (cells, origin) in rows {
        let mut fields = Fields::new(cells, origin.clone());
        let point = point(&mut fields);
        let figures = match table {
            true => {
                let mut figure = figure(&mut fields);
                figure.illustrative = fields.illustrative();
                vec![figure]
            }
            false => figures(&mut fields),
        };
        faults.extend(fields.faults());
        for figure in figures {
            let Some(age_group) = figure.age_group else { continue };
            let row = demand_point::Model {
                municipality_code: municipality.to_owned(),
                code: point.code.clone(),
                year: figure.year,
                age_group: age_group.to_string(),
                name: point.name.clone(),
                longitude: point.place.0,
                latitude: point.place.1,
                population_hundredths: figure.hundredths,
                source: figure.source.or_else(|| point.source.clone()),
                licence: point.licence.clone(),
                illustrative: figure.illustrative,
            };
            found.push((row, age_group, origin.clone()));
        }
        if faults.len() >= MOST_FAULTS {
            break;
        }
    }
    if faults.is_empty() {
        faults = contradictions(&found);
    }
    if found.len() > MOST_ROWS {
        faults.push(too_many_figures());
    }
    if !faults.is_empty() {
        return Err(Error::Refused(faults));
    }
    let mut rows: Vec<demand_point::Model> = found.into_iter().map(|(row, ..)| row).collect();
    rows.sort_by(|a, b| (&a.code, a.year, &a.age_group).cmp(&(&b.code, b.year, &b.age_group)));
    Ok(rows)
}

/// The figures of a point of a map.
fn figures(fields: &mut Fields) -> Vec<Figure> {
    let figures = fields.records("populations", MOST_FIGURES, |fields| {
        let figure = figure(fields);
        let source = fields.text("source", 2_000);
        Figure { source, illustrative: fields.illustrative(), ..figure }
    });
    if figures.is_none() && !fields.refused("populations") {
        let text = Text::new(
            "`populations` is missing; list the figures of the point by year and age group",
            "`populations` がありません。年と年齢階級ごとの人口を配列で指定してください",
        );
        fields.refuse(Invalid::new("populations", "required", "", text));
    }
    figures.unwrap_or_default()
}

/// What the figures of one point say against each other: two names or places, a figure twice, ages counted twice.
fn contradictions(found: &[(demand_point::Model, AgeGroup, Origin)]) -> Vec<Fault> {
    let mut by_point: BTreeMap<&str, Vec<&(demand_point::Model, AgeGroup, Origin)>> = BTreeMap::new();
    for one in found {
        by_point.entry(&one.0.code).or_default().push(one);
    }
    let mut faults = Vec::new();
    for (code, figures) in by_point {
        let (first, ..) = figures[0];
        // By age group, so that each pair of groups is looked at once however many years there are.
        let mut groups: BTreeMap<AgeGroup, BTreeMap<i32, ()>> = BTreeMap::new();
        for (row, group, origin) in figures {
            let same = (&row.name, row.longitude, row.latitude) == (&first.name, first.longitude, first.latitude);
            if !same {
                let en = format!("point `{code}` has two names or two places; give it one of each");
                let ja = format!("需要点 `{code}` の名称または位置が一致しません。同じ値にしてください");
                faults.push(origin.fault("code", "contradiction", Some(code.to_owned()), Text::new(en, ja)));
            }
            if groups.entry(*group).or_default().insert(row.year, ()).is_some() {
                let year = row.year;
                let en = format!("point `{code}` has `{group}` of {year} twice; leave one out");
                let ja = format!("需要点 `{code}` の {year} 年 `{group}` が2つあります。1つにしてください");
                faults.push(origin.fault("age_group", "duplicate", Some(group.to_string()), Text::new(en, ja)));
            } else if let Some(other) = groups.keys().find(|other| *other != group && other.overlaps(*group)) {
                let en = format!("point `{code}` has `{group}` and `{other}`, which count people twice; keep one");
                let ja = format!("需要点 `{code}` の `{group}` と `{other}` は重なり、人口が二重になります");
                faults.push(origin.fault("age_group", "contradiction", Some(group.to_string()), Text::new(en, ja)));
            }
            if faults.len() >= MOST_FAULTS {
                return faults;
            }
        }
    }
    faults
}

fn too_many_figures() -> Fault {
    let en = format!("there are more than {MOST_ROWS} figures; leave out years or age groups that are not needed");
    let ja = format!("人口の値が{MOST_ROWS}件を超えています。不要な年や年齢階級を除いてください");
    Fault::whole("too-large", Text::new(en, ja))
}

/// Stations as they were sent, or all that is wrong with them.
pub fn stations(municipality: &str, sent: Sent) -> Result<Vec<station::Model>> {
    let (Sent::Table(rows) | Sent::Map(rows)) = sent;
    let (mut found, mut faults): (BTreeMap<String, station::Model>, Vec<Fault>) = (BTreeMap::new(), Vec::new());
    for row in rows {
        let origin = row.1.clone();
        let (station, wrong) = station(municipality, row);
        faults.extend(wrong);
        let code = station.code.clone();
        if found.insert(code.clone(), station).is_some() && !code.is_empty() {
            let en = format!("station `{code}` is there twice; leave one out");
            let ja = format!("駅 `{code}` が2つあります。1つにしてください");
            faults.push(origin.fault("code", "duplicate", Some(code), Text::new(en, ja)));
        }
        if faults.len() >= MOST_FAULTS {
            break;
        }
    }
    if faults.is_empty() { Ok(found.into_values().collect()) } else { Err(Error::Refused(faults)) }
}

fn station(municipality: &str, (cells, origin): Row) -> (station::Model, Vec<Fault>) {
    let mut fields = Fields::new(cells, origin);
    let (longitude, latitude) = collection::place(&mut fields);
    let station = station::Model {
        municipality_code: municipality.to_owned(),
        code: fields.required_code("code"),
        name: fields.required_text("name", 200),
        line: fields.text("line", 200),
        longitude,
        latitude,
        status: fields.required_word("status", StationStatus::Existing),
        opening_year: fields.fiscal_year("opening_year"),
        source: fields.text("source", 2_000),
        licence: fields.text("licence", 500),
        illustrative: fields.illustrative(),
    };
    (station, fields.faults())
}
