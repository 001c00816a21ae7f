//! A forecast's question: read from JSON with every fault, laid over the model in force.

use super::models::Chosen;
use super::models::numbers_of;
use super::store::{Columns, Model};
use crate::domain::facility::{Class, Word, word};
use crate::domain::renewal;
use crate::domain::renewal::{Horizon, Known, Part, PartGrade, PriceIndex, Rules, SpreadAnchor, UnitCosts};
use crate::domain::units::{Area, FiscalYear, Yen};
use crate::domain::{Invalid, Text};
use crate::error::{Error, Fault, MOST_FAULTS, Result};
use crate::fields::{Fields, Origin, pointer};
use serde_json::{Map, Value, json};
use std::collections::HashSet;
use strum::IntoEnumIterator;

/// Buildings that are only in the question.
pub struct WhatIf {
    /// Their values.
    pub columns: Columns,
    /// Their names.
    pub codes: Vec<String>,
    /// What the question says of their condition.
    pub known: Vec<Known>,
}

/// A question that can be answered.
pub struct Question {
    /// 推計モデル
    pub chosen: Chosen,
    /// The years.
    pub horizon: Horizon,
    /// The buildings, when not the register's.
    pub what_if: Option<WhatIf>,
    /// Whether each work is to be told.
    pub events: bool,
    /// Whether stored ratings and structures count.
    pub ratings: bool,
    /// 価格年度: the year of the prices asked for.
    pub price_year: Option<i32>,
    /// Other indices of construction costs than those in force.
    pub price_index: PriceIndex,
    /// What it changes.
    pub changes: Changes,
}

/// What a question changes of what is in force.
#[derive(Default)]
pub struct Changes {
    /// Where the years of payment lie.
    pub anchor: Option<SpreadAnchor>,
    /// Ages and spreads of the rules of 2011.
    pub rules: Vec<(&'static str, i64)>,
    /// Ages, spreads and shares of the models of the handbook, by model and name.
    pub of_model: Vec<(&'static str, &'static str, i64)>,
    /// Unit costs by class: renovation, rebuild, long-life renovation.
    pub unit_costs: Vec<(Class, [Option<i64>; 3])>,
}

/// The ages and spreads that a question may change, by the names of their parameters.
const RULES: [&str; 7] = [
    "renovation_age_years",
    "renovation_spread_years",
    "renovation_backlog_up_to_age_years",
    "backlog_years",
    "rebuild_age_years",
    "rebuild_spread_years",
    "overdue_years",
];

impl Question {
    /// Reads the body; the faults of all buildings are told together.
    pub fn read(body: Value) -> Result<Question> {
        Question::among(body, &[])
    }

