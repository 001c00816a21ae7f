//! What the municipality says of one subject's inspection (個別の点検義務).

use crate::domain::inspection::InspectionScope;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "inspection_duty")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub municipality_code: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub scope: InspectionScope,
    #[sea_orm(primary_key, auto_increment = false)]
    pub subject_code: String,
    pub required: bool,
    pub interval_months: Option<i32>,
    pub first_due_on: Option<String>,
    pub department: Option<String>,
    pub note: Option<String>,
    pub recorded_at: String,
}

impl ActiveModelBehavior for ActiveModel {}
