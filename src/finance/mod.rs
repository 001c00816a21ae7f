//! Who pays: subsidies, bonds, funds, fees.
//!
//! `POST /v1/{municipality}/debt-schedules` · `/v1/{municipality}/funding-programmes[/{code}]` ·
//! `POST /v1/{municipality}/funding-splits` · `POST /v1/{municipality}/funding-plans` (`domain::finance`)

mod debt;
mod plans;
mod programmes;
mod rules;
mod splits;
pub mod store;
mod works;

use crate::app::App;
use crate::error::Result;
use sea_orm::DatabaseConnection;
use utoipa_axum::router::OpenApiRouter;

/// The operations of this room.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(debt::routes())
        .merge(programmes::routes())
        .merge(splits::routes())
        .merge(plans::routes())
}

/// Brings what is built into this program into the database.
pub async fn once(db: &DatabaseConnection) -> Result<()> {
    programmes::store::once(db).await
}
