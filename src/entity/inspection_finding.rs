//! What was found at one place (指摘).

use crate::domain::defect::Severity;
use crate::domain::inspection::FindingResult;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "inspection_finding")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub municipality_code: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub inspection_id: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub finding_no: i32,
    pub building_code: Option<String>,
    pub component_code: Option<String>,
    pub part: Option<String>,
    pub item: String,
    pub result: FindingResult,
    pub severity: Option<Severity>,
    pub description: Option<String>,
    pub defect_id: Option<String>,
    pub work_id: Option<String>,
    pub illustrative: String,
}

impl ActiveModelBehavior for ActiveModel {}