    /// The same of a body that holds other fields too, which were taken out before.
    pub fn among(body: Value, others: &[&'static str]) -> Result<Question> {
        let Value::Object(mut cells) = body else {
            return Err(wrong(
                "",
                "malformed",
                "the body must be one JSON object",
                "本文は JSON オブジェクトにしてください",
            ));
        };
        let mut faults = Vec::new();
        let what_if = match cells.remove("buildings") {
            None | Some(Value::Null) => None,
            Some(Value::Array(list)) => Some(buildings(list, &mut faults)),
            Some(_) => {
                return Err(wrong(
                    "/buildings",
                    "malformed",
                    "`buildings` must be an array",
                    "`buildings` は配列にしてください",
                ));
            }
        };
        let chosen = Chosen::read(cells.remove("model"), cells.remove("model_by_class"), &mut faults);
        let mut changes = Changes::default();
        changes.rules(&chosen, cells.remove("rules"), &mut faults);
        changes.unit_costs(cells.remove("unit_costs"), &mut faults);
        if chosen.by_component() && what_if.is_some() {
            let text = Text::new(
                "the model `component-cycle` reckons with the components of the register; leave out `buildings`, or choose another model",
                "`component-cycle` は台帳の部位から推計します。`buildings` を外すか、別のモデルを指定してください",
            );
            faults.push(Fault::at("/buildings", Invalid::new("buildings", "contradiction", "component-cycle", text)));
        }
        let price_index = price_index(cells.remove("price_index"), &mut faults);
        let mut fields = Fields::new(cells, Origin::Body(String::new()))
            .beside(&["buildings", "model", "model_by_class", "rules", "unit_costs", "price_index"])
            .beside(others);
        let from_year = fields.required_integer("from_year", FiscalYear::FIRST.into(), FiscalYear::LAST.into());
        let years = fields.integer("years", 1, 100).unwrap_or(40);
        let events = fields.flag("events");
        let ratings = fields.perhaps("ratings").unwrap_or(true);
        let price_year = fields.small("price_year", FiscalYear::FIRST.into(), FiscalYear::LAST.into());
        changes.anchor = fields.word("spread_anchor");
        faults.extend(fields.faults());
        if !faults.is_empty() {
            return Err(Error::Refused(faults));
        }
        let from_year = FiscalYear::new("from_year", from_year).map_err(Error::value)?;
        let horizon = Horizon::new(from_year, years).map_err(Error::value)?;
        Ok(Question { chosen, horizon, what_if, events, ratings, price_year, price_index, changes })
    }

    /// Whether stored ratings and structures change what it is answered.
    pub fn heeds_condition(&self) -> bool {
        self.ratings && self.chosen.long_life() && self.what_if.is_none()
    }

    /// Lays the changes over the model in force and checks it as a whole.
    pub fn apply(&self, model: &mut Model) -> Result<(Rules, UnitCosts, Vec<String>)> {
        let mut changed: Vec<String> = Vec::new();
        if let Some(anchor) = self.changes.anchor {
            model.parameters.spread_anchor = anchor;
            changed.push("spread_anchor".to_owned());
        }
        for (name, value) in &self.changes.rules {
            let p = &mut model.parameters;
            match *name {
                "renovation_age_years" => p.renovation_age_years = *value,
                "renovation_spread_years" => p.renovation_spread_years = *value,
                "renovation_backlog_up_to_age_years" => p.renovation_backlog_up_to_age_years = *value,
                "backlog_years" => p.backlog_years = *value,
                "rebuild_age_years" => p.rebuild_age_years = *value,
                "rebuild_spread_years" => p.rebuild_spread_years = *value,
                _ => p.overdue_years = *value,
            }
            changed.push((*name).to_owned());
        }
        for (class, [renovation, rebuild, _]) in &self.changes.unit_costs {
            let code: &str = (*class).into();
            let row = &mut model.unit_costs[*class as usize];
            row.renovation_yen_per_m2 = renovation.map_or(row.renovation_yen_per_m2, Yen);
            row.rebuild_yen_per_m2 = rebuild.map_or(row.rebuild_yen_per_m2, Yen);
            changed.push(format!("unit_costs.{code}"));
        }
        let refused = |prefix: &str, invalid: Invalid| {
            Error::Refused(vec![Fault::at(format!("{prefix}/{}", invalid.field), invalid)])
        };
        let rules = Rules::new(model.parameters).map_err(|invalid| refused("/rules", invalid))?;
        let unit_costs = UnitCosts::new(model.unit_costs).map_err(|invalid| refused("/unit_costs", invalid))?;
        Ok((rules, unit_costs, changed))
    }
}

impl Changes {
    /// The numbers of the model that holds where no other is named; those of others stand in an object by its name.
    fn rules(&mut self, chosen: &Chosen, given: Option<Value>, faults: &mut Vec<Fault>) {
        let mut flat = object(given, "/rules", faults);
        let mut nested = Vec::new();
        for model in chosen.models() {
            if let Some(value) = flat.remove(model) {
                let place = pointer("/rules", model);
                nested.push((model, object(Some(value), &place, faults), place));
            }
        }
        nested.push((chosen.model, flat, "/rules".to_owned()));
        for (model, cells, place) in nested {
            let mut fields = Fields::new(cells, Origin::Body(place));
            match numbers_of(model) {
                None => self.rules.extend(RULES.iter().filter_map(|name| Some((*name, fields.integer(name, 1, 200)?)))),
                Some(names) => {
                    let mut number = |name: &&'static str| Some((model, *name, fields.integer(name, 0, 200)?));
                    self.of_model.extend(names.iter().filter_map(&mut number));
                }
            }
            faults.extend(fields.faults());
        }
    }

