//! Photos and documents of facilities, buildings, components, inspections, defects and works.
//!
//! `GET, POST /v1/{municipality}/attachments` · `GET, DELETE …/attachments/{id}` · `GET …/attachments/{id}/content`
//!
//! The bytes are looked at before they are taken: `media` decides by them what they are, `picture` leaves behind what a
//! camera tells of people and places. They lie in the `storage` under a key of ours, the row of the table names it. First
//! the bytes, then the row; first the row, then the bytes when it is deleted: bytes that nothing refers to may be left over,
//! a row without bytes not.

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "a test may fail where it stands"))]

mod handlers;
mod media;
mod picture;
mod store;
mod wire;

use crate::app::App;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The operations on attachments.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(handlers::list_attachments, handlers::create_attachment))
        .routes(routes!(handlers::read_attachment, handlers::delete_attachment))
        .routes(routes!(handlers::read_attachment_content))
}
