//! The sums of a closed fiscal year by everything that statements ask for, so that a statement reads hundreds of rows and
//! not a million. An empty text stands for what the assets do not say.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "closing_total")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub municipality_code: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub fiscal_year: i32,
    #[sea_orm(primary_key, auto_increment = false)]
    pub account: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub accounting_entity: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub purpose: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub facility_code: String,
    pub assets: i64,
    pub opening_cost_yen: i64,
    pub opening_accumulated_yen: i64,
    pub increase_cost_yen: i64,
    pub increase_accumulated_yen: i64,
    pub decrease_cost_yen: i64,
    pub decrease_accumulated_yen: i64,
    pub charge_yen: i64,
    pub cost_yen: i64,
    pub accumulated_yen: i64,
    pub depreciable_cost_yen: i64,
    pub depreciable_accumulated_yen: i64,
}

impl ActiveModelBehavior for ActiveModel {}
