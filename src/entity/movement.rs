//! Movements of assets (増減異動): what changed their cost and their accumulated depreciation, and why. Written once.

use crate::domain::asset::{Account, Reason};
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "movement")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub municipality_code: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub fiscal_year: i32,
    #[sea_orm(primary_key, auto_increment = false)]
    pub asset_no: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub branch_no: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub movement_no: i32,
    pub occurred_on: String,
    pub reason: Reason,
    pub account: Account,
    pub accounting_entity: String,
    pub cost_yen: i64,
    pub accumulated_yen: i64,
    pub proceeds_yen: Option<i64>,
    pub entry_no: i64,
}

impl ActiveModelBehavior for ActiveModel {}
