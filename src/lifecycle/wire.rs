//! What the API says of forecasts.

use crate::domain::facility::Class;
use crate::domain::renewal::{Part, PartGrade, Reason, SpreadAnchor, WorkKind};
use crate::domain::units::Yen;
use crate::parameters::Parameter;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// A question about renewal costs (更新費用の将来推計の条件)
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "model": "mic-2011", "from_year": 2025, "years": 40,
    "buildings": [{"code": "A", "class": "school", "floor_area_m2": 1000, "completed_year": 1990}]
}))]
pub struct NewRenewalForecast {
    /// 推計モデル: `mic-2011`, `mext-conventional` (従来型), `mext-long-life` (長寿命化型) or
    /// `component-cycle` (部位別更新周期), which needs the components of the register
    #[schema(default = "mic-2011")]
    pub model: Option<String>,
    /// Other models for some classes (大分類ごとの推計モデル)
    #[schema(example = json!({"school": "mext-long-life"}))]
    pub model_by_class: Option<BTreeMap<String, String>>,
    /// 価格年度: prices of this year, by the index of construction costs; as the unit costs stand when not given
    #[schema(example = 2023)]
    pub price_year: Option<i32>,
    /// Other indices of construction costs than those in force, by year (建設工事費の指数)
    #[schema(example = json!({"2011": 94.0, "2025": 130.5}))]
    pub price_index: Option<BTreeMap<String, f64>>,
    /// Whether `mext-long-life` heeds stored ratings and structures (劣化状況評価・長寿命化の判定)
    #[schema(default = true)]
    pub ratings: Option<bool>,
    /// 基準年度: the first fiscal year; ages are counted in it
    pub from_year: i32,
    /// How many fiscal years, 1 to 100
    #[schema(default = 40)]
    pub years: Option<u32>,
    /// Buildings to reckon with instead of the register's
    pub buildings: Option<Vec<WhatIfBuilding>>,
    /// Where the years over which a work is paid lie; the parameter in force when not given
    pub spread_anchor: Option<SpreadAnchor>,
    /// Other ages and spreads than those in force, by the parameter's name; those of a model of `model_by_class` in an
    /// object under its name. Of `component-cycle`: cycles by the kind of component (`roof`), and `rebuild_age_years`, without
    /// which buildings are never rebuilt
    #[schema(example = json!({"rebuild_age_years": 80}))]
    pub rules: Option<BTreeMap<String, i64>>,
    /// Other unit costs than those in force, by class
    #[schema(example = json!({"school": {"renovation_yen_per_m2": 170000, "rebuild_yen_per_m2": 330000}}))]
    pub unit_costs: Option<BTreeMap<String, UnitCost>>,
    /// Answer also each work on each building
    #[schema(default = false)]
    pub events: Option<bool>,
}

/// A building that is only in the question (仮定の建物)
#[derive(Debug, Serialize, ToSchema)]
pub struct WhatIfBuilding {
    /// Any name; its place in the list when not given
    #[schema(example = "A")]
    pub code: Option<String>,
    /// 大分類
    pub class: Class,
    /// 延床面積(㎡), to 0.01
    #[schema(example = 1000)]
    pub floor_area_m2: f64,
    /// 建築年度: fiscal year
    #[schema(example = 1990)]
    pub completed_year: i32,
    /// 要調査: whether its structure needs a survey, so that it gets no long life
    #[schema(default = false)]
    pub needs_survey: Option<bool>,
    /// 劣化状況評価 by part: `roof`, `exterior-wall`, `interior`, `electrical`, `mechanical`
    #[schema(example = json!({"roof": "d", "exterior-wall": "c"}))]
    pub grades: Option<BTreeMap<String, PartGrade>>,
}

/// What a square metre of floor area costs (単価)
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub struct UnitCost {
    /// 大規模改修(円/㎡)
    #[schema(value_type = i64, example = 170000)]
    pub renovation_yen_per_m2: Yen,
    /// 更新(円/㎡)
    #[schema(value_type = i64, example = 330000)]
    pub rebuild_yen_per_m2: Yen,
    /// 長寿命化改修(円/㎡); only where there is one
    #[schema(value_type = Option<i64>, example = 198000)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub long_life_yen_per_m2: Option<Yen>,
}

