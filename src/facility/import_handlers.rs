//! Files uploaded to be taken in.

use super::exchange::{self, Order};
use super::formats::{Format, Kind};
use super::store;
use super::wire::{Import, ImportQuery};
use crate::app::App;
use crate::db;
use crate::domain::facility::word;
use crate::error::{Language, Problems, Result};
use crate::http::{Address, MunicipalityPath, Params, Reply, collect, refuse_announced};
use crate::idempotency::Once;
use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderMap;

/// Import a file of records (取込)
///
/// The body is the file: our own CSV or GeoJSON, 公共施設一覧 (38 or 24 columns), or 国土数値情報 P05, P29, P27 as GeoJSON, in
/// UTF-8 or Shift_JIS. Records that are here are changed, others added; all or nothing, with every fault by row and column.
#[utoipa::path(post, path = "/v1/{municipality}/imports", tag = "facility", params(MunicipalityPath, ImportQuery),
    request_body(content((String = "text/csv"), (Object = "application/geo+json")), description = "The file"), responses(
    (status = 200, description = "What was found and done", body = Import), Problems))]
pub async fn import_file(
    State(app): State<App>,
    address: Address,
    params: Params<ImportQuery>,
    headers: HeaderMap,
    body: Body,
) -> Result<Reply> {
    let order = Order {
        kind: params.read("kind", word::<Kind>)?.unwrap_or(Kind::Facilities),
        format: params.read("format", word::<Format>)?,
        dry_run: params.flag("dry_run")?,
    };
    refuse_announced(&headers, app.config.import_limit_bytes)?;
    let bytes = collect(body, app.config.import_limit_bytes, &app.config).await?;
    let municipality = address.municipality.as_str();
    let once = Once::of(&headers, municipality, &[b"import", format!("{order:?}").as_bytes(), &bytes])?;
    store::demand_municipality(&app.db, municipality).await?;
    let file = exchange::taken_apart(&address.municipality, order, bytes).await?;
    let tx = db::begin(&app.db, municipality).await?;
    if let Some(reply) = once.before(&tx).await? {
        return Ok(reply);
    }
    let language = Language::of(&headers);
    let done = exchange::take_in(&tx, &address.municipality, order, file, language, &|_, _| {}).await?;
    let reply = Reply::json(&done)?;
    if order.dry_run {
        tx.rollback().await?;
    } else {
        once.remember(&tx, &reply).await?;
        tx.commit().await?;
    }
    Ok(reply)
}
