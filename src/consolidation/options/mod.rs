//! Consolidation options (再編案の比較): what merges into what, when, at what cost, who pays, who has it farther; compared with
//! keeping everything.
//!
//! `question` reads what is asked, `gathering` finds what is known of it, `analysis` reckons, `report` and `map` draw.

mod access;
mod analysis;
mod gathering;
mod handlers;
mod map;
mod question;
mod report;
mod report_tables;
mod request;
mod room;
pub mod seed;
mod store;
mod told;
mod wire;

pub use store::titles;

use crate::app::App;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The operations on consolidation options.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(handlers::create_consolidation_analysis, handlers::list_consolidation_analyses))
        .routes(routes!(
            handlers::read_consolidation_analysis,
            handlers::replace_consolidation_analysis,
            handlers::delete_consolidation_analysis
        ))
        .routes(routes!(handlers::read_consolidation_report))
}
