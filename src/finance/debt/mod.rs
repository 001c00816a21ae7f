//! Bonds: what is paid back when, and what is still owed.

mod handlers;
mod question;
mod wire;

use crate::app::App;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The operations on bonds.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(handlers::create_debt_schedule))
}
