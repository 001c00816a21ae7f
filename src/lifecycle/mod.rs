//! What it will cost: the renewal-cost forecast of the register's buildings, or of buildings that a question brings along.
//!
//! `POST /v1/{municipality}/renewal-forecasts` (`domain::renewal`); roads, bridges and pipes in `infrastructure`.

mod handlers;
mod infrastructure;
mod methods;
mod models;
mod question;
pub mod store;
mod wire;

use crate::app::App;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The operations of this room.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(handlers::create_renewal_forecast)).merge(infrastructure::routes())
}
