//! The operations on use across borders, as the API document shows them.

use super::summary;
use super::wire::{ResidentUse, ResidentUseQuery, ResidentUseSummary, ResidentUses, UseSummaryQuery};
use crate::app::App;
use crate::domain::facility::word;
use crate::domain::regional::UseService;
use crate::error::{Problems, Result};
use crate::facility::store::demand_municipality;
use crate::http::{Address, Base, Json, MunicipalityPath, Params, Reply};
use crate::recorded::{self, RecordedPath};
use crate::regional::ResidentUse as Record;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;

/// List use across borders (相互利用の実績一覧)
///
/// Filters combine. Pages follow the link `next`.
#[utoipa::path(get, path = "/v1/{municipality}/resident-uses", tag = "regional", params(MunicipalityPath, ResidentUseQuery), responses(
    (status = 200, description = "A page of records", body = ResidentUses), Problems))]
pub async fn list_resident_uses(
    State(app): State<App>,
    address: Address,
    params: Params<ResidentUseQuery>,
    base: Base,
) -> Result<Reply> {
    recorded::list::<Record>(&app, &address, &params, &base).await
}

/// Record use across borders (相互利用の実績の登録)
///
/// Once for each service, direction, partner, measure and fiscal year.
#[utoipa::path(post, path = "/v1/{municipality}/resident-uses", tag = "regional", params(MunicipalityPath),
    request_body(content = ResidentUse, description = "The record; `service`, `direction`, `partner_code`, `measure`, the year or day and `count` at least"), responses(
    (status = 201, description = "The record as it is kept", body = ResidentUse), Problems))]
pub async fn create_resident_use(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    Json(body): Json,
) -> Result<Reply> {
    recorded::create::<Record>(&app, &address, &headers, body).await
}

/// Read use across borders (相互利用の実績)
#[utoipa::path(get, path = "/v1/{municipality}/resident-uses/{id}", tag = "regional", params(RecordedPath), responses(
    (status = 200, description = "The record", body = ResidentUse),
    (status = 304, description = "Not changed since the state that `If-None-Match` names"), Problems))]
pub async fn read_resident_use(State(app): State<App>, address: Address, headers: HeaderMap) -> Result<Response> {
    recorded::read::<Record>(&app, &address, &headers).await
}

/// Change use across borders (相互利用の実績の変更)
///
/// `If-Match` must hold the `ETag`.
#[utoipa::path(patch, path = "/v1/{municipality}/resident-uses/{id}", tag = "regional", params(RecordedPath),
    request_body(content = ResidentUse, content_type = "application/merge-patch+json", description = "The fields to change"), responses(
    (status = 200, description = "The record as it is now", body = ResidentUse), Problems))]
pub async fn change_resident_use(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    Json(body): Json,
) -> Result<Reply> {
    recorded::patch::<Record>(&app, &address, &headers, body).await
}

/// Read use across borders both ways (相互利用の状況)
///
/// A table for each service, measure and fiscal year, with a line a partner, the totals and their difference, as plans print it.
#[utoipa::path(get, path = "/v1/{municipality}/resident-use-summary", tag = "regional", params(MunicipalityPath, UseSummaryQuery), responses(
    (status = 200, description = "The tables", body = ResidentUseSummary), Problems))]
pub async fn read_resident_use_summary(
    State(app): State<App>,
    address: Address,
    params: Params<UseSummaryQuery>,
) -> Result<Reply> {
    let municipality = address.municipality.as_str();
    let service = params.read("service", word::<UseService>)?;
    let year = params.integer("fiscal_year", 1868, 2300)?.map(|year| year as i32);
    demand_municipality(&app.db, municipality).await?;
    let mut records = recorded::all::<Record>(&app.db, municipality).await?;
    records.retain(|record| {
        service.is_none_or(|wanted| record.service == wanted) && year.is_none_or(|wanted| record.fiscal_year == wanted)
    });
    Reply::json(&summary::summary(&records))
}
