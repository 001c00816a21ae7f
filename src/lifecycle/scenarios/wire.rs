//! What the API says of scenarios.

use crate::domain::renewal::WorkKind;
use crate::domain::scenario::{Basis, Timing};
use crate::domain::units::Yen;
use crate::parameters::Parameter;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

/// A set of choices with a name (試算シナリオ)
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "name": "長寿命化＋統合",
    "choices": {"model": "mext-long-life", "from_year": 2026, "years": 40,
        "closures": [{"building_code": "P05-19-B1", "year": 2035}], "discount": {"rate_percent": 4}}
}))]
pub struct NewScenario {
    /// 名称
    #[schema(example = "長寿命化＋統合")]
    pub name: String,
    /// 備考
    #[schema(example = "第2回検討会の案")]
    pub note: Option<String>,
    /// 選択
    pub choices: ScenarioChoices,
}

/// What is chosen over the register (選択). Beside these fields all of a renewal forecast's question: `model`, `model_by_class`,
/// `rules`, `unit_costs`, `price_year`, `price_index`, `spread_anchor`, `ratings`, and `buildings` instead of the register's.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({"model": "mext-long-life", "from_year": 2026, "years": 40, "discount": {"rate_percent": 4}}))]
pub struct ScenarioChoices {
    /// 基準年度
    #[schema(example = 2026)]
    pub from_year: i32,
    /// How many fiscal years, 1 to 100
    #[schema(default = 40)]
    pub years: Option<u32>,
    /// 推計モデル: `mic-2011` (単純更新), `mext-conventional` (従来型), `mext-long-life` (長寿命化型)
    /// or `component-cycle` (部位別更新周期)
    #[schema(example = "mext-long-life")]
    pub model: Option<String>,
    /// All unit costs times so many percent (単価の増減)
    #[schema(default = 100)]
    pub unit_cost_percent: Option<i64>,
    /// 廃止する建物, up to 2,000
    pub closures: Option<Vec<Closure>>,
    /// 年度を固定する工事, up to 2,000
    pub fixed_works: Option<Vec<FixedWorkChoice>>,
    /// 除却単価(円/㎡); the parameter in force when not given
    #[schema(example = 30000)]
    pub demolition_yen_per_m2: Option<i64>,
    /// For how many years before a closure no large work is done; the parameter in force when not given
    #[schema(example = 10)]
    pub quiet_years: Option<i64>,
    /// 割引の条件; the parameters in force where not given
    pub discount: Option<DiscountChoice>,
}

/// A building that is closed and taken down (廃止・除却)
#[derive(Serialize, ToSchema)]
pub struct Closure {
    /// 建物番号
    #[schema(example = "P05-19-B1")]
    pub building_code: String,
    /// 廃止年度
    #[schema(example = 2035)]
    pub year: i32,
}

/// A work that is done in a year whatever the model says (実施年度の固定)
#[derive(Serialize, ToSchema)]
pub struct FixedWorkChoice {
    /// 建物番号
    #[schema(example = "P05-19-B1")]
    pub building_code: String,
    /// 工事区分; not `part-repair` nor `component-renewal`
    pub kind: WorkKind,
    /// 着手年度
    #[schema(example = 2030)]
    pub year: i32,
    /// 工事費(円); that of the model when not given
    #[schema(example = 120000000)]
    pub cost_yen: Option<i64>,
    /// Over how many years it is paid; as in the model when not given
    #[schema(example = 2)]
    pub years: Option<u32>,
}

/// How money of later years is valued (割引の条件)
#[derive(Serialize, ToSchema)]
pub struct DiscountChoice {
    /// 割引率(%), 0 to 20
    #[schema(example = 4)]
    pub rate_percent: Option<f64>,
    /// 実質・名目: whether the rate contains inflation
    pub basis: Option<Basis>,
    /// 一般物価上昇率(%), -20 to 20; only nominal amounts have it
    #[schema(example = 0)]
    pub inflation_percent: Option<f64>,
    /// 建設物価の実質上昇率(%), -20 to 20: by how much building prices rise faster than others
    #[schema(example = 0.5)]
    pub escalation_percent: Option<f64>,
    /// 支払時点
    pub timing: Option<Timing>,
}

