//! What the API says of defects.

use crate::domain::defect::{DefectState, ReportedVia, Severity};
use crate::domain::facility::ComponentKind;
use crate::domain::units::Yen;
use serde::Serialize;
use serde_json::value::RawValue;
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
    /// 連絡先: how to ask back; shown to staff only
    pub contact: Option<String>,
    /// 受付日
    #[schema(example = "2026-10-05")]
    pub reported_on: String,
    /// 点検の記録番号: the inspection that found it
    pub inspection_id: Option<String>,
    /// 指摘番号
    pub finding_no: Option<i32>,
    /// 担当課
    #[schema(example = "施設課")]
    pub department: Option<String>,
    /// 対応者
    #[schema(example = "施設課 保全係")]
    pub assigned_to: Option<String>,
    /// 期限
    #[schema(example = "2026-11-05")]
    pub due_on: Option<String>,
    /// 補修日
    pub fixed_on: Option<String>,
    /// 完了日
    pub closed_on: Option<String>,
    /// 費用（円）
    #[schema(example = 48000)]
    pub cost_yen: Option<Yen>,
    /// 工事の記録番号: the works that mend it
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
