//! What should become of the city's facilities over the years: a plan with its proof, other plans, and what they risk.

mod answer;
mod gathering;
mod handlers;
mod question;
mod wire;

use crate::app::App;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The operations on restructuring.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(handlers::create_restructuring_plan))
}
