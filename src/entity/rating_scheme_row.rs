//! Rating schemes (評価基準), a row an element.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "rating_scheme_row")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub municipality_code: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub scheme: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub element: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    pub position: i32,
    pub value: String,
    pub effective_from: String,
    pub effective_to: Option<String>,
    pub source: String,
    pub confidence: String,
    pub note: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
