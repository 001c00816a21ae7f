//! What it will cost to renew the roads, bridges and pipes that a question brings along.
//!
//! `POST /v1/{municipality}/infrastructure-forecasts` (`domain::infrastructure`)

mod handlers;
mod question;
mod wire;

use crate::app::App;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The operations of this part of the room.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(handlers::create_infrastructure_forecast))
}
