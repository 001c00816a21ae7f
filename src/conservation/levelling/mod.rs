//! Levelling (財政負担の平準化): in which year each work of a plan begins so that the yearly burden is level, and what a promise
//! of a certain year costs.

mod answer;
mod handlers;
mod question;
mod stored;
mod wire;

use crate::app::App;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The operations on levelled plans.
pub fn routes() -> OpenApiRouter<App> {
    use handlers::*;
    OpenApiRouter::new().routes(routes!(create_levelled_plan)).routes(routes!(create_promise_price))
}
