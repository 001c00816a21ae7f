//! Who is to reach what, and what is to change: read from JSON with every fault.

use crate::consolidation::collection::degrees;
use crate::consolidation::demand::rows::{age_group, persons};
use crate::domain::catchment::{AgeGroup, Bands, Detour, MOST_DETOUR_PERCENT};
use crate::domain::facility::{Class, Subclass, labels};
use crate::domain::geometry::Place;
use crate::domain::units::FiscalYear;
use crate::domain::{Invalid, Text};
use crate::error::{Error, Fault, Result};
use crate::fields::{Fields, Origin, object};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use strum::{EnumIter, EnumString, IntoStaticStr};
use utoipa::ToSchema;

/// The most points of demand of a question.
pub const MOST_DEMAND: usize = 20_000;
/// The most facilities of a question.
pub const MOST_FACILITIES: usize = 1_000;
const MOST_OPTIONS: usize = 50;
const MOST_ADDED: usize = 200;
const MOST_RADII: usize = 10;
const MOST_YEARS: usize = 10;
/// The largest distance that is asked about, in metres.
const MOST_METRES: i64 = 1_000_000;

/// What a facility supplies, for the two-step floating catchment area (供給量).
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    ToSchema,
    EnumIter,
    EnumString,
    IntoStaticStr,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Supply {
    /// 施設数: each facility counts one
    Count,
    /// 定員等: the `capacity` that the question gives
    Capacity,
    /// 延床面積(㎡): of the buildings that stand, from the register
    FloorArea,
}

labels!(Supply { Count => "施設数", Capacity => "定員等", FloorArea => "延床面積" });

/// A point of demand of the question.
pub struct DemandPoint {
    /// What the question calls it.
    pub code: String,
    /// 名称
    pub name: Option<String>,
    /// Where it is; none where the question brings its distances along.
    pub place: Option<Place>,
    /// Hundredths of a person by age group.
    pub populations: Vec<(AgeGroup, u64)>,
}

/// A facility, given or added.
#[derive(Clone, Debug)]
pub struct Site {
    /// 施設番号
    pub code: String,
    /// 名称
    pub name: Option<String>,
    /// Where it is.
    pub place: Option<Place>,
    /// What it supplies.
    pub capacity: Option<f64>,
}

/// Which facilities of the register are meant.
#[derive(Default)]
pub struct Filter {
    /// 大分類
    pub class: Option<Class>,
    /// 中分類
    pub subclass: Option<Subclass>,
    /// 機能: a part of the name
    pub name: Option<String>,
    /// 施設番号
    pub codes: Vec<String>,
}

/// What is to change.
pub struct Change {
    /// What the question calls it.
    pub name: String,
    /// Facilities that are closed.
    pub close: Vec<String>,
    /// Facilities that are added.
    pub add: Vec<Site>,
    /// Facilities that go on somewhere else.
    pub relocate: Vec<Site>,
}

/// A question that is sound as far as it does not depend on what is stored.
pub struct Question {
    /// Given demand; the stored one when absent.
    pub demand: Option<Vec<DemandPoint>>,
    /// The year for which stored demand is meant.
    pub year: Option<i32>,
    /// Age groups that count; all when empty.
    pub age_groups: Vec<AgeGroup>,
    /// Given facilities; those of the register when absent.
    pub facilities: Option<Vec<Site>>,
    /// Which of the register's.
    pub filter: Filter,
    /// What is to change.
    pub options: Vec<Change>,
    /// Radii in thousandths of a metre; those in force when empty.
    pub radii: Vec<u64>,
    /// The detour, also in percent; the one in force when absent.
    pub detour: Option<(u32, Detour)>,
    /// A matrix of distances, in place of straight lines.
    pub costs: Option<Vec<Vec<Option<f64>>>>,
    /// What facilities supply.
    pub supply: Option<Supply>,
    /// How much a distance counts for the supply; in full within the largest radius when absent.
    pub bands: Option<Bands>,
    /// Years for which stations are looked at.
    pub station_years: Vec<i32>,
    /// Whether each point of demand is answered too.
    pub points: bool,
}

