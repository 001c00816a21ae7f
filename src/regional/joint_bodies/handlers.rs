//! The operations on joint bodies, as the API document shows them.

use super::split;
use super::wire::{CostSplit, JointBodies, JointBody, JointBodyQuery, JointCost};
use crate::app::App;
use crate::error::{Language, Problems, Result};
use crate::fields::object;
use crate::http::{Address, Base, Json, MunicipalityPath, Params, Reply};
use crate::recorded::{self, Event, Events, RecordedPath};
use crate::regional::JointBody as Record;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;

/// List joint bodies (一部事務組合などの一覧)
///
/// Filters combine. Pages follow the link `next`.
#[utoipa::path(get, path = "/v1/{municipality}/joint-bodies", tag = "regional", params(MunicipalityPath, JointBodyQuery), responses(
    (status = 200, description = "A page of joint bodies", body = JointBodies), Problems))]
pub async fn list_joint_bodies(
    State(app): State<App>,
    address: Address,
    params: Params<JointBodyQuery>,
    base: Base,
) -> Result<Reply> {
    recorded::list::<Record>(&app, &address, &params, &base).await
}

/// Record a joint body (一部事務組合などの登録)
///
/// With its members and the parts by which they share its costs; the parts sum to 100 percent.
#[utoipa::path(post, path = "/v1/{municipality}/joint-bodies", tag = "regional", params(MunicipalityPath),
    request_body(content = JointBody, description = "The body; `name`, `kind`, `parts` and `members` at least"), responses(
    (status = 201, description = "The body as it is recorded", body = JointBody), Problems))]
pub async fn create_joint_body(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    Json(body): Json,
) -> Result<Reply> {
    recorded::create::<Record>(&app, &address, &headers, body).await
}

/// Read a joint body (一部事務組合など)
#[utoipa::path(get, path = "/v1/{municipality}/joint-bodies/{id}", tag = "regional", params(RecordedPath), responses(
    (status = 200, description = "The body", body = JointBody),
    (status = 304, description = "Not changed since the state that `If-None-Match` names"), Problems))]
pub async fn read_joint_body(State(app): State<App>, address: Address, headers: HeaderMap) -> Result<Response> {
    recorded::read::<Record>(&app, &address, &headers).await
}

/// Change a joint body (一部事務組合などの変更)
///
/// `If-Match` must hold the `ETag`. `parts` and `members` are replaced as a whole.
#[utoipa::path(patch, path = "/v1/{municipality}/joint-bodies/{id}", tag = "regional", params(RecordedPath),
    request_body(content = JointBody, content_type = "application/merge-patch+json", description = "The fields to change"), responses(
    (status = 200, description = "The body as it is now", body = JointBody), Problems))]
pub async fn change_joint_body(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    Json(body): Json,
) -> Result<Reply> {
    recorded::patch::<Record>(&app, &address, &headers, body).await
}

/// Read the history of a joint body (一部事務組合などの経過)
#[utoipa::path(get, path = "/v1/{municipality}/joint-bodies/{id}/events", tag = "regional", params(RecordedPath), responses(
    (status = 200, description = "What was changed of the body, oldest first", body = Events), Problems))]
pub async fn list_joint_body_events(State(app): State<App>, address: Address) -> Result<Reply> {
    let found = recorded::events::<Record>(&app.db, address.municipality.as_str(), address.part("id")).await?;
    Reply::json(&Events { events: found.into_iter().map(Event::of).collect::<Result<_>>()? })
}

/// Share a cost among the members (構成団体別負担額の計算)
///
/// By the parts and weights of the body, to the yen. Nothing is stored.
#[utoipa::path(post, path = "/v1/{municipality}/joint-bodies/{id}/cost-splits", tag = "regional", params(RecordedPath),
    request_body(content = JointCost, description = "The cost", example = json!({"cost_yen": 1000001})), responses(
    (status = 200, description = "What each member pays", body = CostSplit), Problems))]
pub async fn split_joint_cost(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    Json(body): Json,
) -> Result<Reply> {
    let joint: Record = recorded::demand(&app.db, address.municipality.as_str(), address.part("id")).await?;
    Reply::json(&split::split(&joint, split::cost(object(body)?)?, Language::of(&headers))?)
}
