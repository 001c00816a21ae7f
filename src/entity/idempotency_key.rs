//! Answers already given, for requests that are repeated with the same `Idempotency-Key`.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "idempotency_key")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub municipality_code: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub idempotency_key: String,
    pub fingerprint: String,
    pub status: i32,
    pub etag: Option<String>,
    pub location: Option<String>,
    pub body: String,
    pub created_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
