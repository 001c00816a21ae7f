//! Land and rooms not in use: lease, sale, provisional use.

use crate::app::App;
use utoipa_axum::router::OpenApiRouter;

/// The operations of this room.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
}
