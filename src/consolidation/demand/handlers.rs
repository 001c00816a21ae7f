//! The operations on demand points and stations, as the API document shows them.

use super::rows::{self, DEMAND_COLUMNS, STATION_COLUMNS};
use super::store;
use super::wire::{DemandPointCollection, StationCollection, demand_features, station_features};
use crate::app::App;
use crate::consolidation::collection::receive;
use crate::db;
use crate::error::{Problems, Result};
use crate::facility::store::demand_municipality;
use crate::http::{Address, GEO_JSON, MunicipalityPath, Reply, demand_match, etag};
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use serde::Serialize;

fn reply(collection: &impl Serialize) -> Result<Reply> {
    let reply = Reply::json(collection)?;
    Ok(Reply { etag: Some(etag(reply.body.as_bytes())), content_type: GEO_JSON, ..reply })
}

/// Demands the tag of what is to be replaced, if there is anything; says with which status its successor is answered.
fn replaced(headers: &HeaderMap, anything: bool, was: &Reply) -> Result<StatusCode> {
    if !anything {
        return Ok(StatusCode::CREATED);
    }
    demand_match(headers, was.etag.as_deref().unwrap_or_default())?;
    Ok(StatusCode::OK)
}

/// Read where people live (需要点の一覧)
///
/// Every demand point with its population by year and age group.
#[utoipa::path(get, path = "/v1/{municipality}/demand-points", tag = "consolidation", params(MunicipalityPath), responses(
    (status = 200, description = "By code; empty when none are stored", body = DemandPointCollection, content_type = "application/geo+json"), Problems))]
pub async fn list_demand_points(State(app): State<App>, address: Address) -> Result<Reply> {
    let municipality = address.municipality.as_str();
    demand_municipality(&app.db, municipality).await?;
    reply(&demand_features(store::demand_points(&app.db, municipality).await?))
}

/// Replace where people live (需要点の登録)
///
/// All of it or nothing: GeoJSON as it is read, or a table (CSV or XLSX) with a row for each point, year and age group and
/// the columns code, name, longitude, latitude, year, age_group, population, source, licence, illustrative, or their Japanese
/// terms 番号, 名称, 経度, 緯度, 年, 年齢階級, 人口, 出典, 利用条件, 例示項目. `If-Match` must hold the `ETag` when there are any.
#[utoipa::path(put, path = "/v1/{municipality}/demand-points", tag = "consolidation", params(MunicipalityPath),
    request_body(content((DemandPointCollection = "application/geo+json"), (String = "text/csv")), description = "All demand points"), responses(
    (status = 200, description = "The demand points now stored", body = DemandPointCollection, content_type = "application/geo+json"),
    (status = 201, description = "There were none before", body = DemandPointCollection, content_type = "application/geo+json"), Problems))]
pub async fn replace_demand_points(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    body: Body,
) -> Result<Reply> {
    let municipality = address.municipality.as_str();
    demand_municipality(&app.db, municipality).await?;
    let rows = rows::demand_points(municipality, receive(&app, &headers, body, DEMAND_COLUMNS).await?)?;
    let tx = db::begin(&app.db, municipality).await?;
    let was = store::demand_points(&tx, municipality).await?;
    let status = replaced(&headers, !was.is_empty(), &reply(&demand_features(was))?)?;
    store::replace_demand_points(&tx, municipality, rows.clone()).await?;
    tx.commit().await?;
    Ok(reply(&demand_features(rows))?.status(status))
}

/// Read the stations (鉄道駅の一覧)
///
/// Existing and planned ones, with the year in which they open.
#[utoipa::path(get, path = "/v1/{municipality}/stations", tag = "consolidation", params(MunicipalityPath), responses(
    (status = 200, description = "By code; empty when none are stored", body = StationCollection, content_type = "application/geo+json"), Problems))]
pub async fn list_stations(State(app): State<App>, address: Address) -> Result<Reply> {
    let municipality = address.municipality.as_str();
    demand_municipality(&app.db, municipality).await?;
    reply(&station_features(store::stations(&app.db, municipality).await?))
}

/// Replace the stations (鉄道駅の登録)
///
/// All of it or nothing: GeoJSON as it is read, or a table (CSV or XLSX) with the columns code, name, line, longitude, latitude,
/// status, opening_year, source, licence, illustrative, or 番号, 名称, 路線, 経度, 緯度, 状態, 開業年度, 出典, 利用条件, 例示項目.
/// `If-Match` must hold the `ETag` when there are any.
#[utoipa::path(put, path = "/v1/{municipality}/stations", tag = "consolidation", params(MunicipalityPath),
    request_body(content((StationCollection = "application/geo+json"), (String = "text/csv")), description = "All stations"), responses(
    (status = 200, description = "The stations now stored", body = StationCollection, content_type = "application/geo+json"),
    (status = 201, description = "There were none before", body = StationCollection, content_type = "application/geo+json"), Problems))]
pub async fn replace_stations(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    body: Body,
) -> Result<Reply> {
    let municipality = address.municipality.as_str();
    demand_municipality(&app.db, municipality).await?;
    let rows = rows::stations(municipality, receive(&app, &headers, body, STATION_COLUMNS).await?)?;
    let tx = db::begin(&app.db, municipality).await?;
    let was = store::stations(&tx, municipality).await?;
    let status = replaced(&headers, !was.is_empty(), &reply(&station_features(was))?)?;
    store::replace_stations(&tx, municipality, rows.clone()).await?;
    tx.commit().await?;
    Ok(reply(&station_features(rows))?.status(status))
}
