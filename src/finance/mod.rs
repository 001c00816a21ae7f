//! Who pays: subsidies, bonds, funds, fees.
//!
//! `POST /v1/{municipality}/debt-schedules` (`domain::finance`)

mod debt;

use crate::app::App;
use utoipa_axum::router::OpenApiRouter;

/// The operations of this room.
pub fn routes() -> OpenApiRouter<App> {
    debt::routes()
}
