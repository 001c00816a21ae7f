//! What is asked and answered about restructuring.

use crate::domain::facility::{Class, Subclass};
use crate::domain::restructuring::{Action, Item};
use crate::parameters::Parameter;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// What is to be planned (再編計画の条件)
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "from_year": 2027, "to_year": 2056, "facility_filter": {"subclass": "assembly"},
    "sites": [{"id": "enoki", "lon": 139.388, "lat": 35.741, "capacity_m2": 6000, "from_year": 2035}],
    "floor_area_reduction_percent": 15, "yearly_ceiling_yen": 1500000000_i64, "time_limit_ms": 5000
}))]
pub struct NewRestructuringPlan {
    /// 開始年度
    #[schema(example = 2027)]
    pub from_year: i32,
    /// 終了年度, at most 60 years in all
    #[schema(example = 2056)]
    pub to_year: i32,
    /// Years of a period: facilities move and close at its beginning, and people are counted in its middle
    #[schema(default = 10, example = 10)]
    pub period_years: Option<u32>,
    /// 施設, up to 500; those of the register in use when not given
    pub facilities: Option<Vec<RestructuringFacility>>,
    /// Which facilities of the register
    pub facility_filter: Option<RestructuringFilter>,
    /// 移転先の候補地, up to 50
    pub sites: Option<Vec<RestructuringSite>>,
    /// 需要点, up to 5,000; the stored ones when not given
    pub demand: Option<Vec<RestructuringDemand>>,
    /// 存続させる施設: ids that may not move or close
    #[schema(example = json!(["P05-19"]))]
    pub keep: Option<Vec<String>>,
    /// 現在地を離れる施設: ids that may not stay where they are
    #[schema(example = json!(["P05-23"]))]
    pub leave: Option<Vec<String>>,
    /// 年度ごとの上限（円） for rebuilding, building, moving and taking down, at the prices of the first year
    #[schema(example = 1500000000_i64)]
    pub yearly_ceiling_yen: Option<i64>,
    /// 延床面積の削減目標(％) at the end against today
    #[schema(example = 15, minimum = 0, maximum = 100)]
    pub floor_area_reduction_percent: Option<i64>,
    /// 最大距離(m): nobody who has a function within it today may lose that
    #[schema(example = 2000)]
    pub max_distance_m: Option<f64>,
    /// 人口の見通し, up to 5 other courses: what each plan loses under them is answered
    pub populations: Option<Vec<RestructuringPopulation>>,
    /// How many clearly different other plans, up to 10
    #[schema(default = 4, example = 4)]
    pub alternatives: Option<u32>,
    /// Values in place of the parameters in force, by their names
    #[schema(value_type = Object, example = json!({"discount_rate_percent": 2, "yen_per_person_km": 1000}))]
    pub parameters: Option<BTreeMap<String, f64>>,
    /// 乱数の種
    #[schema(default = 1)]
    pub seed: Option<u64>,
    /// 計算時間の上限（ミリ秒）, up to 120000: half for the plan, the rest for other plans and populations
    #[schema(default = 20000, example = 5000)]
    pub time_limit_ms: Option<u64>,
}

/// A facility (施設)
#[derive(Serialize, ToSchema)]
pub struct RestructuringFacility {
    /// 施設番号
    #[schema(example = "A")]
    pub id: String,
    /// 名称
    #[schema(example = "東地区集会所")]
    pub name: Option<String>,
    /// 機能: people go to the nearest facility of the same function
    #[schema(example = "assembly")]
    pub function: String,
    /// 経度
    #[schema(example = 139.387)]
    pub lon: f64,
    /// 緯度
    #[schema(example = 35.755)]
    pub lat: f64,
    /// 延床面積(m²)
    #[schema(example = 620.0)]
    pub floor_area_m2: f64,
    /// 更新時期: the year in which its life ends; never in these years when not given
    #[schema(example = 2035)]
    pub renewal_year: Option<i32>,
    /// 更新単価(円/m²)
    #[schema(example = 400000)]
    pub building_yen_per_m2: Option<i64>,
    /// 維持管理費(円/年)
    #[schema(example = 5000000)]
    pub running_yen_per_year: Option<i64>,
    /// 土地の売却見込額(円), when it is left
    #[schema(example = 80000000)]
    pub land_value_yen: Option<i64>,
}

