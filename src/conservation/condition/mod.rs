//! Condition (劣化状況): rating schemes, ratings of parts with their history, scores of buildings, facilities and classes, the
//! screening of structures, the remaining life of components, and deterioration learned from the municipality's own ratings.

mod handlers;
pub mod learning;
mod record;
mod scheme_wire;
pub mod store;
pub mod summary;
pub mod wire;

use crate::app::App;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The operations on condition.
pub fn routes() -> OpenApiRouter<App> {
    use handlers::*;
    OpenApiRouter::new()
        .routes(routes!(list_rating_schemes))
        .routes(routes!(read_rating_scheme, replace_rating_scheme, delete_rating_scheme))
        .routes(routes!(score_condition))
        .routes(routes!(screen_structure))
        .routes(routes!(list_ratings, create_rating))
        .routes(routes!(read_rating))
        .routes(routes!(read_condition))
        .routes(routes!(list_remaining_lives))
        .routes(routes!(learn_deterioration))
}
