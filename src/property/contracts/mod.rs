//! Contracts and permissions by which another has property of the municipality, and their rent: what is due and what came in.

mod account;
mod handlers;
mod receipt;
mod record;
pub mod store;
pub mod wire;

pub use receipt::take_in as take_in_receipt;

use crate::app::App;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The operations on contracts and rent.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(handlers::list_property_contracts, handlers::create_property_contract))
        .routes(routes!(handlers::read_property_contract, handlers::change_property_contract))
        .routes(routes!(handlers::list_property_contract_events))
        .routes(routes!(handlers::enter_rent_receipt))
        .routes(routes!(handlers::read_rent_account))
        .routes(routes!(handlers::read_rent_accounts))
}
