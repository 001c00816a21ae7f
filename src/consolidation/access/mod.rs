//! How far facilities are for whom, and what closing, adding or moving some of them changes.

mod answer;
mod gathering;
mod handlers;
mod question;
mod reckoning;
mod wire;

use crate::app::App;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The operations on access.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(handlers::create_access_analysis))
}
