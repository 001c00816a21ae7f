//! What could be fewer: access, land, siting, options.
//!
//! `POST /v1/{municipality}/land-capacity` (`domain::land`)

mod land;

use crate::app::App;
use utoipa_axum::router::OpenApiRouter;

/// The operations of this room.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().merge(land::routes())
}