/// Which facilities of the register; each part narrows further
#[derive(Serialize, ToSchema)]
pub struct RestructuringFilter {
    /// 大分類
    pub class: Option<Class>,
    /// 中分類
    pub subclass: Option<Subclass>,
    /// 施設番号
    #[schema(example = json!(["P05-19"]))]
    pub codes: Option<Vec<String>>,
}

/// A site to which facilities may move (移転先の候補地)
#[derive(Serialize, ToSchema)]
pub struct RestructuringSite {
    /// 候補地の番号
    #[schema(example = "enoki")]
    pub id: String,
    /// 経度
    #[schema(example = 139.388)]
    pub lon: f64,
    /// 緯度
    #[schema(example = 35.741)]
    pub lat: f64,
    /// 床面積の上限(m²), as `POST …/land-capacity` finds it
    #[schema(example = 6000.0)]
    pub capacity_m2: f64,
    /// From which fiscal year on
    #[schema(example = 2035)]
    pub from_year: Option<i32>,
    /// Which functions may move there; all when not given
    #[schema(example = json!(["assembly"]))]
    pub functions: Option<Vec<String>>,
}

/// A point of demand (需要点)
#[derive(Serialize, ToSchema)]
pub struct RestructuringDemand {
    /// 番号
    #[schema(example = "TB-35")]
    pub id: Option<String>,
    /// 経度
    #[schema(example = 139.38802)]
    pub lon: f64,
    /// 緯度
    #[schema(example = 35.74089)]
    pub lat: f64,
    /// 人口(人)
    #[schema(example = 1200.0)]
    pub population: f64,
}

/// Another course of the population (人口の見通し)
#[derive(Serialize, ToSchema)]
pub struct RestructuringPopulation {
    /// 名称
    #[schema(example = "低位推計")]
    pub name: String,
    /// By how much there are more people a year than in the figures used, percent, −10 to 10 with two decimals
    #[schema(example = -0.5)]
    pub change_percent_per_year: f64,
}

/// A plan of what becomes of each facility (再編計画)
#[derive(Serialize, ToSchema)]
pub struct RestructuringPlan {
    /// `optimal`: proven to be the best; `budget`: the search was used up; `time`: the time was; `cancelled`; `infeasible`: it is proven that no plan keeps the limits; `undecided`: none was found, nor that there is none
    #[schema(example = "optimal")]
    pub status: &'static str,
    /// Whether it is proven that no plan is better
    #[schema(example = true)]
    pub optimal: bool,
    /// 方針: what becomes of each facility, in the order of their ids; without a plan that keeps the limits the one that comes nearest
    pub decisions: Vec<RestructuringDecision>,
    /// 計画の合計
    pub totals: RestructuringTotals,
    /// 現状維持: everything kept and rebuilt when its life ends, whether or not that keeps the limits
    pub baseline: RestructuringTotals,
    /// 下限: no plan that keeps the limits comes to a lower objective, yen
    #[schema(example = 1520400000.0)]
    pub lower_bound_yen: Option<f64>,
    /// (objective − bound) / objective: how much better a plan could be at most, as a share
    #[schema(example = 0.0)]
    pub gap: Option<f64>,
    /// 年度別の投資額
    pub years: Vec<RestructuringYear>,
    /// 候補地の利用
    pub sites: Vec<RestructuringUse>,
    /// 満たせない条件: what the plan exceeds; empty when it keeps all limits
    pub shortfalls: Vec<RestructuringShortfall>,
    /// 代替案: plans of which none is worse than another in cost, ways and floor area together, the lowest objective first
    pub alternatives: Vec<RestructuringAlternative>,
    /// 人口の見通し別の後悔: what each plan loses under other courses of the population; empty when none are given
    pub regrets: Vec<RestructuringRegret>,
    /// 前提
    pub assumptions: RestructuringAssumptions,
    /// 例示: how many invented values the figures rest on, by their names
    #[schema(value_type = BTreeMap<String, u64>, example = json!({"buildings": 12}))]
    pub illustrative: BTreeMap<&'static str, u64>,
}