impl Question {
    /// Reads the body.
    pub fn read(body: Value) -> Result<Question> {
        let mut cells = object(body)?;
        let mut faults = Vec::new();
        let costs = cells.shift_remove("costs").filter(|v| !v.is_null()).map(|value| matrix(value, &mut faults));
        let placed = costs.is_none();
        let mut fields = Fields::new(cells, Origin::Body(String::new()));
        fields.derived(&["costs"]);
        let question = Question {
            demand: fields.records("demand", MOST_DEMAND, |fields| demand_point(fields, placed)),
            year: fields.fiscal_year("year"),
            age_groups: ages(&mut fields),
            facilities: fields.records("facilities", MOST_FACILITIES, |fields| site(fields, placed)),
            filter: fields.record("facility_filter", filter).unwrap_or_default(),
            options: fields.records("options", MOST_OPTIONS, |fields| change(fields, placed)).unwrap_or_default(),
            radii: numbers(&mut fields, "radii_m", MOST_RADII, read_metres),
            detour: fields.number("detour_factor", i64::from(MOST_DETOUR_PERCENT) / 100).and_then(|factor| {
                let percent = (factor * 100.0).round() as u32;
                let given = Detour::new(percent).map(|detour| (percent, detour));
                given.map_err(|invalid| fields.refuse(Invalid { field: "detour_factor", ..invalid })).ok()
            }),
            costs,
            supply: fields.word("supply"),
            bands: bands(&mut fields),
            station_years: numbers(&mut fields, "station_years", MOST_YEARS, read_year),
            points: fields.flag("points"),
        };
        question.check(&mut fields);
        faults.extend(fields.faults());
        if faults.is_empty() { Ok(question) } else { Err(Error::Refused(faults)) }
    }

    /// What belongs together.
    fn check(&self, fields: &mut Fields) {
        let mut refuse = |field: &'static str, en: String, ja: &str| {
            fields.refuse(Invalid::new(field, "contradiction", "", Text::new(en, ja)));
        };
        if self.demand.as_ref().is_some_and(Vec::is_empty) {
            refuse(
                "demand",
                "`demand` is empty; give at least one point, or leave it out for the stored ones".into(),
                "`demand` が空です。1点以上指定するか、登録済みの需要点を使う場合は省いてください",
            );
        }
        if self.costs.is_some() && (self.demand.is_none() || self.facilities.is_none()) {
            refuse(
                "costs",
                "`costs` needs `demand` and `facilities` in the question, whose order it follows".into(),
                "`costs` を使う場合は `demand` と `facilities` も指定してください（行と列の順になります）",
            );
        }
        if self.supply == Some(Supply::FloorArea) && self.facilities.is_some() {
            refuse(
                "supply",
                "`supply` `floor-area` comes from the register; give `capacity` to facilities of the question".into(),
                "`supply` の `floor-area` は台帳の施設にだけ使えます。`capacity` を指定してください",
            );
        }
        if let Some(code) = self.facilities.as_ref().and_then(|sites| twice(sites.iter().map(|site| &site.code))) {
            refuse(
                "facilities",
                format!("`facilities` has `{code}` twice; give each facility its own code"),
                "`facilities` に同じ番号の施設が2つあります",
            );
        }
        if let Some(code) = self.demand.as_ref().and_then(|points| twice(points.iter().map(|point| &point.code))) {
            refuse(
                "demand",
                format!("`demand` has `{code}` twice; give each point its own code"),
                "`demand` に同じ番号の需要点が2つあります",
            );
        }
    }
}

fn twice<'a>(codes: impl Iterator<Item = &'a String>) -> Option<&'a String> {
    let mut seen = std::collections::BTreeSet::new();
    codes.filter(|code| !code.is_empty()).find(|code| !seen.insert(*code))
}

fn coordinates(fields: &mut Fields, placed: bool) -> Option<Place> {
    if !placed && !fields.has("lon") && !fields.has("lat") {
        // Known all the same, so that neither is taken for a stranger.
        fields.derived(&["lon", "lat"]);
        return None;
    }
    Some(Place { lon: degrees(fields, "lon", 180), lat: degrees(fields, "lat", 90) })
}

fn demand_point(fields: &mut Fields, placed: bool) -> DemandPoint {
    let (code, name, place) = (fields.required_code("code"), fields.text("name", 200), coordinates(fields, placed));
    let divided = fields.records("populations", 200, |fields| (age_group(fields), persons(fields)));
    let populations = match divided {
        Some(divided) => {
            fields.derived(&["population"]);
            divided.into_iter().filter_map(|(group, count)| Some((group?, count as u64))).collect()
        }
        None => vec![(AgeGroup::ALL, persons(fields) as u64)],
    };
    let mut seen: Vec<AgeGroup> = Vec::new();
    for (group, _) in &populations {
        if let Some(other) = seen.iter().find(|other| other.overlaps(*group)) {
            let text = Text::new(
                format!("`populations` has `{other}` and `{group}`, which count people twice; keep one"),
                format!("`populations` の `{other}` と `{group}` は重なっています。どちらかにしてください"),
            );
            fields.refuse(Invalid::new("populations", "contradiction", group, text));
            break;
        }
        seen.push(*group);
    }
    DemandPoint { code, name, place, populations }
}

