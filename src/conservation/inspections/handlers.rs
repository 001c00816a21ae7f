//! The operations on inspections and their findings.

use super::wire::{Finding, FindingDefect, FindingPath, Inspection, InspectionQuery, Inspections};
use super::{Record, acts, follow_up};
use crate::app::App;
use crate::db;
use crate::domain::{Invalid, Text};
use crate::error::{Error, Problems, Result};
use crate::facility::store::demand_municipality;
use crate::fields::object;
use crate::http::{self, Address, Base, Json, MunicipalityPath, Params, Reply};
use crate::idempotency::Once;
use crate::recorded::{self, Recorded, Stamp};
use crate::recorded::{Event, Events, RecordedPath};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};

/// List inspections (点検一覧)
///
/// Each with its findings. Filters combine. Pages follow the link `next`.
#[utoipa::path(get, path = "/v1/{municipality}/inspections", tag = "conservation", params(MunicipalityPath, InspectionQuery), responses(
    (status = 200, description = "A page of inspections", body = Inspections), Problems))]
pub async fn list_inspections(
    State(app): State<App>,
    address: Address,
    params: Params<InspectionQuery>,
    base: Base,
) -> Result<Reply> {
    let page = recorded::list::<Record>(&app, &address, &params, &base).await?;
    acts::with_findings(&app.db, address.municipality.as_str(), page).await
}

/// Record an inspection (点検の登録)
///
/// With what was found. The kind says what must be named: a facility, a building or a component. The result as a whole is
/// the worst of the findings, unless a worse one is given. An inspection is never deleted.
#[utoipa::path(post, path = "/v1/{municipality}/inspections", tag = "conservation", params(MunicipalityPath),
    request_body(content = Inspection, description = "The inspection; `kind`, `performed_on` and the place at least"), responses(
    (status = 201, description = "The inspection as it is recorded", body = Inspection), Problems))]
pub async fn create_inspection(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    Json(body): Json,
) -> Result<Reply> {
    let municipality = address.municipality.as_str();
    let once = Once::of(&headers, municipality, &[b"inspections", body.to_string().as_bytes()])?;
    let tx = db::begin(&app.db, municipality).await?;
    if let Some(reply) = once.before(&tx).await? {
        return Ok(reply);
    }
    demand_municipality(&tx, municipality).await?;
    let whole = acts::create(&tx, &Stamp::now(municipality), object(body)?).await?;
    let mut reply = acts::reply(&whole)?.status(StatusCode::CREATED);
    reply.location = Some(format!("/v1/{municipality}/inspections/{}", whole.inspection.id()));
    once.remember(&tx, &reply).await?;
    tx.commit().await?;
    Ok(reply)
}

/// Read an inspection (点検)
#[utoipa::path(get, path = "/v1/{municipality}/inspections/{id}", tag = "conservation", params(RecordedPath), responses(
    (status = 200, description = "The inspection with its findings", body = Inspection),
    (status = 304, description = "Not changed since the state that `If-None-Match` names"), Problems))]
pub async fn read_inspection(State(app): State<App>, address: Address, headers: HeaderMap) -> Result<Response> {
    let tx = db::snapshot(&app.db).await?;
    let whole = acts::demand(&tx, address.municipality.as_str(), address.part("id")).await?;
    let mut reply = acts::reply(&whole)?;
    if reply.etag.as_deref().is_some_and(|tag| http::is_known(&headers, tag)) {
        reply = Reply { status: StatusCode::NOT_MODIFIED, body: String::new(), ..reply };
    }
    Ok(reply.into_response())
}

/// Change what is known of an inspection (点検の変更)
///
/// `If-Match` must hold the `ETag`. `findings` are replaced all together; those from which a defect or works have come must
/// stay, under their numbers.
#[utoipa::path(patch, path = "/v1/{municipality}/inspections/{id}", tag = "conservation", params(RecordedPath),
    request_body(content = Inspection, content_type = "application/merge-patch+json", description = "The fields to change"), responses(
    (status = 200, description = "The inspection as it is now", body = Inspection), Problems))]
pub async fn change_inspection(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    Json(body): Json,
) -> Result<Reply> {
    let municipality = address.municipality.as_str();
    let tx = db::begin(&app.db, municipality).await?;
    let was = acts::demand(&tx, municipality, address.part("id")).await?;
    http::demand_match(&headers, acts::reply(&was)?.etag.as_deref().unwrap_or_default())?;
    let now = acts::change(&tx, &Stamp::now(municipality), &was, object(body)?).await?;
    tx.commit().await?;
    acts::reply(&now)
}

