//! What strangers reach without a key: the form behind a QR code, and where it is sent.

use super::handlers::language_of;
use super::reports::{self, Report};
use super::wire::{NewReport, ReportFormQuery, ReportLinkPath, ReportReceipt};
use crate::app::App;
use crate::conservation::report_form::{self, Values};
use crate::domain::Text;
use crate::error::{Error, Fault, Language, Problem, Problems, Result};
use crate::fields::object;
use crate::http::{Address, Reply, collect, parse_json, refuse_announced};
use crate::page;
use crate::recorded::today;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{Html, IntoResponse, Response};
use serde_json::{Map, Value};

/// Bytes of a report at most: the longest text that the form takes, each letter written as twelve characters.
const MOST_BYTES: usize = 32 << 10;
/// Where the form is sent, seen from its own address and from the one it is sent to.
const ACTION: &str = "defects";

/// In what form a report comes, and is answered.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Json,
    Html,
}

impl Form {
    fn of(headers: &HeaderMap) -> Result<Form> {
        let given = headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
        match given.split(';').next().unwrap_or_default().trim().to_ascii_lowercase().as_str() {
            "application/json" => Ok(Form::Json),
            "application/x-www-form-urlencoded" => Ok(Form::Html),
            _ => Err(Error::UnsupportedMediaType(given.chars().take(80).collect())),
        }
    }
}

fn language_named(text: &str) -> Option<Language> {
    match text {
        "ja" => Some(Language::Ja),
        "en" => Some(Language::En),
        _ => None,
    }
}

/// A page with its status.
fn shown(status: StatusCode, page: String) -> Response {
    (status, Html(page)).into_response()
}

/// Show the form behind a report link (不具合報告フォーム)
///
/// For anyone who has the link, in plain Japanese or English; it tells the name of the facility and nothing else. A link that
/// is unknown or revoked is answered by a page that says so, with 404.
#[utoipa::path(get, path = "/v1/{municipality}/report-links/{token}/form", tag = "conservation", params(ReportLinkPath, ReportFormQuery), responses(
    (status = 200, description = "The form", body = String, content_type = "text/html"), Problems))]
pub async fn read_report_form(
    State(app): State<App>,
    address: Address,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response> {
    // Programs that read codes add parameters of their own to the address, which are none of our business.
    let named = form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes())
        .find_map(|(name, value)| language_named(&value).filter(|_| name == "lang"));
    let language = named.unwrap_or_else(|| language_of(&headers));
    match reports::opened(&app.db, address.municipality.as_str(), address.part("token")).await {
        Ok((_, name)) => Ok(shown(StatusCode::OK, report_form::form(&name, ACTION, language, &[], &Values::default()))),
        Err(Error::NotFound(_)) => Ok(shown(StatusCode::NOT_FOUND, report_form::gone(language))),
        Err(other) => Err(other),
    }
}

/// Report a defect through a report link (不具合の報告)
///
/// For anyone who has the link, as JSON or as the form sends it; a form is answered by a page. The same report again within an
/// hour is answered and not recorded again. No more is taken in than the parameters `link_reports_per_hour` (by link) and
/// `link_reports_per_day_municipality` of the set `defect` allow.
#[utoipa::path(post, path = "/v1/{municipality}/report-links/{token}/defects", tag = "conservation", params(ReportLinkPath),
    request_body(content((NewReport = "application/json"), (NewReport = "application/x-www-form-urlencoded")), description = "What is broken, where, and how to ask back"),
    responses(
    (status = 201, description = "Recorded", content((ReportReceipt = "application/json"), (String = "text/html"))),
    (status = 429, description = "More than is taken in for now; `Retry-After` says in how many seconds there is room", body = Problem, content_type = "application/problem+json"),
    Problems))]
