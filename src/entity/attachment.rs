//! Photos and documents (添付).

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "attachment")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub municipality_code: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub subject: String,
    pub subject_id: String,
    pub file_name: String,
    pub media_type: String,
    pub byte_length: i64,
    pub sha256: String,
    pub width_px: Option<i32>,
    pub height_px: Option<i32>,
    pub caption: Option<String>,
    pub taken_on: Option<String>,
    pub storage_key: String,
    pub recorded_at: String,
}

impl ActiveModelBehavior for ActiveModel {}
