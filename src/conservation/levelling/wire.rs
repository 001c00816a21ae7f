//! What the API says of levelled plans.

use crate::domain::levelling::{Aim, WhenOver};
use crate::parameters::Parameter;
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// What is to be levelled (財政負担の平準化の条件)
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "from_year": 2027, "to_year": 2036, "objective": "min-peak",
    "works": [
        {"id": "roof", "cost_yen": 120000000, "due_year": 2028, "earliest_year": 2027, "latest_year": 2031},
        {"id": "hall", "cost_yen": 900000000, "due_year": 2029, "earliest_year": 2028, "latest_year": 2033, "duration_years": 3}
    ]
}))]
pub struct NewLevelledPlan {
    /// 計画期間の最初の年度
    pub from_year: i32,
    /// 計画期間の最後の年度; every work is begun and finished within the years
    pub to_year: i32,
    /// 工事; the works of a stored plan when left out
    pub works: Option<Vec<LevellingWork>>,
    /// 計画番号 of the stored plan, without `works`; the adopted one, or the newest, when left out
    pub plan_id: Option<String>,
    /// 目的
    #[schema(default = "min-peak")]
    pub objective: Option<Aim>,
    /// 年間の上限額（円）: one amount for all years, or one for each (`{"2027": 800000000}`); years not named have none
    #[schema(value_type = Object, example = json!({"2027": 800000000, "2028": 600000000}))]
    pub yearly_ceiling_yen: Option<Value>,
    /// 財源ごとの年間の上限額（円）: by the name of the fund, each as above
    #[schema(value_type = Object, example = json!({"school-fund": 200000000}))]
    pub fund_ceilings_yen: Option<Value>,
    /// 上限額を超えるときの扱い: for the objective `ceiling`
    #[schema(default = "leave-out")]
    pub when_over: Option<WhenOver>,
    /// 先送りの不利益: percent of the cost for each year after `due_year`, or an object with `late_percent_per_year`, `early_percent_per_year` (for years before it) and `by_priority`; the parameters in force when left out
    #[schema(value_type = Object, example = json!({"late_percent_per_year": 2.0, "early_percent_per_year": 1.0, "by_priority": true}))]
    pub deferral_cost: Option<Value>,
    /// 一体で行うことによる節減額（円）: what each further work of a bundle saves that begins in the same year; one amount, or one by bundle
    #[schema(value_type = Object, example = json!({"P05-01-B1": 3000000}))]
    pub bundle_saving_yen: Option<Value>,
    /// 最大年度の重み, for the objective `ceiling`
    #[schema(example = 4)]
    pub peak_weight: Option<u16>,
    /// 計画から外す工事の重み, for `leave-out`
    #[schema(example = 20)]
    pub left_out_weight: Option<u16>,
    /// 超過額の重み, for `exceed`
    #[schema(example = 1)]
    pub excess_weight: Option<u16>,
    /// 乱数の種: the same seed gives the same plan
    #[schema(default = 0)]
    pub seed: Option<u64>,
    /// 計算時間の上限（ミリ秒）, up to 120000; what was found and proven by then is answered
    #[schema(example = 10000)]
    pub time_limit_ms: Option<u64>,
}

