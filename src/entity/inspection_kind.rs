//! Kinds of inspections (点検の種別).

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "inspection_kind")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub municipality_code: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub code: String,
    pub name_ja: String,
    pub name_en: String,
    pub law_ja: String,
    pub scope: String,
    pub interval_months: String,
    pub report_interval_months: String,
    pub classes: String,
    pub component_kinds: String,
    pub least_floor_area_m2: String,
    pub least_storeys: String,
    pub department: String,
    pub effective_from: String,
    pub effective_to: Option<String>,
    pub source: String,
    pub confidence: String,
    pub note: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
