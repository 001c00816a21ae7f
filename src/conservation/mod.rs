//! Conservation: in what state every part is, what the law wants inspected when, what is broken, and what will be done in
//! which year.

use crate::app::App;
use utoipa_axum::router::OpenApiRouter;

/// The operations of this room.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
}
