//! The operations on municipalities.

use super::municipality::{judged, reply, shown};
use super::records::merge;
use super::store;
use super::wire::{Municipalities, Municipality};
use crate::app::App;
use crate::db;
use crate::domain::{Invalid, Text};
use crate::error::{Error, Problems, Result};
use crate::http::{Address, Json, MunicipalityPath, Reply, demand_match};
use crate::idempotency::Once;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use serde_json::{Value, json};

/// List the municipalities here (地方公共団体)
#[utoipa::path(get, path = "/v1/municipalities", tag = "facility", responses(
    (status = 200, description = "All of them, by code", body = Municipalities), Problems))]
pub async fn list_municipalities(State(app): State<App>) -> Result<Reply> {
    let mut municipalities = Vec::new();
    for code in store::municipality_codes(&app.db).await? {
        municipalities.push(shown(&app.db, &code).await?);
    }
    Reply::json(&Municipalities { municipalities })
}

/// Create a municipality (地方公共団体)
#[utoipa::path(post, path = "/v1/municipalities", tag = "facility",
    request_body(content = Municipality, description = "Its code with check digit, name, prefecture and zone at least"), responses(
    (status = 201, description = "The municipality as it is stored now", body = Municipality), Problems))]
pub async fn create_municipality(State(app): State<App>, headers: HeaderMap, Json(body): Json) -> Result<Reply> {
    let request = body.to_string();
    let (row, people) = judged(body)?;
    let code = row.code.clone();
    let once = Once::of(&headers, &code, &[b"municipality", request.as_bytes()])?;
    let tx = db::begin(&app.db, &code).await?;
    if let Some(reply) = once.before(&tx).await? {
        return Ok(reply);
    }
    if store::municipality_codes(&tx).await?.contains(&code) {
        return Err(Error::Conflict(Text::new(
            format!("municipality `{code}` is here already; change it with PUT"),
            format!("団体コード `{code}` は既に登録されています。PUT で変更してください"),
        )));
    }
    store::write_municipality(&tx, row, people).await?;
    let reply = reply(&tx, &code, StatusCode::CREATED).await?;
    once.remember(&tx, &reply).await?;
    tx.commit().await?;
    Ok(reply)
}

/// Read a municipality (地方公共団体)
#[utoipa::path(get, path = "/v1/{municipality}", tag = "facility", params(MunicipalityPath), responses(
    (status = 200, description = "The municipality", body = Municipality), Problems))]
pub async fn read_municipality(State(app): State<App>, address: Address) -> Result<Reply> {
    reply(&app.db, address.municipality.as_str(), StatusCode::OK).await
}

/// Replace a municipality (地方公共団体)
///
/// `If-Match` must hold its `ETag`. Its populations are replaced with it.
#[utoipa::path(put, path = "/v1/{municipality}", tag = "facility", params(MunicipalityPath),
    request_body(content = Municipality, description = "The whole municipality"), responses(
    (status = 200, description = "The municipality as it is stored now", body = Municipality), Problems))]
pub async fn replace_municipality(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    Json(mut body): Json,
) -> Result<Reply> {
    let code = address.municipality.as_str();
    if let Some(map) = body.as_object_mut()
        && !map.contains_key("code")
    {
        map.insert("code".to_owned(), json!(code));
    }
    replaced(&app, code, &headers, |_| body).await
}

/// Change fields of a municipality (地方公共団体)
///
/// JSON merge patch (RFC 7396): null empties a field, what is not sent stays. `If-Match` must hold its `ETag`.
#[utoipa::path(patch, path = "/v1/{municipality}", tag = "facility", params(MunicipalityPath),
    request_body(content = Municipality, content_type = "application/merge-patch+json", description = "The fields to change"), responses(
    (status = 200, description = "The municipality as it is stored now", body = Municipality), Problems))]
pub async fn change_municipality(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    Json(body): Json,
) -> Result<Reply> {
    let patched = |mut was: Value| {
        merge(&mut was, body);
        was
    };
    replaced(&app, address.municipality.as_str(), &headers, patched).await
}

/// Delete a municipality (地方公共団体)
///
/// Refused with 409 while it has sites, facilities, buildings or components. `If-Match` must hold its `ETag`.
#[utoipa::path(delete, path = "/v1/{municipality}", tag = "facility", params(MunicipalityPath), responses(
    (status = 204, description = "Deleted"), Problems))]
pub async fn delete_municipality(State(app): State<App>, address: Address, headers: HeaderMap) -> Result<StatusCode> {
    let code = address.municipality.as_str();
    let tx = db::begin(&app.db, code).await?;
    let was = reply(&tx, code, StatusCode::OK).await?;
    demand_match(&headers, was.etag.as_deref().unwrap_or_default())?;
    let left: u64 = store::totals(&tx, code).await?.values().sum();
    if left > 0 {
        return Err(Error::Conflict(Text::new(
            format!("municipality `{code}` still has {left} records; delete them first"),
            format!("団体コード `{code}` には{left}件の記録が残っています。先に削除してください"),
        )));
    }
    store::delete_municipality(&tx, code).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Puts what `change` makes of a municipality in its place.
async fn replaced(app: &App, code: &str, headers: &HeaderMap, change: impl FnOnce(Value) -> Value) -> Result<Reply> {
    let tx = db::begin(&app.db, code).await?;
    let was = reply(&tx, code, StatusCode::OK).await?;
    demand_match(headers, was.etag.as_deref().unwrap_or_default())?;
    let (row, people) = judged(change(serde_json::from_str(&was.body).map_err(Error::internal)?))?;
    if row.code != code {
        let text = Text::new(
            format!("`code` is `{}`, but the address names `{code}`; a code cannot be changed", row.code),
            format!("`code` の値 `{}` がアドレスの `{code}` と違います。コードは変更できません", row.code),
        );
        return Err(Error::value(Invalid::new("code", "contradiction", &row.code, text)));
    }
    store::write_municipality(&tx, row, people).await?;
    let reply = reply(&tx, code, StatusCode::OK).await?;
    tx.commit().await?;
    Ok(reply)
}
