//! Bodies in which municipalities act together (一部事務組合など), and what each member pays of a cost.

mod handlers;
mod record;
mod split;
pub mod wire;

use crate::app::App;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The operations on joint bodies.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(handlers::list_joint_bodies, handlers::create_joint_body))
        .routes(routes!(handlers::read_joint_body, handlers::change_joint_body))
        .routes(routes!(handlers::list_joint_body_events))
        .routes(routes!(handlers::split_joint_cost))
}
