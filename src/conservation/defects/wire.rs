//! What the API says of defects.

use crate::domain::defect::{DefectState, ReportedVia, Severity};
use crate::domain::facility::{ComponentKind, labels};
use crate::domain::units::Yen;
use crate::http::Link;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use strum::{EnumIter, EnumString, IntoStaticStr};
use utoipa::{IntoParams, ToSchema};

/// A defect (不具合): something broken or dangerous, from its report to its end
#[derive(Debug, Serialize, ToSchema)]
pub struct Defect {
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
    /// 部位区分; follows from the component
    pub component_kind: Option<ComponentKind>,
    /// 場所
    #[schema(example = "2階 男子トイレ")]
    pub place: Option<String>,
    /// 不具合の内容
    #[schema(example = "天井から雨漏りしている")]
    pub description: String,
    /// 緊急度; from the triage on
    pub severity: Option<Severity>,
    /// 状態; changed by `state-changes` only
    pub state: DefectState,
    /// 受付経路
    pub via: ReportedVia,
    /// 報告者
    #[schema(example = "図書館")]
    pub reported_by: Option<String>,
    /// 連絡先: how to ask back; in the record itself only, never in lists or in the history
    pub contact: Option<String>,
    /// 受付日; today when left out
    #[schema(example = "2026-10-05")]
    pub reported_on: String,
    /// 点検の記録番号: the inspection that found it; given by the service
    pub inspection_id: Option<String>,
    /// 指摘番号; given by the service
    pub finding_no: Option<i32>,
    /// 担当課
    #[schema(example = "施設課")]
    pub department: Option<String>,
    /// 対応者
    #[schema(example = "施設課 保全係")]
    pub assigned_to: Option<String>,
    /// 期限; follows from the severity when left out of a defect that is judged and not fixed
    #[schema(example = "2026-11-05")]
    pub due_on: Option<String>,
    /// 補修日
    pub fixed_on: Option<String>,
    /// 完了日
    pub closed_on: Option<String>,
    /// 費用（円）
    #[schema(example = 48000)]
    pub cost_yen: Option<Yen>,
    /// 工事の記録番号: the works that it has become, by `works` below it
    pub work_id: Option<String>,
    /// 理由: why it is rejected
    pub reason: Option<String>,
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

/// A page of defects
#[derive(Serialize, ToSchema)]
pub struct Defects {
    /// Defects on this page
    #[schema(example = 1)]
    pub number_returned: u64,
    /// Defects that match in all, when `counted=true` asks for it
    #[schema(example = 1)]
    pub number_matched: Option<u64>,
    /// Link to the next page
    pub links: Vec<Link>,
    /// In the order asked for, by record number otherwise; without `contact`
    pub defects: Vec<Defect>,
}

/// What list of defects is asked for
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code)]
pub struct DefectQuery {
    /// 施設番号
    facility_code: Option<String>,
    /// 建物番号
    building_code: Option<String>,
    /// 部位番号
    component_code: Option<String>,
    /// 部位区分
    component_kind: Option<ComponentKind>,
    /// 状態
    state: Option<DefectState>,
    /// 緊急度
    severity: Option<Severity>,
    /// 受付経路
    via: Option<ReportedVia>,
    /// 担当課
    department: Option<String>,
    /// 整理番号; the number that whoever reported through a link was given
    external_no: Option<String>,
    /// 点検の記録番号
    inspection_id: Option<String>,
    /// 工事の記録番号
    work_id: Option<String>,
    /// 受付日, from this day
    #[param(example = "2026-04-01")]
    reported_from: Option<String>,
    /// 受付日, up to this day
    #[param(example = "2027-03-31")]
    reported_to: Option<String>,
    /// `true`: neither closed nor rejected; `false`: one of them
    open: Option<bool>,
    /// `true`: past `due_on` and still to be fixed; `false`: not
    overdue: Option<bool>,
    /// `reported_on`, `due_on`, `cost_yen`, `facility_code`, `recorded_at`; with `-` before it the other way round
    sort: Option<String>,
    /// Whether to count all that match
    counted: Option<bool>,
    /// Defects a page, up to 10000
    #[param(default = 1000)]
    limit: Option<u32>,
    /// Token of the next page, from the link `next`
    page: Option<String>,
}

