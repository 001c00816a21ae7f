//! The conservation plan (施設保全計画): drawn up from components, ratings, cycles and the works there are; changed line by line
//! while it is a draft, adopted, superseded by the next, and compared with another version.

mod adoption;
mod document_handlers;
mod documents;
mod drawing;
mod handlers;
mod lines;
pub mod store;
mod wire;

use crate::app::App;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The operations on plans.
pub fn routes() -> OpenApiRouter<App> {
    use document_handlers::*;
    use handlers::*;
    OpenApiRouter::new()
        .routes(routes!(list_plans, draw_up_plan))
        .routes(routes!(read_plan, change_plan, delete_plan))
        .routes(routes!(change_plan_state))
        .routes(routes!(list_plan_lines))
        .routes(routes!(read_plan_line, change_plan_line, delete_plan_line))
        .routes(routes!(compare_plans))
        .routes(routes!(read_facility_plan))
        .routes(routes!(read_cost_table))
        .routes(routes!(explain_cost))
}
