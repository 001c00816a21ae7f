//! Buildings (棟).

use crate::domain::facility::{SeismicRetrofit, SeismicStandard, Status, Structure};
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "building")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub municipality_code: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub code: String,
    pub facility_code: String,
    pub name: String,
    pub status: Status,
    pub structure: Option<Structure>,
    pub storeys_above: Option<i32>,
    pub storeys_below: Option<i32>,
    pub floor_area_dm2: Option<i64>,
    pub completed_on: Option<String>,
    pub completed_year: Option<i32>,
    pub seismic_standard: Option<SeismicStandard>,
    pub seismic_retrofit: Option<SeismicRetrofit>,
    pub useful_life_class: Option<String>,
    pub useful_life_years: Option<i32>,
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
    #[sea_orm(belongs_to, from = "(municipality_code, facility_code)", to = "(municipality_code, code)")]
    pub facility: BelongsTo<super::facility::Entity>,
    #[sea_orm(has_many)]
    pub components: HasMany<super::component::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
