//! What the API says of conservation plans.

use crate::domain::facility::Class;
use crate::domain::plan::{CostCategory, PlanState};
use crate::domain::units::Yen;
use crate::domain::work::WorkKind;
use crate::http::Link;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// A plan to be drawn up (計画案の作成)
#[derive(Serialize, ToSchema)]
pub struct NewPlan {
    /// 計画名
    #[schema(example = "施設保全計画（令和9年度改定案）")]
    pub title: String,
    /// 開始年度; the next fiscal year when left out
    #[schema(example = 2027)]
    pub base_year: Option<i32>,
    /// 計画期間（年）, 1 to 60
    #[schema(example = 40)]
    pub years: Option<i32>,
    /// 残存年数の根拠: `rating` (age and last rating) or `learned` (from the municipality's own ratings)
    #[schema(example = "rating")]
    pub life_basis: Option<String>,
    /// 長寿命化改修・改築を含めるか; true when left out
    #[schema(example = true)]
    pub overhauls: Option<bool>,
    /// 写し元の計画番号: the lines of that version are copied instead of being drawn up
    pub copy_of: Option<String>,
    /// 平準化の結果: years that lines of the copy are moved to, as `levelled-plans` answered them; with `copy_of` only
    pub placements: Option<Vec<PlacedLine>>,
    /// 備考
    pub note: Option<String>,
}

/// The year in which a line of a plan is to begin (実施年度)
#[derive(Serialize, ToSchema)]
pub struct PlacedLine {
    /// The `line_key`, within the copied version
    #[schema(example = "P05-01-B1/P05-01-B1-C1/renewal/1")]
    pub id: String,
    /// 実施年度, within the window of the line
    #[schema(example = 2029)]
    pub start_year: i32,
}

/// A version of the conservation plan (施設保全計画)
#[derive(Serialize, ToSchema)]
pub struct Plan {
    /// 計画番号
    #[schema(example = "01937c5e-0000-7000-8000-00000000000a")]
    pub id: String,
    /// 版
    #[schema(example = 2)]
    pub version_no: i32,
    /// 計画名
    #[schema(example = "施設保全計画（令和9年度改定案）")]
    pub title: String,
    /// 計画の状態; changed by `state-changes` only
    pub state: PlanState,
    /// 開始年度
    #[schema(example = 2027)]
    pub base_year: i32,
    /// 計画期間の最初の年度
    #[schema(example = 2027)]
    pub first_year: i32,
    /// 計画期間の最後の年度
    #[schema(example = 2066)]
    pub last_year: i32,
    /// 写し元の計画番号
    pub based_on_id: Option<String>,
    /// 作成日時 (RFC 3339)
    #[schema(example = "2026-11-23T01:00:00.000000Z")]
    pub drawn_at: String,
    /// 決定日
    #[schema(example = "2027-03-31")]
    pub adopted_on: Option<String>,
    /// 改定日: when the next version was adopted
    pub superseded_on: Option<String>,
    /// 集計
    pub summary: Summary,
    /// 前提
    pub assumptions: Assumptions,
    /// 備考
    pub note: Option<String>,
}

/// What a plan adds up to (集計)
#[derive(Clone, Default, Serialize, Deserialize, ToSchema)]
#[schema(as = PlanSummary)]
pub struct Summary {
    /// 工事件数
    #[schema(example = 1523)]
    pub lines: u64,
    /// 概算額の合計（円）
    #[schema(example = 73142259900i64)]
    pub total_yen: i64,
    /// 計画期間後に支払う額（円）: the part of works over several years that falls after the last year, in no total
    #[serde(default)]
    #[schema(example = 0)]
    pub after_period_yen: i64,
    /// 年平均（円）, half up
    #[schema(example = 1828556498i64)]
    pub mean_yen: i64,
    /// 年度別
    pub by_year: Vec<YearCost>,
    /// 大分類別
    pub by_class: Vec<ClassCost>,
    /// 経費の区分別
    pub by_category: Vec<CategoryCost>,
    /// 計画に含めなかった工事: what fell due and was left out, by reason
    pub left_out: Vec<LeftOut>,
    /// 概算額のない工事の件数: works whose cost is not known and counts as 0
    #[schema(example = 0)]
    pub cost_unknown: u64,
    /// 例示: lines that rest on an invented value
    #[schema(example = 1523)]
    pub illustrative: u64,
}

