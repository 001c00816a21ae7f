//! A question about infrastructure: read from JSON with every fault, then priced by the parameters in force.

use crate::domain::facility::Word;
use crate::domain::infrastructure::{BridgeStructure, Holding, Kind, Prices, Rules, SewerType};
use crate::domain::renewal::{Horizon, PriceChange, PriceIndex};
use crate::domain::units::{FiscalYear, Yen};
use crate::domain::{Invalid, Text};
use crate::error::{Error, Fault, MOST_FAULTS, Result};
use crate::fields::{Fields, Origin, object, pointer};
use crate::lifecycle::question::{object as cells_of, price_index};
use crate::parameters::Parameter;
use serde_json::Value;
use std::collections::BTreeMap;

/// The most assets of one question.
const MOST_ASSETS: usize = 100_000;
/// The widest pipe, mm.
const MOST_DIAMETER_MM: i64 = 20_000;

/// By what a price is found.
#[derive(Clone, Copy, Debug)]
enum Priced {
    Given(Yen),
    Pavement,
    Bridge(Option<BridgeStructure>),
    Diameter(i64),
    Sewer(SewerType),
}

/// What a question brings along, measured.
#[derive(Clone, Copy, Debug)]
pub struct Asset {
    /// 種別
    pub kind: Kind,
    /// Hundredths of m or m².
    pub hundredths: i64,
    by_length: bool,
    built: Option<FiscalYear>,
    priced: Priced,
}

/// A question that can be answered.
pub struct Question {
    /// The years.
    pub horizon: Horizon,
    /// The roads, bridges and pipes.
    pub assets: Vec<Asset>,
    /// 価格年度
    pub price_year: Option<i32>,
    /// 建設工事費の指数
    pub price_index: PriceIndex,
    /// Lives that it changes.
    pub changed: BTreeMap<&'static str, i64>,
}

impl Question {
    /// Reads the body; the faults of all assets are told together.
    pub fn read(body: Value) -> Result<Question> {
        let mut cells = object(body)?;
        let mut faults = Vec::new();
        let assets = assets(cells.remove("assets"), &mut faults);
        let mut rules =
            Fields::new(cells_of(cells.remove("rules"), "/rules", &mut faults), Origin::Body("/rules".into()));
        let changed =
            Rules::NAMES.into_iter().filter_map(|name| Some((name, rules.integer(name, 1, Rules::MOST_YEARS)?)));
        let changed = changed.collect();
        faults.extend(rules.faults());
        let price_index = price_index(cells.remove("price_index"), &mut faults);
        let mut fields = Fields::new(cells, Origin::Body(String::new())).beside(&["assets", "rules", "price_index"]);
        let from_year = fields.required_integer("from_year", FiscalYear::FIRST.into(), FiscalYear::LAST.into());
        let years = fields.integer("years", 1, 100).unwrap_or(40);
        let price_year = fields.small("price_year", FiscalYear::FIRST.into(), FiscalYear::LAST.into());
        faults.extend(fields.faults());
        if !faults.is_empty() {
            return Err(Error::Refused(faults));
        }
        let from_year = FiscalYear::new("from_year", from_year).map_err(Error::value)?;
        let horizon = Horizon::new(from_year, years).map_err(Error::value)?;
        Ok(Question { horizon, assets, price_year, price_index, changed })
    }

    /// The lives in force with what the question changes.
    pub fn rules(&self, rows: &[Parameter]) -> Result<Rules> {
        let value = |name: &str| match self.changed.get(name) {
            Some(years) => Some(years.to_string()),
            None => rows.iter().find(|row| row.name == name).map(|row| row.value.clone()),
        };
        Rules::from_named(value).map_err(|invalid| Error::internal(invalid.text.en))
    }

    /// The assets at their prices.
    pub fn holdings(&self, rows: &[Parameter], change: Option<PriceChange>) -> Result<Vec<Holding>> {
        let named = rows.iter().map(|row| (row.name.as_str(), row.value.as_str()));
        let prices = Prices::from_rows(named).map_err(|invalid| Error::internal(invalid.text.en))?;
        let in_force = |price: Yen| change.map_or(price, |change| change.of(price));
        let holding = |(place, asset): (usize, &Asset)| {
            let unit_cost = match asset.priced {
                Priced::Given(price) => price,
                Priced::Pavement => in_force(prices.of_pavement(asset.kind == Kind::CyclePath)),
                Priced::Bridge(structure) => in_force(prices.of_bridge(structure)),
                Priced::Diameter(mm) => in_force(prices.of_pipe(asset.kind, mm)),
                Priced::Sewer(built) => in_force(prices.of_sewer(built)),
            };
            Holding::new(asset.kind, asset.measured(&prices), unit_cost, asset.built).map_err(|invalid| {
                Error::Refused(vec![Fault::at(format!("/assets/{place}/{}", invalid.field), invalid)])
            })
        };
        self.assets.iter().enumerate().map(holding).collect()
    }
}

