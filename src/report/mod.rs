//! The annual renewal-cost report (更新費用年次報告), the sheets of the facilities (施設カルテ), and the front page that leads to
//! them.
//!
//! `GET /v1/{municipality}/reports/renewal` · `/v1/{municipality}/facilities/{code}/sheet` · `/v1/{municipality}/facility-sheets` · `/`
//!
//! `renewal` gathers the figures, `tables` says what stands in each table, and `csv`, `xlsx`, `html` (with `chart`) draw it.

mod chart;
mod csv;
pub mod facility_sheet;
mod front;
mod handlers;
mod html;
pub mod renewal;
mod sheet_handlers;
mod sheet_list;
mod tables;
mod wire;
mod xlsx;

pub use front::page as front_page;

use crate::app::App;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The operations of this room.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(handlers::read_renewal_report))
        .routes(routes!(sheet_handlers::read_facility_sheet))
        .routes(routes!(sheet_handlers::list_facility_sheets))
}
