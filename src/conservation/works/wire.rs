//! What the API says of works.

use crate::domain::units::Yen;
use crate::domain::work::{FundingSource, PolicyTag, WorkKind, WorkOrigin, WorkState};
use crate::http::Link;
use serde::Serialize;
use serde_json::value::RawValue;
use utoipa::{IntoParams, ToSchema};

/// Works (工事) on a facility, a building or a component
#[derive(Debug, Serialize, ToSchema)]
pub struct Work {
    /// 記録番号: given by the service
    #[schema(example = "01937c5e-0000-7000-8000-000000000001")]
    pub id: String,
    /// 整理番号: the municipality's own number, once only
    #[schema(example = "R8-0012")]
    pub external_no: Option<String>,
    /// 施設番号; follows from building or component when left out
    #[schema(example = "P05-01")]
    pub facility_code: String,
    /// 建物番号; follows from the component when left out
    #[schema(example = "P05-01-B1")]
    pub building_code: Option<String>,
    /// 部位番号
    #[schema(example = "P05-01-B1-C1")]
    pub component_code: Option<String>,
    /// 工事種別
    pub kind: WorkKind,
    /// 工事名
    #[schema(example = "本庁舎 外壁改修工事")]
    pub title: String,
    /// 工事内容
    #[schema(example = "シーリング打替え、複層仕上塗装")]
    pub scope: Option<String>,
    /// 状態; changed by `state-changes` only
    pub state: WorkState,
    /// 発生元
    pub origin: WorkOrigin,
    /// 発生元の番号: the plan, finding or defect it comes from
    #[schema(example = "01937c5e-0000-7000-8000-000000000002")]
    pub origin_id: Option<String>,
    /// 実施年度: the fiscal year in which it begins
    #[schema(example = 2028)]
    pub planned_year: Option<i32>,
    /// 最早年度: not to begin before
    #[schema(example = 2026)]
    pub earliest_year: Option<i32>,
    /// 最遅年度: not to begin after
    #[schema(example = 2030)]
    pub latest_year: Option<i32>,
    /// 工期（年）: fiscal years it takes
    #[schema(example = 1)]
    pub duration_years: i32,
    /// 概算工事費（円）
    #[schema(example = 84000000)]
    pub cost_yen: Option<Yen>,
    /// 財源: yen by source; budgeted works are funded in full
    #[schema(value_type = BTreeMap<FundingSource, i64>, example = json!({"bond": 63000000, "general-fund": 21000000}))]
    pub funding: Box<RawValue>,
    /// 優先度: 0 to 100, 100 first
    #[schema(example = 72)]
    pub priority: Option<i32>,
    /// 優先度の理由
    #[schema(value_type = Vec<String>, example = json!(["D評価（2023年度）から5年以内"]))]
    pub priority_reasons: Box<RawValue>,
    /// 実施計画年度: the year of the implementation plan that holds it
    #[schema(example = 2026)]
    pub plan_year: Option<i32>,
    /// 予算年度: the year whose budget it is asked in
    #[schema(example = 2027)]
    pub budget_year: Option<i32>,
    /// 予算要求額（円）
    #[schema(example = 84000000)]
    pub budget_request_yen: Option<Yen>,
    /// 着工日
    #[schema(example = "2028-06-01")]
    pub started_on: Option<String>,
    /// 完了日
    #[schema(example = "2029-02-28")]
    pub done_on: Option<String>,
    /// 決算額（円）
    #[schema(example = 82500000)]
    pub actual_cost_yen: Option<Yen>,
    /// 取下げ理由
    pub dropped_reason: Option<String>,
    /// 施策区分
    #[schema(value_type = Vec<PolicyTag>, example = json!(["resilience", "sdg-11"]))]
    pub tags: Box<RawValue>,
    /// 資本的支出: whether it adds to the value of the asset
    #[schema(example = true)]
    pub capital_improvement: bool,
    /// 計画番号: the version of the plan it was decided with
    pub plan_id: Option<String>,
    /// 計画内の番号: its line in that version
    pub plan_key: Option<String>,
    /// 備考
    pub note: Option<String>,
    /// 出典
    pub source: Option<String>,
    /// ライセンス
    pub licence: Option<String>,
    /// 例示項目: names of the fields whose values are invented
    #[schema(value_type = Vec<String>, example = json!([]))]
    pub illustrative: Box<RawValue>,
    /// 記録日時 (RFC 3339)
    #[schema(example = "2026-11-23T01:00:00.000000Z")]
    pub recorded_at: String,
}

