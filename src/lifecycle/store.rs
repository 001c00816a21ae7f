//! What a forecast is computed from: the buildings of the register as columns, and a model's parameters in force.

use super::question::Question;
use crate::domain::facility::{Class, Status, Word};
use crate::domain::renewal::{self, MIC_2011, SpreadAnchor, UnitCost};
use crate::domain::units::{Area, FiscalYear};
use crate::domain::{Invalid, Text};
use crate::error::{Error, Result};
use crate::facility::store::{self as facilities, ComponentRow, StockRow};
use crate::parameters::{Parameter, store as parameters};
use sea_orm::ConnectionTrait;
use std::collections::{BTreeMap, HashMap};

/// Buildings as the core wants them, a column a value.
#[derive(Default)]
pub struct Columns {
    /// 大分類
    pub class: Vec<Class>,
    /// 建築年度
    pub completed_year: Vec<i16>,
    /// 延床面積 in hundredths of m²
    pub floor_area_dm2: Vec<u32>,
}

impl Columns {
    /// Adds a building.
    pub fn push(&mut self, class: Class, completed_year: i32, area: Area) {
        self.class.push(class);
        self.completed_year.push(completed_year as i16);
        self.floor_area_dm2.push(area.dm2());
    }

    /// The columns as the core's stock.
    pub fn stock(&self) -> Result<renewal::Stock<'_>> {
        renewal::Stock::new(&self.class, &self.completed_year, &self.floor_area_dm2).map_err(Error::value)
    }
}

/// A building that cannot be counted or need not be, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// 建物番号
    pub building_code: String,
    /// `no-floor-area`, `no-completed-year`, `planned`, `demolished`
    pub reason: &'static str,
}

/// The register's buildings.
#[derive(Default)]
pub struct RegisterStock {
    /// Those that are counted, in the order of their codes.
    pub columns: Columns,
    /// The same as rows, for names and marks.
    pub rows: Vec<StockRow>,
    /// Those that are not.
    pub skipped: Vec<Skipped>,
    /// 部位 by building, once they are asked for.
    pub components: HashMap<String, Vec<ComponentRow>>,
}

impl RegisterStock {
    /// Reads the components of the buildings too.
    pub async fn with_components(mut self, db: &impl ConnectionTrait, municipality: &str) -> Result<RegisterStock> {
        for row in facilities::component_stock(db, municipality, None).await? {
            self.components.entry(row.building_code.clone()).or_default().push(row);
        }
        Ok(self)
    }
}

/// Reads the buildings of a municipality and sets aside those that cannot be counted.
pub async fn register_stock(db: &impl ConnectionTrait, municipality: &str) -> Result<RegisterStock> {
    let mut stock = RegisterStock::default();
    for row in facilities::stock(db, municipality).await? {
        let reason = match (row.status, row.floor_area_dm2, row.completed_year) {
            (Status::Planned, ..) => "planned",
            (Status::Demolished, ..) => "demolished",
            (_, None, _) => "no-floor-area",
            (_, _, None) => "no-completed-year",
            (_, Some(area), Some(year)) => {
                stock.columns.push(row.class, year, Area::from_dm2(area));
                stock.rows.push(row);
                continue;
            }
        };
        stock.skipped.push(Skipped { building_code: row.code, reason });
    }
    Ok(stock)
}

/// The register as far as questions need it: nothing when each brings its own buildings, the components too when one
/// reckons with them.
pub async fn register_for(
    db: &impl ConnectionTrait,
    municipality: &str,
    questions: &[&Question],
) -> Result<RegisterStock> {
    if questions.iter().all(|question| question.what_if.is_some()) {
        return Ok(RegisterStock::default());
    }
    let stock = register_stock(db, municipality).await?;
    match questions.iter().any(|question| question.chosen.by_component()) {
        true => stock.with_components(db, municipality).await,
        false => Ok(stock),
    }
}

/// Names of invented fields of a building that a forecast rests on.
pub fn invented(row: &StockRow) -> Vec<String> {
    let marked: Vec<String> = serde_json::from_str(&row.illustrative).unwrap_or_default();
    marked.into_iter().filter(|field| field == "floor_area_m2" || field == "completed_year").collect()
}

