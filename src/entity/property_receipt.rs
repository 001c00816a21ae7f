//! Rent that came in (貸付料の収納).

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "property_receipt")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub municipality_code: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub contract_id: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub receipt_no: i32,
    pub fiscal_year: i32,
    pub received_on: String,
    pub amount_yen: i64,
    pub note: Option<String>,
    pub illustrative: bool,
    pub recorded_at: String,
}

impl ActiveModelBehavior for ActiveModel {}
