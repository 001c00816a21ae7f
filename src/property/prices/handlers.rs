//! The operations on land prices, as the API document shows them.

use super::wire::{LandPrice, LandPriceQuery, LandPrices};
use crate::app::App;
use crate::error::{Problems, Result};
use crate::http::{Address, Base, Json, MunicipalityPath, Params, Reply, Representation};
use crate::property::LandPrice as Record;
use crate::recorded::{self, RecordFeatures, RecordedPath};
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;

/// List land prices (地価の一覧)
///
/// Filters combine. Pages follow the link `next`. As GeoJSON for the map.
#[utoipa::path(get, path = "/v1/{municipality}/land-prices", tag = "property", params(MunicipalityPath, LandPriceQuery), responses(
    (status = 200, description = "A page of land prices", content((LandPrices = "application/json"),
        (RecordFeatures = "application/geo+json"))), Problems))]
pub async fn list_land_prices(
    State(app): State<App>,
    address: Address,
    params: Params<LandPriceQuery>,
    base: Base,
    headers: HeaderMap,
) -> Result<Reply> {
    let representation = Representation::of(&params, &headers)?;
    let page = recorded::list::<Record>(&app, &address, &params, &base).await?;
    if representation == Representation::GeoJson { recorded::as_features::<Record>(page) } else { Ok(page) }
}

/// Record a land price (地価の登録)
///
/// One for each survey, point and year.
#[utoipa::path(post, path = "/v1/{municipality}/land-prices", tag = "property", params(MunicipalityPath),
    request_body(content = LandPrice, description = "The price; `survey`, `point_no`, `calendar_year`, `yen_per_m2` and `geometry` at least"), responses(
    (status = 201, description = "The price as it is recorded", body = LandPrice), Problems))]
pub async fn create_land_price(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    Json(body): Json,
) -> Result<Reply> {
    recorded::create::<Record>(&app, &address, &headers, body).await
}

/// Read a land price (地価)
#[utoipa::path(get, path = "/v1/{municipality}/land-prices/{id}", tag = "property", params(RecordedPath), responses(
    (status = 200, description = "The price", body = LandPrice),
    (status = 304, description = "Not changed since the state that `If-None-Match` names"), Problems))]
pub async fn read_land_price(State(app): State<App>, address: Address, headers: HeaderMap) -> Result<Response> {
    recorded::read::<Record>(&app, &address, &headers).await
}

/// Change a land price (地価の変更)
///
/// `If-Match` must hold the `ETag`.
#[utoipa::path(patch, path = "/v1/{municipality}/land-prices/{id}", tag = "property", params(RecordedPath),
    request_body(content = LandPrice, content_type = "application/merge-patch+json", description = "The fields to change"), responses(
    (status = 200, description = "The price as it is now", body = LandPrice), Problems))]
pub async fn change_land_price(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    Json(body): Json,
) -> Result<Reply> {
    recorded::patch::<Record>(&app, &address, &headers, body).await
}
