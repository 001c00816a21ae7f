//! What a forecast is computed from: the buildings of the register as columns, and a model's parameters in force.

use super::question::Question;
use crate::conservation::store as conservation;
use crate::domain::condition::ScreeningResult;
use crate::domain::facility::{Class, ComponentKind, Status, Word};
use crate::domain::plan::{COMPONENT_CYCLE, PART_COST};
use crate::domain::renewal::{
    self, CONSTRUCTION_COST_INDEX, Known, MEXT_CONVENTIONAL, MEXT_LONG_LIFE, MIC_2011, Part, PartGrade, SpreadAnchor,
    UnitCost,
};
use crate::domain::units::{Area, FiscalYear};
use crate::domain::{Invalid, Text};
use crate::error::{Error, Result};
use crate::facility::store::{self as facilities, ComponentRow, StockRow};
use crate::parameters::Parameter;
use crate::parameters::store::Sets;
use sea_orm::ConnectionTrait;
use std::collections::{BTreeMap, HashMap};
use strum::IntoEnumIterator;

/// The parameters of scenarios.
pub const SCENARIO: &str = "scenario";
/// Every set that a forecast of buildings may rest on, but for the indices of prices, of which the newest count.
const SETS: [&str; 6] = [MIC_2011, MEXT_CONVENTIONAL, MEXT_LONG_LIFE, COMPONENT_CYCLE, PART_COST, SCENARIO];

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
    /// What is known of the condition of buildings, once it is asked for, and whether that rests on invented ratings.
    pub condition: Vec<(Known, bool)>,
}

impl RegisterStock {
    /// Reads the components of the buildings too.
    pub async fn with_components(mut self, db: &impl ConnectionTrait, municipality: &str) -> Result<RegisterStock> {
        for row in facilities::component_stock(db, municipality, None).await? {
            self.components.entry(row.building_code.clone()).or_default().push(row);
        }
        Ok(self)
    }

    /// Reads the condition of the buildings at the end of a year too.
    async fn with_condition(
        mut self,
        db: &impl ConnectionTrait,
        municipality: &str,
        year: FiscalYear,
    ) -> Result<RegisterStock> {
        let rated = conservation::rated_stock(db, municipality, &self.rows, year).await?;
        for (building, row) in self.rows.iter().enumerate() {
            let Some(of) = rated.get(&row.code) else { continue };
            let mut known =
                Known { building, needs_survey: of.screening == ScreeningResult::NeedsSurvey, ..Known::default() };
            for part in Part::iter() {
                let kind = part.code().parse::<ComponentKind>().ok();
                known.grades[part as usize] = kind.and_then(|kind| of.grades.get(&kind)).map(|place| grade(*place));
            }
            if known.needs_survey || known.grades.iter().any(Option::is_some) {
                self.condition.push((known, of.invented));
            }
        }
        Ok(self)
    }
}

/// A grade of any scheme as one of the handbook's four: the best, the worst, the last but one, and what lies between.
fn grade((place, of): (usize, usize)) -> PartGrade {
    match of - 1 - place.min(of - 1) {
        0 => PartGrade::D,
        _ if place == 0 => PartGrade::A,
        1 => PartGrade::C,
        _ => PartGrade::B,
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

/// Everything of the database that forecasts follow from: after this nothing is read any more.
#[derive(Default)]
pub struct Records {
    /// The buildings.
    pub register: RegisterStock,
    /// The parameters in force.
    pub parameters: Sets,
}

/// Reads what questions of the same first year need: of the register nothing when each brings its own buildings, the
/// components and the condition too when one reckons with them.
pub async fn records(
    db: &impl ConnectionTrait,
    municipality: &str,
    base: FiscalYear,
    questions: &[&Question],
) -> Result<Records> {
    let parameters = Sets::read(db, municipality, &SETS, base).await?;
    let parameters = parameters.and_newest(db, municipality, CONSTRUCTION_COST_INDEX).await?;
    if questions.iter().all(|question| question.what_if.is_some()) {
        return Ok(Records { register: RegisterStock::default(), parameters });
    }
    let by_component = questions.iter().any(|question| question.chosen.by_component());
    let condition = questions.iter().any(|question| question.heeds_condition());
    let mut register = register_stock(db, municipality).await?;
    if by_component {
        register = register.with_components(db, municipality).await?;
    }
    if condition {
        register = register.with_condition(db, municipality, base).await?;
    }
    Ok(Records { register, parameters })
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

impl Model {
    /// The built-in model, with a municipality's own values in their places.
    pub fn of(parameters: &Sets) -> Result<Model> {
        let rows = parameters.of(MIC_2011).to_vec();
        let value = |name: &str| rows.iter().find(|row| row.name == name).map(|row| row.value.clone());
        let (parameters, unit_costs) =
            renewal::from_named(value).map_err(|invalid| Error::internal(invalid.text.en))?;
        Ok(Model { parameters, unit_costs, rows })
    }
}

/// The built-in model as of the base year.
pub async fn model(db: &impl ConnectionTrait, municipality: &str, base: FiscalYear) -> Result<Model> {
    Model::of(&Sets::read(db, municipality, &[MIC_2011], base).await?)
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
