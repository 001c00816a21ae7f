//! Works (工事).

use crate::domain::work::{WorkKind, WorkOrigin, WorkState};
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "work")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub municipality_code: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub external_no: Option<String>,
    pub facility_code: String,
    pub building_code: Option<String>,
    pub component_code: Option<String>,
    pub kind: WorkKind,
    pub title: String,
    pub scope: Option<String>,
    pub state: WorkState,
    pub origin: WorkOrigin,
    pub origin_id: Option<String>,
    pub planned_year: Option<i32>,
    pub earliest_year: Option<i32>,
    pub latest_year: Option<i32>,
    pub duration_years: i32,
    pub cost_yen: Option<i64>,
    pub funding: String,
    pub priority: Option<i32>,
    pub priority_reasons: String,
    pub plan_year: Option<i32>,
    pub budget_year: Option<i32>,
    pub budget_request_yen: Option<i64>,
    pub started_on: Option<String>,
    pub done_on: Option<String>,
    pub actual_cost_yen: Option<i64>,
    pub dropped_reason: Option<String>,
    pub tags: String,
    pub capital_improvement: bool,
    pub plan_id: Option<String>,
    pub plan_key: Option<String>,
    pub note: Option<String>,
    pub source: Option<String>,
    pub licence: Option<String>,
    pub illustrative: String,
    pub recorded_at: String,
}

impl ActiveModelBehavior for ActiveModel {}
