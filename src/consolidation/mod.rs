//! What could be fewer: access, land, siting, options.
//!
//! `POST /v1/{municipality}/siting-plans` (`domain::siting`)

mod siting;

use crate::app::App;
use utoipa_axum::router::OpenApiRouter;

/// The operations of this room.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().merge(siting::routes())
}
