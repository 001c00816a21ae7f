//! Use of facilities by residents across borders (相互利用の実績), as the plan of the municipality tabulates it.

mod handlers;
mod record;
mod summary;
pub mod wire;

use crate::app::App;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The operations on use across borders.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(handlers::list_resident_uses, handlers::create_resident_use))
        .routes(routes!(handlers::read_resident_use, handlers::change_resident_use))
        .routes(routes!(handlers::read_resident_use_summary))
}
