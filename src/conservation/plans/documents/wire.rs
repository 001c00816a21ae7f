//! What the API says of the individual facility plan.

use crate::conservation::condition::wire::BuildingCondition;
use crate::conservation::plans::wire::{AssumedParameter, CategoryCost, PlanLine};
use crate::domain::facility::{Class, Status, Structure};
use crate::domain::inspection::FindingResult;
use crate::domain::plan::{CostCategory, PlanState, PriorityPart};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

/// What facility plan is asked for
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code)]
pub struct FacilityPlanQuery {
    /// 施設番号: the plan of this facility; of all when not given
    #[param(example = "P05-01")]
    facility_code: Option<String>,
    /// json (default), csv (item 5 as one table) or xlsx (a sheet for each item, and one of assumptions)
    #[param(example = "json")]
    f: Option<String>,
    /// Character encoding of CSV: utf-8-bom (default), utf-8, cp932
    #[param(example = "utf-8-bom")]
    encoding: Option<String>,
}

/// The individual facility plan (個別施設計画) with its six items
#[derive(Serialize, ToSchema)]
pub struct FacilityPlan {
    /// 全国地方公共団体コード
    #[schema(example = "132233")]
    pub municipality_code: String,
    /// 団体名
    #[schema(example = "武蔵村山市")]
    pub municipality_name: String,
    /// 計画番号
    #[schema(example = "01937c5e-0000-7000-8000-00000000000a")]
    pub plan_id: String,
    /// 計画名
    #[schema(example = "施設保全計画（令和9年度改定案）")]
    pub title: String,
    /// 施設番号: the one facility it is about; none when it is about all
    pub facility_code: Option<String>,
    /// 1 対象施設, by code
    pub facilities: Vec<TargetFacility>,
    /// 2 計画期間
    pub period: PlanPeriod,
    /// 3 対策の優先順位の考え方
    pub priority: PriorityRule,
    /// 4 個別施設の状態等
    pub conditions: FacilityConditions,
    /// 5 対策内容と実施時期, by facility and line
    pub measures: Vec<PlanMeasure>,
    /// 6 対策費用
    pub costs: PlanCosts,
    /// 前提
    pub premises: PlanPremises,
    /// What must be known of this document, in the reader's language
    #[schema(example = json!(["3 facilities have no works in this plan"]))]
    pub notices: Vec<String>,
}

/// A facility that a plan is about (対象施設)
#[derive(Serialize, ToSchema)]
pub struct TargetFacility {
    /// 施設番号
    #[schema(example = "P05-01")]
    pub facility_code: String,
    /// 施設名
    #[schema(example = "武蔵村山市役所")]
    pub name: String,
    /// 大分類
    pub class: Class,
    /// 大分類（名称）
    #[schema(example = "行政系施設")]
    pub class_label_ja: String,
    /// 所管課
    #[schema(example = "総務課")]
    pub department: Option<String>,
    /// 延床面積(㎡) of the buildings whose area is known
    #[schema(example = 8000.5)]
    pub floor_area_m2: f64,
    /// 対策の有無: how many works of this plan are here
    #[schema(example = 4)]
    pub measures: u64,
    /// 建物, those that stand
    pub buildings: Vec<TargetBuilding>,
    /// 例示項目: names of its fields whose values are invented
    #[schema(example = json!([]))]
    pub illustrative: Vec<String>,
}

/// A building of such a facility
#[derive(Serialize, ToSchema)]
pub struct TargetBuilding {
    /// 建物番号
    #[schema(example = "P05-01-B1")]
    pub building_code: String,
    /// 建物名
    #[schema(example = "本庁舎")]
    pub name: String,
    /// 状態
    pub status: Status,
    /// 延床面積(㎡)
    #[schema(example = 8000.5)]
    pub floor_area_m2: Option<f64>,
    /// 建築年度
    #[schema(example = 1977)]
    pub completed_year: Option<i32>,
    /// 構造
    pub structure: Option<Structure>,
    /// 例示項目: names of its fields whose values are invented
    #[schema(example = json!(["floor_area_m2"]))]
    pub illustrative: Vec<String>,
}

