//! Contracts by which another has property of the municipality (財産貸付契約・使用許可).

use crate::domain::property::{ContractKind, CounterpartyKind, Proration};
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "property_contract")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub municipality_code: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub external_no: Option<String>,
    pub property_id: String,
    pub title: String,
    pub kind: ContractKind,
    pub counterparty_kind: CounterpartyKind,
    pub counterparty: Option<String>,
    pub purpose: Option<String>,
    pub starts_on: String,
    pub ends_on: String,
    pub annual_rent_yen: i64,
    pub proration: Proration,
    pub due_month: i32,
    pub reduction_reason: Option<String>,
    pub note: Option<String>,
    pub source: Option<String>,
    pub licence: Option<String>,
    pub illustrative: String,
    pub recorded_at: String,
}

impl ActiveModelBehavior for ActiveModel {}
