//! Conservation: in what state every part is, what the law wants inspected when, what is broken, and what will be done in
//! which year.
//!
//! `/v1/{municipality}/works[/{id}[/state-changes|/events]]`
//!
//! Everything recorded here is written once, in `recorded`, for a `Recorded`; where it is, in `places`.

mod places;
mod recorded;
mod wire;
mod works;

use crate::app::App;
use utoipa_axum::router::OpenApiRouter;

pub use crate::entity::work::Model as Work;

/// The operations of this room.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().merge(works::routes())
}
