//! A scenario's choices: read from JSON with every fault. What a forecast may be asked stands in it as it does there.

use crate::domain::facility::Class;
use crate::domain::finance::Rate;
use crate::domain::renewal::WorkKind;
use crate::domain::scenario::{Basis, Change, FixedWork, Intervention, Timing};
use crate::domain::units::{FiscalYear, Yen, out_of_range};
use crate::domain::{Invalid, Text};
use crate::error::{Error, Fault, Result};
use crate::fields::{Fields, Origin, object};
use crate::lifecycle::question::{Question, object as member};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// More decisions on single buildings than a plan has.
const MOST_DECISIONS: usize = 2_000;

/// What is decided of a building, and where that stands in the choices.
#[derive(Default)]
pub struct Decided {
    closed: Option<FiscalYear>,
    fixed: Vec<FixedWork>,
    place: String,
}

/// How money of later years is valued, as far as the choices say so.
#[derive(Clone, Copy, Default)]
pub struct Valued {
    /// 割引率
    pub rate: Option<Rate>,
    /// 割引率の種類
    pub basis: Option<Basis>,
    /// 一般物価上昇率
    pub inflation: Option<Change>,
    /// 建設物価の実質上昇率
    pub escalation: Option<Change>,
    /// 支払時点
    pub timing: Option<Timing>,
}

/// Choices that were read.
pub struct Asked {
    /// 推計の条件
    pub question: Question,
    /// What all unit costs are multiplied with, in percent.
    pub unit_cost_percent: i64,
    /// 除却単価(円/㎡)
    pub demolition_yen_per_m2: Option<i64>,
    /// 廃止前に大きな工事をしない年数
    pub quiet_years: Option<i64>,
    /// 割引の条件
    pub valued: Valued,
    decided: BTreeMap<String, Decided>,
}

/// The choices of a scenario that are not part of a forecast's question.
const OTHERS: [&str; 6] =
    ["discount", "closures", "fixed_works", "unit_cost_percent", "demolition_yen_per_m2", "quiet_years"];

impl Asked {
    /// Reads the choices that stand at a place of a body.
    pub fn read(choices: Value, place: &str) -> Result<Asked> {
        Asked::parts(choices).map_err(|error| placed(error, place))
    }

    fn parts(choices: Value) -> Result<Asked> {
        let mut cells = object(choices)?;
        let mut faults = Vec::new();
        let valued = valued(member(cells.remove("discount"), "/discount", &mut faults), &mut faults);
        let mut decided = BTreeMap::new();
        closures(cells.remove("closures"), &mut decided, &mut faults);
        works(cells.remove("fixed_works"), &mut decided, &mut faults);
        if cells.contains_key("events") {
            let text = Text::new(
                "`events` is no choice of a scenario: single works are told by renewal-forecasts; leave it out",
                "`events` はシナリオの選択ではありません（個々の工事は更新費用の将来推計で示します）。外してください",
            );
            faults.push(Fault::at("/events", Invalid::new("events", "unknown-field", "", text)));
            cells.remove("events");
        }
        let own: Map<String, Value> =
            OTHERS.iter().filter_map(|name| Some(((*name).to_owned(), cells.remove(*name)?))).collect();
        let mut fields = Fields::new(own, Origin::Body(String::new()));
        let unit_cost_percent = fields.integer("unit_cost_percent", 10, 1_000).unwrap_or(100);
        let demolition_yen_per_m2 = fields.integer("demolition_yen_per_m2", 0, 100_000_000);
        let quiet_years = fields.integer("quiet_years", 0, 100);
        faults.extend(fields.faults());
        let question = match Question::among(Value::Object(cells), &OTHERS) {
            Ok(question) if faults.is_empty() => question,
            Ok(_) => return Err(Error::Refused(faults)),
            Err(Error::Refused(more)) => {
                faults.extend(more);
                return Err(Error::Refused(faults));
            }
            Err(other) => return Err(other),
        };
        Ok(Asked { question, unit_cost_percent, demolition_yen_per_m2, quiet_years, valued, decided })
    }

    /// What is decided of each building; `row` finds a building by its code.
    pub fn interventions(&self, row: impl Fn(&str) -> Option<usize>) -> Result<Vec<Intervention>> {
        let mut faults = Vec::new();
        let mut interventions = Vec::with_capacity(self.decided.len());
        for (code, decided) in &self.decided {
            let Some(row) = row(code) else {
                let place = format!("{}/building_code", decided.place);
                faults.push(Fault::at(place, unknown_building(code)));
                continue;
            };
            match Intervention::new(row, decided.closed, decided.fixed.clone()) {
                Ok(intervention) => interventions.push(intervention),
                Err(invalid) => faults.push(Fault::at(format!("{}/{}", decided.place, invalid.field), invalid)),
            }
        }
        if faults.is_empty() { Ok(interventions) } else { Err(Error::Refused(faults)) }
    }
}