/// A version of a scenario (試算シナリオの版)
#[derive(Serialize, ToSchema)]
pub struct Scenario {
    /// 記録番号
    #[schema(example = "01937c5e-0000-7000-8000-000000000001")]
    pub id: String,
    /// 版: grows with each change
    #[schema(example = 1)]
    pub version_no: i32,
    /// 名称
    #[schema(example = "長寿命化＋統合")]
    pub name: String,
    /// 備考
    #[schema(example = "第2回検討会の案")]
    pub note: Option<String>,
    /// 選択, as given
    #[schema(value_type = ScenarioChoices)]
    pub choices: Value,
    /// When this version was recorded
    #[schema(example = "2026-04-01T00:00:00.000000Z")]
    pub recorded_at: String,
    /// 提出日時; this version never changes after it
    #[schema(example = "2026-04-02T00:00:00.000000Z")]
    pub submitted_at: Option<String>,
    /// SHA-256 of everything the figures follow from, when it was submitted
    #[schema(example = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    pub inputs_sha256: Option<String>,
    /// The figures as they were submitted
    pub figures: Option<ScenarioFigures>,
}

/// Scenarios
#[derive(Serialize, ToSchema)]
pub struct Scenarios {
    /// The last version of each, in the order in which they were made
    pub scenarios: Vec<Scenario>,
}

/// Which version of a scenario
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code)]
pub struct VersionQuery {
    /// 版; the last when not given
    #[param(example = 1)]
    version_no: Option<i32>,
}

/// What a scenario costs (試算結果)
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ScenarioFigures {
    /// 合計(円) at the prices of the base year
    #[schema(value_type = i64, example = 500000000)]
    pub total_yen: Yen,
    /// 年平均(円), rounded half up
    #[schema(value_type = i64, example = 12500000)]
    pub annual_mean_yen: Yen,
    /// 現在価値(円)
    #[schema(value_type = i64, example = 260000000)]
    pub present_value_yen: Yen,
    /// 年価(円): the constant yearly amount that is worth as much
    #[schema(value_type = i64, example = 13100000)]
    pub annual_equivalent_yen: Yen,
    /// 割引率(%)
    #[schema(example = "4")]
    pub discount_rate_percent: String,
    /// 実質・名目
    pub basis: Basis,
    /// 一般物価上昇率(%)
    #[schema(example = "0")]
    pub inflation_percent: String,
    /// 建設物価の実質上昇率(%)
    #[schema(example = "0")]
    pub escalation_percent: String,
    /// 支払時点
    pub timing: Timing,
    /// Each fiscal year
    pub years: Vec<FiguresOfYear>,
    /// 10年ごと, the last what is left
    pub blocks: Vec<FiguresOfBlock>,
    /// 大分類別; those that have buildings
    pub by_class: Vec<FiguresOfClass>,
}

/// One fiscal year of a scenario
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FiguresOfYear {
    /// 年度
    #[schema(example = 2026)]
    pub fiscal_year: i32,
    /// 大規模改修(円)
    #[schema(value_type = i64, example = 17000000)]
    pub renovation_yen: Yen,
    /// 更新(円)
    #[schema(value_type = i64, example = 0)]
    pub rebuild_yen: Yen,
    /// 長寿命化改修(円)
    #[schema(value_type = i64, example = 0)]
    pub long_life_yen: Yen,
    /// 部位修繕(円)
    #[schema(value_type = i64, example = 0)]
    pub part_repair_yen: Yen,
    /// 部位更新(円): components renewed by their cycles
    #[schema(value_type = i64, example = 0)]
    #[serde(default)]
    pub component_renewal_yen: Yen,
    /// 除却(円)
    #[schema(value_type = i64, example = 0)]
    pub demolition_yen: Yen,
    /// 合計(円) at the prices of the base year
    #[schema(value_type = i64, example = 17000000)]
    pub total_yen: Yen,
    /// 支払額(円) at the prices of the year
    #[schema(value_type = i64, example = 17000000)]
    pub paid_yen: Yen,
    /// 現在価値(円)
    #[schema(value_type = i64, example = 16300000)]
    pub present_value_yen: Yen,
}

