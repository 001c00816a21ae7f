//! Demand points (需要点): how many people of which ages live where, year by year.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "demand_point")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub municipality_code: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub code: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub year: i32,
    #[sea_orm(primary_key, auto_increment = false)]
    pub age_group: String,
    pub name: String,
    pub longitude: f64,
    pub latitude: f64,
    pub population_hundredths: i64,
    pub source: Option<String>,
    pub licence: Option<String>,
    /// Names of the fields whose values are invented, as JSON text.
    pub illustrative: String,
}

impl ActiveModelBehavior for ActiveModel {}
