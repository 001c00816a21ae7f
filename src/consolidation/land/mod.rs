//! How much may be built on a site, and which rule says so.

mod handlers;
mod question;
mod wire;

use crate::app::App;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The operations on the capacity of land.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(handlers::create_land_capacity))
}