/// A work that may begin in any year of its window (工事)
#[derive(Serialize, ToSchema)]
pub struct LevellingWork {
    /// 工事の番号
    #[schema(example = "roof")]
    pub id: String,
    /// 工事費（円）, up to a trillion; paid in equal parts over its years, the last takes the remainder
    #[schema(example = 120000000)]
    pub cost_yen: i64,
    /// 本来の実施年度
    #[schema(example = 2028)]
    pub due_year: i32,
    /// 着手できる最初の年度
    #[schema(example = 2027)]
    pub earliest_year: i32,
    /// 着手できる最後の年度
    #[schema(example = 2031)]
    pub latest_year: i32,
    /// 工期（年）, 1 to 30
    #[schema(default = 1)]
    pub duration_years: Option<u8>,
    /// 優先度, 0 to 100
    #[schema(default = 50)]
    pub priority: Option<u8>,
    /// 一体で行う単位: works of the same building; beginning in the same year may save
    #[schema(example = "P05-01-B1")]
    pub bundle: Option<String>,
    /// 同じ年度に行わない工事: ids of works whose years must not overlap with this one's
    #[schema(value_type = Vec<String>, example = json!(["hall"]))]
    pub not_same_year: Option<Value>,
    /// 先に終える工事: ids, or `{"id", "lag_years"}`; this work begins after they have ended and so many years have passed
    #[schema(value_type = Vec<Object>, example = json!(["hall"]))]
    pub after: Option<Value>,
    /// 財源: the fund that bears all of it
    #[schema(example = "school-fund")]
    pub fund: Option<String>,
    /// 財源ごとの額（円）: what each fund bears
    #[schema(example = json!({"school-fund": 40000000}))]
    pub funds: Option<BTreeMap<String, i64>>,
}

/// A levelled plan with its proof (平準化の結果)
#[derive(Serialize, ToSchema)]
pub struct LevelledPlan {
    /// `optimal`: proven to be the best; `budget`: the search was used up; `time`: the time was; `infeasible`: it is proven that there is no such plan; `undecided`: none was found, nor that there is none
    #[schema(example = "optimal")]
    pub status: &'static str,
    /// 工事の着手年度: every work that is placed; works of a stored plan that reach beyond the years count in `years` only
    pub placements: Vec<Placement>,
    /// 年度別の負担
    pub years: Vec<LevelledYear>,
    /// 最大年度の負担（円）
    #[schema(example = 420000000)]
    pub peak_yen: i64,
    /// 最大年度の負担の下限（円）: no plan of the placed works has a lower highest year
    #[schema(example = 420000000)]
    pub lower_bound_yen: i64,
    /// How far the plan can be above the best, as a share of the bound: (peak − bound) / bound for `min-peak`, the same of `objective` for `ceiling`; null where that cannot be said
    #[schema(example = 0.0)]
    pub gap: Option<f64>,
    /// 負担を決めている年度: years at the peak, or full
    #[schema(example = json!([2029, 2030]))]
    pub binding_years: Vec<i32>,
    /// 計画から外れた工事
    pub unplaced: Vec<Unplaced>,
    /// What was minimised, and what it is made of
    pub objective: ObjectiveValue,
    /// 一体で行う工事
    pub bundled: Vec<Bundled>,
    /// 上限額の不足: by how much the ceilings cannot be met; null where all works fit, or nothing limits them
    pub shortfall: Option<Shortfall>,
    /// 順序と期間の矛盾: works whose order leaves them no year
    pub conflicts: Vec<Conflict>,
    /// 前提
    pub assumptions: LevellingAssumptions,
}

/// When a work is done
#[derive(Serialize, ToSchema)]
#[schema(as = LevelledPlacement)]
pub struct Placement {
    /// 工事の番号
    #[schema(example = "roof")]
    pub id: String,
    /// 着手年度
    #[schema(example = 2028)]
    pub start_year: i32,
    /// 完了年度
    #[schema(example = 2028)]
    pub end_year: i32,
    /// Years after the due year; before it when negative
    #[schema(example = 0)]
    pub moved_years: i32,
    /// 工事名, where the plan knows it
    #[schema(example = "本庁舎 屋上防水改修")]
    pub title: Option<String>,
}

/// What a fiscal year costs
#[derive(Serialize, ToSchema)]
pub struct LevelledYear {
    /// 年度
    #[schema(example = 2028)]
    pub fiscal_year: i32,
    /// 負担額（円）, savings of bundles taken off
    #[schema(example = 420000000)]
    pub cost_yen: i64,
    /// 上限額（円）
    #[schema(example = 500000000)]
    pub ceiling_yen: Option<i64>,
    /// 超過額（円）: above the ceilings of the total and of the funds
    #[schema(example = 0)]
    pub excess_yen: i64,
    /// 財源別（円）
    #[schema(example = json!({"school-fund": 40000000}))]
    pub funds_yen: BTreeMap<String, i64>,
}

