//! The sheets of the facilities over HTTP.

use super::facility_sheet::wire::FacilitySheet;
use super::facility_sheet::{Asked, gathered, html};
use super::sheet_list;
use super::wire::{FacilitySheetQuery, FacilitySheets, FacilitySheetsQuery};
use crate::app::App;
use crate::conservation::store::today;
use crate::db;
use crate::domain::{Invalid, Text};
use crate::error::{Error, Language, Problems, Result};
use crate::http::{Address, MunicipalityPath, Params, RecordPath, Reply};
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use chrono::{FixedOffset, NaiveDate, SecondsFormat, Utc};

/// In what form a sheet is answered.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Json,
    Html,
}

/// `f=` decides; without it what the reader likes best, and JSON for one who does not say.
fn form<T>(params: &Params<T>, headers: &HeaderMap) -> Result<Form> {
    let named = params.read("f", |name, text| match text {
        "json" => Ok(Form::Json),
        "html" => Ok(Form::Html),
        _ => {
            let said = Text::new(
                format!("`{name}` is `{text}`; it must be html or json"),
                format!("`{name}` の値 `{text}` は使えません。html か json にしてください"),
            );
            Err(Invalid::new(name, "unknown-value", text, said))
        }
    })?;
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let liked = accept.split(',').find_map(|part| match part.split(';').next().unwrap_or_default().trim() {
        "text/html" | "application/xhtml+xml" => Some(Form::Html),
        "application/json" => Some(Form::Json),
        _ => None,
    });
    Ok(named.or(liked).unwrap_or(Form::Json))
}

fn day(name: &'static str, text: &str) -> Result<NaiveDate, Invalid> {
    text.parse().map_err(|_| {
        let said = Text::new(
            format!("`{name}` is `{text}`; write a day, as in 2026-03-31"),
            format!("`{name}` の値 `{text}` は日付として読めません（例: 2026-03-31）"),
        );
        Invalid::new(name, "malformed", text, said)
    })
}

/// The instant it is in Japan, to the second.
fn now() -> String {
    let now = Utc::now();
    match FixedOffset::east_opt(9 * 60 * 60) {
        Some(japan) => now.with_timezone(&japan).to_rfc3339_opts(SecondsFormat::Secs, false),
        None => now.to_rfc3339_opts(SecondsFormat::Secs, true),
    }
}

fn page(markup: String) -> Response {
    // The same address answers in two forms and two languages.
    let headers = [(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::VARY, "accept, accept-language")];
    (headers, markup).into_response()
}

/// Read the sheet of a facility (施設カルテ)
///
/// Everything known of one facility: its site, buildings, condition, components, costs, inspections, open defects, works, photographs
/// and what all that rests on. As a page that prints on A4 paper, or as JSON. Texts come in the reader's language.
#[utoipa::path(get, path = "/v1/{municipality}/facilities/{code}/sheet", tag = "report", params(RecordPath, FacilitySheetQuery), responses(
    (status = 200, description = "The sheet in the form asked for", content((FacilitySheet = "application/json"), (String = "text/html"))),
    Problems))]
pub async fn read_facility_sheet(
    State(app): State<App>,
    address: Address,
    params: Params<FacilitySheetQuery>,
    headers: HeaderMap,
) -> Result<Response> {
    let form = form(&params, &headers)?;
    let today = today();
    let as_of = params.read("as_of", day)?.unwrap_or(today);
    // A calendar that ends before the facility does would break reckoning with years.
    let years = NaiveDate::from_ymd_opt(1900, 1, 1)..=NaiveDate::from_ymd_opt(2200, 12, 31);
    if !years.contains(&Some(as_of)) {
        let out = crate::domain::units::out_of_range("as_of", as_of, 1900, 2200);
        return Err(Error::parameter(out));
    }
    let asked = Asked { facility: address.code()?.as_str(), plan: params.get("plan"), as_of, today };
    let db = db::snapshot(&app.db).await?;
    let found = gathered(&db, address.municipality.as_str(), asked).await?;
    drop(db);
    let language = Language::of(&headers);
    let sheet = found.sheet(now(), language)?;
    match form {
        Form::Json => Ok(Reply::json(&sheet)?.into_response()),
        Form::Html => Ok(page(html(&sheet, language))),
    }
}

/// List the sheets of the facilities (施設カルテ一覧)
#[utoipa::path(get, path = "/v1/{municipality}/facility-sheets", tag = "report", params(MunicipalityPath, FacilitySheetsQuery), responses(
    (status = 200, description = "Every facility by class, with the address of its sheet", content(
        (FacilitySheets = "application/json"), (String = "text/html"))), Problems))]
pub async fn list_facility_sheets(
    State(app): State<App>,
    address: Address,
    params: Params<FacilitySheetsQuery>,
    headers: HeaderMap,
) -> Result<Response> {
    let form = form(&params, &headers)?;
    let list = sheet_list::gathered(&app.db, address.municipality.as_str()).await?;
    match form {
        Form::Json => Ok(Reply::json(&list)?.into_response()),
        Form::Html => Ok(page(sheet_list::page(&list, Language::of(&headers)))),
    }
}
