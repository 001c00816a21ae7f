//! Property (公有財産の活用): land and rooms that are not in use, what they are worth about and what may be done with them;
//! contracts with the rent due and received; land prices; the list of what is for sale.
//!
//! `/v1/{municipality}/idle-properties[/{id}[/state-changes|/events|/assessment]]` · `…/property-candidates` ·
//! `…/property-contracts[/{id}[/receipts|/rent-account|/events]]` · `…/rent-accounts` · `…/land-prices[/{id}]` · `…/sale-list`

mod contracts;
mod idle;
mod prices;
mod sale_list;
pub mod seed;

use crate::app::App;
use crate::error::{Error, Result};
use crate::http::Params;
use crate::recorded;
use chrono::NaiveDate;
use serde_json::value::RawValue;
use utoipa_axum::router::OpenApiRouter;

pub use crate::entity::idle_property::Model as IdleProperty;
pub use crate::entity::land_price::Model as LandPrice;
pub use crate::entity::property_contract::Model as PropertyContract;

/// The operations of this room.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(idle::routes())
        .merge(contracts::routes())
        .merge(prices::routes())
        .merge(sale_list::routes())
}

/// JSON that the store holds ready to be sent.
fn raw(text: &str) -> Result<Box<RawValue>> {
    RawValue::from_string(text.to_owned()).map_err(Error::internal)
}

/// A stored day; the store only holds what was read as one.
fn day(text: Option<&str>) -> Option<NaiveDate> {
    text.and_then(|text| text.parse().ok())
}

/// The day that is asked for, or today.
fn as_of<Q>(params: &Params<Q>) -> Result<NaiveDate> {
    Ok(params.read("as_of", recorded::whole_day)?.unwrap_or_else(recorded::today))
}
