//! Entries of the register (記帳): one for each act that was recorded, numbered without gaps in the order of recording.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "register_entry")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub municipality_code: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub entry_no: i64,
    pub recorded_at: String,
    pub kind: String,
    pub note: Option<String>,
    pub source: Option<String>,
    pub reverses_entry_no: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}