/// How the state of a defect changes (不具合の状態変更), with the facts that the new state needs
#[derive(Serialize, ToSchema)]
pub struct DefectStateChange {
    /// 変更後の状態: reported → triaged → assigned → fixed → closed, or rejected; closed and rejected ones open again as triaged
    pub state: DefectState,
    /// 備考: kept in the history
    #[schema(example = "現地を確認")]
    pub remark: Option<String>,
    /// 緊急度, for triaged
    pub severity: Option<Severity>,
    /// 期限; follows from the severity when left out
    #[schema(example = "2026-11-30")]
    pub due_on: Option<String>,
    /// 担当課
    #[schema(example = "施設課")]
    pub department: Option<String>,
    /// 対応者, for assigned
    #[schema(example = "施設課 保全係")]
    pub assigned_to: Option<String>,
    /// 補修日, for fixed
    #[schema(example = "2026-11-20")]
    pub fixed_on: Option<String>,
    /// 完了日, for closed
    #[schema(example = "2026-11-23")]
    pub closed_on: Option<String>,
    /// 費用（円）
    #[schema(example = 48000)]
    pub cost_yen: Option<Yen>,
    /// 対応不要の理由, for rejected
    #[schema(example = "既に報告のあったもの")]
    pub reason: Option<String>,
}

/// By what defects are counted (集計の区分).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, EnumIter, EnumString, IntoStaticStr)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum SummaryBy {
    /// 施設
    Facility,
    /// 部位区分
    ComponentKind,
    /// 担当課
    Department,
    /// 緊急度
    Severity,
}

labels!(SummaryBy {
    Facility => "施設",
    ComponentKind => "部位区分",
    Department => "担当課",
    Severity => "緊急度",
});

/// What summary of defects is asked for
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code)]
pub struct DefectSummaryQuery {
    /// 集計の区分; by facility when not given
    by: Option<SummaryBy>,
    /// 施設番号
    facility_code: Option<String>,
    /// 建物番号
    building_code: Option<String>,
    /// 部位番号
    component_code: Option<String>,
    /// 部位区分
    component_kind: Option<ComponentKind>,
    /// 受付日, from this day
    #[param(example = "2026-04-01")]
    reported_from: Option<String>,
    /// 受付日, up to this day
    #[param(example = "2027-03-31")]
    reported_to: Option<String>,
}

/// How defects fare (不具合の集計)
#[derive(Serialize, ToSchema)]
pub struct DefectSummary {
    /// 集計の区分
    pub by: SummaryBy,
    /// 基準日: what is late is late on this day
    #[schema(example = "2026-11-23")]
    pub as_of: String,
    /// By key, severities the gravest first; those without one last
    pub groups: Vec<DefectGroup>,
    /// All together
    pub total: DefectGroup,
}

/// How the defects of a group fare
#[derive(Serialize, ToSchema)]
pub struct DefectGroup {
    /// 施設番号, or the code of the 部位区分, 担当課 or 緊急度; absent where the defects have none
    #[schema(example = "P05-01")]
    pub key: Option<String>,
    /// 名称 of it
    #[schema(example = "市役所")]
    pub name: Option<String>,
    /// 受付件数: all of them
    #[schema(example = 12)]
    pub reported: i64,
    /// 未完了件数: neither closed nor rejected
    #[schema(example = 4)]
    pub open: i64,
    /// 完了件数
    #[schema(example = 7)]
    pub closed: i64,
    /// 対応不要件数
    #[schema(example = 1)]
    pub rejected: i64,
    /// 期限超過件数: still to be fixed after `due_on`
    #[schema(example = 2)]
    pub overdue: i64,
    /// 補修済件数: fixed, accepted or not
    #[schema(example = 8)]
    pub fixed: i64,
    /// 平均補修日数: from the report to the repair, of those fixed; in tenths of a day, rounded half up
    #[schema(example = 18.5)]
    pub mean_days_to_fix: Option<f64>,
    /// 最長経過日数: since the report of the oldest that is open
    #[schema(example = 143)]
    pub oldest_open_days: Option<i64>,
    /// 最長超過日数: since the day by which the latest of them was to be fixed
    #[schema(example = 36)]
    pub most_days_overdue: Option<i64>,
    /// 費用（円）: what they cost, as far as it is known
    #[schema(example = 1284000)]
    pub cost_yen: Yen,
}