/// Faults of a part of a body, told from the body's beginning.
pub fn placed(error: Error, place: &str) -> Error {
    match error {
        Error::Refused(faults) => Error::Refused(
            faults
                .into_iter()
                .map(|fault| Fault {
                    pointer: Some(format!("{place}{}", fault.pointer.as_deref().unwrap_or_default())),
                    ..fault
                })
                .collect(),
        ),
        other => other,
    }
}

fn unknown_building(code: &str) -> Invalid {
    let text = Text::new(
        format!("`building_code` is `{code}`, which is no building that is counted; check the code"),
        format!("`building_code` の値 `{code}` に当たる建物（推計の対象）がありません。番号を確かめてください"),
    );
    Invalid::new("building_code", "unknown-reference", code, text)
}

/// Terms of discounting; what is not given is left to the parameters.
fn valued(cells: Map<String, Value>, faults: &mut Vec<Fault>) -> Valued {
    let mut fields = Fields::new(cells, Origin::Body("/discount".to_owned()));
    let valued = Valued {
        rate: fields.digits("rate_percent", Rate::parse),
        basis: fields.word("basis"),
        inflation: fields.digits("inflation_percent", Change::parse),
        escalation: fields.digits("escalation_percent", Change::parse),
        timing: fields.word("timing"),
    };
    faults.extend(fields.faults());
    valued
}

/// The rows of a list, each with its place.
fn rows(given: Option<Value>, place: &str, faults: &mut Vec<Fault>) -> Vec<(String, Map<String, Value>)> {
    let list = match given {
        None | Some(Value::Null) => return Vec::new(),
        Some(Value::Array(list)) => list,
        Some(_) => {
            let text = Text::new(format!("`{place}` must be an array"), format!("`{place}` は配列にしてください"));
            faults.push(Fault { pointer: Some(place.to_owned()), ..Fault::whole("malformed", text) });
            return Vec::new();
        }
    };
    if list.len() > MOST_DECISIONS {
        let invalid = out_of_range("decisions", list.len(), 0, MOST_DECISIONS as i64);
        faults.push(Fault::at(place, invalid));
        return Vec::new();
    }
    let mut rows = Vec::with_capacity(list.len());
    for (index, row) in list.into_iter().enumerate() {
        let place = format!("{place}/{index}");
        rows.push((place.clone(), member(Some(row), &place, faults)));
    }
    rows
}

fn closures(given: Option<Value>, decided: &mut BTreeMap<String, Decided>, faults: &mut Vec<Fault>) {
    for (place, cells) in rows(given, "/closures", faults) {
        let mut fields = Fields::new(cells, Origin::Body(place.clone()));
        let code = fields.required_text("building_code", 64);
        let year = fields.required_integer("year", FiscalYear::FIRST.into(), FiscalYear::LAST.into());
        let of = decided.entry(code.clone()).or_default();
        if of.closed.is_some() && !code.is_empty() {
            let text = Text::new(
                format!("`building_code` `{code}` is closed twice; leave one of them out"),
                format!("建物 `{code}` の廃止が2回指定されています。1回だけにしてください"),
            );
            fields.refuse(Invalid::new("building_code", "duplicate", &code, text));
        }
        of.closed = FiscalYear::new("year", year).ok();
        of.place = place;
        faults.extend(fields.faults());
    }
}

fn works(given: Option<Value>, decided: &mut BTreeMap<String, Decided>, faults: &mut Vec<Fault>) {
    for (place, cells) in rows(given, "/fixed_works", faults) {
        let mut fields = Fields::new(cells, Origin::Body(place.clone()));
        let code = fields.required_text("building_code", 64);
        let kind = fields.required_word("kind", WorkKind::Rebuild);
        let year = fields.required_integer("year", FiscalYear::FIRST.into(), FiscalYear::LAST.into());
        let cost = fields.yen("cost_yen").map(Yen);
        let years = fields.integer("years", 1, 30).map(|years| years as u32);
        faults.extend(fields.faults());
        let of = decided.entry(code).or_default();
        of.place = place;
        of.fixed.extend(FiscalYear::new("year", year).map(|year| FixedWork { kind, year, cost, years }));
    }
}

/// Every class that has buildings, in the official order.
pub fn classes_of(class: &[Class]) -> Vec<Class> {
    let mut classes = class.to_vec();
    classes.sort_unstable_by_key(|class| *class as usize);
    classes.dedup();
    classes
}
