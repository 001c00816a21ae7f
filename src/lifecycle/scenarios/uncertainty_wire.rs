//! What the API says of how sure scenarios are.

use super::wire::ScenarioReference;
use crate::domain::scenario::Measure;
use crate::domain::units::Yen;
use crate::parameters::Parameter;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// A scenario to be tried at other values (感度分析の条件)
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "scenario": {"name": "長寿命化", "choices": {"model": "mext-long-life", "from_year": 2026, "years": 40}},
    "parameters": [
        {"pointer": "/discount/rate_percent", "low": 2, "high": 6},
        {"pointer": "/unit_cost_percent", "low": 80, "high": 120}
    ]
}))]
pub struct NewScenarioSensitivity {
    /// 試算シナリオ
    pub scenario: ScenarioReference,
    /// 指標
    pub measure: Option<Measure>,
    /// 試す値, up to twenty
    pub parameters: Vec<SensitivityRange>,
}

/// A value of the choices and its range (試す値の範囲)
#[derive(Serialize, ToSchema)]
pub struct SensitivityRange {
    /// JSON pointer into the choices
    #[schema(example = "/discount/rate_percent")]
    pub pointer: String,
    /// 下限
    #[schema(value_type = f64, example = 2)]
    pub low: Value,
    /// 上限
    #[schema(value_type = f64, example = 6)]
    pub high: Value,
}

/// What moves a scenario most (感度分析の結果)
#[derive(Serialize, ToSchema)]
pub struct ScenarioSensitivity {
    /// 名称
    #[schema(example = "長寿命化")]
    pub name: String,
    /// 指標
    pub measure: Measure,
    /// The result of the scenario as it is (円)
    #[schema(value_type = i64, example = 260000000)]
    pub base_yen: Yen,
    /// The widest first
    pub swings: Vec<Swing>,
}

/// The results at both ends of a range (振れ幅)
#[derive(Serialize, ToSchema)]
pub struct Swing {
    /// JSON pointer into the choices
    #[schema(example = "/discount/rate_percent")]
    pub pointer: String,
    /// 下限
    #[schema(value_type = f64, example = 2)]
    pub low: Value,
    /// 上限
    #[schema(value_type = f64, example = 6)]
    pub high: Value,
    /// 下限での結果(円)
    #[schema(value_type = i64, example = 310000000)]
    pub at_low_yen: Yen,
    /// 上限での結果(円)
    #[schema(value_type = i64, example = 220000000)]
    pub at_high_yen: Yen,
    /// 振れ幅(円)
    #[schema(value_type = i64, example = 90000000)]
    pub width_yen: Yen,
}

/// How sure scenarios are (不確実性の推計条件)
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "scenarios": [{"name": "長寿命化", "choices": {"model": "mext-long-life", "from_year": 2026, "years": 40}}],
    "draws": 1000, "seed": 1, "annual_ceiling_yen": 500000000
}))]
pub struct NewUncertaintyForecast {
    /// One to six, all of the same years; the first is what the others are measured by
    pub scenarios: Vec<ScenarioReference>,
    /// 試行回数, 1 to 100,000; draws times buildings up to 100,000,000
    #[schema(default = 1000)]
    pub draws: Option<u32>,
    /// 乱数の種: the same seed gives the same answer
    #[schema(default = 1)]
    pub seed: Option<u64>,
    /// 寿命分布の形状 (Weibull), 0.5 to 100: the higher the narrower; the parameter in force when not given
    #[schema(example = 3.5)]
    pub lives_shape: Option<f64>,
    /// 物価変動率(年・%), 0 to 50: standard deviation of a year's change; the parameter in force when not given
    #[schema(example = 3)]
    pub price_volatility_percent: Option<f64>,
    /// 物価水準 (三角分布) instead of the volatility
    pub price_level: Option<PriceLevel>,
    /// 各年度の上限額(円)
    #[schema(example = 500000000)]
    pub annual_ceiling_yen: Option<i64>,
    /// 全期間の上限額(円)
    #[schema(example = 20000000000i64)]
    pub total_ceiling_yen: Option<i64>,
}