impl Asset {
    /// A path of which the length is known has the usual width.
    fn measured(&self, prices: &Prices) -> i64 {
        match self.by_length && self.kind == Kind::CyclePath {
            true => (self.hundredths * prices.path_width_cm() + 50) / 100,
            false => self.hundredths,
        }
    }

    /// Whether the quantity is a length.
    pub fn by_length(&self) -> bool {
        self.by_length
    }
}

fn assets(given: Option<Value>, faults: &mut Vec<Fault>) -> Vec<Asset> {
    let list = match given {
        Some(Value::Array(list)) if (1..=MOST_ASSETS).contains(&list.len()) => list,
        _ => {
            let text = Text::new(
                format!("`assets` must be an array of 1 to {MOST_ASSETS} roads, bridges and pipes; list them"),
                format!("`assets` は道路・橋りょう・管の配列（1～{MOST_ASSETS} 件）にしてください"),
            );
            faults.push(Fault { pointer: Some("/assets".to_owned()), ..Fault::whole("malformed", text) });
            return Vec::new();
        }
    };
    let mut found = Vec::with_capacity(list.len());
    for (place, value) in list.into_iter().enumerate() {
        let place = pointer("/assets", &place.to_string());
        let mut fields = Fields::new(cells_of(Some(value), &place, faults), Origin::Body(place));
        let asset = asset(&mut fields);
        faults.extend(fields.faults());
        found.extend(asset);
        if faults.len() > MOST_FAULTS {
            break;
        }
    }
    found
}

fn asset(fields: &mut Fields) -> Option<Asset> {
    fields.text("id", 100);
    let kind: Option<Kind> = fields.word("kind");
    if kind.is_none() && !fields.refused("kind") {
        fields.required_word("kind", Kind::GeneralRoad);
    }
    let (area, length) =
        (fields.number("area_m2", Holding::MOST_QUANTITY), fields.number("length_m", Holding::MOST_QUANTITY));
    let structure: Option<BridgeStructure> = fields.word("structure");
    let built: Option<SewerType> = fields.word("sewer_type");
    let diameter = fields.integer("diameter_mm", 1, MOST_DIAMETER_MM);
    let given = fields.integer("unit_cost_yen", 0, Holding::MOST_UNIT_COST);
    let built_year = fields.fiscal_year("built_year");
    let kind = kind?;
    belongs(fields, "structure", structure.is_some(), kind, kind == Kind::Bridge);
    belongs(fields, "sewer_type", built.is_some(), kind, kind == Kind::Sewer);
    belongs(fields, "diameter_mm", diameter.is_some(), kind, kind.is_pipe());
    let by_length = kind.is_pipe() || (kind == Kind::CyclePath && length.is_some());
    belongs(fields, "area_m2", area.is_some(), kind, !by_length);
    belongs(fields, "length_m", length.is_some(), kind, by_length);
    let measure = if by_length { "length_m" } else { "area_m2" };
    let hundredths = ((if by_length { length } else { area }).unwrap_or(0.0) * 100.0).round() as i64;
    if hundredths == 0 && !fields.refused(measure) {
        let text = Text::new(
            format!("`{measure}` must be more than 0 for `{}`; give it", kind.code()),
            format!("{}には 0 より大きい `{measure}` を指定してください", kind.label_ja()),
        );
        fields.refuse(Invalid::new(measure, "required", "", text));
    }
    let priced = match (kind, given) {
        (_, Some(price)) => Priced::Given(Yen(price)),
        (Kind::GeneralRoad | Kind::CyclePath, _) => Priced::Pavement,
        (Kind::Bridge, _) => Priced::Bridge(structure),
        (Kind::Sewer, _) => match (built, diameter) {
            (None, Some(mm)) => Priced::Diameter(mm),
            (built, _) => Priced::Sewer(built.unwrap_or(SewerType::Ordinary)),
        },
        _ => Priced::Diameter(diameter.unwrap_or_else(|| {
            if !fields.refused("diameter_mm") {
                fields.required_integer("diameter_mm", 1, MOST_DIAMETER_MM);
            }
            1
        })),
    };
    let built = built_year.and_then(|year| FiscalYear::new("built_year", year.into()).ok());
    Some(Asset { kind, hundredths, by_length, built, priced })
}

/// Refuses what says nothing of this kind.
fn belongs(fields: &mut Fields, name: &'static str, given: bool, kind: Kind, fits: bool) {
    if given && !fits {
        let text = Text::new(
            format!("`{name}` says nothing of `{}`; leave it out or change `kind`", kind.code()),
            format!("{}に `{name}` は指定できません。外すか `kind` を変えてください", kind.label_ja()),
        );
        fields.refuse(Invalid::new(name, "contradiction", "", text));
    }
}
