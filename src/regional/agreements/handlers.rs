//! The operations on agreements, as the API document shows them.

use super::candidates::{self, Question};
use super::shared::{self, Asked};
use super::store;
use super::wire::{
    Agreement, AgreementQuery, Agreements, CandidateQuery, CrossBorderCandidates, Share, SharedFacilities, SharedQuery,
};
use crate::app::App;
use crate::db;
use crate::error::{Error, Problems, Result};
use crate::facility::store::demand_municipality;
use crate::http::{Address, Base, Json, MunicipalityPath, Params, Reply};
use crate::recorded::{self, Event, Events, RecordedPath};
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
    let asked = Asked::of(&params)?;
    let tx = db::snapshot(&app.db).await?;
    demand_municipality(&tx, municipality).await?;
    let shares = shared::shares(&tx, municipality, &asked).await?;
    Reply::json(&SharedFacilities { as_of: asked.as_of.to_string(), shares })
}

/// Find what could be one with a neighbour's (広域的な再編の候補)
///
/// Our facilities against those that neighbours share: of the same class, of the same subclass where both tell it, within a
/// distance. Of neighbours the reckoning knows only the columns that they have agreed to share. Straight lines between places;
/// use, access and cost are to be looked at next.
#[utoipa::path(get, path = "/v1/{municipality}/cross-border-candidates", tag = "regional", params(MunicipalityPath, CandidateQuery), responses(
    (status = 200, description = "The pairs, closest first", body = CrossBorderCandidates), Problems))]
pub async fn list_cross_border_candidates(
    State(app): State<App>,
    address: Address,
    params: Params<CandidateQuery>,
) -> Result<Reply> {
    let municipality = address.municipality.as_str();
    let asked = Asked::of(&params)?;
    let within_m = params.integer("within_m", 1, 20_000)?.unwrap_or(2_000);
    let limit = params.integer("limit", 1, 10_000)?.unwrap_or(1_000) as usize;
    let tx = db::snapshot(&app.db).await?;
    demand_municipality(&tx, municipality).await?;
    let shares = shared::shares(&tx, municipality, &asked).await?;
    let own = store::facilities(&tx, municipality, &[]).await?;
    drop(tx);
    let question = Question { as_of: asked.as_of, within_m, limit };
    let found = tokio::task::spawn_blocking(move || candidates::candidates(&own, shares, question));
    Reply::json(&found.await.map_err(Error::internal)?)
}