/// What a fiscal year costs
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = PlanYearCost)]
pub struct YearCost {
    /// 年度
    #[schema(example = 2027)]
    pub fiscal_year: i32,
    /// 概算額（円）
    #[schema(example = 1560000000i64)]
    pub cost_yen: i64,
}

/// What a class of facilities costs
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = PlanClassCost)]
pub struct ClassCost {
    /// 大分類
    pub class: Class,
    /// 概算額（円）
    #[schema(example = 41560000000i64)]
    pub cost_yen: i64,
}

/// What a category of costs comes to
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = PlanCategoryCost)]
pub struct CategoryCost {
    /// 経費の区分
    pub category: CostCategory,
    /// 概算額（円）
    #[schema(example = 31560000000i64)]
    pub cost_yen: i64,
}

/// How many works fell due and were left out, and why
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = PlanLeftOut)]
pub struct LeftOut {
    /// The reason as a word
    #[schema(example = "rebuild-near")]
    pub reason: String,
    /// Why
    #[schema(example = "a rebuild is due within ten years")]
    pub text_en: String,
    /// 理由
    #[schema(example = "10年以内に建替えがある")]
    pub text_ja: String,
    /// 件数
    #[schema(example = 12)]
    pub count: u64,
}

/// What a plan rests on (前提)
#[derive(Clone, Default, Serialize, Deserialize, ToSchema)]
#[schema(as = PlanAssumptions)]
pub struct Assumptions {
    /// 評価基準
    #[schema(example = "mext-2017")]
    pub scheme: String,
    /// 残存年数の根拠
    #[schema(example = "rating")]
    pub life_basis: String,
    /// 長寿命化改修・改築を含むか
    #[schema(example = true)]
    pub overhauls: bool,
    /// How priority is reckoned
    #[schema(example = "priority = (50 × condition + 30 × role + 20 × risk) / 100, half up")]
    pub priority_en: String,
    /// 優先順位の考え方
    #[schema(example = "優先度 =（50×劣化状況 + 30×役割 + 20×危険度）÷100、四捨五入")]
    pub priority_ja: String,
    /// 前提条件: every parameter with its source
    pub parameters: Vec<AssumedParameter>,
    /// What must be known of the plan
    #[schema(example = json!(["12 works have no known cost and count as 0 yen"]))]
    pub notes_en: Vec<String>,
    /// 注意事項
    #[schema(example = json!(["概算額が分からない工事が12件あり、0円としています"]))]
    pub notes_ja: Vec<String>,
    /// Digest of everything that went in: the same input has the same digest
    #[schema(example = "b6Wl0c3Qm1")]
    pub input_digest: String,
}

/// A parameter that a plan rests on
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct AssumedParameter {
    /// 前提条件の組
    #[schema(example = "conservation")]
    pub parameter_set: String,
    /// 名称
    #[schema(example = "window_before_years")]
    pub name: String,
    /// 値
    #[schema(example = "2")]
    pub value: String,
    /// 単位
    #[schema(example = "years")]
    pub unit: String,
    /// 出典
    #[schema(example = "当システムの既定")]
    pub source: String,
    /// 確度
    #[schema(example = "own")]
    pub confidence: String,
}

/// The versions of the plan
#[derive(Serialize, ToSchema)]
pub struct Plans {
    /// Newest first
    pub conservation_plans: Vec<Plan>,
}

