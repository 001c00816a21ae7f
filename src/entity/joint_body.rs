//! Bodies in which municipalities act together (一部事務組合など).

use crate::domain::regional::JointBodyKind;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "joint_body")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub municipality_code: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub external_no: Option<String>,
    pub name: String,
    pub kind: JointBodyKind,
    pub purpose: Option<String>,
    pub established_on: Option<String>,
    pub parts: String,
    pub members: String,
    pub use_unit: Option<String>,
    pub department: Option<String>,
    pub note: Option<String>,
    pub source: Option<String>,
    pub licence: Option<String>,
    pub illustrative: String,
    pub recorded_at: String,
}

impl ActiveModelBehavior for ActiveModel {}