/// What becomes of a facility (施設の方針)
#[derive(Serialize, ToSchema)]
pub struct RestructuringDecision {
    /// 施設番号
    #[schema(example = "P05-23")]
    pub facility: String,
    /// 名称
    #[schema(example = "公民館中久保分館")]
    pub name: Option<String>,
    /// 機能
    #[schema(example = "assembly")]
    pub function: String,
    /// 方針
    pub action: Action,
    /// 方針, in words
    #[schema(example = "移転・複合化")]
    pub action_ja: &'static str,
    /// 年度; null for what is kept
    #[schema(example = 2037)]
    pub fiscal_year: Option<i32>,
    /// 移転先
    #[schema(example = "enoki")]
    pub site: Option<String>,
    /// 延床面積(m²) today
    #[schema(example = 620.0)]
    pub floor_area_m2: f64,
    /// 延床面積(m²) at the end
    #[schema(example = 496.0)]
    pub floor_area_after_m2: f64,
    /// 現在価値(円) of all its lines
    #[schema(example = 210400000)]
    pub present_value_yen: i64,
    /// 内訳, at the prices of the first year, not discounted
    pub lines: Vec<RestructuringLine>,
}

/// One part of the cost (費目)
#[derive(Serialize, ToSchema)]
pub struct RestructuringLine {
    /// 費目
    pub item: Item,
    /// 費目, in words
    #[schema(example = "除却費")]
    pub item_ja: &'static str,
    /// 年度; null for all years together
    #[schema(example = 2037)]
    pub fiscal_year: Option<i32>,
    /// 円; below zero for what comes in
    #[schema(example = 24800000)]
    pub yen: i64,
}

/// What a plan comes to (合計)
#[derive(Serialize, ToSchema)]
pub struct RestructuringTotals {
    /// 現在価値(円)
    #[schema(example = 1480200000)]
    pub present_value_yen: i64,
    /// 住民の移動の重み(円): ways of all residents at the weight of a kilometre, discounted
    #[schema(example = 40200000.0)]
    pub ways_yen: f64,
    /// 目的関数(円): both together
    #[schema(example = 1520400000.0)]
    pub objective_yen: f64,
    /// 投資額(円), all years, not discounted
    #[schema(example = 1650000000)]
    pub investment_yen: i64,
    /// 最大の年度の投資額(円)
    #[schema(example = 420000000)]
    pub peak_yen: i64,
    /// 延床面積(m²) at the end
    #[schema(example = 5230.0)]
    pub floor_area_m2: f64,
    /// Against today, percent
    #[schema(example = -15.2)]
    pub floor_area_change_percent: f64,
    /// 平均距離(m) to the nearest facility of a function, by period
    #[schema(example = json!([612.3, 701.8]))]
    pub mean_distance_m: Vec<Option<f64>>,
}

/// What is invested in a year (年度別の投資額)
#[derive(Serialize, ToSchema)]
pub struct RestructuringYear {
    /// 年度
    #[schema(example = 2037)]
    pub fiscal_year: i32,
    /// 円
    #[schema(example = 420000000)]
    pub yen: i64,
    /// 現状維持の場合(円)
    #[schema(example = 510000000)]
    pub baseline_yen: i64,
}