pub async fn report_defect(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    body: Body,
) -> Result<Response> {
    let form = Form::of(&headers)?;
    refuse_announced(&headers, MOST_BYTES)?;
    let bytes = collect(body, MOST_BYTES, &app.config).await?;
    let cells = match form {
        Form::Json => object(parse_json(&bytes)?)?,
        Form::Html => reports::cells_of_form(&bytes),
    };
    let language = match form {
        // As everything else that is answered as JSON.
        Form::Json => Language::of(&headers),
        Form::Html => {
            let named = cells.get("lang").and_then(Value::as_str).and_then(language_named);
            named.unwrap_or_else(|| language_of(&headers))
        }
    };
    let (municipality, token) = (address.municipality.as_str(), address.part("token"));
    let name = match (reports::opened(&app.db, municipality, token).await, form) {
        (Err(Error::NotFound(_)), Form::Html) => {
            return Ok(shown(StatusCode::NOT_FOUND, report_form::gone(language)));
        }
        (opened, _) => opened?.1,
    };
    let values = reports::values(&cells);
    match (received(&app, municipality, token, cells).await, form) {
        (Ok(number), Form::Html) => Ok(shown(StatusCode::CREATED, report_form::thanks(&name, &number, language))),
        (Ok(number), Form::Json) => Ok(receipt(number, language)?.into_response()),
        (Err(error), Form::Html) => again(error, &name, language, &values),
        (Err(error), Form::Json) => Err(error),
    }
}

/// The number of a report that was taken in, or looks as if it were.
async fn received(app: &App, municipality: &str, token: &str, cells: Map<String, Value>) -> Result<String> {
    if reports::is_trapped(&cells) {
        return Ok(reports::number(today()));
    }
    reports::take(&app.db, municipality, token, Report::read(cells)?).await
}

fn receipt(number: String, language: Language) -> Result<Reply> {
    let message = language.pick(&Text::new(
        format!("We have received your report. Its number is {number}."),
        format!("受け付けました。受付番号は {number} です。"),
    ));
    Ok(Reply::json(&ReportReceipt { number, message })?.status(StatusCode::CREATED))
}

/// The form again, with what was written and what is wrong; what the writer can do nothing about is not for this page.
fn again(error: Error, name: &str, language: Language, values: &Values) -> Result<Response> {
    let says = |ja, en| page::say(language, ja, en).to_owned();
    let (status, faults, wait) = match &error {
        Error::Refused(faults) => {
            (StatusCode::UNPROCESSABLE_ENTITY, faults.iter().map(|fault| told(fault, language)).collect(), None)
        }
        Error::TooMany(_, seconds) => (
            StatusCode::TOO_MANY_REQUESTS,
            vec![(
                String::new(),
                says(
                    "いまは 報告が 多くて 受け付けられません。時間を おいて もういちど 送るか、近くの 職員に 言ってください。",
                    "Too many reports are coming in just now. Send it again later, or tell the staff nearby.",
                ),
            )],
            Some(*seconds),
        ),
        Error::Busy => (
            StatusCode::SERVICE_UNAVAILABLE,
            vec![(
                String::new(),
                says("こみあっています。もういちど 送ってください。", "We are busy. Please send it again."),
            )],
            Some(1),
        ),
        Error::NotFound(_) => return Ok(shown(StatusCode::NOT_FOUND, report_form::gone(language))),
        _ => return Err(error),
    };
    let faults: Vec<(&str, String)> = faults.iter().map(|(field, said)| (field.as_str(), said.clone())).collect();
    let mut response = shown(status, report_form::form(name, ACTION, language, &faults, values));
    if let Some(seconds) = wait {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    Ok(response)
}

/// A fault in the words of the form: its field and what to do.
fn told(fault: &Fault, language: Language) -> (String, String) {
    let field = fault.pointer.as_deref().unwrap_or_default().trim_start_matches('/').to_owned();
    let said = match fault.code {
        "required" => {
            page::say(language, "何が こわれているか、書いてください。", "Please say what is broken.").to_owned()
        }
        "malformed" => page::say(
            language,
            "長すぎるか、使えない 文字が あります。短く 書いてください。",
            "It is too long, or has characters that cannot be used. Please write less.",
        )
        .to_owned(),
        _ => language.pick(&fault.text),
    };
    (field, said)
}
