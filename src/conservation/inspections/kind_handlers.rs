//! The operations on kinds of inspections.

use super::kind::{self, Kinds, Known};
use super::store;
use super::wire::{InspectionKind, InspectionKinds};
use crate::app::App;
use crate::db;
use crate::domain::Text;
use crate::error::{Error, Problems, Result};
use crate::facility::store::demand_municipality;
use crate::fields::object;
use crate::http::{Address, Json, MunicipalityPath, RecordPath, Reply, demand_match, etag};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};

fn reply(known: &Known) -> Result<Reply> {
    let reply = Reply::json(&known.wire())?;
    Ok(Reply { etag: Some(etag(reply.body.as_bytes())), ..reply })
}

fn matches(headers: &HeaderMap, known: &Known) -> Result<()> {
    demand_match(headers, reply(known)?.etag.as_deref().unwrap_or_default())
}

/// List the kinds of inspections in force (点検の種別)
///
/// The national ones, in the place of some the municipality's own, and those beside them; each with the rule that says what
/// it applies to, its law and its source.
#[utoipa::path(get, path = "/v1/{municipality}/inspection-kinds", tag = "conservation", params(MunicipalityPath), responses(
    (status = 200, description = "By code", body = InspectionKinds), Problems))]
pub async fn list_inspection_kinds(State(app): State<App>, address: Address) -> Result<Reply> {
    let municipality = address.municipality.as_str();
    demand_municipality(&app.db, municipality).await?;
    let kinds = Kinds::of(&app.db, municipality).await?;
    Reply::json(&InspectionKinds { kinds: kinds.all().map(Known::wire).collect() })
}

/// Read a kind of inspection in force (点検の種別)
#[utoipa::path(get, path = "/v1/{municipality}/inspection-kinds/{code}", tag = "conservation", params(RecordPath), responses(
    (status = 200, description = "The kind in force", body = InspectionKind), Problems))]
pub async fn read_inspection_kind(State(app): State<App>, address: Address) -> Result<Reply> {
    let municipality = address.municipality.as_str();
    demand_municipality(&app.db, municipality).await?;
    reply(Kinds::of(&app.db, municipality).await?.demand(address.code()?.as_str())?)
}

/// Put a municipality's own kind in the place of a national one, or beside them (点検の種別の登録)
///
/// `If-Match` must hold the `ETag` of the kind in force under this code, if there is one.
#[utoipa::path(put, path = "/v1/{municipality}/inspection-kinds/{code}", tag = "conservation", params(RecordPath),
    request_body(content = InspectionKind, description = "The whole kind; names, law, scope, interval and source at least"), responses(
    (status = 200, description = "The kind now in force", body = InspectionKind),
    (status = 201, description = "There was none under this code", body = InspectionKind), Problems))]
pub async fn replace_inspection_kind(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    Json(body): Json,
) -> Result<Reply> {
    let (municipality, code) = (address.municipality.as_str(), address.code()?.as_str());
    let tx = db::begin(&app.db, municipality).await?;
    demand_municipality(&tx, municipality).await?;
    let kinds = Kinds::of(&tx, municipality).await?;
    let was = kinds.get(code);
    was.map(|was| matches(&headers, was)).transpose()?;
    let now = kind::read(municipality, code, object(body)?)?;
    store::write_kind(&tx, kind::row(now.clone())).await?;
    tx.commit().await?;
    Ok(reply(&now)?.status(if was.is_some() { StatusCode::OK } else { StatusCode::CREATED }))
}

/// Take a municipality's own kind away (点検の種別の取消)
///
/// The national one is in force again. Where there is none, inspections and exceptions of this kind keep it from going (409).
#[utoipa::path(delete, path = "/v1/{municipality}/inspection-kinds/{code}", tag = "conservation", params(RecordPath), responses(
    (status = 204, description = "The national kind is in force again, or none"), Problems))]
pub async fn delete_inspection_kind(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
) -> Result<StatusCode> {
    let (municipality, code) = (address.municipality.as_str(), address.code()?.as_str());
    let tx = db::begin(&app.db, municipality).await?;
    demand_municipality(&tx, municipality).await?;
    let kinds = Kinds::of(&tx, municipality).await?;
    let own = kinds.get(code).filter(|known| known.own()).ok_or_else(|| {
        Error::no_such(Text::new("kind of inspection of the municipality's own", "団体独自の点検の種別"), code)
    })?;
    matches(&headers, own)?;
    store::delete_kind(&tx, municipality, code).await?;
    let uses = store::uses_of_kind(&tx, municipality, code).await?;
    if uses > 0 && Kinds::of(&tx, municipality).await?.get(code).is_none() {
        return Err(Error::Conflict(Text::new(
            format!("{uses} inspections or exceptions are of the kind `{code}`; end it by `effective_to` instead"),
            format!(
                "`{code}` の点検または個別の点検義務が{uses}件あります。削除せず `effective_to` で終了してください"
            ),
        )));
    }
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
