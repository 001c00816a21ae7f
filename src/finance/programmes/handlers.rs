//! The operations on programmes.

use super::record::Known;
use super::store;
use super::wire::{FundingProgramme, FundingProgrammes};
use crate::app::App;
use crate::db;
use crate::domain::Text;
use crate::error::{Error, Problems, Result};
use crate::facility::store::demand_municipality;
use crate::fields::{Origin, object};
use crate::http::{Address, Json, MunicipalityPath, RecordPath, Reply, demand_match, etag};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};

/// More programmes than any municipality knows of; every pair of them is tried for each work.
const MOST_PROGRAMMES: usize = 200;

fn reply(known: &Known) -> Result<Reply> {
    let reply = Reply::json(&known.wire)?;
    Ok(Reply { etag: Some(etag(reply.body.as_bytes())), ..reply })
}

fn matches(headers: &HeaderMap, known: &Known) -> Result<()> {
    demand_match(headers, reply(known)?.etag.as_deref().unwrap_or_default())
}

fn no_such(code: &str) -> Error {
    Error::no_such(Text::new("funding programme", "財源制度"), code)
}

/// List subsidies and bonds (財源制度)
///
/// The national ones, in the place of some the municipality's own, and those beside them; each with its rates, its conditions
/// and its source.
#[utoipa::path(get, path = "/v1/{municipality}/funding-programmes", tag = "finance", params(MunicipalityPath), responses(
    (status = 200, description = "By code", body = FundingProgrammes), Problems))]
pub async fn list_funding_programmes(State(app): State<App>, address: Address) -> Result<Reply> {
    let municipality = address.municipality.as_str();
    demand_municipality(&app.db, municipality).await?;
    let known = store::in_force(&app.db, municipality).await?;
    Reply::json(&FundingProgrammes { funding_programmes: known.into_values().map(|known| known.wire).collect() })
}

/// Read a subsidy or a bond (財源制度)
#[utoipa::path(get, path = "/v1/{municipality}/funding-programmes/{code}", tag = "finance", params(RecordPath), responses(
    (status = 200, description = "The programme in force", body = FundingProgramme), Problems))]
pub async fn read_funding_programme(State(app): State<App>, address: Address) -> Result<Reply> {
    let (municipality, code) = (address.municipality.as_str(), address.code()?.as_str());
    demand_municipality(&app.db, municipality).await?;
    reply(store::in_force(&app.db, municipality).await?.get(code).ok_or_else(|| no_such(code))?)
}

/// Put a municipality's own programme in the place of a national one, or beside them (財源制度の登録)
///
/// Prefectural grants, the rates of the municipality's own fiscal strength, a new bond. `If-Match` must hold the `ETag` of the
/// programme in force under this code, if there is one.
#[utoipa::path(put, path = "/v1/{municipality}/funding-programmes/{code}", tag = "finance", params(RecordPath),
    request_body(content = FundingProgramme, description = "The whole programme; kind, names, law, rate and source at least"), responses(
    (status = 200, description = "The programme now in force", body = FundingProgramme),
    (status = 201, description = "There was none under this code", body = FundingProgramme), Problems))]
pub async fn replace_funding_programme(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    Json(body): Json,
) -> Result<Reply> {
    let (municipality, code) = (address.municipality.as_str(), address.code()?.as_str());
    let tx = db::begin(&app.db, municipality).await?;
    demand_municipality(&tx, municipality).await?;
    let known = store::in_force(&tx, municipality).await?;
    let was = known.get(code);
    match was {
        Some(was) => matches(&headers, was)?,
        None if headers.contains_key(header::IF_MATCH) => return Err(Error::PreconditionFailed),
        None => {}
    }
    if was.is_none() && known.len() >= MOST_PROGRAMMES {
        return Err(Error::Conflict(Text::new(
            format!("there are {MOST_PROGRAMMES} programmes already; take one away that is no longer used"),
            format!("財源制度は{MOST_PROGRAMMES}件までです。使わなくなったものを取り消してください"),
        )));
    }
    let now = Known::read(municipality, code, object(body)?, Origin::Body(String::new()))?;
    store::write(&tx, municipality, &now).await?;
    tx.commit().await?;
    Ok(reply(&now)?.status(if was.is_some() { StatusCode::OK } else { StatusCode::CREATED }))
}

/// Take a municipality's own programme away (財源制度の取消)
///
/// The national one of this code, if there is one, is in force again.
#[utoipa::path(delete, path = "/v1/{municipality}/funding-programmes/{code}", tag = "finance", params(RecordPath), responses(
    (status = 204, description = "The national programme is in force again, or none"), Problems))]
pub async fn delete_funding_programme(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
) -> Result<StatusCode> {
    let (municipality, code) = (address.municipality.as_str(), address.code()?.as_str());
    let tx = db::begin(&app.db, municipality).await?;
    demand_municipality(&tx, municipality).await?;
    let known = store::in_force(&tx, municipality).await?;
    let own = known.get(code).filter(|known| known.wire.own).ok_or_else(|| {
        Error::no_such(Text::new("funding programme of the municipality's own", "団体独自の財源制度"), code)
    })?;
    matches(&headers, own)?;
    store::delete(&tx, municipality, code).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
