//! The operations on lists in files, as the API document shows them.

use super::intake::{self, Order};
use super::wire::{ExportQuery, ImportQuery, Imported};
use super::{ImportKind, outgoing};
use crate::app::App;
use crate::db;
use crate::domain::calendar::PartialDate;
use crate::domain::facility::{Word, word};
use crate::domain::{Invalid, Text};
use crate::error::{Error, Language, Problems, Result};
use crate::facility::formats::TextEncoding;
use crate::facility::store::demand_municipality;
use crate::http::{Address, MunicipalityPath, Params, Reply, refuse_announced, spool};
use crate::idempotency::Once;
use crate::recorded::Stamp;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};

fn kind<Q>(params: &Params<Q>) -> Result<ImportKind> {
    params.read("kind", word::<ImportKind>)?.ok_or_else(|| {
        let text = Text::new(
            "`kind` is missing; it must be works, inspections, ratings or defects",
            "`kind` がありません。works、inspections、ratings、defects から指定してください",
        );
        Error::parameter(Invalid::new("kind", "required", "", text))
    })
}

/// Import a list of works, inspections, ratings or defects (一覧の取込み)
///
/// The body is the file: CSV in any usual encoding or XLSX, with the headings that departments use; amounts in yen, thousands
/// or millions as their heading says. Records with a number of their own change the ones that have it. All of it or
/// nothing, with every fault by row and column.
#[utoipa::path(post, path = "/v1/{municipality}/conservation-imports", tag = "conservation", params(MunicipalityPath, ImportQuery),
    request_body(content((String = "text/csv"), (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")), description = "The file"), responses(
    (status = 200, description = "What was found and done", body = Imported), Problems))]
pub async fn import_list(
    State(app): State<App>,
    address: Address,
    params: Params<ImportQuery>,
    headers: HeaderMap,
    body: Body,
) -> Result<Reply> {
    let municipality = address.municipality.as_str();
    let kind = kind(&params)?;
    let dry_run = params.flag("dry_run")?;
    let rated_on = params.read("rated_on", |name, text| PartialDate::parse(name, text).map(|day| day.to_string()))?;
    demand_municipality(&app.db, municipality).await?;
    refuse_announced(&headers, app.config.import_limit_bytes)?;
    let (file, digest) = spool(body, app.config.import_limit_bytes, &app.config).await?;
    let asked = format!("{} {dry_run} {rated_on:?}", kind.code());
    let once = Once::of(&headers, municipality, &[b"list", asked.as_bytes(), digest.as_bytes()])?;
    let read = tokio::task::spawn_blocking(move || super::read(file, kind)).await.map_err(Error::internal)?;
    let incoming = read.map_err(Error::Refused)?;
    let records = incoming.rows.len() as u64;
    let tx = db::begin(&app.db, municipality).await?;
    if let Some(reply) = once.before(&tx).await? {
        return Ok(reply);
    }
    let order = Order { kind, rated_on };
    let (counts, notices) = intake::take_in(&tx, &Stamp::now(municipality), &order, incoming).await?;
    let japanese = Language::of(&headers) == Language::Ja;
    let reply = Reply::json(&Imported {
        kind,
        dry_run,
        records,
        created: counts.created,
        changed: counts.changed,
        unchanged: counts.unchanged,
        notices: notices.into_iter().map(|text| if japanese { text.ja } else { text.en }).collect(),
    })?;
    if dry_run {
        tx.rollback().await?;
    } else {
        once.remember(&tx, &reply).await?;
        tx.commit().await?;
    }
    Ok(reply)
}

/// Export a list of works, inspections, ratings or defects (一覧の出力)
///
/// Under the official headings, as it can be taken in again.
#[utoipa::path(get, path = "/v1/{municipality}/conservation-exports", tag = "conservation", params(MunicipalityPath, ExportQuery), responses(
    (status = 200, description = "The list", content((String = "text/csv"), (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))), Problems))]
pub async fn export_list(State(app): State<App>, address: Address, params: Params<ExportQuery>) -> Result<Response> {
    let municipality = address.municipality.as_str();
    let kind = kind(&params)?;
    let encoding = params.read("encoding", word::<TextEncoding>)?.unwrap_or_default();
    let workbook = params.read("f", |name, text| match text {
        "csv" => Ok(false),
        "xlsx" => Ok(true),
        _ => {
            let said = Text::new(
                format!("`f` is `{text}`; it must be csv or xlsx"),
                format!("`f` の値 `{text}` は使えません。csv か xlsx にしてください"),
            );
            Err(Invalid::new(name, "unknown-value", text, said))
        }
    })?;
    demand_municipality(&app.db, municipality).await?;
    let db = db::snapshot(&app.db).await?;
    let rows = outgoing::rows(&db, municipality, kind).await?;
    let (bytes, media, ending) = if workbook.unwrap_or(false) {
        let media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
        (outgoing::xlsx(kind, &rows).map_err(Error::internal)?, media.to_owned(), "xlsx")
    } else {
        (outgoing::csv(rows, encoding)?, encoding.media_type().to_owned(), "csv")
    };
    let name = format!("attachment; filename=\"{municipality}-{}.{ending}\"", kind.code());
    let mut response = bytes.into_response();
    for (header, value) in [(header::CONTENT_TYPE, media), (header::CONTENT_DISPOSITION, name)] {
        response.headers_mut().insert(header, HeaderValue::from_str(&value).map_err(Error::internal)?);
    }
    Ok(response)
}