    fn unit_costs(&mut self, given: Option<Value>, faults: &mut Vec<Fault>) {
        for (name, row) in object(given, "/unit_costs", faults) {
            let pointer = pointer("/unit_costs", &name);
            let class = match word::<Class>("unit_costs", &name) {
                Ok(class) => class,
                Err(invalid) => {
                    faults.push(Fault::at(pointer, invalid));
                    continue;
                }
            };
            let mut fields = Fields::new(object(Some(row), &pointer, faults), Origin::Body(pointer));
            let renovation = fields.integer("renovation_yen_per_m2", 0, UnitCosts::MOST_YEN_PER_M2);
            let rebuild = fields.integer("rebuild_yen_per_m2", 0, UnitCosts::MOST_YEN_PER_M2);
            let long_life = fields.integer("long_life_yen_per_m2", 0, UnitCosts::MOST_YEN_PER_M2);
            self.unit_costs.push((class, [renovation, rebuild, long_life]));
            faults.extend(fields.faults());
        }
    }
}

fn buildings(list: Vec<Value>, faults: &mut Vec<Fault>) -> WhatIf {
    let mut what_if = WhatIf { columns: Columns::default(), codes: Vec::with_capacity(list.len()), known: Vec::new() };
    let mut seen = HashSet::new();
    for (index, value) in list.into_iter().enumerate() {
        if faults.len() > MOST_FAULTS {
            break;
        }
        let pointer = format!("/buildings/{index}");
        let mut cells = object(Some(value), &pointer, faults);
        let grades = grades(cells.remove("grades"), &format!("{pointer}/grades"), faults);
        let mut fields = Fields::new(cells, Origin::Body(pointer)).beside(&["grades"]);
        let needs_survey = fields.flag("needs_survey");
        what_if.known.push(Known { building: index, needs_survey, grades });
        let code = fields.text("code", 64).unwrap_or_else(|| (index + 1).to_string());
        let class = fields.required_word("class", Class::Other);
        let area = fields.required_area("floor_area_m2");
        let year = fields.required_integer("completed_year", FiscalYear::FIRST.into(), FiscalYear::LAST.into());
        what_if.columns.push(class, year as i32, Area::from_dm2(area));
        if !seen.insert(code.clone()) {
            let text = Text::new(
                format!("`code` `{code}` stands here more than once; give each building its own"),
                format!("番号 `{code}` が重複しています。建物ごとに別の番号にしてください"),
            );
            fields.refuse(Invalid::new("code", "duplicate", &code, text));
        }
        what_if.codes.push(code);
        faults.extend(fields.faults());
    }
    what_if
}

/// The last rating of each part of a building that is only in the question.
fn grades(given: Option<Value>, pointer: &str, faults: &mut Vec<Fault>) -> [Option<PartGrade>; renewal::PARTS] {
    let mut fields = Fields::new(object(given, pointer, faults), Origin::Body(pointer.to_owned()));
    let mut grades = [None; renewal::PARTS];
    for part in Part::iter() {
        grades[part as usize] = fields.word::<PartGrade>(part.code());
    }
    faults.extend(fields.faults());
    grades
}

/// Indices of construction costs by year.
/// 建設工事費の指数 that a question brings along.
pub fn price_index(given: Option<Value>, faults: &mut Vec<Fault>) -> PriceIndex {
    let mut points = Vec::new();
    for (year, value) in object(given, "/price_index", faults) {
        points.push((year, value.to_string()));
    }
    match PriceIndex::from_rows(points.iter().map(|(year, value)| (year.as_str(), value.as_str()))) {
        Ok(index) => index,
        Err(invalid) => {
            faults.push(Fault::at("/price_index".to_owned(), invalid));
            PriceIndex::default()
        }
    }
}

/// A JSON object, or nothing and a fault.
pub fn object(value: Option<Value>, pointer: &str, faults: &mut Vec<Fault>) -> Map<String, Value> {
    match value {
        Some(Value::Object(map)) => map,
        None | Some(Value::Null) => Map::new(),
        Some(other) => {
            let text = Text::new(
                format!("`{pointer}` must be a JSON object"),
                format!("`{pointer}` は JSON オブジェクトにしてください"),
            );
            let shown: String = json!(other).to_string().chars().take(80).collect();
            faults.push(Fault {
                pointer: Some(pointer.to_owned()),
                value: Some(shown),
                ..Fault::whole("malformed", text)
            });
            Map::new()
        }
    }
}

fn wrong(pointer: &str, code: &'static str, en: &str, ja: &str) -> Error {
    Error::Refused(vec![Fault { pointer: Some(pointer.to_owned()), ..Fault::whole(code, Text::new(en, ja)) }])
}
