//! The numbers that calculations rest on: each with its source and how sure it is, national by default, and what a
//! municipality has put in its place.
//!
//! `GET /v1/{municipality}/parameters` · `GET, PUT, DELETE /v1/{municipality}/parameters/{set}/{name}`
//!
//! The defaults are rows of `data/reference/`, built into the program and kept in the table under the municipality
//! `000000`. A row of the municipality's own goes before the default of the same name.

mod handlers;
mod ranges;
pub mod store;
mod wire;

pub use wire::Parameter;

use crate::app::App;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The operations of this room.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(handlers::list_parameters)).routes(routes!(
        handlers::read_parameter,
        handlers::replace_parameter,
        handlers::delete_parameter
    ))
}