/// Up to ten fiscal years of a scenario
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FiguresOfBlock {
    /// 最初の年度
    #[schema(example = 2026)]
    pub from_year: i32,
    /// 最後の年度
    #[schema(example = 2035)]
    pub to_year: i32,
    /// 合計(円)
    #[schema(value_type = i64, example = 170000000)]
    pub total_yen: Yen,
    /// 現在価値(円)
    #[schema(value_type = i64, example = 140000000)]
    pub present_value_yen: Yen,
}

/// One class of a scenario
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FiguresOfClass {
    /// 大分類
    #[schema(example = "school")]
    pub class: String,
    /// 大分類 in Japanese
    #[schema(example = "学校教育系施設")]
    pub label_ja: String,
    /// 合計(円)
    #[schema(value_type = i64, example = 500000000)]
    pub total_yen: Yen,
    /// 現在価値(円)
    #[schema(value_type = i64, example = 260000000)]
    pub present_value_yen: Yen,
}

/// Whether a submitted scenario still comes out as it did (再計算による検証)
#[derive(Serialize, ToSchema)]
pub struct ScenarioVerification {
    /// Whether the inputs as they were kept still have their SHA-256 and still give the figures submitted, to the yen
    pub reproduced: bool,
    /// Whether inputs and figures of today are what they were
    pub agrees: bool,
    /// Whether everything that the figures follow from has the same name
    pub inputs_agree: bool,
    /// Whether the figures are the same to the yen
    pub figures_agree: bool,
    /// SHA-256 of the inputs when it was submitted
    #[schema(example = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    pub submitted_sha256: String,
    /// SHA-256 of the inputs as they are now; absent when `current_faults` says why there are none
    #[schema(example = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    pub current_sha256: Option<String>,
    /// 合計(円) as submitted
    #[schema(value_type = i64, example = 500000000)]
    pub submitted_total_yen: Yen,
    /// 合計(円) as reckoned now
    #[schema(value_type = Option<i64>, example = 500000000)]
    pub current_total_yen: Option<Yen>,
    /// Why the choices cannot be laid over what is stored now, such as a building that is gone
    pub current_faults: Vec<String>,
    /// How many inputs have changed
    #[schema(example = 1)]
    pub changed: u64,
    /// The first 100 of them by name
    pub changes: Vec<InputChange>,
}

/// Everything that a submitted scenario follows from (算定根拠)
#[derive(ToSchema)]
#[allow(dead_code)]
pub struct ScenarioInputs {
    /// 建物 by 建物番号: class, year, floor area, condition where a model heeds it, components where they are renewed one by
    /// one
    #[schema(value_type = Object, example = json!({"P05-19-B1": {"class": "school", "completed_year": 1975, "condition": null, "floor_area_dm2": 512300}}))]
    buildings: Value,
    /// 選択, as given
    #[schema(value_type = ScenarioChoices)]
    choices: Value,
    /// 前提条件: values by set and name
    #[schema(value_type = Object, example = json!({"mic-2011/rebuild_age_years": "60"}))]
    parameters: Value,
}

/// An input that is no longer what it was
#[derive(Serialize, ToSchema)]
pub struct InputChange {
    /// `buildings` or `parameters`
    #[schema(example = "buildings")]
    pub of: &'static str,
    /// 建物番号, or set and name of the parameter
    #[schema(example = "P05-19-B1")]
    pub name: String,
    /// As submitted; absent when it was not there
    #[schema(value_type = Object, example = json!({"completed_year": 1975}))]
    pub submitted: Option<Value>,
    /// As it is now; absent when it is gone
    #[schema(value_type = Object, example = json!({"completed_year": 1976}))]
    pub current: Option<Value>,
}

