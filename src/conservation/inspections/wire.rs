//! What the API says of inspections, their kinds, duties and due days.

use crate::domain::defect::Severity;
use crate::domain::facility::{Class, ComponentKind, Word};
use crate::domain::inspection::{FindingResult, InspectionScope, Standing};
use crate::domain::units::Yen;
use crate::http::Link;
use serde::Serialize;
use serde_json::value::RawValue;
use strum::{EnumIter, EnumString, IntoStaticStr};
use utoipa::{IntoParams, ToSchema};

/// A kind of inspection that recurs (点検の種別), with the rule that says what it applies to
#[derive(Debug, Serialize, ToSchema)]
pub struct InspectionKind {
    /// コード
    #[schema(example = "bsa-12-3-elevator")]
    pub code: String,
    /// 名称
    #[schema(example = "昇降機定期検査")]
    pub name_ja: String,
    /// Name in English
    #[schema(example = "Periodic inspection of elevators")]
    pub name_en: String,
    /// 根拠法令
    #[schema(example = "建築基準法第12条第3項")]
    pub law_ja: String,
    /// 対象: what an inspection looks at as one
    pub scope: InspectionScope,
    /// 周期（月）
    #[schema(example = 12)]
    pub interval_months: u32,
    /// 報告の周期（月）; none if nothing is reported
    #[schema(example = 12)]
    pub report_interval_months: Option<u32>,
    /// 大分類 it applies to; empty is every class
    #[schema(example = json!(["school"]))]
    pub classes: Vec<Class>,
    /// 部位区分 it applies to; only where the scope is a component
    #[schema(example = json!(["elevator"]))]
    pub component_kinds: Vec<ComponentKind>,
    /// 最小延床面積（㎡）: from this area on; this or the storeys are enough
    #[schema(example = 2000.0)]
    pub least_floor_area_m2: Option<f64>,
    /// 最小階数: from these storeys above ground on
    #[schema(example = 3)]
    pub least_storeys: Option<i32>,
    /// 担当課: who sees to it; `施設の所管課` or none is each facility's own department
    #[schema(example = "設備の主管課")]
    pub department: Option<String>,
    /// 適用開始日
    #[schema(example = "2016-06-01")]
    pub effective_from: Option<String>,
    /// 適用終了日
    pub effective_to: Option<String>,
    /// 出典
    #[schema(example = "建築基準法第12条に基づく定期報告制度")]
    pub source: String,
    /// 確度: `published`, `well-known`, `unverified`, `own`, or `municipal` for the municipality's own
    #[schema(example = "published")]
    pub confidence: String,
    /// 備考
    pub note: Option<String>,
    /// Whether it is the municipality's own, in place of a national one or beside them
    #[schema(example = false)]
    pub own: bool,
}

/// The kinds of inspections in force
#[derive(Serialize, ToSchema)]
pub struct InspectionKinds {
    /// By code
    pub kinds: Vec<InspectionKind>,
}

/// What a municipality says of one subject's inspection (個別の点検義務), before the rule of the kind
#[derive(Debug, Serialize, ToSchema)]
pub struct InspectionDuty {
    /// 点検の種別
    #[schema(example = "bsa-12-3-services")]
    pub kind: String,
    /// 対象
    pub scope: InspectionScope,
    /// 施設番号, 建物番号 or 部位番号 as the scope says
    #[schema(example = "P05-01-B1")]
    pub code: String,
    /// 点検の要否: whether it must be inspected, whatever the rule says
    #[schema(example = true)]
    pub required: bool,
    /// 周期（月） in place of the kind's
    #[schema(example = 36)]
    pub interval_months: Option<u32>,
    /// 初回期限: by when, as long as none was performed
    #[schema(example = "2027-03-31")]
    pub first_due_on: Option<String>,
    /// 担当課 in place of the kind's
    #[schema(example = "施設課")]
    pub department: Option<String>,
    /// 備考: why
    #[schema(example = "特定行政庁の指定により3年に1回")]
    pub note: Option<String>,
    /// 記録日時 (RFC 3339)
    #[schema(example = "2026-11-23T01:00:00.000000Z")]
    pub recorded_at: String,
}

/// What a municipality says of single subjects
#[derive(Serialize, ToSchema)]
pub struct InspectionDuties {
    /// By kind, scope and code
    pub duties: Vec<InspectionDuty>,
}