/// How much of a site is used (候補地の利用)
#[derive(Serialize, ToSchema)]
pub struct RestructuringUse {
    /// 候補地の番号
    #[schema(example = "enoki")]
    pub id: String,
    /// 使用(m²)
    #[schema(example = 5210.0)]
    pub used_m2: f64,
    /// 上限(m²)
    #[schema(example = 6000.0)]
    pub capacity_m2: f64,
}

/// What a plan exceeds (満たせない条件)
#[derive(Serialize, ToSchema)]
pub struct RestructuringShortfall {
    /// `ceiling`, `capacity`, `floor-area` or `distance`
    #[schema(example = "ceiling")]
    pub limit: &'static str,
    /// Which year, site, function
    #[schema(example = "2037")]
    pub of: Option<String>,
    /// By how much: yen, m², points of demand
    #[schema(example = 12000000.0)]
    pub by: f64,
    /// In words
    #[schema(example = "2037 年度の上限を 12000000 円超えます")]
    pub text: String,
}

/// Another plan (代替案)
#[derive(Serialize, ToSchema)]
pub struct RestructuringAlternative {
    /// How many facilities it decides otherwise
    #[schema(example = 7)]
    pub differs_in: usize,
    /// 合計
    pub totals: RestructuringTotals,
    /// How many facilities are kept, rebuilt, moved, closed
    #[schema(value_type = BTreeMap<String, u32>, example = json!({"keep": 3, "renew": 8, "move": 4, "close": 2}))]
    pub actions: BTreeMap<&'static str, u32>,
    /// 方針 that differ from the plan
    pub decisions: Vec<RestructuringDecision>,
}

/// What a plan loses (後悔)
#[derive(Serialize, ToSchema)]
pub struct RestructuringRegret {
    /// `plan`, `alternative 1`, …, or the best plan found for another population
    #[schema(example = "plan")]
    pub plan: String,
    /// By how much its objective is above that of the best plan known for that population, yen; null where it does not keep the limits
    #[schema(value_type = BTreeMap<String, Option<f64>>, example = json!({"低位推計": 0.0, "高位推計": 12400000.0}))]
    pub regret_yen: BTreeMap<String, Option<f64>>,
    /// The largest of them
    #[schema(example = 12400000.0)]
    pub worst_yen: Option<f64>,
    /// Whether its largest regret is the smallest of all
    #[schema(example = true)]
    pub robust: bool,
    /// 方針 that differ from the plan
    pub decisions: Vec<RestructuringDecision>,
}

/// What a plan rests on (前提)
#[derive(Serialize, ToSchema)]
pub struct RestructuringAssumptions {
    /// Where facilities come from: `register` or `question`
    #[schema(example = "register")]
    pub facilities_from: &'static str,
    /// Where people come from: `stored` or `question`
    #[schema(example = "stored")]
    pub demand_from: &'static str,
    /// 機能
    #[schema(example = json!(["assembly", "library"]))]
    pub functions: Vec<String>,
    /// First years of the periods
    #[schema(example = json!([2027, 2037, 2047]))]
    pub periods: Vec<i32>,
    /// Facilities of the register without a building that counts; they are left out
    #[schema(example = json!(["X-05"]))]
    pub skipped: Vec<String>,
    /// How it was reckoned, in the language asked for
    #[schema(example = json!(["Money of later years is discounted at 4 % a year."]))]
    pub method: Vec<String>,
    /// The numbers used
    #[schema(value_type = BTreeMap<String, i64>, example = json!({"demolition_yen_per_m2": 40000}))]
    pub values: BTreeMap<&'static str, i64>,
    /// Names of parameters that the question changed
    #[schema(value_type = Vec<String>, example = json!(["yen_per_person_km"]))]
    pub changed: Vec<&'static str>,
    /// The parameters in force, with their sources
    pub parameters: Vec<Parameter>,
    /// How many branches the search looked into
    #[schema(example = 17)]
    pub branches: u64,
    /// 乱数の種
    #[schema(example = 1)]
    pub seed: u64,
}
