//! The operations on works, as the API document shows them.

use super::completion;
use super::wire::{ChangedWork, Work, WorkQuery, WorkStateChange, Works};
use crate::app::App;
use crate::conservation::Work as Record;
use crate::db;
use crate::domain::work::WorkState;
use crate::error::{Error, Problems, Result};
use crate::fields::object;
use crate::http::{self, Address, Base, Json, MunicipalityPath, Params, Reply};
use crate::idempotency::Once;
use crate::recorded::{self, Change, Recorded, Stamp};
use crate::recorded::{Event, Events, RecordedPath};
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::json;

/// List works (工事一覧)
///
/// Filters combine. Pages follow the link `next`.
#[utoipa::path(get, path = "/v1/{municipality}/works", tag = "conservation", params(MunicipalityPath, WorkQuery), responses(
    (status = 200, description = "A page of works", body = Works), Problems))]
pub async fn list_works(
    State(app): State<App>,
    address: Address,
    params: Params<WorkQuery>,
    base: Base,
) -> Result<Reply> {
    recorded::list::<Record>(&app, &address, &params, &base).await
}

/// Record works (工事の登録)
///
/// In any state, so that works of former years can be entered; each state needs its own facts. `facility_code` may be left
/// out where the building or the component tells it.
#[utoipa::path(post, path = "/v1/{municipality}/works", tag = "conservation", params(MunicipalityPath),
    request_body(content = Work, description = "The works; `title`, `kind` and the place at least"), responses(
    (status = 201, description = "The works as they are recorded", body = Work), Problems))]
pub async fn create_work(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    Json(body): Json,
) -> Result<Reply> {
    recorded::create::<Record>(&app, &address, &headers, body).await
}

/// Read works (工事)
#[utoipa::path(get, path = "/v1/{municipality}/works/{id}", tag = "conservation", params(RecordedPath), responses(
    (status = 200, description = "The works", body = Work),
    (status = 304, description = "Not changed since the state that `If-None-Match` names"), Problems))]
pub async fn read_work(State(app): State<App>, address: Address, headers: HeaderMap) -> Result<Response> {
    recorded::read::<Record>(&app, &address, &headers).await
}

/// Change what is known of works (工事の変更)
///
/// `If-Match` must hold the `ETag`. The state changes by `state-changes` only.
#[utoipa::path(patch, path = "/v1/{municipality}/works/{id}", tag = "conservation", params(RecordedPath),
    request_body(content = Work, content_type = "application/merge-patch+json", description = "The fields to change"), responses(
    (status = 200, description = "The works as they are now", body = Work), Problems))]
pub async fn change_work(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    Json(body): Json,
) -> Result<Reply> {
    recorded::patch::<Record>(&app, &address, &headers, body).await
}

/// Change the state of works (工事の状態変更)
///
/// With the facts that the new state needs; other fields may be changed along. Works that are done renew their component,
/// rate its part best, and offer the movement that the fixed-asset register should get when they add to its value.
#[utoipa::path(post, path = "/v1/{municipality}/works/{id}/state-changes", tag = "conservation", params(RecordedPath),
    request_body(content = WorkStateChange, description = "The new state and what it needs"), responses(
    (status = 200, description = "The works as they are now, and what else that changed", body = ChangedWork), Problems))]
pub async fn change_work_state(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    Json(body): Json,
) -> Result<Reply> {
    let (municipality, id) = (address.municipality.as_str(), address.part("id"));
    let once = Once::of(&headers, municipality, &[b"work state", id.as_bytes(), body.to_string().as_bytes()])?;
    let tx = db::begin(&app.db, municipality).await?;
    if let Some(reply) = once.before(&tx).await? {
        return Ok(reply);
    }
    let was: Record = recorded::demand(&tx, municipality, id).await?;
    recorded::match_if_given(&headers, &was)?;
    let stamp = Stamp::now(municipality);
    let work = recorded::changed(&tx, &stamp, &was, object(body)?, Change::State).await?;
    let (effects, register_offer) = match work.state {
        WorkState::Done => completion::complete(&tx, &stamp, &work).await?,
        _ => (Vec::new(), None),
    };
    if !effects.is_empty() {
        let told = serde_json::to_value(&effects).map_err(Error::internal)?;
        recorded::told(&tx, &stamp, &work, "completed", json!({"effects": told})).await?;
    }
    let mut reply = Reply::json(&ChangedWork { work: work.wire()?, effects, register_offer })?;
    reply.etag = Some(http::etag(recorded::reply(&work)?.body.as_bytes()));
    once.remember(&tx, &reply).await?;
    tx.commit().await?;
    Ok(reply)
}

/// Read the history of works (工事の経過)
#[utoipa::path(get, path = "/v1/{municipality}/works/{id}/events", tag = "conservation", params(RecordedPath), responses(
    (status = 200, description = "What happened to the works, oldest first", body = Events), Problems))]
pub async fn list_work_events(State(app): State<App>, address: Address) -> Result<Reply> {
    let found = recorded::events::<Record>(&app.db, address.municipality.as_str(), address.part("id")).await?;
    Reply::json(&Events { events: found.into_iter().map(Event::of).collect::<Result<_>>()? })
}