/// The years of a plan, and how it is revised (計画期間)
#[derive(Serialize, ToSchema)]
pub struct PlanPeriod {
    /// 版
    #[schema(example = 2)]
    pub version_no: i32,
    /// 計画の状態
    pub state: PlanState,
    /// 基準年度: the year from which ages and remaining lives are counted
    #[schema(example = 2027)]
    pub base_year: i32,
    /// 計画期間の最初の年度
    #[schema(example = 2027)]
    pub first_year: i32,
    /// 計画期間の最後の年度
    #[schema(example = 2066)]
    pub last_year: i32,
    /// 計画期間（年）
    #[schema(example = 40)]
    pub years: i32,
    /// 作成日時 (RFC 3339)
    #[schema(example = "2026-11-23T01:00:00.000000Z")]
    pub drawn_at: String,
    /// 決定日
    #[schema(example = "2027-03-31")]
    pub adopted_on: Option<String>,
    /// 改定日: when the next version was adopted
    pub superseded_on: Option<String>,
    /// 改定の考え方: how it follows the inspections, in the reader's language
    #[schema(example = "点検と劣化状況評価の結果を反映し、必要に応じて改定する。")]
    pub revision: String,
    /// 点検の周期
    pub inspection_cycles: Vec<InspectionCycle>,
}

/// How often a kind of inspection is due (点検の周期)
#[derive(Serialize, ToSchema)]
pub struct InspectionCycle {
    /// 点検の種別
    #[schema(example = "bsa-12-2-building")]
    pub kind: String,
    /// 点検の種別（名称）
    #[schema(example = "建築物の定期点検")]
    pub name_ja: String,
    /// 根拠法令
    #[schema(example = "建築基準法第12条第2項")]
    pub law_ja: String,
    /// 点検の間隔（月）
    #[schema(example = "36")]
    pub interval_months: String,
}

/// By what works are ordered (対策の優先順位の考え方)
#[derive(Serialize, ToSchema)]
pub struct PriorityRule {
    /// How priority is reckoned
    #[schema(example = "priority = (50 × condition + 30 × role + 20 × risk) / 100, half up")]
    pub formula_en: String,
    /// 優先度の計算式
    #[schema(example = "優先度 =（50×劣化状況 + 30×役割 + 20×危険度）÷100、四捨五入")]
    pub formula_ja: String,
    /// 計算式の各項
    pub terms: Vec<PriorityTerm>,
    /// 計算に用いる値: every weight and number of points, with its source
    pub parameters: Vec<AssumedParameter>,
}

/// A summand of the priority
#[derive(Serialize, ToSchema)]
pub struct PriorityTerm {
    /// 優先度の内訳
    pub part: PriorityPart,
    /// 優先度の内訳（名称）
    #[schema(example = "劣化状況")]
    pub label_ja: String,
    /// 重み
    #[schema(example = 50)]
    pub weight: i64,
    /// 意味, in the reader's language
    #[schema(example = "部位の評価、なければ建物の健全度、それもなければ更新周期末の状態から求める必要度（0～100点）")]
    pub meaning: String,
}

/// In what state the facilities are (個別施設の状態等)
#[derive(Serialize, ToSchema)]
pub struct FacilityConditions {
    /// 評価基準
    #[schema(example = "mext-2017")]
    pub scheme: String,
    /// The day up to which ratings count: the last of the base year
    #[schema(example = "2027-03-31")]
    pub rated_until: String,
    /// 評価する部位, in the order of the scheme
    pub parts: Vec<RatedPart>,
    /// By facility
    pub facilities: Vec<FacilityCondition>,
}

/// A part of a building that is rated
#[derive(Serialize, ToSchema)]
pub struct RatedPart {
    /// 部位
    #[schema(example = "roof")]
    pub part: String,
    /// 部位の名称
    #[schema(example = "屋根・屋上")]
    pub label_ja: String,
}

/// In what state a facility is
#[derive(Serialize, ToSchema)]
pub struct FacilityCondition {
    /// 施設番号
    #[schema(example = "P05-01")]
    pub facility_code: String,
    /// 施設名
    #[schema(example = "武蔵村山市役所")]
    pub name: String,
    /// 直近の点検 of each kind
    pub inspections: Vec<LastInspection>,
    /// 未解決の不具合 of the facility that no building is named for
    pub open_defects: DefectCount,
    /// By building
    pub buildings: Vec<BuildingState>,
}

/// The last inspection of a kind (直近の点検)
#[derive(Serialize, ToSchema)]
pub struct LastInspection {
    /// 点検の種別
    #[schema(example = "bsa-12-2-building")]
    pub kind: String,
    /// 点検の種別（名称）; the code where the kind is not known any more
    #[schema(example = "建築物の定期点検")]
    pub name_ja: String,
    /// 実施日
    #[schema(example = "2025-10-15")]
    pub performed_on: String,
    /// 結果: the gravest of those of the day
    pub result: FindingResult,
    /// 例示: whether it is invented
    #[schema(example = false)]
    pub illustrative: bool,
}