/// Read the history of an inspection (点検の経過)
#[utoipa::path(get, path = "/v1/{municipality}/inspections/{id}/events", tag = "conservation", params(RecordedPath), responses(
    (status = 200, description = "What was changed of the inspection, oldest first", body = Events), Problems))]
pub async fn list_inspection_events(State(app): State<App>, address: Address) -> Result<Reply> {
    let found = recorded::events::<Record>(&app.db, address.municipality.as_str(), address.part("id")).await?;
    Reply::json(&Events { events: found.into_iter().map(Event::of).collect::<Result<_>>()? })
}

fn finding_no(address: &Address) -> Result<i32> {
    let text = address.part("finding_no");
    text.parse().map_err(|_| {
        let said = Text::new(
            format!("`finding_no` is `{text}`; it must be the number of a finding"),
            format!("`finding_no` の値 `{text}` は使えません。指摘の番号にしてください"),
        );
        Error::parameter(Invalid::new("finding_no", "malformed", text, said))
    })
}

/// Make a defect of a finding (指摘からの不具合の登録)
///
/// Place, severity and description come from the finding, so that an empty object is enough. Once for each finding: after
/// that 409 names the defect. `Location` is the defect.
#[utoipa::path(post, path = "/v1/{municipality}/inspections/{id}/findings/{finding_no}/defects", tag = "conservation", params(FindingPath),
    request_body(content = FindingDefect, description = "What is said beside the finding"), responses(
    (status = 201, description = "The finding with the number of its defect", body = Finding), Problems))]
pub async fn make_finding_defect(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    Json(body): Json,
) -> Result<Reply> {
    let municipality = address.municipality.as_str();
    let (id, number) = (address.part("id"), finding_no(&address)?);
    let parts = [b"finding defect".as_slice(), id.as_bytes(), b" ", address.part("finding_no").as_bytes()];
    let once = Once::of(&headers, municipality, &[&parts.concat(), body.to_string().as_bytes()])?;
    let tx = db::begin(&app.db, municipality).await?;
    if let Some(reply) = once.before(&tx).await? {
        return Ok(reply);
    }
    let was = acts::demand(&tx, municipality, id).await?;
    let finding = follow_up::defect(&tx, &Stamp::now(municipality), &was, number, object(body)?).await?;
    let mut reply = Reply::json(&finding)?.status(StatusCode::CREATED);
    reply.location = finding.defect_id.map(|id| format!("/v1/{municipality}/defects/{id}"));
    once.remember(&tx, &reply).await?;
    tx.commit().await?;
    Ok(reply)
}

/// Make works of a finding (指摘からの工事の提案)
///
/// Proposed repair at the place of the finding, unless the body says otherwise: it may hold any field of works. Once for
/// each finding: after that 409 names the works. `Location` is the works.
#[utoipa::path(post, path = "/v1/{municipality}/inspections/{id}/findings/{finding_no}/works", tag = "conservation", params(FindingPath),
    request_body(content = Object, description = "Fields of the works; all of them may be left out",
        example = json!({"title": "昇降機 主索取替え", "kind": "repair", "cost_yen": 1200000, "planned_year": 2027})), responses(
    (status = 201, description = "The finding with the number of its works", body = Finding), Problems))]
pub async fn make_finding_work(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    Json(body): Json,
) -> Result<Reply> {
    let municipality = address.municipality.as_str();
    let (id, number) = (address.part("id"), finding_no(&address)?);
    let parts = [b"finding works".as_slice(), id.as_bytes(), b" ", address.part("finding_no").as_bytes()];
    let once = Once::of(&headers, municipality, &[&parts.concat(), body.to_string().as_bytes()])?;
    let tx = db::begin(&app.db, municipality).await?;
    if let Some(reply) = once.before(&tx).await? {
        return Ok(reply);
    }
    let was = acts::demand(&tx, municipality, id).await?;
    let finding = follow_up::work(&tx, &Stamp::now(municipality), &was, number, object(body)?).await?;
    let mut reply = Reply::json(&finding)?.status(StatusCode::CREATED);
    reply.location = finding.work_id.map(|id| format!("/v1/{municipality}/works/{id}"));
    once.remember(&tx, &reply).await?;
    tx.commit().await?;
    Ok(reply)
}
