//! Defects (不具合).

use crate::domain::defect::{DefectState, ReportedVia, Severity};
use crate::domain::facility::ComponentKind;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "defect")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub municipality_code: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub external_no: Option<String>,
    pub facility_code: String,
    pub building_code: Option<String>,
    pub component_code: Option<String>,
    pub component_kind: Option<ComponentKind>,
    pub place: Option<String>,
    pub description: String,
    pub severity: Option<Severity>,
    pub state: DefectState,
    pub via: ReportedVia,
    pub reported_by: Option<String>,
    pub contact: Option<String>,
    pub reported_on: String,
    pub link_token: Option<String>,
    pub inspection_id: Option<String>,
    pub finding_no: Option<i32>,
    pub department: Option<String>,
    pub assigned_to: Option<String>,
    pub due_on: Option<String>,
    pub fixed_on: Option<String>,
    pub closed_on: Option<String>,
    pub cost_yen: Option<i64>,
    pub work_id: Option<String>,
    pub reason: Option<String>,
    pub note: Option<String>,
    pub source: Option<String>,
    pub licence: Option<String>,
    pub illustrative: String,
    pub recorded_at: String,
}

impl ActiveModelBehavior for ActiveModel {}