/// Works in a version of the plan (計画の工事)
#[derive(Serialize, ToSchema)]
pub struct PlanLine {
    /// 行番号
    #[schema(example = 12)]
    pub line_no: i32,
    /// 計画内の番号: names the same works in every version
    #[schema(example = "P05-01-B1/P05-01-B1-C1/renewal/1")]
    pub line_key: String,
    /// 工事の記録番号: works that were there already, or became works when the plan was adopted
    pub work_id: Option<String>,
    /// 施設番号
    #[schema(example = "P05-01")]
    pub facility_code: String,
    /// 建物番号
    #[schema(example = "P05-01-B1")]
    pub building_code: Option<String>,
    /// 部位番号
    #[schema(example = "P05-01-B1-C1")]
    pub component_code: Option<String>,
    /// 工事種別
    pub kind: WorkKind,
    /// 工事名
    #[schema(example = "本庁舎 アスファルト露出防水 部位更新")]
    pub title: String,
    /// 実施年度
    #[schema(example = 2028)]
    pub planned_year: i32,
    /// 最早年度
    #[schema(example = 2027)]
    pub earliest_year: i32,
    /// 最遅年度
    #[schema(example = 2031)]
    pub latest_year: i32,
    /// 工期（年）
    #[schema(example = 1)]
    pub duration_years: i32,
    /// 概算額（円）
    #[schema(example = 26000000)]
    pub cost_yen: Yen,
    /// 概算額が推計か: from a share of rebuilding, for want of quantity and unit cost
    #[schema(example = false)]
    pub cost_estimated: bool,
    /// 優先度: 0 to 100, 100 first
    #[schema(example = 72)]
    pub priority: i32,
    /// 優先度の内訳
    pub priority_parts: PriorityParts,
    /// 理由
    pub reasons: Vec<LineReason>,
    /// 例示: whether it rests on an invented value
    #[schema(example = true)]
    pub illustrative: bool,
    /// 手で変更したか
    #[schema(example = false)]
    pub changed: bool,
    /// 備考
    pub note: Option<String>,
}

/// What the priority is made of, each 0 to 100
#[derive(Serialize, ToSchema)]
pub struct PriorityParts {
    /// 劣化状況
    #[schema(example = 90)]
    pub condition: i32,
    /// 役割
    #[schema(example = 60)]
    pub role: i32,
    /// 危険度
    #[schema(example = 45)]
    pub risk: i32,
}

/// Why works stand in the plan
#[derive(Serialize, ToSchema)]
pub struct LineReason {
    /// The reason as a word
    #[schema(example = "rated-serious")]
    pub reason: String,
    /// Why
    #[schema(example = "rated D: within five years")]
    pub text_en: String,
    /// 理由
    #[schema(example = "D評価のため5年以内")]
    pub text_ja: String,
}

/// A page of the lines of a plan
#[derive(Serialize, ToSchema)]
pub struct PlanLines {
    /// Lines on this page
    #[schema(example = 1)]
    pub number_returned: u64,
    /// Link to the next page
    pub links: Vec<Link>,
    /// In the order asked for; by line number otherwise
    pub lines: Vec<PlanLine>,
}

/// Which lines of a plan are asked for
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code)]
pub struct LineQuery {
    /// 施設番号
    facility_code: Option<String>,
    /// 建物番号
    building_code: Option<String>,
    /// 工事種別
    kind: Option<WorkKind>,
    /// 実施年度, from this fiscal year
    from_year: Option<i32>,
    /// 実施年度, up to this fiscal year
    to_year: Option<i32>,
    /// `line_no`, `planned_year`, `priority`, `cost_yen`; with `-` before it the other way round
    #[param(default = "line_no")]
    sort: Option<String>,
    /// Lines a page, up to 10000
    #[param(default = 1000)]
    limit: Option<u32>,
    /// Token of the next page, from the link `next`
    page: Option<String>,
}

/// A change of a line of a draft (計画案の行の変更)
#[derive(Serialize, ToSchema)]
pub struct LineChange {
    /// 実施年度, within the window
    #[schema(example = 2029)]
    pub planned_year: Option<i32>,
    /// 最早年度
    #[schema(example = 2028)]
    pub earliest_year: Option<i32>,
    /// 最遅年度
    #[schema(example = 2032)]
    pub latest_year: Option<i32>,
    /// 工期（年）
    #[schema(example = 1)]
    pub duration_years: Option<i32>,
    /// 概算額（円）
    #[schema(example = 24000000)]
    pub cost_yen: Option<Yen>,
    /// 工事名
    pub title: Option<String>,
    /// 備考: why it was changed
    #[schema(example = "他の工事と同時に行う")]
    pub note: Option<String>,
}

/// How the state of a plan changes (計画の決定)
#[derive(Serialize, ToSchema)]
pub struct PlanStateChange {
    /// 変更後の状態: `adopted`
    pub state: PlanState,
    /// 決定日; today when left out
    #[schema(example = "2027-03-31")]
    pub adopted_on: Option<String>,
    /// この年度までの工事を工事台帳に登録する; the first ten years when left out
    #[schema(example = 2036)]
    pub works_until_year: Option<i32>,
}

