//! The operation on the sale list, as the API document shows it.

use super::wire::{OfferFeatures, SaleList, SaleListQuery};
use super::{file, offers};
use crate::app::App;
use crate::domain::facility::word;
use crate::domain::property::Measure;
use crate::error::{Problems, Result};
use crate::facility::formats::TextEncoding;
use crate::facility::store::demand_municipality;
use crate::http::{Address, GEO_JSON, MunicipalityPath, Params, Reply, Representation};
use crate::property::{IdleProperty, as_of};
use crate::recorded;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};

/// Read what is offered for sale, exchange or lease (財産募集一覧)
///
/// Open data: what is published and offered on the day, by the columns that may be released. As JSON, GeoJSON or CSV with
/// Japanese headings.
#[utoipa::path(get, path = "/v1/{municipality}/sale-list", tag = "property", params(MunicipalityPath, SaleListQuery), responses(
    (status = 200, description = "The list in the form asked for", content((SaleList = "application/json"),
        (OfferFeatures = "application/geo+json"), (String = "text/csv"))), Problems))]
pub async fn read_sale_list(
    State(app): State<App>,
    address: Address,
    params: Params<SaleListQuery>,
    headers: HeaderMap,
) -> Result<Response> {
    let (municipality, as_of) = (address.municipality.as_str(), as_of(&params)?);
    let measure = params.read("measure", word::<Measure>)?;
    let encoding = params.read("encoding", word::<TextEncoding>)?.unwrap_or_default();
    let representation = Representation::of(&params, &headers)?;
    demand_municipality(&app.db, municipality).await?;
    let offers = offers(&recorded::all::<IdleProperty>(&app.db, municipality).await?, measure, as_of)?;
    match representation {
        Representation::Json => Ok(Reply::json(&SaleList { as_of: as_of.to_string(), offers })?.into_response()),
        Representation::GeoJson => {
            let reply = Reply::json(&file::features(offers)?)?;
            Ok(Reply { content_type: GEO_JSON, ..reply }.into_response())
        }
        Representation::Csv | Representation::OpenData => {
            let bytes = file::csv(&offers, encoding)?;
            let disposition = format!("attachment; filename=\"sale-list-{municipality}-{as_of}.csv\"");
            let named =
                [(header::CONTENT_TYPE, encoding.media_type().to_owned()), (header::CONTENT_DISPOSITION, disposition)];
            Ok((named, bytes).into_response())
        }
    }
}
