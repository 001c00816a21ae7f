//! The operations on property that is not in use, as the API document shows them.

use super::candidates::{self, Question};
use super::wire::{
    AsOfQuery, CandidateQuery, IdleProperties, IdleProperty, IdleQuery, IdleStateChange, PropertyAssessment,
    PropertyCandidates,
};
use super::{Basis, Record};
use crate::app::App;
use crate::db;
use crate::domain::facility::word;
use crate::domain::property::Measure;
use crate::error::{Language, Problems, Result};
use crate::facility::store::demand_municipality;
use crate::fields::object;
use crate::http::{Address, Base, Json, MunicipalityPath, Params, Reply, Representation};
use crate::idempotency::Once;
use crate::property::as_of;
use crate::recorded::{self, Change, Event, Events, RecordFeatures, RecordedPath, Stamp};
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;

/// List property that is not in use (未利用・暫定利用財産の一覧)
///
/// Filters combine. Pages follow the link `next`. As GeoJSON for the map; what has no place has a null geometry.
#[utoipa::path(get, path = "/v1/{municipality}/idle-properties", tag = "property", params(MunicipalityPath, IdleQuery), responses(
    (status = 200, description = "A page of properties", content((IdleProperties = "application/json"),
        (RecordFeatures = "application/geo+json"))), Problems))]
pub async fn list_idle_properties(
    State(app): State<App>,
    address: Address,
    params: Params<IdleQuery>,
    base: Base,
    headers: HeaderMap,
) -> Result<Reply> {
    let representation = Representation::of(&params, &headers)?;
    let page = recorded::list::<Record>(&app, &address, &params, &base).await?;
    if representation == Representation::GeoJson { recorded::as_features::<Record>(page) } else { Ok(page) }
}

/// Record property that is not in use (未利用財産の登録)
///
/// In any state, so that the past can be entered. What the law bars is refused with the reason: administrative property is
/// neither offered for sale nor disposed of before its use is abolished (用途廃止).
#[utoipa::path(post, path = "/v1/{municipality}/idle-properties", tag = "property", params(MunicipalityPath),
    request_body(content = IdleProperty, description = "The property; `name`, `kind`, `since_on` and `property_class` at least"), responses(
    (status = 201, description = "The property as it is recorded", body = IdleProperty), Problems))]
pub async fn create_idle_property(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    Json(body): Json,
) -> Result<Reply> {
    recorded::create::<Record>(&app, &address, &headers, body).await
}

/// Read property that is not in use (未利用財産)
#[utoipa::path(get, path = "/v1/{municipality}/idle-properties/{id}", tag = "property", params(RecordedPath), responses(
    (status = 200, description = "The property", body = IdleProperty),
    (status = 304, description = "Not changed since the state that `If-None-Match` names"), Problems))]
pub async fn read_idle_property(State(app): State<App>, address: Address, headers: HeaderMap) -> Result<Response> {
    recorded::read::<Record>(&app, &address, &headers).await
}

/// Change what is known of property (未利用財産の変更)
///
/// `If-Match` must hold the `ETag`. The state changes by `state-changes` only.
#[utoipa::path(patch, path = "/v1/{municipality}/idle-properties/{id}", tag = "property", params(RecordedPath),
    request_body(content = IdleProperty, content_type = "application/merge-patch+json", description = "The fields to change"), responses(
    (status = 200, description = "The property as it is now", body = IdleProperty), Problems))]
pub async fn change_idle_property(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    Json(body): Json,
) -> Result<Reply> {
    recorded::patch::<Record>(&app, &address, &headers, body).await
}

/// Change the state of property (未利用財産の状態変更)
///
/// With the day since when it is so; other fields may be changed along. A new state takes the property off the sale list,
/// unless `published` is said again.
#[utoipa::path(post, path = "/v1/{municipality}/idle-properties/{id}/state-changes", tag = "property", params(RecordedPath),
    request_body(content = IdleStateChange, description = "The new state and since when"), responses(
    (status = 200, description = "The property as it is now", body = IdleProperty), Problems))]
pub async fn change_idle_property_state(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    Json(body): Json,
) -> Result<Reply> {
    let (municipality, id) = (address.municipality.as_str(), address.part("id"));
    let once = Once::of(&headers, municipality, &[b"idle state", id.as_bytes(), body.to_string().as_bytes()])?;
    let tx = db::begin(&app.db, municipality).await?;
    if let Some(reply) = once.before(&tx).await? {
        return Ok(reply);
    }
    let was: Record = recorded::demand(&tx, municipality, id).await?;
    recorded::match_if_given(&headers, &was)?;
    let now = recorded::changed(&tx, &Stamp::now(municipality), &was, object(body)?, Change::State).await?;
    let reply = recorded::reply(&now)?;
    once.remember(&tx, &reply).await?;
    tx.commit().await?;
    Ok(reply)
}

/// Read the history of property (未利用財産の経過)
#[utoipa::path(get, path = "/v1/{municipality}/idle-properties/{id}/events", tag = "property", params(RecordedPath), responses(
    (status = 200, description = "What happened to the property, oldest first", body = Events), Problems))]
pub async fn list_idle_property_events(State(app): State<App>, address: Address) -> Result<Reply> {
    let found = recorded::events::<Record>(&app.db, address.municipality.as_str(), address.part("id")).await?;
    Reply::json(&Events { events: found.into_iter().map(Event::of).collect::<Result<_>>()? })
}

/// Assess property (評価の目安と処分の要件)
///
/// What it is worth about by the nearest land prices, and what the law asks before it is used, let, sold or exchanged, each
/// condition with how it stands and why. Reasons come in the language of `Accept-Language`.
#[utoipa::path(get, path = "/v1/{municipality}/idle-properties/{id}/assessment", tag = "property", params(RecordedPath, AsOfQuery), responses(
    (status = 200, description = "The assessment as of the day", body = PropertyAssessment), Problems))]
pub async fn assess_idle_property(
    State(app): State<App>,
    address: Address,
    params: Params<AsOfQuery>,
    headers: HeaderMap,
) -> Result<Reply> {
    let (municipality, as_of) = (address.municipality.as_str(), as_of(&params)?);
    let tx = db::snapshot(&app.db).await?;
    let property: Record = recorded::demand(&tx, municipality, address.part("id")).await?;
    let basis = Basis::on(&tx, municipality, as_of).await?;
    Reply::json(&basis.assess(&property, as_of, Language::of(&headers)))
}

/// List what could be made of property (活用・処分の候補)
///
/// Everything that is not disposed of or in use again, dearest first, with the value as of the day, the measures that nothing
/// bars, and what bars the one that is intended.
#[utoipa::path(get, path = "/v1/{municipality}/property-candidates", tag = "property", params(MunicipalityPath, CandidateQuery), responses(
    (status = 200, description = "The candidates and their sums", body = PropertyCandidates), Problems))]
pub async fn list_property_candidates(
    State(app): State<App>,
    address: Address,
    params: Params<CandidateQuery>,
    headers: HeaderMap,
) -> Result<Reply> {
    let municipality = address.municipality.as_str();
    let question = Question {
        as_of: as_of(&params)?,
        measure: params.read("measure", word::<Measure>)?,
        language: Language::of(&headers),
    };
    let tx = db::snapshot(&app.db).await?;
    demand_municipality(&tx, municipality).await?;
    let basis = Basis::on(&tx, municipality, question.as_of).await?;
    let properties = recorded::all::<Record>(&tx, municipality).await?;
    Reply::json(&candidates::candidates(&basis, &properties, question))
}