/// A work that has no place in the plan
#[derive(Serialize, ToSchema)]
pub struct Unplaced {
    /// 工事の番号
    #[schema(example = "hall")]
    pub id: String,
    /// `larger-than-ceilings`, `no-room`, `predecessor-left-out`, `no-start-year` or `no-plan`
    #[schema(example = "no-room")]
    pub reason: &'static str,
    /// Why, and what would help
    #[schema(example = "there is no room left under the ceilings; see `shortfall` for what is lacking")]
    pub text_en: String,
    /// 理由
    #[schema(example = "上限額の範囲に空きがありません。不足額は `shortfall` を見てください")]
    pub text_ja: String,
}

/// What was minimised (目的関数)
#[derive(Serialize, ToSchema)]
pub struct ObjectiveValue {
    /// 目的
    pub name: Aim,
    /// How it is reckoned
    #[schema(example = "peak_yen")]
    pub formula: String,
    /// Its value for this plan, weighted yen
    #[schema(example = 420000000)]
    pub value_yen: i64,
    /// No plan has a lower value
    #[schema(example = 420000000)]
    pub lower_bound_yen: i64,
    /// 先送り等の不利益（円）
    #[schema(example = 1200000)]
    pub deferral_yen: i64,
    /// For `min-peak`: no plan of this peak has less deferral less savings
    #[schema(example = 1200000)]
    pub deferral_lower_bound_yen: Option<i64>,
    /// 一体で行うことによる節減額（円）
    #[schema(example = 0)]
    pub savings_yen: i64,
    /// 上限を超える額（円）
    #[schema(example = 0)]
    pub excess_yen: i64,
    /// 計画から外れた工事の額（円）
    #[schema(example = 0)]
    pub left_out_yen: i64,
}

/// Works of a bundle that begin together and save
#[derive(Serialize, ToSchema)]
#[schema(as = LevelledBundle)]
pub struct Bundled {
    /// 一体で行う単位
    #[schema(example = "P05-01-B1")]
    pub bundle: String,
    /// 年度
    #[schema(example = 2028)]
    pub fiscal_year: i32,
    /// 件数
    #[schema(example = 2)]
    pub works: u32,
    /// 節減額（円）
    #[schema(example = 3000000)]
    pub saving_yen: i64,
}

/// By how much the ceilings cannot be met (上限額の不足)
#[derive(Serialize, ToSchema)]
pub struct Shortfall {
    /// Whether it is proven that not everything fits within the ceilings
    #[schema(example = true)]
    pub proven: bool,
    /// 不足額の合計（円）: the least sum above the ceilings of a plan of all works, as found
    #[schema(example = 40000000)]
    pub excess_yen: i64,
    /// No plan of all works exceeds them by less
    #[schema(example = 40000000)]
    pub excess_lower_bound_yen: i64,
    /// 不足する年度: where that plan exceeds them
    pub years: Vec<ShortYear>,
    /// 上限額の最小の引上げ（円）: with every ceiling raised by so much, everything fits, as found
    #[schema(example = 20000000)]
    pub raise_yen: i64,
    /// No smaller raise of all ceilings does
    #[schema(example = 20000000)]
    pub raise_lower_bound_yen: i64,
    /// In words
    #[schema(example = "the ceilings lack at least 40000000 yen in 2028")]
    pub text_en: String,
    /// 説明
    #[schema(example = "2028年度に少なくとも4000万円不足します")]
    pub text_ja: String,
}

/// A year in which the ceiling does not suffice
#[derive(Serialize, ToSchema)]
pub struct ShortYear {
    /// 年度
    #[schema(example = 2028)]
    pub fiscal_year: i32,
    /// 不足額（円）
    #[schema(example = 40000000)]
    pub excess_yen: i64,
}

