//! What the API says of plans of sites.

use crate::domain::siting::SitingObjective;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// What is to be sited (施設の最適配置の条件)
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "objective": "p-median", "p": 1,
    "candidates": [
        {"id": "hall-a", "lon": 139.387, "lat": 35.755, "existing": true},
        {"id": "hall-b", "lon": 139.402, "lat": 35.748}
    ],
    "demand": [
        {"id": "east", "lon": 139.405, "lat": 35.750, "weight": 1200},
        {"id": "west", "lon": 139.385, "lat": 35.757, "weight": 800}
    ]
}))]
pub struct NewSitingPlan {
    /// 目的
    pub objective: SitingObjective,
    /// 開設する数: exactly so many for `p-median`, at most so many for the others, which `max-coverage` needs
    #[schema(example = 1)]
    pub p: Option<u32>,
    /// 候補地, up to 2,000
    pub candidates: Vec<SitingCandidate>,
    /// 需要, up to 20,000; demands times candidates up to 4,000,000
    pub demand: Vec<SitingDemand>,
    /// 費用: a row a demand, a number a candidate, in the orders given; null where the candidate may not serve the demand. Up to six decimals count. Without it and `edges` the distance as the crow flies counts, in whole metres
    #[schema(value_type = Vec<Vec<Option<f64>>>, example = json!([[1.5, 3], [2, null]]))]
    pub costs: Option<Value>,
    /// What a number of `costs` is: `per-unit` of weight, or the `total` for all of a demand's weight
    #[schema(value_type = String, default = "per-unit", example = "per-unit")]
    pub costs_are: Option<Value>,
    /// 経路: `[id, id, cost]` for each edge, usable both ways; a pair given again counts as given last. The cost of a demand and a candidate per unit of weight is then the shortest way between their ids; other ids are junctions
    #[schema(value_type = Vec<Vec<Value>>, example = json!([["hall-a", "east", 900], ["east", "west", 400]]))]
    pub edges: Option<Value>,
    /// What a unit of weight costs for each km, yen, where fixed costs are added to distances as the crow flies
    #[schema(default = 1000, example = 500)]
    pub yen_per_weight_km: Option<i64>,
    /// 必ず残す候補地: ids that are to be open
    #[schema(example = json!(["hall-a"]))]
    pub keep: Option<Vec<String>>,
    /// 必ず閉じる候補地: ids that are to be closed
    #[schema(example = json!(["hall-b"]))]
    pub close: Option<Vec<String>>,
    /// 最大距離（m）: a candidate farther away may not serve a demand; with `edges` or `costs` per unit, in their unit. `max-coverage` covers what is within it
    #[schema(example = 800)]
    pub max_distance_m: Option<f64>,
    /// 変更の上限: at most so many candidates may be other than `existing` says
    #[schema(example = 2)]
    pub max_changes: Option<u32>,
    /// 乱数の種: the same seed gives the same plan
    #[schema(default = 1)]
    pub seed: Option<u64>,
    /// 計算時間の上限（ミリ秒）, up to 120000; what was found and proven by then is answered
    #[schema(default = 10000)]
    pub time_limit_ms: Option<u64>,
}

/// A place where a facility may stand (候補地)
#[derive(Serialize, ToSchema)]
pub struct SitingCandidate {
    /// 候補地の番号
    #[schema(example = "hall-a")]
    pub id: String,
    /// 経度; not needed with `costs` or `edges`
    #[schema(example = 139.387)]
    pub lon: Option<f64>,
    /// 緯度
    #[schema(example = 35.755)]
    pub lat: Option<f64>,
    /// 固定費（円） of having it open; counts for `fixed-charge` and `capacitated`
    #[schema(example = 30000000)]
    pub fixed_cost_yen: Option<f64>,
    /// 容量: how much weight it serves at most; needed for `capacitated`
    #[schema(example = 1500)]
    pub capacity: Option<f64>,
    /// 既存施設の有無
    #[schema(default = false)]
    pub existing: Option<bool>,
}

/// People to be served (需要)
#[derive(Serialize, ToSchema)]
pub struct SitingDemand {
    /// 需要の番号
    #[schema(example = "east")]
    pub id: String,
    /// 経度; not needed with `costs` or `edges`
    #[schema(example = 139.405)]
    pub lon: Option<f64>,
    /// 緯度
    #[schema(example = 35.750)]
    pub lat: Option<f64>,
    /// 重み: how many people, or how much use; up to three decimals count
    #[schema(example = 1200)]
    pub weight: f64,
}