/// Path of what a municipality says of one subject
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
#[allow(dead_code)]
pub struct DutyPath {
    /// 全国地方公共団体コード
    #[param(example = "132233")]
    municipality: String,
    /// 点検の種別
    #[param(example = "bsa-12-3-services")]
    kind: String,
    /// 対象
    scope: InspectionScope,
    /// 施設番号, 建物番号 or 部位番号 as the scope says
    #[param(example = "P05-01-B1")]
    code: String,
}

/// An inspection that was performed (点検)
#[derive(Debug, Serialize, ToSchema)]
pub struct Inspection {
    /// 記録番号: given by the service
    #[schema(example = "01937c5e-0000-7000-8000-000000000001")]
    pub id: String,
    /// 整理番号: the municipality's own number, once only
    #[schema(example = "R8-点検-0012")]
    pub external_no: Option<String>,
    /// 点検の種別
    #[schema(example = "bsa-12-3-elevator")]
    pub kind: String,
    /// 施設番号; follows from building or component when left out
    #[schema(example = "P05-01")]
    pub facility_code: String,
    /// 建物番号; follows from the component when left out, none where the kind looks at the facility
    #[schema(example = "P05-01-B1")]
    pub building_code: Option<String>,
    /// 部位番号, where the kind looks at a component
    #[schema(example = "P05-01-B1-C1")]
    pub component_code: Option<String>,
    /// 実施日
    #[schema(example = "2026-10-05")]
    pub performed_on: String,
    /// 点検者
    #[schema(example = "株式会社昇降機保守")]
    pub inspector: Option<String>,
    /// 報告書番号
    #[schema(example = "R8-昇-001")]
    pub report_no: Option<String>,
    /// 費用（円）
    #[schema(example = 84000)]
    pub cost_yen: Option<Yen>,
    /// 点検結果 as a whole; the worst of the findings when left out, and never better than that
    pub result: FindingResult,
    /// 指摘
    pub findings: Vec<Finding>,
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

/// What was found at one place (指摘)
#[derive(Debug, Serialize, ToSchema)]
pub struct Finding {
    /// 指摘番号 within the inspection; the next that is free when left out
    #[schema(example = 1)]
    pub finding_no: i32,
    /// 建物番号; follows from the component, else that of the inspection
    #[schema(example = "P05-01-B1")]
    pub building_code: Option<String>,
    /// 部位番号; that of the inspection when neither building nor component is named
    #[schema(example = "P05-01-B1-C1")]
    pub component_code: Option<String>,
    /// 部位: a part as ratings name them, or in the municipality's own words
    #[schema(example = "mechanical")]
    pub part: Option<String>,
    /// 点検項目
    #[schema(example = "主索の摩耗の状況")]
    pub item: String,
    /// 点検結果
    pub result: FindingResult,
    /// 緊急度
    pub severity: Option<Severity>,
    /// 指摘の内容
    #[schema(example = "素線切れがある。次の点検までに取り替える。")]
    pub description: Option<String>,
    /// 不具合の記録番号: the defect it has become
    #[schema(example = "01937c5e-0000-7000-8000-000000000003")]
    pub defect_id: Option<String>,
    /// 工事の記録番号: the works it has become
    #[schema(example = "01937c5e-0000-7000-8000-000000000004")]
    pub work_id: Option<String>,
    /// 例示項目: names of the fields whose values are invented
    #[schema(value_type = Vec<String>, example = json!([]))]
    pub illustrative: Box<RawValue>,
}

/// A page of inspections
#[derive(Serialize, ToSchema)]
pub struct Inspections {
    /// Inspections on this page
    #[schema(example = 1)]
    pub number_returned: u64,
    /// Inspections that match in all, when `counted=true` asks for it
    #[schema(example = 1)]
    pub number_matched: Option<u64>,
    /// Link to the next page
    pub links: Vec<Link>,
    /// In the order asked for; by record number otherwise
    pub inspections: Vec<Inspection>,
}

/// What list of inspections is asked for
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code)]
pub struct InspectionQuery {
    /// 施設番号
    facility_code: Option<String>,
    /// 建物番号
    building_code: Option<String>,
    /// 部位番号
    component_code: Option<String>,
    /// 点検の種別
    kind: Option<String>,
    /// 点検結果 as a whole
    result: Option<FindingResult>,
    /// 整理番号
    external_no: Option<String>,
    /// 実施日, from this day
    #[param(example = "2026-04-01")]
    from: Option<String>,
    /// 実施日, up to this day
    #[param(example = "2027-03-31")]
    until: Option<String>,
    /// `performed_on`, `kind`, `facility_code`, `cost_yen`, `recorded_at`; with `-` before it the other way round
    sort: Option<String>,
    /// Whether to count all that match
    counted: Option<bool>,
    /// Inspections a page, up to 10000
    #[param(default = 1000)]
    limit: Option<u32>,
    /// Token of the next page, from the link `next`
    page: Option<String>,
}

