//! Land and rooms that are not in use (未利用・暫定利用の公有財産).

use crate::domain::facility::{PropertyClass, Zoning};
use crate::domain::property::{IdleState, Measure, PropertyKind};
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "idle_property")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub municipality_code: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub external_no: Option<String>,
    pub name: String,
    pub kind: PropertyKind,
    pub state: IdleState,
    pub since_on: String,
    pub facility_code: Option<String>,
    pub building_code: Option<String>,
    pub site_code: Option<String>,
    pub address: Option<String>,
    pub area_dm2: Option<i64>,
    pub zoning: Option<Zoning>,
    pub property_class: PropertyClass,
    pub use_abolished_on: Option<String>,
    pub measure: Option<Measure>,
    pub adjustment_permille: i32,
    pub asking_price_yen: Option<i64>,
    pub subsidy_name: Option<String>,
    pub restricted_until: Option<String>,
    pub restriction_lifted_on: Option<String>,
    pub voted_on: Option<String>,
    pub published: bool,
    pub offered_from: Option<String>,
    pub offered_until: Option<String>,
    pub disposed_price_yen: Option<i64>,
    pub department: Option<String>,
    pub geometry: Option<String>,
    pub note: Option<String>,
    pub source: Option<String>,
    pub licence: Option<String>,
    pub illustrative: String,
    pub recorded_at: String,
}

impl ActiveModelBehavior for ActiveModel {}
