//! Agreements with other municipalities (広域連携の協定).

use crate::domain::regional::AgreementKind;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "agreement")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub municipality_code: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub external_no: Option<String>,
    pub title: String,
    pub kind: AgreementKind,
    pub partners: String,
    pub starts_on: String,
    pub ends_on: Option<String>,
    pub classes: String,
    pub shared_columns: String,
    pub terms: Option<String>,
    pub department: Option<String>,
    pub note: Option<String>,
    pub source: Option<String>,
    pub licence: Option<String>,
    pub illustrative: String,
    pub recorded_at: String,
}

impl ActiveModelBehavior for ActiveModel {}