/// Works whose order leaves the last of them no year (順序と期間の矛盾)
#[derive(Serialize, ToSchema)]
#[schema(as = LevellingConflict)]
pub struct Conflict {
    /// 工事の番号, in their order
    #[schema(example = json!(["hall", "roof"]))]
    pub works: Vec<String>,
    /// The first fiscal year in which the last could begin
    #[schema(example = 2033)]
    pub could_begin: i32,
    /// The last fiscal year in which it may begin
    #[schema(example = 2031)]
    pub must_begin: i32,
}

/// What a levelled plan rests on (前提)
#[derive(Serialize, ToSchema)]
pub struct LevellingAssumptions {
    /// `question`, or the id of the stored plan
    #[schema(example = "question")]
    pub from: String,
    /// 工事の件数
    #[schema(example = 2)]
    pub works: u64,
    /// 先送りの不利益: per mille of the cost for each year after the due year
    #[schema(example = 20)]
    pub late_per_mille: u16,
    /// For each year before it
    #[schema(example = 10)]
    pub early_per_mille: u16,
    /// Whether lateness weighs by priority: half at 0, one and a half at 100
    #[schema(example = true)]
    pub by_priority: bool,
    /// 乱数の種
    #[schema(example = 0)]
    pub seed: u64,
    /// Moves and nodes of the search
    #[schema(example = 120000)]
    pub iterations: u64,
    /// 計算時間の上限（ミリ秒）
    #[schema(example = 10000)]
    pub time_limit_ms: u64,
    /// What must be known of the plan
    #[schema(example = json!(["a work is begun and finished within the years; its window is cut to that"]))]
    pub notes_en: Vec<String>,
    /// 注意事項
    #[schema(example = json!(["工事は計画期間内に着手し完了するものとし、期間をそれに合わせて縮めます"]))]
    pub notes_ja: Vec<String>,
    /// 例示: works that rest on an invented value
    #[schema(example = 0)]
    pub illustrative: u64,
    /// 前提条件: the parameters in force
    pub parameters: Vec<Parameter>,
}

/// What a promise would cost (特定の年度に行うことの費用の条件): a levelling question with the work and the year
#[derive(Serialize, ToSchema)]
pub struct NewPromisePrice {
    /// 工事の番号 of the work that is promised
    #[schema(example = "roof")]
    pub promised_work: String,
    /// 着手を約束する年度
    #[schema(example = 2027)]
    pub promised_year: i32,
    /// The question itself
    #[serde(flatten)]
    pub question: NewLevelledPlan,
}

/// What it costs to begin a work in a certain year (特定の年度に行うことの費用)
#[derive(Serialize, ToSchema)]
pub struct PromisePrice {
    /// 工事の番号
    #[schema(example = "roof")]
    pub work: String,
    /// 約束する年度
    #[schema(example = 2027)]
    pub fiscal_year: i32,
    /// What the promise adds to the objective, as found; null where no plan keeps it
    #[schema(example = 15000000)]
    pub price_yen: Option<i64>,
    /// It adds at least so much
    #[schema(example = 15000000)]
    pub price_lower_bound_yen: i64,
    /// 最大年度の負担（円） without the promise
    #[schema(example = 420000000)]
    pub peak_without_yen: i64,
    /// 最大年度の負担（円） with it
    #[schema(example = 435000000)]
    pub peak_with_yen: Option<i64>,
    /// The other years in which it can begin
    pub years: Vec<PromiseYear>,
    /// What was minimised
    pub objective: Aim,
    /// `optimal` where both plans are proven to be the best
    #[schema(example = "optimal")]
    pub status: &'static str,
}

/// What it costs to begin the work in this year
#[derive(Serialize, ToSchema)]
pub struct PromiseYear {
    /// 年度
    #[schema(example = 2027)]
    pub fiscal_year: i32,
    /// Value of the objective of the plan that was found; null where none was
    #[schema(example = 435000000)]
    pub value_yen: Option<i64>,
    /// No plan that begins it in this year has a lower value
    #[schema(example = 435000000)]
    pub lower_bound_yen: i64,
}
