//! What stands where: municipalities, sites (敷地), facilities (施設), buildings (棟), components (部位・設備), in and out as
//! JSON, GeoJSON and spreadsheets.
//!
//! `/v1/municipalities[/{municipality}/outline]` · `/v1/{municipality}` · `/v1/{municipality}/{sites|facilities|buildings|components}[/{code}]` ·
//! `…:batch` · `/v1/{municipality}/imports`
//!
//! A record comes in as named cells however it came (`formats` reads files, `records` bodies), is judged by `fields` and
//! `record`, and written by `batch` or `store`. Other rooms read through `store`.

mod batch;
pub mod exchange;
pub mod export;
mod filters;
pub mod formats;
mod handlers;
mod import_handlers;
mod municipality;
mod municipality_handlers;
mod outline;
mod outline_handlers;
mod record;
mod records;
pub mod seed;
pub mod store;
mod whole;
mod wire;

use crate::app::App;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub use crate::entity::building::Model as Buildings;
pub use crate::entity::component::Model as Components;
pub use crate::entity::facility::Model as Facilities;
pub use crate::entity::site::Model as Sites;

/// The operations of this room.
pub fn routes() -> OpenApiRouter<App> {
    use handlers::*;
    OpenApiRouter::new()
        .routes(routes!(municipality_handlers::list_municipalities, municipality_handlers::create_municipality))
        .routes(routes!(
            municipality_handlers::read_municipality,
            municipality_handlers::replace_municipality,
            municipality_handlers::change_municipality,
            municipality_handlers::delete_municipality
        ))
        .routes(routes!(outline_handlers::read_outline, outline_handlers::replace_outline))
        .routes(routes!(list_sites, create_site))
        .routes(routes!(read_site, replace_site, change_site, delete_site))
        .routes(routes!(batch_sites))
        .routes(routes!(list_facilities, create_facility))
        .routes(routes!(read_facility, replace_facility, change_facility, delete_facility))
        .routes(routes!(batch_facilities))
        .routes(routes!(list_buildings, create_building))
        .routes(routes!(read_building, replace_building, change_building, delete_building))
        .routes(routes!(batch_buildings))
        .routes(routes!(list_components, create_component))
        .routes(routes!(read_component, replace_component, change_component, delete_component))
        .routes(routes!(batch_components))
        .routes(routes!(import_handlers::import_file))
}
