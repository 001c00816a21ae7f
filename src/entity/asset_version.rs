//! What an asset is and is called (固定資産台帳), as it was from a day on and as it was known from an entry on. The rows of an
//! asset are never changed: a later entry with the same day takes the place of an earlier one.

use crate::domain::asset::{Account, DepreciationMethod, LeaseClass, Purpose, StartPolicy};
use crate::domain::facility::PropertyClass;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "asset_version")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub municipality_code: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub asset_no: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub branch_no: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub effective_on: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub entry_no: i64,
    pub name: String,
    pub account: Account,
    pub account_detail: Option<String>,
    pub accounting_entity: String,
    pub location: Option<String>,
    pub department: Option<String>,
    pub lease_class: LeaseClass,
    pub life_class: Option<String>,
    pub useful_life_years: Option<i32>,
    pub acquired_on: Option<String>,
    pub in_service_on: Option<String>,
    pub ownership_ratio: Option<f64>,
    pub depreciation_method: DepreciationMethod,
    pub start_policy: Option<StartPolicy>,
    pub budget_item: Option<String>,
    pub usage: Option<String>,
    pub programme: Option<String>,
    pub opening_estimated: bool,
    pub attributes: Option<String>,
    pub saleable: bool,
    pub market_value_yen: Option<i64>,
    pub quantity: Option<f64>,
    pub unit: Option<String>,
    pub floors: Option<String>,
    pub land_category: Option<String>,
    pub purpose: Option<Purpose>,
    pub property_class: Option<PropertyClass>,
    pub property_ledger_no: Option<String>,
    pub statutory_ledger_no: Option<String>,
    pub site_code: Option<String>,
    pub facility_code: Option<String>,
    pub building_code: Option<String>,
    pub component_code: Option<String>,
    pub optional_items: String,
    pub note: Option<String>,
    pub source: Option<String>,
    pub illustrative: String,
}

impl ActiveModelBehavior for ActiveModel {}