/// Path of a finding
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
#[allow(dead_code)]
pub struct FindingPath {
    /// 全国地方公共団体コード
    #[param(example = "132233")]
    municipality: String,
    /// 点検の記録番号
    #[param(example = "01937c5e-0000-7000-8000-000000000001")]
    id: String,
    /// 指摘番号
    #[param(example = 1)]
    finding_no: i32,
}

/// What is said of a defect beside its finding (指摘からの不具合); all of it may be left out
#[derive(Serialize, ToSchema)]
pub struct FindingDefect {
    /// 不具合の内容; item and description of the finding otherwise
    #[schema(example = "昇降機の主索に素線切れがある")]
    pub description: Option<String>,
    /// 緊急度; that of the finding otherwise
    pub severity: Option<Severity>,
    /// 場所
    #[schema(example = "1号機")]
    pub place: Option<String>,
    /// 部位区分; that of the component otherwise
    pub component_kind: Option<ComponentKind>,
    /// 報告者; the inspector otherwise
    #[schema(example = "株式会社昇降機保守")]
    pub reported_by: Option<String>,
    /// 受付日; the day of the inspection otherwise
    #[schema(example = "2026-10-05")]
    pub reported_on: Option<String>,
    /// 担当課
    #[schema(example = "施設課")]
    pub department: Option<String>,
    /// 期限
    #[schema(example = "2026-12-31")]
    pub due_on: Option<String>,
    /// 整理番号: the municipality's own number, once only
    #[schema(example = "R8-0012")]
    pub external_no: Option<String>,
    /// 備考
    pub note: Option<String>,
}

/// How near an inspection is (期限の状況)
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema, EnumIter, EnumString, IntoStaticStr,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum DueStanding {
    /// 期限超過
    Overdue,
    /// 未実施: never performed, and no day set for the first
    NeverDone,
    /// 期限間近
    DueSoon,
    /// 期限内
    Later,
}

impl Word for DueStanding {
    fn label_ja(self) -> &'static str {
        match self {
            DueStanding::Overdue => "期限超過",
            DueStanding::NeverDone => "未実施",
            DueStanding::DueSoon => "期限間近",
            DueStanding::Later => "期限内",
        }
    }
}

impl From<Standing> for DueStanding {
    fn from(standing: Standing) -> DueStanding {
        match standing {
            Standing::Overdue { .. } => DueStanding::Overdue,
            Standing::NeverDone => DueStanding::NeverDone,
            Standing::DueSoon { .. } => DueStanding::DueSoon,
            Standing::Later => DueStanding::Later,
        }
    }
}

/// How many inspections stand how near
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct DueCounts {
    /// 期限超過
    #[schema(example = 12)]
    pub overdue: u64,
    /// 未実施
    #[schema(example = 3)]
    pub never_done: u64,
    /// 期限間近
    #[schema(example = 8)]
    pub due_soon: u64,
    /// 期限内
    #[schema(example = 120)]
    pub later: u64,
}

/// How many inspections of a department stand how near
#[derive(Debug, Serialize, ToSchema)]
pub struct DepartmentDue {
    /// 担当課; none where nobody is named
    #[schema(example = "設備の主管課")]
    pub department: Option<String>,
    /// How many stand how near
    pub counts: DueCounts,
}

