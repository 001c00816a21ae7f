//! Versions of the conservation plan (施設保全計画).

use crate::domain::plan::PlanState;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "conservation_plan")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub municipality_code: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub version_no: i32,
    pub title: String,
    pub state: PlanState,
    pub base_year: i32,
    pub first_year: i32,
    pub last_year: i32,
    pub based_on_id: Option<String>,
    pub drawn_at: String,
    pub adopted_on: Option<String>,
    pub superseded_on: Option<String>,
    pub settings: String,
    pub assumptions: String,
    pub summary: String,
    pub note: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
