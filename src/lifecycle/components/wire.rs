//! What the API says of forecasts by components.

use crate::domain::units::Yen;
use crate::parameters::Parameter;
use serde::Serialize;
use utoipa::ToSchema;

/// A question about components and their cycles (部位別更新周期による推計の条件)
#[derive(Serialize, ToSchema)]
#[schema(example = json!({"from_year": 2026, "years": 40, "life_years": 80}))]
pub struct NewComponentForecast {
    /// 基準年度
    #[schema(example = 2026)]
    pub from_year: i32,
    /// How many fiscal years, 1 to 100
    #[schema(default = 40)]
    pub years: Option<u32>,
    /// 目標使用年数: at which age buildings are taken down and built anew; they are kept for ever when not given
    #[schema(example = 80)]
    pub life_years: Option<u32>,
    /// 運用単価(円/㎡・年); the parameter in force when not given
    #[schema(example = 5000)]
    pub operating_yen_per_m2: Option<i64>,
    /// 除却単価(円/㎡); the parameter in force when not given
    #[schema(example = 30000)]
    pub demolition_yen_per_m2: Option<i64>,
}

/// Life-cycle cost by components (部位別更新周期による推計)
#[derive(Serialize, ToSchema)]
pub struct ComponentForecast {
    /// Each fiscal year
    pub years: Vec<ComponentYear>,
    /// 全期間
    pub total: LifeCycleParts,
    /// 建物別, those that cost anything
    pub buildings: Vec<ComponentBuilding>,
    /// 部位数: how many components were counted
    #[schema(example = 412)]
    pub components: u64,
    /// 部位番号 of those whose cost nothing is known of
    #[schema(example = json!(["C3"]))]
    pub unpriced: Vec<String>,
    /// How many costs are estimated as a share of the rebuild
    #[schema(example = 2)]
    pub estimated: u64,
    /// How many components count as renewed when their building was new, because their own year is unknown
    #[schema(example = 1)]
    pub of_unknown_year: u64,
    /// How many components have invented values
    #[schema(example = 0)]
    pub illustrative: u64,
    /// How it is reckoned
    #[schema(example = json!(["Each component is renewed by its own cycle from its last renewal."]))]
    pub method: Vec<String>,
    /// 前提条件: the rows in force, with their sources
    pub parameters: Vec<Parameter>,
}

/// One fiscal year
#[derive(Serialize, ToSchema)]
pub struct ComponentYear {
    /// 年度
    #[schema(example = 2026)]
    pub fiscal_year: i32,
    /// 内訳
    pub cost: LifeCycleParts,
}

/// One building over all years
#[derive(Serialize, ToSchema)]
pub struct ComponentBuilding {
    /// 建物番号
    #[schema(example = "P05-19-B1")]
    pub building_code: String,
    /// 内訳
    pub cost: LifeCycleParts,
}

/// The parts of a life-cycle cost by ISO 15686-5 (ライフサイクルコストの内訳)
#[derive(Serialize, ToSchema)]
pub struct LifeCycleParts {
    /// 建設(円)
    #[schema(value_type = i64, example = 0)]
    pub build_yen: Yen,
    /// 運用(円)
    #[schema(value_type = i64, example = 40000000)]
    pub operate_yen: Yen,
    /// 保全(円)
    #[schema(value_type = i64, example = 25926000)]
    pub maintain_yen: Yen,
    /// 除却(円)
    #[schema(value_type = i64, example = 0)]
    pub end_of_life_yen: Yen,
    /// 合計(円)
    #[schema(value_type = i64, example = 65926000)]
    pub total_yen: Yen,
}
