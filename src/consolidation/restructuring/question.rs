//! What is asked of restructuring: a body read with every fault.

use crate::consolidation::demand::rows::persons;
use crate::domain::facility::{Class, Subclass};
use crate::domain::finance::Rate;
use crate::domain::geometry::Place;
use crate::domain::units::FiscalYear;
use crate::domain::{Invalid, Text};
use crate::error::{Error, Fault, Result};
use crate::fields::{Fields, Origin, object};
use serde_json::Value;
use std::collections::BTreeSet;

/// The most facilities, sites, points of demand and populations of a question.
const MOST_FACILITIES: usize = 500;
const MOST_SITES: usize = 50;
const MOST_DEMAND: usize = 5_000;
const MOST_POPULATIONS: usize = 5;
/// The most other plans.
const MOST_ALTERNATIVES: i64 = 10;
const MOST_YEARS: i64 = 60;
const MOST_YEN: i64 = 100_000_000_000;
const MOST_UNIT_YEN: i64 = 10_000_000;
/// The longest that may be reckoned, and how long it is without a limit, ms.
const LONGEST_MS: i64 = 120_000;
const USUAL_MS: i64 = 20_000;

/// A facility of the question.
pub struct AskedFacility {
    pub id: String,
    pub name: Option<String>,
    pub function: String,
    pub place: Place,
    pub floor_area: i64,
    pub renewal_year: Option<i32>,
    pub building_yen_per_m2: Option<i64>,
    pub running_yen: Option<i64>,
    pub land_yen: i64,
}

/// A site of the question.
pub struct AskedSite {
    pub id: String,
    pub place: Place,
    pub capacity: i64,
    pub from_year: Option<i32>,
    pub functions: Vec<String>,
}

/// A point of demand of the question.
pub struct AskedDemand {
    pub place: Place,
    /// Hundredths of a person.
    pub population: i64,
}

/// Another course of the population.
pub struct AskedPopulation {
    pub name: String,
    /// Hundredths of a percent a year.
    pub change: i64,
}

/// Which facilities of the register are meant.
#[derive(Default)]
pub struct AskedFilter {
    pub class: Option<Class>,
    pub subclass: Option<Subclass>,
    pub codes: Vec<String>,
}

