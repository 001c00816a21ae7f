//! Stored consolidation analyses (再編案の比較): what was asked; what follows is reckoned when it is read.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "consolidation_analysis")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub municipality_code: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub code: String,
    /// The question as JSON text, in the words of the API.
    pub question: String,
}

impl ActiveModelBehavior for ActiveModel {}