/// A stored scenario, or choices of its own
#[derive(Serialize, ToSchema)]
#[schema(example = json!({"name": "単純更新", "choices": {"model": "mic-2011", "from_year": 2026, "years": 40}}))]
pub struct ScenarioReference {
    /// 記録番号 of a stored scenario
    #[schema(example = "01937c5e-0000-7000-8000-000000000001")]
    pub id: Option<String>,
    /// 版; the last when not given
    #[schema(example = 1)]
    pub version_no: Option<i32>,
    /// 名称; that of the stored scenario when not given
    #[schema(example = "単純更新")]
    pub name: Option<String>,
    /// 選択, when it is not a stored scenario
    pub choices: Option<ScenarioChoices>,
}

/// Scenarios to be compared (シナリオ比較の条件)
#[derive(Serialize, ToSchema)]
#[schema(example = json!({"scenarios": [
    {"name": "単純更新", "choices": {"model": "mic-2011", "from_year": 2026, "years": 40}},
    {"name": "長寿命化", "choices": {"model": "mext-long-life", "from_year": 2026, "years": 40}}
]}))]
pub struct NewScenarioComparison {
    /// Two to ten, all of the same years; the first is what the others are measured by (単純更新)
    pub scenarios: Vec<ScenarioReference>,
}

/// Scenarios side by side (シナリオ比較)
#[derive(Serialize, ToSchema)]
pub struct ScenarioComparison {
    /// In the order asked for
    pub scenarios: Vec<ComparedScenario>,
    /// 年度別: the totals of all scenarios, in their order
    pub years: Vec<YearSideBySide>,
    /// 10年ごと: the totals of all scenarios, in their order
    pub blocks: Vec<BlockSideBySide>,
    /// 大分類別: the totals of all scenarios, in their order
    pub by_class: Vec<ClassSideBySide>,
    /// 前提条件: the rows in force, with their sources
    pub parameters: Vec<Parameter>,
}

/// One scenario among others
#[derive(Serialize, ToSchema)]
pub struct ComparedScenario {
    /// 記録番号, of a stored one
    #[schema(example = "01937c5e-0000-7000-8000-000000000001")]
    pub id: Option<String>,
    /// 版, of a stored one
    #[schema(example = 1)]
    pub version_no: Option<i32>,
    /// 名称
    #[schema(example = "長寿命化")]
    pub name: String,
    /// 効果額(円): cost less that of the first; below zero is a saving (▲)
    #[schema(value_type = i64, example = -120000000)]
    pub effect_yen: Yen,
    /// The same as a share of the first, in thousandths
    #[schema(example = -240)]
    pub effect_per_mille: Option<i64>,
    /// 効果額の現在価値(円)
    #[schema(value_type = i64, example = -60000000)]
    pub effect_present_value_yen: Yen,
    /// 試算結果
    pub figures: ScenarioFigures,
}

/// One fiscal year of all scenarios
#[derive(Serialize, ToSchema)]
pub struct YearSideBySide {
    /// 年度
    #[schema(example = 2026)]
    pub fiscal_year: i32,
    /// 合計(円) of each scenario
    #[schema(value_type = Vec<i64>, example = json!([17000000, 12000000]))]
    pub total_yen: Vec<Yen>,
}

/// Ten fiscal years of all scenarios
#[derive(Serialize, ToSchema)]
pub struct BlockSideBySide {
    /// 最初の年度
    #[schema(example = 2026)]
    pub from_year: i32,
    /// 最後の年度
    #[schema(example = 2035)]
    pub to_year: i32,
    /// 合計(円) of each scenario
    #[schema(value_type = Vec<i64>, example = json!([170000000, 120000000]))]
    pub total_yen: Vec<Yen>,
}

/// One class of all scenarios
#[derive(Serialize, ToSchema)]
pub struct ClassSideBySide {
    /// 大分類
    #[schema(example = "school")]
    pub class: String,
    /// 大分類 in Japanese
    #[schema(example = "学校教育系施設")]
    pub label_ja: String,
    /// 合計(円) of each scenario
    #[schema(value_type = Vec<i64>, example = json!([500000000, 380000000]))]
    pub total_yen: Vec<Yen>,
}
