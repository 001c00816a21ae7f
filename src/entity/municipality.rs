//! Municipalities (地方公共団体).

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "municipality")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub code: String,
    pub name: String,
    pub name_kana: Option<String>,
    pub prefecture: String,
    pub plane_zone: i32,
    pub source: Option<String>,
    pub licence: Option<String>,
    pub illustrative: String,
    #[sea_orm(has_many)]
    pub populations: HasMany<super::population::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