/// A page of works
#[derive(Serialize, ToSchema)]
pub struct Works {
    /// Works on this page
    #[schema(example = 1)]
    pub number_returned: u64,
    /// Works that match in all, when `counted=true` asks for it
    #[schema(example = 1)]
    pub number_matched: Option<u64>,
    /// Link to the next page
    pub links: Vec<Link>,
    /// In the order asked for; by record number otherwise
    pub works: Vec<Work>,
}

/// What list of works is asked for
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code)]
pub struct WorkQuery {
    /// 施設番号
    facility_code: Option<String>,
    /// 建物番号
    building_code: Option<String>,
    /// 部位番号
    component_code: Option<String>,
    /// 工事種別
    kind: Option<WorkKind>,
    /// 状態
    state: Option<WorkState>,
    /// 発生元
    origin: Option<WorkOrigin>,
    /// 計画番号
    plan_id: Option<String>,
    /// 整理番号
    external_no: Option<String>,
    /// 実施年度, from this fiscal year
    from_year: Option<i32>,
    /// 実施年度, up to this fiscal year
    to_year: Option<i32>,
    /// 予算年度
    budget_year: Option<i32>,
    /// 施策区分
    tag: Option<PolicyTag>,
    /// `planned_year`, `priority`, `cost_yen`, `facility_code`, `recorded_at`; with `-` before it the other way round
    sort: Option<String>,
    /// Whether to count all that match
    counted: Option<bool>,
    /// Works a page, up to 10000
    #[param(default = 1000)]
    limit: Option<u32>,
    /// Token of the next page, from the link `next`
    page: Option<String>,
}

/// How the state of works changes (工事の状態変更), with the facts that the new state needs
#[derive(Serialize, ToSchema)]
pub struct WorkStateChange {
    /// 変更後の状態: proposed → planned → budgeted → under-way → done, or dropped
    pub state: WorkState,
    /// 備考: kept in the history
    #[schema(example = "令和8年度当初予算に計上")]
    pub remark: Option<String>,
    /// 予算年度, for budgeted
    #[schema(example = 2026)]
    pub budget_year: Option<i32>,
    /// 予算要求額（円）, for budgeted
    #[schema(example = 84000000)]
    pub budget_request_yen: Option<Yen>,
    /// 財源, for budgeted
    #[schema(value_type = Option<BTreeMap<FundingSource, i64>>, example = json!({"general-fund": 84000000}))]
    pub funding: Option<Box<RawValue>>,
    /// 着工日, for under-way
    #[schema(example = "2026-06-01")]
    pub started_on: Option<String>,
    /// 完了日, for done
    #[schema(example = "2026-10-30")]
    pub done_on: Option<String>,
    /// 決算額（円）, for done
    #[schema(example = 82500000)]
    pub actual_cost_yen: Option<Yen>,
    /// 取下げ理由, for dropped
    #[schema(example = "集約化により廃止")]
    pub dropped_reason: Option<String>,
}

/// Works after a change of state, with what else it changed
#[derive(Serialize, ToSchema)]
pub struct ChangedWork {
    /// The works as they are now
    pub work: Work,
    /// What completed works have changed elsewhere
    pub effects: Vec<Effect>,
    /// 固定資産台帳: the movement that the register should get, ready to be posted; nothing is written there by itself
    pub register_offer: Option<RegisterOffer>,
}

/// What completed works have changed elsewhere
#[derive(Serialize, ToSchema)]
pub struct Effect {
    /// `component` (renewed), `rating` (of the best grade), `building` (demolished) or `defect` (fixed)
    #[schema(example = "component")]
    pub what: String,
    /// 番号: the component's code, or the building's code and the part
    #[schema(example = "P05-01-B1-C1")]
    pub code: String,
    /// As it was
    #[schema(example = "1998")]
    pub from: Option<String>,
    /// As it is now
    #[schema(example = "2026")]
    pub to: String,
}

/// A movement that the register should get
#[derive(Serialize, ToSchema)]
pub struct RegisterOffer {
    /// 資産番号 of those it may belong to, most exact first: of the component, else of the building; empty when none refers
    /// to them and the asset has to be registered first
    #[schema(example = json!(["B-0012/0"]))]
    pub assets: Vec<String>,
    /// Where to post the movement, for the first of the assets
    #[schema(example = "/v1/132233/assets/B-0012/0/movements")]
    pub href: Option<String>,
    /// The movement: 資本的支出 on the day of completion at the actual cost
    #[schema(value_type = Object, example = json!({"reason": "capital-improvement", "occurred_on": "2026-10-30", "cost_yen": 82500000}))]
    pub movement: Box<RawValue>,
}
