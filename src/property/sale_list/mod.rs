//! What is offered for sale, exchange or lease, as open data: the columns that may be released and no others.

mod file;
mod handlers;
mod wire;

use crate::app::App;
use crate::domain::property::{IdleState, Measure};
use crate::error::Result;
use crate::property::{IdleProperty, raw};
use chrono::NaiveDate;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use wire::Offer;

/// The operations on the sale list.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(handlers::read_sale_list))
}

/// Whether property is on the list on a day.
fn offered(property: &IdleProperty, measure: Option<Measure>, as_of: NaiveDate) -> bool {
    let as_of = as_of.to_string();
    property.published
        && !matches!(property.state, IdleState::InUse | IdleState::Disposed)
        && matches!(property.measure, Some(Measure::Lease | Measure::Sale | Measure::Exchange))
        && measure.is_none_or(|wanted| property.measure == Some(wanted))
        && property.offered_from.as_ref().is_none_or(|from| *from <= as_of)
        && property.offered_until.as_ref().is_none_or(|until| *until >= as_of)
}

/// What may be told of property that is offered, by municipal number.
fn offers(properties: &[IdleProperty], measure: Option<Measure>, as_of: NaiveDate) -> Result<Vec<Offer>> {
    let chosen = properties.iter().filter(|property| offered(property, measure, as_of));
    let mut offers = chosen.map(|property| Offer::of(property, raw)).collect::<Result<Vec<_>>>()?;
    offers.sort_by(|one, other| (&one.external_no, &one.name).cmp(&(&other.external_no, &other.name)));
    Ok(offers)
}
