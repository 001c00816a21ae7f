//! Land and rooms that are not in use, since when, what is to be made of them, and what the law asks first.

mod assessment;
mod candidates;
mod handlers;
mod record;
pub mod wire;

pub use assessment::{Basis, facts};

use crate::app::App;
use crate::property::IdleProperty as Record;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The operations on property that is not in use.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(handlers::list_idle_properties, handlers::create_idle_property))
        .routes(routes!(handlers::read_idle_property, handlers::change_idle_property))
        .routes(routes!(handlers::change_idle_property_state))
        .routes(routes!(handlers::list_idle_property_events))
        .routes(routes!(handlers::assess_idle_property))
        .routes(routes!(handlers::list_property_candidates))
}
