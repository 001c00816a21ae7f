//! Land prices at survey points (地価公示・都道府県地価調査), from which the value of land is told.

mod handlers;
mod record;
pub mod wire;

use crate::app::App;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The operations on land prices.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(handlers::list_land_prices, handlers::create_land_price))
        .routes(routes!(handlers::read_land_price, handlers::change_land_price))
}
