//! Use of facilities by residents across borders (相互利用の実績).

use crate::domain::regional::{UseDirection, UseMeasure, UseService};
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "resident_use")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub municipality_code: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub service: UseService,
    pub direction: UseDirection,
    pub partner_code: String,
    pub partner_name: Option<String>,
    pub measure: UseMeasure,
    pub fiscal_year: i32,
    pub observed_on: Option<String>,
    pub count: i64,
    pub note: Option<String>,
    pub source: Option<String>,
    pub licence: Option<String>,
    pub illustrative: String,
    pub recorded_at: String,
}

impl ActiveModelBehavior for ActiveModel {}
