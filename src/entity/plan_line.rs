//! Works of one version of the plan (計画の工事).

use crate::domain::work::WorkKind;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "plan_line")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub municipality_code: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub plan_id: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub line_no: i32,
    pub line_key: String,
    pub work_id: Option<String>,
    pub facility_code: String,
    pub building_code: Option<String>,
    pub component_code: Option<String>,
    pub kind: WorkKind,
    pub title: String,
    pub planned_year: i32,
    pub earliest_year: i32,
    pub latest_year: i32,
    pub duration_years: i32,
    pub cost_yen: i64,
    pub cost_estimated: bool,
    pub priority: i32,
    pub priority_condition: i32,
    pub priority_role: i32,
    pub priority_risk: i32,
    pub reasons: String,
    pub invented: bool,
    pub changed: bool,
    pub note: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
