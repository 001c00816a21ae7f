//! What it costs when every component is renewed by its own cycle, and buildings by the parts of their life-cycle cost.
//!
//! `POST /v1/{municipality}/component-forecasts` (`domain::component_cycle`)

mod gathering;
mod handlers;
mod wire;

pub use gathering::{Basis, Counted, gathered};

use crate::app::App;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The operations of this part of the room.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(handlers::create_component_forecast))
}
