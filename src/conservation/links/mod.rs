//! Report links (不具合報告用リンク): an address of its own for a facility, as a QR code on its wall, through which anyone
//! reports a defect without a key.
//!
//! Staff issue, print and revoke them (`handlers`); strangers see a form and send it (`report_handlers`, `reports`), no more of
//! them at a time than `limits` lets in. A link tells nothing of its facility but the name.

mod handlers;
mod limits;
mod report_handlers;
mod reports;
mod store;
mod wire;

use crate::app::App;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The operations on report links.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(handlers::list_report_links, handlers::issue_report_link))
        .routes(routes!(handlers::revoke_report_link))
        .routes(routes!(handlers::read_report_labels, handlers::issue_report_labels))
        .routes(routes!(report_handlers::read_report_form))
        .routes(routes!(report_handlers::report_defect))
}
