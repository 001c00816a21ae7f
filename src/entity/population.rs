//! Population of a municipality by date (人口).

use crate::domain::facility::PopulationKind;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "population")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub municipality_code: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub observed_on: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: PopulationKind,
    pub total_persons: i64,
    pub source: Option<String>,
    pub illustrative: bool,
    #[sea_orm(belongs_to, from = "municipality_code", to = "code")]
    pub municipality: BelongsTo<super::municipality::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
