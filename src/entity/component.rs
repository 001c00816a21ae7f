//! Components (部位・設備).

use crate::domain::facility::ComponentKind;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "component")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub municipality_code: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub code: String,
    pub building_code: String,
    pub name: String,
    pub kind: ComponentKind,
    pub installed_year: Option<i32>,
    pub cycle_years: Option<i32>,
    pub quantity: Option<f64>,
    pub unit: Option<String>,
    pub unit_cost_yen: Option<i64>,
    pub note: Option<String>,
    pub source: Option<String>,
    pub licence: Option<String>,
    pub illustrative: String,
    pub search_text: String,
    #[sea_orm(belongs_to, from = "(municipality_code, building_code)", to = "(municipality_code, code)")]
    pub building: BelongsTo<super::building::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