/// A plan after its adoption, with what that did to the works
#[derive(Serialize, ToSchema)]
pub struct AdoptedPlan {
    /// 計画
    pub plan: Plan,
    /// 改定された計画番号
    pub superseded_id: Option<String>,
    /// 登録した工事の件数
    #[schema(example = 240)]
    pub works_created: u64,
    /// 変更した工事の件数: planned works of the former version that stand in this one
    #[schema(example = 12)]
    pub works_changed: u64,
    /// 取り下げた工事の件数: planned works of the former version that do not
    #[schema(example = 3)]
    pub works_dropped: u64,
    /// 変更しなかった工事の件数: works whose line contradicts what is recorded of them (such as their funding); to be looked at
    #[schema(example = 0)]
    pub works_kept: u64,
}

/// With which version a plan is compared
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code)]
pub struct ComparisonQuery {
    /// 計画番号 of the other, earlier version
    #[param(example = "01937c5e-0000-7000-8000-00000000000b")]
    with: String,
}

/// A version of the plan beside another (計画の比較)
#[derive(Serialize, ToSchema)]
pub struct Comparison {
    /// 計画番号 of the other version
    #[schema(example = "01937c5e-0000-7000-8000-00000000000b")]
    pub first_id: String,
    /// 計画番号 of this version
    #[schema(example = "01937c5e-0000-7000-8000-00000000000a")]
    pub second_id: String,
    /// 追加: works only in this version
    pub added: Vec<PlanLine>,
    /// 取りやめ: works only in the other version
    pub dropped: Vec<PlanLine>,
    /// 時期変更
    pub moved: Vec<Moved>,
    /// 金額変更
    pub cost_changed: Vec<CostChanged>,
    /// 変更のない工事の件数
    #[schema(example = 1400)]
    pub unchanged: u64,
    /// 年度別の合計
    pub by_year: Vec<YearComparison>,
}

/// Works at another time than in the other version
#[derive(Serialize, ToSchema)]
pub struct Moved {
    /// 計画内の番号
    #[schema(example = "P05-01-B1/P05-01-B1-C1/renewal/1")]
    pub line_key: String,
    /// 工事名
    #[schema(example = "本庁舎 アスファルト露出防水 部位更新")]
    pub title: String,
    /// 他方の版の実施年度
    #[schema(example = 2028)]
    pub from_year: i32,
    /// この版の実施年度
    #[schema(example = 2029)]
    pub to_year: i32,
    /// 他方の版の工期（年）
    #[schema(example = 1)]
    pub from_duration_years: i32,
    /// この版の工期（年）
    #[schema(example = 1)]
    pub to_duration_years: i32,
}

/// Works at another cost than in the other version
#[derive(Serialize, ToSchema)]
pub struct CostChanged {
    /// 計画内の番号
    #[schema(example = "P05-01-B1/P05-01-B1-C1/renewal/1")]
    pub line_key: String,
    /// 工事名
    #[schema(example = "本庁舎 アスファルト露出防水 部位更新")]
    pub title: String,
    /// 他方の版の概算額（円）
    #[schema(example = 26000000)]
    pub from_yen: Yen,
    /// この版の概算額（円）
    #[schema(example = 24000000)]
    pub to_yen: Yen,
}

/// What a fiscal year costs in either version
#[derive(Serialize, ToSchema)]
pub struct YearComparison {
    /// 年度
    #[schema(example = 2028)]
    pub fiscal_year: i32,
    /// 他方の版（円）
    #[schema(example = 1560000000)]
    pub first_yen: Yen,
    /// この版（円）
    #[schema(example = 1534000000)]
    pub second_yen: Yen,
}

/// Path of a line of a plan
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
#[allow(dead_code)]
pub struct LinePath {
    /// 全国地方公共団体コード
    #[param(example = "132233")]
    municipality: String,
    /// 計画番号
    #[param(example = "01937c5e-0000-7000-8000-00000000000a")]
    id: String,
    /// 行番号
    #[param(example = 12)]
    line_no: i32,
}
