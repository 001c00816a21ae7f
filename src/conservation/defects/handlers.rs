//! The operations on defects, as the API document shows them.

use super::wire::{Defect, DefectQuery, DefectStateChange, DefectSummary, DefectSummaryQuery, Defects, SummaryBy};
use super::{proposal, summary};
use crate::app::App;
use crate::conservation::Defect as Record;
use crate::conservation::works::Work;
use crate::db;
use crate::domain::facility::word;
use crate::error::{Problems, Result};
use crate::facility::store::demand_municipality;
use crate::fields::object;
use crate::http::{Address, Base, Json, MunicipalityPath, Params, Reply};
use crate::idempotency::Once;
use crate::recorded::{self, Change, Stamp};
use crate::recorded::{Event, Events, RecordedPath};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

/// List defects (不具合一覧)
///
/// Filters combine. Pages follow the link `next`. `contact` is not in lists; it stands in the record itself.
#[utoipa::path(get, path = "/v1/{municipality}/defects", tag = "conservation", params(MunicipalityPath, DefectQuery), responses(
    (status = 200, description = "A page of defects", body = Defects), Problems))]
pub async fn list_defects(
    State(app): State<App>,
    address: Address,
    params: Params<DefectQuery>,
    base: Base,
) -> Result<Reply> {
    recorded::list::<Record>(&app, &address, &params, &base).await
}

/// Record a defect (不具合の登録)
///
/// In any state, so that defects of former years can be entered; each state needs its own facts. `facility_code` may be left
/// out where the building or the component tells it, `reported_on` when it is today. A defect that has been judged and has no
/// `due_on` gets it from its severity: the parameters `target_days_…` of the set `defect`.
#[utoipa::path(post, path = "/v1/{municipality}/defects", tag = "conservation", params(MunicipalityPath),
    request_body(content = Defect, description = "The defect; `description` and the place at least"), responses(
    (status = 201, description = "The defect as it is recorded", body = Defect), Problems))]
pub async fn create_defect(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    Json(body): Json,
) -> Result<Reply> {
    recorded::create::<Record>(&app, &address, &headers, body).await
}

/// Read a defect (不具合)
#[utoipa::path(get, path = "/v1/{municipality}/defects/{id}", tag = "conservation", params(RecordedPath), responses(
    (status = 200, description = "The defect", body = Defect),
    (status = 304, description = "Not changed since the state that `If-None-Match` names"), Problems))]
pub async fn read_defect(State(app): State<App>, address: Address, headers: HeaderMap) -> Result<Response> {
    recorded::read::<Record>(&app, &address, &headers).await
}

/// Change what is known of a defect (不具合の変更)
///
/// `If-Match` must hold the `ETag`. The state changes by `state-changes` only. With `due_on` null the day is counted anew from
/// the severity.
#[utoipa::path(patch, path = "/v1/{municipality}/defects/{id}", tag = "conservation", params(RecordedPath),
    request_body(content = Defect, content_type = "application/merge-patch+json", description = "The fields to change"), responses(
    (status = 200, description = "The defect as it is now", body = Defect), Problems))]
pub async fn change_defect(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    Json(body): Json,
) -> Result<Reply> {
    recorded::patch::<Record>(&app, &address, &headers, body).await
}

/// Change the state of a defect (不具合の状態変更)
///
/// With the facts that the new state needs; other fields may be changed along. Once it is triaged, `due_on` follows from the
/// severity unless it is given.
#[utoipa::path(post, path = "/v1/{municipality}/defects/{id}/state-changes", tag = "conservation", params(RecordedPath),
    request_body(content = DefectStateChange, description = "The new state and what it needs"), responses(
    (status = 200, description = "The defect as it is now", body = Defect), Problems))]
pub async fn change_defect_state(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    Json(body): Json,
) -> Result<Reply> {
    let (municipality, id) = (address.municipality.as_str(), address.part("id"));
    let once = Once::of(&headers, municipality, &[b"defect state", id.as_bytes(), body.to_string().as_bytes()])?;
    let tx = db::begin(&app.db, municipality).await?;
    if let Some(reply) = once.before(&tx).await? {
        return Ok(reply);
    }
    let was: Record = recorded::demand(&tx, municipality, id).await?;
    recorded::match_if_given(&headers, &was)?;
    let defect = recorded::changed(&tx, &Stamp::now(municipality), &was, object(body)?, Change::State).await?;
    let reply = recorded::reply(&defect)?;
    once.remember(&tx, &reply).await?;
    tx.commit().await?;
    Ok(reply)
}

/// Read the history of a defect (不具合の経過)
#[utoipa::path(get, path = "/v1/{municipality}/defects/{id}/events", tag = "conservation", params(RecordedPath), responses(
    (status = 200, description = "What happened to the defect, oldest first", body = Events), Problems))]
pub async fn list_defect_events(State(app): State<App>, address: Address) -> Result<Reply> {
    let found = recorded::events::<Record>(&app.db, address.municipality.as_str(), address.part("id")).await?;
    Reply::json(&Events { events: found.into_iter().map(Event::of).collect::<Result<_>>()? })
}

/// Propose works for a defect (不具合からの工事の提案)
///
/// Proposed works of kind `repair` where the defect is, named after what is broken; what the body says of them goes before.
/// `{}` will do. The defect then names them in `work_id`. Refused with 409 the second time, and for a rejected defect.
#[utoipa::path(post, path = "/v1/{municipality}/defects/{id}/works", tag = "conservation", params(RecordedPath),
    request_body(content = Work, description = "What is known of the works; `{}` at least", example = json!({"planned_year": 2027, "cost_yen": 1200000})),
    responses((status = 201, description = "The works as they are recorded", body = Work), Problems))]
pub async fn propose_defect_works(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    Json(body): Json,
) -> Result<Reply> {
    let (municipality, id) = (address.municipality.as_str(), address.part("id"));
    let once = Once::of(&headers, municipality, &[b"defect works", id.as_bytes(), body.to_string().as_bytes()])?;
    let tx = db::begin(&app.db, municipality).await?;
    if let Some(reply) = once.before(&tx).await? {
        return Ok(reply);
    }
    let was: Record = recorded::demand(&tx, municipality, id).await?;
    recorded::match_if_given(&headers, &was)?;
    let work = proposal::propose(&tx, &Stamp::now(municipality), &was, object(body)?).await?;
    let mut reply = recorded::reply(&work)?.status(StatusCode::CREATED);
    reply.location = Some(format!("/v1/{municipality}/works/{}", work.id));
    once.remember(&tx, &reply).await?;
    tx.commit().await?;
    Ok(reply)
}

/// Read how defects fare (不具合の集計)
///
/// By facility, kind of component, department or severity: how many there were, are open and late, how long repairs took and
/// what they cost.
#[utoipa::path(get, path = "/v1/{municipality}/defect-summary", tag = "conservation", params(MunicipalityPath, DefectSummaryQuery), responses(
    (status = 200, description = "A row a group, and all of them together", body = DefectSummary), Problems))]
pub async fn read_defect_summary(
    State(app): State<App>,
    address: Address,
    params: Params<DefectSummaryQuery>,
) -> Result<Reply> {
    let municipality = address.municipality.as_str();
    let by = params.read("by", word::<SummaryBy>)?.unwrap_or(SummaryBy::Facility);
    let condition = summary::condition(&params)?;
    demand_municipality(&app.db, municipality).await?;
    Reply::json(&summary::summary(&app.db, municipality, by, condition, recorded::today()).await?)
}
