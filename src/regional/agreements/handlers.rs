//! The operations on agreements, as the API document shows them.

use super::wire::{Agreement, AgreementQuery, Agreements, Share, SharedFacilities, SharedQuery};
use super::{shared, store};
use crate::app::App;
use crate::db;
use crate::domain::facility::word;
use crate::domain::regional::AgreementKind;
use crate::domain::units::MunicipalityCode;
use crate::error::{Problems, Result};
use crate::facility::store::demand_municipality;
use crate::http::{Address, Base, Json, MunicipalityPath, Params, Reply};
use crate::recorded::{self, Event, Events, RecordedPath, whole_day};
use crate::regional::Agreement as Record;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;

/// List agreements (広域連携の協定一覧)
///
/// Those that this municipality has made. Filters combine. Pages follow the link `next`.
#[utoipa::path(get, path = "/v1/{municipality}/agreements", tag = "regional", params(MunicipalityPath, AgreementQuery), responses(
    (status = 200, description = "A page of agreements", body = Agreements), Problems))]
pub async fn list_agreements(
    State(app): State<App>,
    address: Address,
    params: Params<AgreementQuery>,
    base: Base,
) -> Result<Reply> {
    recorded::list::<Record>(&app, &address, &params, &base).await
}

/// Record an agreement (協定の登録)
///
/// Each municipality records what it shares itself: the partners named here see exactly the columns named here, of the
/// facilities of the classes named here, while the agreement is in force.
#[utoipa::path(post, path = "/v1/{municipality}/agreements", tag = "regional", params(MunicipalityPath),
    request_body(content = Agreement, description = "The agreement; `title`, `kind`, `partners` and `starts_on` at least"), responses(
    (status = 201, description = "The agreement as it is recorded", body = Agreement), Problems))]
pub async fn create_agreement(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    Json(body): Json,
) -> Result<Reply> {
    recorded::create::<Record>(&app, &address, &headers, body).await
}

/// Read an agreement (協定)
#[utoipa::path(get, path = "/v1/{municipality}/agreements/{id}", tag = "regional", params(RecordedPath), responses(
    (status = 200, description = "The agreement", body = Agreement),
    (status = 304, description = "Not changed since the state that `If-None-Match` names"), Problems))]
pub async fn read_agreement(State(app): State<App>, address: Address, headers: HeaderMap) -> Result<Response> {
    recorded::read::<Record>(&app, &address, &headers).await
}

/// Change an agreement (協定の変更)
///
/// `If-Match` must hold the `ETag`. What is not shared any more is not seen any more at once.
#[utoipa::path(patch, path = "/v1/{municipality}/agreements/{id}", tag = "regional", params(RecordedPath),
    request_body(content = Agreement, content_type = "application/merge-patch+json", description = "The fields to change"), responses(
    (status = 200, description = "The agreement as it is now", body = Agreement), Problems))]
pub async fn change_agreement(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    Json(body): Json,
) -> Result<Reply> {
    recorded::patch::<Record>(&app, &address, &headers, body).await
}

/// Read the history of an agreement (協定の経過)
#[utoipa::path(get, path = "/v1/{municipality}/agreements/{id}/events", tag = "regional", params(RecordedPath), responses(
    (status = 200, description = "What was changed of the agreement, oldest first", body = Events), Problems))]
pub async fn list_agreement_events(State(app): State<App>, address: Address) -> Result<Reply> {
    let found = recorded::events::<Record>(&app.db, address.municipality.as_str(), address.part("id")).await?;
    Reply::json(&Events { events: found.into_iter().map(Event::of).collect::<Result<_>>()? })
}

/// Read what an agreement of this municipality shares (共有内容の確認)
///
/// As its partners see it while it is in force.
#[utoipa::path(get, path = "/v1/{municipality}/agreements/{id}/shared-facilities", tag = "regional", params(RecordedPath), responses(
    (status = 200, description = "What the partners see", body = Share), Problems))]
pub async fn preview_shared_facilities(State(app): State<App>, address: Address) -> Result<Reply> {
    let tx = db::snapshot(&app.db).await?;
    let agreement: Record = recorded::demand(&tx, address.municipality.as_str(), address.part("id")).await?;
    Reply::json(&shared::share(&tx, &agreement).await?)
}

/// List facilities that neighbours share (共有された施設の一覧)
///
/// By the agreements in force that name this municipality as a partner: of each neighbour's facilities exactly the columns
/// that it has agreed to share; nothing else of it is seen. A consolidation across borders rests on these.
#[utoipa::path(get, path = "/v1/{municipality}/shared-facilities", tag = "regional", params(MunicipalityPath, SharedQuery), responses(
    (status = 200, description = "What neighbours share as of the day", body = SharedFacilities), Problems))]
pub async fn list_shared_facilities(
    State(app): State<App>,
    address: Address,
    params: Params<SharedQuery>,
) -> Result<Reply> {
    let municipality = address.municipality.as_str();
    let as_of = params.read("as_of", whole_day)?.unwrap_or_else(recorded::today);
    let of = params.read("of", MunicipalityCode::parse)?;
    let kind = params.read("kind", word::<AgreementKind>)?;
    let tx = db::snapshot(&app.db).await?;
    demand_municipality(&tx, municipality).await?;
    let of = of.as_ref().map(MunicipalityCode::as_str);
    let mut shares = Vec::new();
    for agreement in store::agreed_with(&tx, municipality, of, kind, as_of).await? {
        shares.push(shared::share(&tx, &agreement).await?);
    }
    Reply::json(&SharedFacilities { as_of: as_of.to_string(), shares })
}