/// An inspection that has to be performed (点検予定), with why and by when
#[derive(Debug, Serialize, ToSchema)]
pub struct InspectionDue {
    /// 期限の状況
    pub standing: DueStanding,
    /// 期限日; none if never performed and no day is set
    #[schema(example = "2026-10-31")]
    pub due_on: Option<String>,
    /// 残日数: days until the due day, negative when it has passed
    #[schema(example = -23)]
    pub days: Option<i64>,
    /// 点検の種別
    #[schema(example = "bsa-12-3-elevator")]
    pub kind: String,
    /// 種別名, in the reader's language
    #[schema(example = "昇降機定期検査")]
    pub kind_name: String,
    /// 根拠法令
    #[schema(example = "建築基準法第12条第3項")]
    pub law_ja: String,
    /// 対象
    pub scope: InspectionScope,
    /// 施設番号
    #[schema(example = "P05-01")]
    pub facility_code: String,
    /// 施設名
    #[schema(example = "市役所")]
    pub facility_name: String,
    /// 建物番号
    #[schema(example = "P05-01-B1")]
    pub building_code: Option<String>,
    /// 建物名
    #[schema(example = "本庁舎")]
    pub building_name: Option<String>,
    /// 部位番号
    #[schema(example = "P05-01-B1-C1")]
    pub component_code: Option<String>,
    /// 部位名
    #[schema(example = "1号機")]
    pub component_name: Option<String>,
    /// 担当課: of the exception, else of the kind, else of the facility
    #[schema(example = "設備の主管課")]
    pub department: Option<String>,
    /// 前回実施日
    #[schema(example = "2025-10-31")]
    pub last_performed_on: Option<String>,
    /// 前回点検の記録番号
    #[schema(example = "01937c5e-0000-7000-8000-000000000001")]
    pub last_inspection_id: Option<String>,
    /// 周期（月）
    #[schema(example = 12)]
    pub interval_months: u32,
    /// 該当理由: why it applies, in the reader's language
    #[schema(example = "種類が「昇降機」で、昇降機定期検査（建築基準法第12条第3項）の対象です")]
    pub because: String,
    /// 個別指定: whether the municipality says something of this subject
    #[schema(example = false)]
    pub individual: bool,
    /// 備考 of what the municipality says of this subject
    pub note: Option<String>,
}

/// A page of inspections that have to be performed
#[derive(Serialize, ToSchema)]
pub struct InspectionsDue {
    /// 基準日
    #[schema(example = "2026-11-23")]
    pub as_of: String,
    /// Up to so many days ahead a due day counts as near
    #[schema(example = 30)]
    pub soon_days: u32,
    /// Inspections on this page
    #[schema(example = 1)]
    pub number_returned: u64,
    /// Inspections that match in all
    #[schema(example = 1)]
    pub number_matched: u64,
    /// Link to the next page
    pub links: Vec<Link>,
    /// How many stand how near, of all that match the filters but `standing`
    pub counts: DueCounts,
    /// The same by department, by name, those without one last
    pub departments: Vec<DepartmentDue>,
    /// In the order asked for
    pub due: Vec<InspectionDue>,
}

/// What list of due inspections is asked for
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code)]
pub struct DueQuery {
    /// 基準日: reckoned as of this day; today when not given
    #[param(example = "2026-11-23")]
    as_of: Option<String>,
    /// Due on this day at the latest; what was never performed is due at once
    #[param(example = "2027-03-31")]
    until: Option<String>,
    /// 担当課
    #[param(example = "設備の主管課")]
    department: Option<String>,
    /// 点検の種別
    #[param(example = "bsa-12-3-elevator")]
    kind: Option<String>,
    /// 施設番号
    #[param(example = "P05-01")]
    facility_code: Option<String>,
    /// 期限の状況
    standing: Option<DueStanding>,
    /// Up to so many days ahead a due day counts as near, up to 3650
    #[param(default = 30)]
    soon_days: Option<u32>,
    /// `due_on` (overdue, then never performed, then by day), `department`, `kind`, `facility_code`; with `-` before it the
    /// other way round
    #[param(default = "due_on")]
    sort: Option<String>,
    /// Form of the answer: `json`, `csv` or `xlsx`; files hold all that match
    #[param(default = "json")]
    format: Option<String>,
    /// Character encoding of CSV: `utf-8-bom`, `utf-8` or `cp932`
    #[param(default = "utf-8-bom")]
    encoding: Option<String>,
    /// Inspections a page of JSON, up to 10000
    #[param(default = 1000)]
    limit: Option<u32>,
    /// Token of the next page, from the link `next`
    page: Option<String>,
}
