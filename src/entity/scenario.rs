//! Versions of scenarios (試算シナリオ): each change adds one, and one that was submitted stays as it is.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "scenario")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub municipality_code: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub version_no: i32,
    pub name: String,
    pub note: Option<String>,
    /// What is chosen, as JSON text.
    pub choices: String,
    pub recorded_at: String,
    pub submitted_at: Option<String>,
    /// The name of the inputs when it was submitted.
    pub inputs_sha256: Option<String>,
    /// Those inputs, as JSON text.
    pub inputs: Option<String>,
    /// What came of them, as JSON text.
    pub figures: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