/// Renewal costs year by year (更新費用の将来推計)
#[derive(Debug, Serialize, ToSchema)]
pub struct RenewalForecast {
    /// Each fiscal year
    pub years: Vec<YearCost>,
    /// 合計(円)
    #[schema(value_type = i64, example = 500000000)]
    pub total_yen: Yen,
    /// 年平均(円), rounded half up
    #[schema(value_type = i64, example = 12500000)]
    pub annual_mean_yen: Yen,
    /// 大分類別, in the official order; classes without buildings are left out
    pub by_class: Vec<ClassCost>,
    /// 工事 by building and due year; only when asked for
    #[serde(skip_serializing_if = "Option::is_none")]
    pub events: Option<Vec<Event>>,
    /// What was counted
    pub stock: Stock,
    /// 部位: what was found of the components; only with `component-cycle`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub components: Option<CountedComponents>,
    /// 前提条件: what it was reckoned with
    pub assumptions: Assumptions,
    /// 例示: which invented values the figures rest on; empty when there are none
    pub illustrative: Vec<IllustrativeField>,
}

/// One fiscal year
#[derive(Debug, Serialize, ToSchema)]
pub struct YearCost {
    /// 年度
    #[schema(example = 2025)]
    pub fiscal_year: i32,
    /// 大規模改修(円)
    #[schema(value_type = i64, example = 17000000)]
    pub renovation_yen: Yen,
    /// 更新(円)
    #[schema(value_type = i64, example = 0)]
    pub rebuild_yen: Yen,
    /// 長寿命化改修(円); only with a model that has it
    #[schema(value_type = Option<i64>, example = 0)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub long_life_yen: Option<Yen>,
    /// 部位修繕(円); only with a model that has it
    #[schema(value_type = Option<i64>, example = 0)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part_repair_yen: Option<Yen>,
    /// 部位更新(円): components renewed by their cycles; only with `component-cycle`
    #[schema(value_type = Option<i64>, example = 0)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub component_renewal_yen: Option<Yen>,
    /// 合計(円)
    #[schema(value_type = i64, example = 17000000)]
    pub total_yen: Yen,
}

/// One class
#[derive(Debug, Serialize, ToSchema)]
pub struct ClassCost {
    /// 大分類
    pub class: Class,
    /// 大分類 in Japanese
    #[schema(example = "学校教育系施設")]
    pub label_ja: &'static str,
    /// 棟数
    #[schema(example = 1)]
    pub buildings: u64,
    /// 延床面積(㎡)
    #[schema(example = 1000.0)]
    pub floor_area_m2: f64,
    /// 大規模改修(円)
    #[schema(value_type = i64, example = 170000000)]
    pub renovation_yen: Yen,
    /// 更新(円)
    #[schema(value_type = i64, example = 330000000)]
    pub rebuild_yen: Yen,
    /// 長寿命化改修(円); only with a model that has it
    #[schema(value_type = Option<i64>, example = 0)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub long_life_yen: Option<Yen>,
    /// 部位修繕(円); only with a model that has it
    #[schema(value_type = Option<i64>, example = 0)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part_repair_yen: Option<Yen>,
    /// 部位更新(円): components renewed by their cycles; only with `component-cycle`
    #[schema(value_type = Option<i64>, example = 0)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub component_renewal_yen: Option<Yen>,
    /// 合計(円)
    #[schema(value_type = i64, example = 500000000)]
    pub total_yen: Yen,
    /// Each fiscal year
    pub years: Vec<YearCost>,
}

/// One work on one building (工事)
#[derive(Debug, Serialize, ToSchema)]
pub struct Event {
    /// 建物番号
    #[schema(example = "A")]
    pub building_code: String,
    /// 工事区分
    pub kind: WorkKind,
    /// 部位; only of repairs of parts
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part: Option<Part>,
    /// 部位番号; only of renewals of components
    #[schema(example = "P05-19-B1-roof")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub component_code: Option<String>,
    /// 実施理由
    pub reason: Reason,
    /// 到来年度: when the building reaches the age for it
    #[schema(example = 2020)]
    pub due_year: i32,
    /// First year in which it is paid
    #[schema(example = 2025)]
    pub from_year: i32,
    /// Last year in which it is paid
    #[schema(example = 2034)]
    pub to_year: i32,
    /// 工事費(円), also what is paid outside the years asked for
    #[schema(value_type = i64, example = 170000000)]
    pub cost_yen: Yen,
    /// What is paid in each of the years asked for
    pub charges: Vec<Charge>,
}

