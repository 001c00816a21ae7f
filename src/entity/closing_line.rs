//! What an asset stands at when a fiscal year is closed (期末残高), and the depreciation that the closing charged. It is the
//! balance brought forward into the next year.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "closing_line")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub municipality_code: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub fiscal_year: i32,
    #[sea_orm(primary_key, auto_increment = false)]
    pub asset_no: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub branch_no: String,
    pub charge_yen: i64,
    pub cost_yen: i64,
    pub accumulated_yen: i64,
}

impl ActiveModelBehavior for ActiveModel {}
