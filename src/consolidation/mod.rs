//! What could be fewer: access, land, siting, options.
//!
//! `POST /v1/{municipality}/access-analyses` (`domain::catchment`) · `/v1/{municipality}/consolidation-analyses[/{code}[/report]]`
//! (`domain::consolidation`) · `/v1/{municipality}/demand-points` · `POST /v1/{municipality}/land-capacity` (`domain::land`) ·
//! `POST /v1/{municipality}/restructuring-plans` (`domain::restructuring`) ·
//! `POST /v1/{municipality}/siting-plans` (`domain::siting`) ·
//! `/v1/{municipality}/stations`

mod access;
mod collection;
mod demand;
mod land;
mod options;
mod restructuring;
mod siting;
pub mod store;

use crate::app::App;
use crate::error::Result;
use sea_orm::DatabaseConnection;
use utoipa_axum::router::OpenApiRouter;

/// The operations of this room.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(access::routes())
        .merge(demand::routes())
        .merge(land::routes())
        .merge(options::routes())
        .merge(restructuring::routes())
        .merge(siting::routes())
}

/// Fills a new database with the demonstration's demand points, stations and stored analysis.
pub async fn once(db: &DatabaseConnection, demonstration: &str) -> Result<()> {
    demand::seed::once(db, demonstration).await?;
    options::seed::once(db, demonstration).await
}
