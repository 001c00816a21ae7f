//! Facilities (施設).

use crate::domain::facility::{Class, Operation, Status, Subclass};
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "facility")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub municipality_code: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub code: String,
    pub name: String,
    pub class: Class,
    pub status: Status,
    pub name_kana: Option<String>,
    pub nickname: Option<String>,
    pub subclass: Option<Subclass>,
    pub site_code: Option<String>,
    pub department: Option<String>,
    pub address: Option<String>,
    pub postal_code: Option<String>,
    pub phone: Option<String>,
    pub url: Option<String>,
    pub operation: Option<Operation>,
    pub opened_on: Option<String>,
    pub disaster_roles: String,
    pub attributes: String,
    pub note: Option<String>,
    pub source: Option<String>,
    pub licence: Option<String>,
    pub illustrative: String,
    pub search_text: String,
    pub geometry: Option<String>,
    pub min_lon: Option<f64>,
    pub min_lat: Option<f64>,
    pub max_lon: Option<f64>,
    pub max_lat: Option<f64>,
    #[sea_orm(belongs_to, from = "(municipality_code, site_code)", to = "(municipality_code, code)")]
    pub site: BelongsTo<Option<super::site::Entity>>,
    #[sea_orm(has_many)]
    pub buildings: HasMany<super::building::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
