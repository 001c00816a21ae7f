//! Works (工事): from the first proposal to their completion, with window, cost, funding and priority; what completed works
//! change elsewhere.

mod completion;
mod handlers;
mod record;
mod wire;

pub use wire::Work;

use crate::app::App;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The operations on works.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(handlers::list_works, handlers::create_work))
        .routes(routes!(handlers::read_work, handlers::change_work))
        .routes(routes!(handlers::change_work_state))
        .routes(routes!(handlers::list_work_events))
}
