//! Where people live, by age and year, and from which stations they come: the stored demand points and stations.
//!
//! Both are small collections with one source, such as a mesh projection; they are read and replaced as a whole.

pub mod figures;
mod handlers;
pub mod rows;
pub mod seed;
pub mod store;
mod wire;

use crate::app::App;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The operations on demand points and stations.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(handlers::list_demand_points, handlers::replace_demand_points))
        .routes(routes!(handlers::list_stations, handlers::replace_stations))
}
