//! What was done once to this database: the one table without a municipality.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "installation")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub task: String,
    pub outcome: String,
}

impl ActiveModelBehavior for ActiveModel {}
