//! Inspections performed (点検).

use crate::domain::inspection::FindingResult;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "inspection")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub municipality_code: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub external_no: Option<String>,
    pub kind: String,
    pub facility_code: String,
    pub building_code: Option<String>,
    pub component_code: Option<String>,
    pub performed_on: String,
    pub inspector: Option<String>,
    pub report_no: Option<String>,
    pub cost_yen: Option<i64>,
    pub result: FindingResult,
    pub note: Option<String>,
    pub source: Option<String>,
    pub licence: Option<String>,
    pub illustrative: String,
    pub recorded_at: String,
}

impl ActiveModelBehavior for ActiveModel {}