/// How many defects are open, by severity (未解決の不具合)
#[derive(Clone, Copy, Default, Serialize, ToSchema)]
pub struct DefectCount {
    /// 危険
    #[schema(example = 0)]
    pub danger: u64,
    /// 早急
    #[schema(example = 1)]
    pub urgent: u64,
    /// 通常; also what is not triaged yet
    #[schema(example = 2)]
    pub ordinary: u64,
    /// 軽微
    #[schema(example = 0)]
    pub minor: u64,
}

/// In what state a building is
#[derive(Serialize, ToSchema)]
pub struct BuildingState {
    /// 健全度、部位ごとの評価、構造躯体の一次判定
    pub condition: BuildingCondition,
    /// 未解決の不具合, as they are now
    pub open_defects: DefectCount,
}

/// Works of a plan (対策内容と実施時期)
#[derive(Serialize, ToSchema)]
pub struct PlanMeasure {
    /// 施設名
    #[schema(example = "武蔵村山市役所")]
    pub facility_name: String,
    /// 建物名
    #[schema(example = "本庁舎")]
    pub building_name: Option<String>,
    /// 大分類
    pub class: Class,
    /// 経費の区分
    pub category: CostCategory,
    /// 計画期間内の費用（円）: what is paid up to the last year
    #[schema(example = 26000000)]
    pub cost_in_period_yen: i64,
    /// 計画の工事
    pub line: PlanLine,
}

/// What the works cost (対策費用): what is paid within the period
#[derive(Serialize, ToSchema)]
pub struct PlanCosts {
    /// 対策費用の合計（円）
    #[schema(example = 73142259900i64)]
    pub total_yen: i64,
    /// 年平均（円）, half up
    #[schema(example = 1828556498i64)]
    pub annual_mean_yen: i64,
    /// 計画期間後に支払う額（円）, which is in no other figure here
    #[schema(example = 0)]
    pub after_period_yen: i64,
    /// 概算額のない工事の件数: works whose cost is not known and counts as 0
    #[schema(example = 0)]
    pub cost_unknown: u64,
    /// 年度別
    pub by_year: Vec<PlanYearCost>,
    /// 10年ごと; the last may be shorter
    pub by_ten_years: Vec<PlanBlockCost>,
    /// 経費の区分別
    pub by_category: Vec<CategoryCost>,
    /// 施設別
    pub by_facility: Vec<FacilityCost>,
}

/// What a fiscal year of a plan costs
#[derive(Serialize, ToSchema)]
#[schema(as = PlanDocumentYearCost)]
pub struct PlanYearCost {
    /// 年度
    #[schema(example = 2027)]
    pub fiscal_year: i32,
    /// 費用（円）
    #[schema(example = 1560000000i64)]
    pub cost_yen: i64,
}

/// What ten years of a plan cost
#[derive(Serialize, ToSchema)]
pub struct PlanBlockCost {
    /// 最初の年度
    #[schema(example = 2027)]
    pub first_year: i32,
    /// 最後の年度
    #[schema(example = 2036)]
    pub last_year: i32,
    /// 費用（円）
    #[schema(example = 15600000000i64)]
    pub cost_yen: i64,
}

/// What a facility costs
#[derive(Serialize, ToSchema)]
pub struct FacilityCost {
    /// 施設番号
    #[schema(example = "P05-01")]
    pub facility_code: String,
    /// 施設名
    #[schema(example = "武蔵村山市役所")]
    pub name: String,
    /// 費用（円）
    #[schema(example = 5146246000i64)]
    pub cost_yen: i64,
    /// 例示: whether any of its works rests on an invented value
    #[schema(example = true)]
    pub illustrative: bool,
}

/// What a document rests on (前提)
#[derive(Serialize, ToSchema)]
pub struct PlanPremises {
    /// 残存年数の根拠
    #[schema(example = "rating")]
    pub life_basis: String,
    /// 長寿命化改修・改築を含むか
    #[schema(example = true)]
    pub overhauls: bool,
    /// 前提条件: every parameter with its source and confidence
    pub parameters: Vec<AssumedParameter>,
    /// 計画の作成時の注意事項, in the reader's language
    #[schema(example = json!(["概算額が分からない工事が12件あり、0円としています"]))]
    pub notes: Vec<String>,
    /// Digest of everything that went into the plan
    #[schema(example = "b6Wl0c3Qm1")]
    pub input_digest: String,
}
