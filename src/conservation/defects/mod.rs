//! Defects (不具合): the running record of what is broken or dangerous, from the report to the accepted repair; what works a
//! defect becomes; and how each facility and each kind of component fares.
//!
//! The rules are `domain::defect`. How soon each severity is to be fixed is a parameter, in `targets`.

mod handlers;
mod proposal;
mod record;
mod summary;
mod targets;
mod wire;

use crate::app::App;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The operations on defects.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(handlers::list_defects, handlers::create_defect))
        .routes(routes!(handlers::read_defect, handlers::change_defect))
        .routes(routes!(handlers::change_defect_state))
        .routes(routes!(handlers::list_defect_events))
        .routes(routes!(handlers::propose_defect_works))
        .routes(routes!(handlers::read_defect_summary))
}