/// How many of the buildings counted have an invented value, by the name of its field.
pub fn illustrative(stock: &RegisterStock) -> BTreeMap<String, u64> {
    let mut counts = BTreeMap::new();
    for field in stock.rows.iter().flat_map(invented) {
        *counts.entry(field).or_insert(0) += 1;
    }
    counts
}

/// A model's parameters, not yet checked against each other.
pub struct Model {
    /// When works fall due and how they are paid.
    pub parameters: renewal::Parameters,
    /// What a square metre costs, in the order of the classes.
    pub unit_costs: [UnitCost; Class::COUNT],
    /// The rows that all this comes from.
    pub rows: Vec<Parameter>,
}

/// The built-in model as of the base year, with a municipality's own values in their places.
pub async fn model(db: &impl ConnectionTrait, municipality: &str, base: FiscalYear) -> Result<Model> {
    let rows = parameters::nearest(db, municipality, MIC_2011, &format!("{:04}-04-01", base.year())).await?;
    let value = |name: &str| rows.iter().find(|row| row.name == name).map(|row| row.value.clone());
    let (parameters, unit_costs) = renewal::from_named(value).map_err(|invalid| Error::internal(invalid.text.en))?;
    Ok(Model { parameters, unit_costs, rows })
}

/// Refuses every model but the built-in one, for what is only written by it.
pub fn known_model(field: &'static str, text: &str) -> Result<String, Invalid> {
    if text == MIC_2011 {
        return Ok(text.to_owned());
    }
    Err(Invalid::new(
        field,
        "unknown-value",
        text,
        Text::new(
            format!("`{field}` does not know `{text}`; use {MIC_2011}"),
            format!("`{field}` に `{text}` は使えません。{MIC_2011} を指定してください"),
        ),
    ))
}

/// How the rules of 2011 reckon, a sentence each, in Japanese and English; the numbers are those in force.
pub fn method(parameters: &renewal::Parameters) -> Vec<Text> {
    let p = parameters;
    let anchor = p.spread_anchor;
    let mut method = vec![
        Text::new(
            format!(
                "Each building has a major renovation at {} years, paid over {} years, and is rebuilt with the same floor area at {} years, paid over {} years ({} of the due year); then its life begins again.",
                p.renovation_age_years,
                p.renovation_spread_years,
                p.rebuild_age_years,
                p.rebuild_spread_years,
                anchor.code()
            ),
            format!(
                "建築後{}年で大規模改修（費用は{}年間に配分）、{}年で同じ延床面積に更新（{}年間に配分）し、これを繰り返す。配分は{}とする。",
                p.renovation_age_years,
                p.renovation_spread_years,
                p.rebuild_age_years,
                p.rebuild_spread_years,
                anchor.label_ja()
            ),
        ),
        Text::new(
            format!(
                "Buildings aged {} to {} in the first year have missed their renovation; it is paid in equal parts over the first {} years. Older ones are not renovated before they are rebuilt.",
                p.renovation_age_years + 1,
                p.renovation_backlog_up_to_age_years,
                p.backlog_years
            ),
            format!(
                "基準年度に築{}～{}年の建物の未実施の大規模改修（積み残し）は、最初の{}年間に均等に配分する。築{}年以上は更新まで大規模改修を行わない。",
                p.renovation_age_years + 1,
                p.renovation_backlog_up_to_age_years,
                p.backlog_years,
                p.renovation_backlog_up_to_age_years + 1
            ),
        ),
        Text::new(
            format!(
                "Buildings older than {} years in the first year are rebuilt in equal parts over the first {} years and count as new from the first.",
                p.rebuild_age_years, p.overdue_years
            ),
            format!(
                "基準年度に築{}年を超える建物の更新は、最初の{}年間に均等に配分し、基準年度から新築とみなす。",
                p.rebuild_age_years, p.overdue_years
            ),
        ),
        Text::new(
            "No discount and no change of prices. The cost of each work is rounded down to whole yen; of its yearly parts the last takes the remainder, so that all figures add up.",
            "物価変動と割引は考慮しない。工事ごとに円未満を切り捨て、年割りの端数は最後の年に含めるため、内訳と合計は一致する。",
        ),
    ];
    if anchor != SpreadAnchor::Start {
        method.push(Text::new(
            "Parts of a work that this places before the first year count as paid already and are not in the figures.",
            "この配分で最初の年度より前になる分は支払済みとみなし、推計額に含めない。",
        ));
    }
    method
}
