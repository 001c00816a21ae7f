//! Closed fiscal years (決算): when, with what result, and the hash over their rows chained to the year before.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "fiscal_closing")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub municipality_code: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub fiscal_year: i32,
    pub entry_no: i64,
    pub closed_at: String,
    pub rules: String,
    pub assets: i64,
    pub movements: i64,
    pub charge_yen: i64,
    pub cost_yen: i64,
    pub accumulated_yen: i64,
    pub previous_hash: Option<String>,
    pub hash: String,
}

impl ActiveModelBehavior for ActiveModel {}
