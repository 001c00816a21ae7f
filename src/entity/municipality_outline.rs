//! The outline of a municipality (行政区域).

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "municipality_outline")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub municipality_code: String,
    pub geometry: String,
    pub source: Option<String>,
    pub licence: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
