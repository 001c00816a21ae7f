//! The operations on what a municipality says of single subjects.

use super::duty::{self, Key};
use super::store;
use super::wire::{DutyPath, InspectionDuties, InspectionDuty};
use crate::app::App;
use crate::db;
use crate::error::{Problems, Result};
use crate::facility::store::demand_municipality;
use crate::fields::object;
use crate::http::{Address, Json, MunicipalityPath, Reply, demand_match, etag};
use crate::recorded::instant;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};

fn reply(duty: &InspectionDuty) -> Result<Reply> {
    let reply = Reply::json(duty)?;
    Ok(Reply { etag: Some(etag(reply.body.as_bytes())), ..reply })
}

fn key(address: &Address) -> Result<Key<'_>> {
    Key::of(address.part("kind"), address.part("scope"), address.part("code"))
}

/// List what the municipality says of single subjects (個別の点検義務)
#[utoipa::path(get, path = "/v1/{municipality}/inspection-duties", tag = "conservation", params(MunicipalityPath), responses(
    (status = 200, description = "By kind, scope and code", body = InspectionDuties), Problems))]
pub async fn list_inspection_duties(State(app): State<App>, address: Address) -> Result<Reply> {
    let municipality = address.municipality.as_str();
    demand_municipality(&app.db, municipality).await?;
    let duties = store::duties(&app.db, municipality).await?.into_iter().map(duty::wire).collect();
    Reply::json(&InspectionDuties { duties })
}

/// Read what the municipality says of a subject (個別の点検義務)
#[utoipa::path(get, path = "/v1/{municipality}/inspection-duties/{kind}/{scope}/{code}", tag = "conservation", params(DutyPath), responses(
    (status = 200, description = "What goes before the rule", body = InspectionDuty), Problems))]
pub async fn read_inspection_duty(State(app): State<App>, address: Address) -> Result<Reply> {
    let municipality = address.municipality.as_str();
    demand_municipality(&app.db, municipality).await?;
    reply(&duty::wire(key(&address)?.demand(&app.db, municipality).await?))
}

/// Say something of a subject that goes before the rule (個別の点検義務の登録)
///
/// That it need not be inspected or must be, how often, by when first, by whom. `If-Match` must hold the `ETag` of what is
/// said already.
#[utoipa::path(put, path = "/v1/{municipality}/inspection-duties/{kind}/{scope}/{code}", tag = "conservation", params(DutyPath),
    request_body(content = InspectionDuty, description = "`required` at least"), responses(
    (status = 200, description = "What goes before the rule now", body = InspectionDuty),
    (status = 201, description = "Nothing was said of the subject before", body = InspectionDuty), Problems))]
pub async fn replace_inspection_duty(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    Json(body): Json,
) -> Result<Reply> {
    let municipality = address.municipality.as_str();
    let key = key(&address)?;
    let tx = db::begin(&app.db, municipality).await?;
    demand_municipality(&tx, municipality).await?;
    let was = key.find(&tx, municipality).await?.map(duty::wire);
    if let Some(was) = &was {
        demand_match(&headers, reply(was)?.etag.as_deref().unwrap_or_default())?;
    }
    let row = duty::read(&tx, municipality, &key, instant(), object(body)?).await?;
    store::write_duty(&tx, row.clone()).await?;
    tx.commit().await?;
    Ok(reply(&duty::wire(row))?.status(if was.is_some() { StatusCode::OK } else { StatusCode::CREATED }))
}

/// Take back what the municipality says of a subject (個別の点検義務の取消)
///
/// The rule of the kind holds again.
#[utoipa::path(delete, path = "/v1/{municipality}/inspection-duties/{kind}/{scope}/{code}", tag = "conservation", params(DutyPath), responses(
    (status = 204, description = "The rule holds again"), Problems))]
pub async fn delete_inspection_duty(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
) -> Result<StatusCode> {
    let municipality = address.municipality.as_str();
    let tx = db::begin(&app.db, municipality).await?;
    let was = key(&address)?.demand(&tx, municipality).await?;
    demand_match(&headers, reply(&duty::wire(was.clone()))?.etag.as_deref().unwrap_or_default())?;
    store::delete_duty(&tx, &was).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