/// What a work costs in a year
#[derive(Debug, Serialize, ToSchema)]
pub struct Charge {
    /// 年度
    #[schema(example = 2025)]
    pub fiscal_year: i32,
    /// 円
    #[schema(value_type = i64, example = 17000000)]
    pub cost_yen: Yen,
}

/// What was counted
#[derive(Debug, Serialize, ToSchema)]
pub struct Stock {
    /// `register` or `question`
    #[schema(example = "register")]
    pub from: &'static str,
    /// 棟数
    #[schema(example = 107)]
    pub buildings: u64,
    /// 延床面積(㎡)
    #[schema(example = 143263.27)]
    pub floor_area_m2: f64,
    /// Buildings of the register that were not counted
    pub skipped: Vec<Skipped>,
}

/// What was found of the components of the buildings that are renewed by them (部位)
#[derive(Debug, Serialize, ToSchema)]
pub struct CountedComponents {
    /// 部位数
    #[schema(example = 412)]
    pub components: u64,
    /// 部位番号 of those whose cost nothing is known of; they are not counted
    #[schema(example = json!(["C3"]))]
    pub unpriced: Vec<String>,
    /// How many costs are estimated as a share of the rebuild
    #[schema(example = 2)]
    pub estimated: u64,
    /// How many count as renewed when their building was new, because their own year is unknown
    #[schema(example = 1)]
    pub of_unknown_year: u64,
    /// 建物番号 of buildings without any, which cost nothing by this model
    #[schema(example = json!(["P05-19-B2"]))]
    pub buildings_without: Vec<String>,
}

/// A building that was not counted
#[derive(Debug, Serialize, ToSchema)]
pub struct Skipped {
    /// 建物番号
    #[schema(example = "P05-19-B2")]
    pub building_code: String,
    /// Why: `no-floor-area`, `no-completed-year`, `planned`, `demolished`
    #[schema(example = "no-floor-area")]
    pub reason: &'static str,
}

/// What was reckoned with
#[derive(Debug, Serialize, ToSchema)]
pub struct Assumptions {
    /// 推計モデル
    #[schema(example = "mic-2011")]
    pub model: &'static str,
    /// 大分類ごとの推計モデル, where it is another
    #[schema(example = json!({"school": "mext-long-life"}))]
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub model_by_class: BTreeMap<&'static str, &'static str>,
    /// Ages and spreads of those other models, by model and name
    #[schema(example = json!({"mext-long-life": {"long_life_age_years": 40, "rebuild_age_years": 80}}))]
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub rules_by_model: BTreeMap<&'static str, BTreeMap<&'static str, i64>>,
    /// 価格年度: the year of the prices
    #[schema(example = 2011)]
    pub price_year: i32,
    /// What prices were multiplied with, in thousandths; only when they were changed
    #[schema(example = 1309)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price_change_per_mille: Option<i64>,
    /// How many buildings have ratings or a structure that a model heeded
    #[schema(example = 42)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub buildings_with_condition: Option<u64>,
    /// 基準年度
    #[schema(example = 2025)]
    pub from_year: i32,
    /// How many fiscal years
    #[schema(example = 40)]
    pub years: u32,
    /// Ages and spreads as they were used
    #[schema(example = json!({"renovation_age_years": 30, "rebuild_age_years": 60}))]
    pub rules: BTreeMap<&'static str, i64>,
    /// Where the years of payment lie, as it was used
    pub spread_anchor: SpreadAnchor,
    /// Unit costs as they were used, by class
    #[schema(example = json!({"school": {"renovation_yen_per_m2": 170000, "rebuild_yen_per_m2": 330000}}))]
    pub unit_costs: BTreeMap<&'static str, UnitCost>,
    /// What the question changed, by name
    #[schema(example = json!(["spread_anchor"]))]
    pub changed: Vec<String>,
    /// The rows in force, with their sources
    pub parameters: Vec<Parameter>,
    /// How it is reckoned, in the reader's language
    pub method: Vec<String>,
}

/// Invented values that figures rest on
#[derive(Debug, Serialize, ToSchema)]
pub struct IllustrativeField {
    /// Name of the field of a building
    #[schema(example = "floor_area_m2")]
    pub field: String,
    /// How many of the buildings counted have an invented value there
    #[schema(example = 105)]
    pub buildings: u64,
}
