//! Agreements with other municipalities, and the facilities that they let be seen.

mod candidates;
mod handlers;
mod record;
mod shared;
mod store;
pub mod wire;

use crate::app::App;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The operations on agreements.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(handlers::list_agreements, handlers::create_agreement))
        .routes(routes!(handlers::read_agreement, handlers::change_agreement))
        .routes(routes!(handlers::list_agreement_events))
        .routes(routes!(handlers::preview_shared_facilities))
        .routes(routes!(handlers::list_shared_facilities))
        .routes(routes!(handlers::list_cross_border_candidates))
}
