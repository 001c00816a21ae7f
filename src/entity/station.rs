//! Stations (鉄道駅), existing and planned.

use crate::domain::catchment::StationStatus;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "station")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub municipality_code: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub code: String,
    pub name: String,
    pub line: Option<String>,
    pub longitude: f64,
    pub latitude: f64,
    pub status: StationStatus,
    pub opening_year: Option<i32>,
    pub source: Option<String>,
    pub licence: Option<String>,
    /// Names of the fields whose values are invented, as JSON text.
    pub illustrative: String,
}

impl ActiveModelBehavior for ActiveModel {}