fn site(fields: &mut Fields, placed: bool) -> Site {
    Site {
        code: fields.required_code("code"),
        name: fields.text("name", 200),
        place: coordinates(fields, placed),
        capacity: fields.number("capacity", 1_000_000_000),
    }
}

fn filter(fields: &mut Fields) -> Filter {
    let codes = fields.texts("codes", MOST_FACILITIES, 64);
    Filter {
        class: fields.word("class"),
        subclass: fields.word("subclass"),
        name: fields.text("name", 100),
        codes: serde_json::from_str(&codes).unwrap_or_default(),
    }
}

fn change(fields: &mut Fields, placed: bool) -> Change {
    let close = fields.texts("close", MOST_FACILITIES, 64);
    Change {
        name: fields.required_text("name", 200),
        close: serde_json::from_str(&close).unwrap_or_default(),
        add: fields.records("add", MOST_ADDED, |fields| site(fields, placed)).unwrap_or_default(),
        relocate: fields.records("move", MOST_ADDED, |fields| site(fields, placed)).unwrap_or_default(),
    }
}

fn ages(fields: &mut Fields) -> Vec<AgeGroup> {
    let given: Vec<String> = serde_json::from_str(&fields.texts("age_groups", 200, 40)).unwrap_or_default();
    let mut groups = Vec::new();
    for text in given {
        match AgeGroup::parse("age_groups", &text) {
            Ok(group) => groups.push(group),
            Err(invalid) => fields.refuse(invalid),
        }
    }
    groups.sort();
    groups.dedup();
    groups
}

/// A list of numbers, ascending and each once.
fn numbers<T: Ord>(
    fields: &mut Fields,
    name: &'static str,
    most: usize,
    read: impl Fn(&'static str, &str) -> Result<T, Invalid>,
) -> Vec<T> {
    let given: Vec<String> = serde_json::from_str(&fields.texts(name, most, 40)).unwrap_or_default();
    let mut found = Vec::new();
    for text in given {
        match read(name, &text) {
            Ok(number) => found.push(number),
            Err(invalid) => fields.refuse(invalid),
        }
    }
    found.sort();
    found.dedup();
    found
}

/// Metres, or the unit of a given matrix, in thousandths.
pub fn read_metres(field: &'static str, text: &str) -> Result<u64, Invalid> {
    match text.trim().parse::<f64>() {
        Ok(metres) if metres > 0.0 && metres <= MOST_METRES as f64 => Ok((metres * 1_000.0).round() as u64),
        _ => Err(Invalid::new(
            field,
            "out-of-range",
            text,
            Text::new(
                format!("`{field}` holds `{text}`; a distance is more than 0 and at most {MOST_METRES}"),
                format!("`{field}` の値 `{text}` は使えません。0 より大きく {MOST_METRES} 以下にしてください"),
            ),
        )),
    }
}

fn read_year(field: &'static str, text: &str) -> Result<i32, Invalid> {
    let year = text.trim().parse::<i64>().unwrap_or(i64::MAX);
    FiscalYear::new(field, year).map(FiscalYear::year).map_err(|invalid| Invalid { value: text.to_owned(), ..invalid })
}

fn bands(fields: &mut Fields) -> Option<Bands> {
    let given = fields.records("bands", Bands::MOST, |fields| {
        let limit = fields.number("to_m", MOST_METRES).map_or(0, |metres| (metres * 1_000.0).round() as u64);
        let weight = fields.number("weight", 1).map_or(0, |weight| (weight * 1_000.0).round() as u32);
        (limit, weight)
    })?;
    if fields.refused("to_m") || fields.refused("weight") {
        return None;
    }
    Bands::new(given).map_err(|invalid| fields.refuse(invalid)).ok()
}

/// The rows of a matrix; null stands for a site that cannot be reached.
fn matrix(value: Value, faults: &mut Vec<Fault>) -> Vec<Vec<Option<f64>>> {
    let cell = |cell: &Value| match cell {
        Value::Null => Some(None),
        Value::Number(number) => number.as_f64().map(Some),
        _ => None,
    };
    let row = |row: &Value| row.as_array().and_then(|cells| cells.iter().map(cell).collect::<Option<Vec<_>>>());
    let rows = value.as_array().and_then(|rows| rows.iter().map(row).collect::<Option<Vec<_>>>());
    rows.unwrap_or_else(|| {
        let text = Text::new(
            "`costs` must be an array of rows (points of demand) of numbers (facilities), null where there is no way",
            "`costs` は需要点ごとの行に施設ごとの数（到達不可は null）を並べた配列にしてください",
        );
        faults.push(Fault::at("/costs", Invalid::new("costs", "malformed", "", text)));
        Vec::new()
    })
}