/// A plan of sites with its proof (施設の最適配置の結果)
#[derive(Serialize, ToSchema)]
pub struct SitingPlan {
    /// `optimal`: proven to be the best; `gap-reached`: near enough; `budget`: the search was used up; `time`: the time was; `cancelled`: nobody waited any more; `infeasible`: it is proven that no plan keeps the rules; `undecided`: none was found, nor that there is none
    #[schema(example = "optimal")]
    pub status: &'static str,
    /// Whether it is proven that no plan is better
    #[schema(example = true)]
    pub optimal: bool,
    /// 開設する候補地, in the order of their ids
    #[schema(example = json!(["hall-a"]))]
    pub chosen: Vec<String>,
    /// 割当: a line a demand, or a line a part where a demand is divided
    pub assignment: Vec<SitingAssignment>,
    /// What the plan comes to: for `p-median` weight times cost (person-metres as the crow flies), for `fixed-charge` and `capacitated` yen, for `max-coverage` the weight covered; null without a plan
    #[schema(example = 1680400.0)]
    pub objective: Option<f64>,
    /// 下限: no plan comes to less; for `max-coverage`, where more is better, what the plan covers; null where nothing is proven
    #[schema(example = 1680400.0)]
    pub lower_bound: Option<f64>,
    /// 上限, for `max-coverage`: no plan covers more
    #[schema(example = 5200.0)]
    pub upper_bound: Option<f64>,
    /// (objective − bound) / objective without sign: how much better a plan could be at most, as a share; null where that cannot be said
    #[schema(example = 0.0)]
    pub gap: Option<f64>,
    /// Which of the chosen are new, in the order of their ids
    #[schema(example = json!(["hall-b"]))]
    pub opened: Vec<String>,
    /// Which existing ones are not chosen
    #[schema(example = json!(["hall-a"]))]
    pub closed: Vec<String>,
    /// Why no plan keeps the rules
    pub infeasible: Option<SitingReason>,
    /// 前提
    pub assumptions: SitingAssumptions,
}

/// From where a demand, or a part of it, is served (割当)
#[derive(Serialize, ToSchema)]
pub struct SitingAssignment {
    /// 需要の番号
    #[schema(example = "east")]
    pub demand: String,
    /// 候補地の番号; null where the demand is not covered
    #[schema(example = "hall-a")]
    pub candidate: Option<String>,
    /// How much of the weight
    #[schema(example = 1200.0)]
    pub amount: f64,
    /// What it costs, in the unit of the objective; the distance counts for nothing in `max-coverage`
    #[schema(example = 1680400.0)]
    pub cost: Option<f64>,
}

/// Why no plan keeps the rules (実行不可能な理由)
#[derive(Serialize, ToSchema)]
pub struct SitingReason {
    /// `count`: numbers and wishes contradict each other; `out-of-reach`: demands that no candidate may serve; `capacity`: too little room; `not-together`: no set that keeps the rules serves everybody
    #[schema(example = "out-of-reach")]
    pub reason: &'static str,
    /// 需要 that cannot be served, up to 100
    #[schema(example = json!(["east"]))]
    pub demands: Vec<String>,
    /// In English
    #[schema(
        example = "1 demands can be served from no candidate; raise `max_distance_m` or add candidates near them"
    )]
    pub text_en: String,
    /// 日本語で
    #[schema(
        example = "1 件の需要はどの候補地からも利用できません。`max_distance_m` を大きくするか、近くに候補地を加えてください"
    )]
    pub text_ja: String,
}

/// On what a plan of sites rests (前提)
#[derive(Serialize, ToSchema)]
pub struct SitingAssumptions {
    /// Where costs come from: `crow-flies` (haversine, mean earth radius, whole metres), `edges` or `costs`
    #[schema(example = "crow-flies")]
    pub costs_from: &'static str,
    /// What a unit of weight was taken to cost for each km, yen; null where no fixed costs are added to distances
    #[schema(example = 1000)]
    pub yen_per_weight_km: Option<i64>,
    /// Whether a demand may be divided among sites: true for `capacitated` only
    #[schema(example = false)]
    pub demands_may_be_divided: bool,
    /// Up to how much sums may be off by rounding: 0 where all is reckoned in whole numbers; parts of divided demands are rounded
    #[schema(example = 0.0)]
    pub accuracy: f64,
    /// How many branches the search looked into
    #[schema(example = 1)]
    pub branches: u64,
    /// 乱数の種
    #[schema(example = 1)]
    pub seed: u64,
}
