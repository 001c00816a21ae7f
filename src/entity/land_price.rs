//! Land prices at survey points (地価公示・地価調査).

use crate::domain::property::Survey;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "land_price")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub municipality_code: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub survey: Survey,
    pub point_no: String,
    pub calendar_year: i32,
    pub yen_per_m2: i64,
    pub change_permille: Option<i32>,
    pub address: Option<String>,
    pub land_use: Option<String>,
    pub zoning: Option<String>,
    pub area_dm2: Option<i64>,
    pub station: Option<String>,
    pub station_distance_m: Option<i32>,
    pub geometry: String,
    pub note: Option<String>,
    pub source: Option<String>,
    pub licence: Option<String>,
    pub illustrative: String,
    pub recorded_at: String,
}

impl ActiveModelBehavior for ActiveModel {}
