//! Subsidies and bonds (財源制度), national ones under 000000.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "funding_programme")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub municipality_code: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub code: String,
    /// Names, rates and conditions as JSON text, in the words of the API.
    pub terms: String,
}

impl ActiveModelBehavior for ActiveModel {}