/// At which level prices may come out, in percent of what is planned (物価水準)
#[derive(Serialize, ToSchema)]
pub struct PriceLevel {
    /// 最低(%), from 10
    #[schema(example = 90)]
    pub low_percent: f64,
    /// 最頻(%)
    #[schema(example = 100)]
    pub mode_percent: f64,
    /// 最高(%), up to 1000
    #[schema(example = 140)]
    pub high_percent: f64,
}

/// How sure scenarios are (不確実性の推計)
#[derive(Serialize, ToSchema)]
pub struct UncertaintyForecast {
    /// 試行回数
    #[schema(example = 1000)]
    pub draws: u32,
    /// 乱数の種
    #[schema(example = 1)]
    pub seed: u64,
    /// 寿命分布の形状 as it was used
    #[schema(example = 3.5)]
    pub lives_shape: f64,
    /// 物価変動率(年・%) as it was used; not with a price level
    #[schema(example = 3.0)]
    pub price_volatility_percent: Option<f64>,
    /// In the order asked for
    pub scenarios: Vec<UncertainScenario>,
    /// How it is reckoned
    #[schema(example = json!(["Lives follow a Weibull distribution with the planned life as its mean."]))]
    pub method: Vec<String>,
    /// 前提条件: the rows in force, with their sources
    pub parameters: Vec<Parameter>,
}

/// How sure one scenario is
#[derive(Serialize, ToSchema)]
pub struct UncertainScenario {
    /// 名称
    #[schema(example = "長寿命化")]
    pub name: String,
    /// 計画どおりの合計(円): without uncertainty
    #[schema(value_type = i64, example = 500000000)]
    pub planned_total_yen: Yen,
    /// 全期間の合計
    pub total: Band,
    /// 現在価値
    pub present_value: Band,
    /// 年度別
    pub years: Vec<UncertainYear>,
    /// How likely every year stays within the annual ceiling; only when one is given
    pub all_years_within: Option<Likelihood>,
    /// How likely all years together stay within the total ceiling; only when one is given
    pub total_within: Option<Likelihood>,
    /// 第1シナリオとの差, draw by draw under the same luck; not of the first
    pub beside_first: Option<Beside>,
}

/// One fiscal year
#[derive(Serialize, ToSchema)]
pub struct UncertainYear {
    /// 年度
    #[schema(example = 2026)]
    pub fiscal_year: i32,
    /// 支払額の幅
    pub paid: Band,
    /// How likely it stays within the annual ceiling; only when one is given
    pub within: Option<Likelihood>,
}

/// Between which amounts a figure lies (パーセンタイル)
#[derive(Serialize, ToSchema)]
pub struct Band {
    /// 5%(円)
    #[schema(value_type = i64, example = 400000000)]
    pub p5_yen: Yen,
    /// 25%(円)
    #[schema(value_type = i64, example = 460000000)]
    pub p25_yen: Yen,
    /// 中央値(円)
    #[schema(value_type = i64, example = 500000000)]
    pub p50_yen: Yen,
    /// 75%(円)
    #[schema(value_type = i64, example = 550000000)]
    pub p75_yen: Yen,
    /// 95%(円)
    #[schema(value_type = i64, example = 640000000)]
    pub p95_yen: Yen,
    /// 平均(円)
    #[schema(value_type = i64, example = 505000000)]
    pub mean_yen: Yen,
}

/// How likely something is (確率)
#[derive(Serialize, ToSchema)]
pub struct Likelihood {
    /// Share of the draws, 0 to 1
    #[schema(example = 0.8)]
    pub chance: f64,
    /// 標準誤差
    #[schema(example = 0.0126)]
    pub standard_error: f64,
    /// Low end of the 95 % interval (Wilson)
    #[schema(example = 0.774)]
    pub low: f64,
    /// High end of it
    #[schema(example = 0.824)]
    pub high: f64,
}

/// One scenario beside the first
#[derive(Serialize, ToSchema)]
pub struct Beside {
    /// 合計の差: below zero is a saving
    pub total: Band,
    /// How likely the total is below that of the first
    pub total_below: Likelihood,
    /// 現在価値の差
    pub present_value: Band,
    /// How likely the present value is below that of the first
    pub present_value_below: Likelihood,
}
