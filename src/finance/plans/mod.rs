//! Many works over many years: what they are paid with, what is owed and saved, and what the general account carries.

mod gathering;
mod handlers;
mod question;
mod reckoning;
mod wire;

pub use question::GivenTerms;

use crate::app::App;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The operations on funding plans.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(handlers::create_funding_plan))
}
