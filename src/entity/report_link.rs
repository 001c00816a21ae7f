//! Links through which anyone reports a defect of a facility (不具合報告用リンク).

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "report_link")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub municipality_code: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub token: String,
    pub facility_code: String,
    pub issued_at: String,
    pub revoked_at: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
