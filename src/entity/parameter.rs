//! Parameters of the calculations with their source; national defaults under the municipality `000000`.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "parameter")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub municipality_code: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub parameter_set: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub effective_from: String,
    pub effective_to: Option<String>,
    pub value: String,
    pub unit: String,
    pub source: String,
    pub confidence: String,
    pub note: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
