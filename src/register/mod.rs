//! The fixed-asset register (固定資産台帳): what the municipality owns at what amount, every change as a movement, the years
//! closed one after the other, and the statements drawn from them.

mod closing;
mod facts;
mod rules;
pub mod store;
mod year;

use crate::app::App;
use utoipa_axum::router::OpenApiRouter;

/// The operations of this room.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
}
