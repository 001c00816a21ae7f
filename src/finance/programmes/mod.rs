//! Subsidies and bonds: which there are, what they pay, and for what.

mod handlers;
pub mod record;
pub mod store;
mod wire;

use crate::app::App;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The operations on programmes.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(handlers::list_funding_programmes)).routes(routes!(
        handlers::read_funding_programme,
        handlers::replace_funding_programme,
        handlers::delete_funding_programme
    ))
}
