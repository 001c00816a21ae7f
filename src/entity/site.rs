//! Sites (敷地).

use crate::domain::facility::{PropertyClass, UseStatus, Zoning};
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "site")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub municipality_code: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub code: String,
    pub name: String,
    pub name_kana: Option<String>,
    pub address: Option<String>,
    pub area_dm2: Option<i64>,
    pub zoning: Option<Zoning>,
    pub floor_area_ratio_percent: Option<i32>,
    pub coverage_ratio_percent: Option<i32>,
    pub property_class: Option<PropertyClass>,
    pub use_status: Option<UseStatus>,
    pub note: Option<String>,
    pub source: Option<String>,
    pub licence: Option<String>,
    pub illustrative: String,
    pub search_text: String,
    pub geometry: Option<String>,
    pub min_lon: Option<f64>,
    pub min_lat: Option<f64>,
    pub max_lon: Option<f64>,
    pub max_lat: Option<f64>,
    #[sea_orm(has_many)]
    pub facilities: HasMany<super::facility::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