/// A question that has been read.
pub struct Asked {
    pub from_year: i32,
    pub years: usize,
    pub period_years: usize,
    pub facilities: Option<Vec<AskedFacility>>,
    pub filter: AskedFilter,
    pub sites: Vec<AskedSite>,
    pub demand: Option<Vec<AskedDemand>>,
    pub keep: Vec<String>,
    pub leave: Vec<String>,
    pub ceiling_yen: Option<i64>,
    pub floor_area_reduction_percent: Option<i64>,
    pub max_distance_m: Option<f64>,
    pub populations: Vec<AskedPopulation>,
    pub alternatives: usize,
    pub discount_rate: Option<Rate>,
    /// Values in place of parameters, by their names.
    pub changed: Vec<(&'static str, i64)>,
    pub seed: u64,
    pub limit_ms: u64,
}

/// Parameters that a question may bring along, with their least and most.
pub const NUMBERS: [(&str, i64, i64); 8] = [
    ("building_yen_per_m2", 0, MOST_UNIT_YEN),
    ("running_yen_per_m2", 0, MOST_UNIT_YEN),
    ("demolition_yen_per_m2", 0, MOST_UNIT_YEN),
    ("moving_yen_per_m2", 0, MOST_UNIT_YEN),
    ("moved_area_percent", 1, 200),
    ("yen_per_person_km", 0, 1_000_000),
    ("advance_years", 0, 20),
    ("defer_years", 0, 20),
];

impl Asked {
    /// Reads a body; all faults are told together.
    pub fn read(body: Value) -> Result<Asked> {
        let mut fields = Fields::new(object(body)?, Origin::Body(String::new()));
        let (first, last) = (FiscalYear::FIRST.into(), FiscalYear::LAST.into());
        let from_year = fields.required_integer("from_year", first, last);
        let to_year = fields.required_integer("to_year", first, last);
        let years = to_year - from_year + 1;
        if !fields.refused("from_year") && !fields.refused("to_year") && !(1..=MOST_YEARS).contains(&years) {
            let text = Text::new(
                format!("`to_year` is {to_year}; it must be from 0 to {} years after `from_year`", MOST_YEARS - 1),
                format!("`to_year` の値 {to_year} は範囲外です。`from_year` から{MOST_YEARS}年間以内にしてください"),
            );
            fields.refuse(Invalid::new("to_year", "out-of-range", to_year, text));
        }
        let facilities = fields.records("facilities", MOST_FACILITIES, facility);
        let filter = fields.record("facility_filter", filter).unwrap_or_default();
        let sites = fields.records("sites", MOST_SITES, site).unwrap_or_default();
        let demand = fields.records("demand", MOST_DEMAND, demand);
        let populations = fields.records("populations", MOST_POPULATIONS, population).unwrap_or_default();
        let limits = fields.record("parameters", |inner| {
            let read =
                NUMBERS.into_iter().filter_map(|(name, low, high)| Some((name, inner.integer(name, low, high)?)));
            let changed: Vec<(&'static str, i64)> = read.collect();
            (changed, inner.digits("discount_rate_percent", Rate::parse))
        });
        let (changed, discount_rate) = limits.unwrap_or_default();
        let asked = Asked {
            from_year: from_year as i32,
            years: years.clamp(1, MOST_YEARS) as usize,
            period_years: fields.integer("period_years", 1, MOST_YEARS).unwrap_or(10) as usize,
            facilities,
            filter,
            sites,
            demand,
            keep: list(fields.texts("keep", MOST_FACILITIES, 100)),
            leave: list(fields.texts("leave", MOST_FACILITIES, 100)),
            ceiling_yen: fields.integer("yearly_ceiling_yen", 0, MOST_YEN),
            floor_area_reduction_percent: fields.integer("floor_area_reduction_percent", 0, 100),
            max_distance_m: fields.number("max_distance_m", 1_000_000),
            populations,
            alternatives: fields.integer("alternatives", 0, MOST_ALTERNATIVES).unwrap_or(4) as usize,
            discount_rate,
            changed,
            seed: fields.integer("seed", 0, i64::MAX).unwrap_or(1) as u64,
            limit_ms: fields.integer("time_limit_ms", 1, LONGEST_MS).unwrap_or(USUAL_MS) as u64,
        };
        let mut faults = fields.faults();
        if faults.is_empty() {
            asked.check(&mut faults);
        }
        if faults.is_empty() { Ok(asked) } else { Err(Error::Refused(faults)) }
    }

    fn check(&self, faults: &mut Vec<Fault>) {
        let mut twice = |list: &str, ids: Vec<&str>| {
            let mut seen = BTreeSet::new();
            for (at, id) in ids.into_iter().enumerate().filter(|(_, id)| !seen.insert(*id)) {
                let text = Text::new(
                    format!("`id` is `{id}` for a second time; give each its own"),
                    format!("`id` の `{id}` が重複しています。別の番号にしてください"),
                );
                faults.push(Fault::at(format!("/{list}/{at}/id"), Invalid::new("id", "duplicate", id, text)));
            }
        };
        twice("facilities", self.facilities.iter().flatten().map(|facility| facility.id.as_str()).collect());
        twice("sites", self.sites.iter().map(|site| site.id.as_str()).collect());
        for (at, id) in self.leave.iter().enumerate().filter(|(_, id)| self.keep.contains(id)) {
            let text = Text::new(
                format!("`leave` names `{id}`, which `keep` names too; decide for one of them"),
                format!("`{id}` が `keep` と `leave` の両方にあります。どちらか一方にしてください"),
            );
            faults.push(Fault::at(format!("/leave/{at}"), Invalid::new("leave", "contradiction", id, text)));
        }
    }
}

/// The texts of a JSON list as it is read.
fn list(text: String) -> Vec<String> {
    serde_json::from_str(&text).unwrap_or_default()
}

fn place(fields: &mut Fields) -> Place {
    Place { lon: degrees(fields, "lon", 180), lat: degrees(fields, "lat", 90) }
}

fn degrees(fields: &mut Fields, name: &'static str, most: i64) -> f64 {
    crate::consolidation::collection::degrees(fields, name, most)
}

fn facility(fields: &mut Fields) -> AskedFacility {
    AskedFacility {
        id: fields.required_text("id", 100),
        name: fields.text("name", 200),
        function: fields.required_text("function", 100),
        place: place(fields),
        floor_area: fields.required_area("floor_area_m2"),
        renewal_year: fields.small("renewal_year", FiscalYear::FIRST.into(), FiscalYear::LAST.into()),
        building_yen_per_m2: fields.integer("building_yen_per_m2", 0, MOST_UNIT_YEN),
        running_yen: fields.integer("running_yen_per_year", 0, MOST_YEN),
        land_yen: fields.integer("land_value_yen", 0, MOST_YEN).unwrap_or(0),
    }
}

fn site(fields: &mut Fields) -> AskedSite {
    AskedSite {
        id: fields.required_text("id", 100),
        place: place(fields),
        capacity: fields.required_area("capacity_m2"),
        from_year: fields.small("from_year", FiscalYear::FIRST.into(), FiscalYear::LAST.into()),
        functions: list(fields.texts("functions", 100, 100)),
    }
}

fn demand(fields: &mut Fields) -> AskedDemand {
    fields.text("id", 100);
    AskedDemand { place: place(fields), population: persons(fields) }
}

fn filter(fields: &mut Fields) -> AskedFilter {
    AskedFilter {
        class: fields.word("class"),
        subclass: fields.word("subclass"),
        codes: list(fields.texts("codes", MOST_FACILITIES, 100)),
    }
}

fn population(fields: &mut Fields) -> AskedPopulation {
    let name = fields.required_text("name", 100);
    let change = fields.digits("change_percent_per_year", hundredths);
    AskedPopulation { name, change: change.unwrap_or(0) }
}

/// Percent with up to two decimals, from −10 to 10.
fn hundredths(field: &'static str, text: &str) -> Result<i64, Invalid> {
    let number = text.trim().parse::<f64>().ok().filter(|number| (-10.0..=10.0).contains(number));
    let hundredths = number.map(|number| number * 100.0).filter(|number| (number - number.round()).abs() < 1e-6);
    hundredths.map(|number| number.round() as i64).ok_or_else(|| {
        let en = format!("`{field}` is `{text}`; it must be a percentage from -10 to 10 with at most two decimals");
        let ja = format!("`{field}` の値 `{text}` は使えません。-10～10 の％（小数第2位まで）にしてください");
        Invalid::new(field, "out-of-range", text, Text::new(en, ja))
    })
}
