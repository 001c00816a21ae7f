//! The operations on the outline of a municipality.

use super::outline;
use super::store::demand_municipality;
use super::wire::MunicipalityOutline;
use crate::app::App;
use crate::db;
use crate::domain::Text;
use crate::error::{Error, Problems, Result};
use crate::http::{Address, Json, MunicipalityPath, Reply, demand_match};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};

/// Read the outline of a municipality (行政区域)
#[utoipa::path(get, path = "/v1/municipalities/{municipality}/outline", tag = "facility", params(MunicipalityPath), responses(
    (status = 200, description = "The outline", body = MunicipalityOutline), Problems))]
pub async fn read_outline(State(app): State<App>, address: Address) -> Result<Reply> {
    let municipality = address.municipality.as_str();
    demand_municipality(&app.db, municipality).await?;
    let found = outline::outline(&app.db, municipality).await?.ok_or_else(|| {
        Error::NotFound(Text::new(
            "no outline is recorded for this municipality; send it with PUT",
            "行政区域が登録されていません。PUT で登録してください",
        ))
    })?;
    outline::reply(found)
}

/// Record or replace the outline of a municipality (行政区域)
///
/// A geometry with its source and licence, or a GeoJSON feature with these as properties. To replace one, `If-Match` must
/// hold its `ETag`.
#[utoipa::path(put, path = "/v1/municipalities/{municipality}/outline", tag = "facility", params(MunicipalityPath),
    request_body(content = MunicipalityOutline, description = "The geometry, its source and its licence"), responses(
    (status = 200, description = "The outline as it is stored now", body = MunicipalityOutline),
    (status = 201, description = "The outline, recorded for the first time", body = MunicipalityOutline), Problems))]
pub async fn replace_outline(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    Json(body): Json,
) -> Result<Reply> {
    let municipality = address.municipality.as_str();
    let tx = db::begin(&app.db, municipality).await?;
    demand_municipality(&tx, municipality).await?;
    let was = outline::outline(&tx, municipality).await?.map(outline::reply).transpose()?;
    if let Some(was) = &was {
        demand_match(&headers, was.etag.as_deref().unwrap_or_default())?;
    }
    let row = outline::judged(municipality, body)?;
    outline::write(&tx, row.clone()).await?;
    tx.commit().await?;
    let status = if was.is_some() { StatusCode::OK } else { StatusCode::CREATED };
    Ok(outline::reply(row)?.status(status))
}
