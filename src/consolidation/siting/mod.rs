//! Siting (施設の最適配置): which of the candidates are to be open, who is served from where, and how far the plan can be from
//! the best there is.

mod answer;
mod handlers;
mod question;
mod wire;

use crate::app::App;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The operation on plans of sites.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(handlers::create_siting_plan))
}
