//! Ratings of parts (劣化状況評価).

use crate::domain::condition::RatingBasis;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "condition_rating")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub municipality_code: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub building_code: String,
    pub part: String,
    pub component_code: Option<String>,
    pub scheme: String,
    pub grade: String,
    pub rated_on: String,
    pub basis: RatingBasis,
    pub rated_by: Option<String>,
    pub inspection_id: Option<String>,
    pub note: Option<String>,
    pub source: Option<String>,
    pub licence: Option<String>,
    pub illustrative: String,
    pub recorded_at: String,
}

impl ActiveModelBehavior for ActiveModel {}
