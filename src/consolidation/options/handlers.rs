//! The operations on consolidation options, as the API document shows them.

use super::analysis::analyse;
use super::gathering::gather;
use super::question::Asked;
use super::request::NewConsolidationAnalysis;
use super::wire::{ConsolidationAnalyses, ConsolidationAnalysis, StoredAnalysis};
use super::{report, store};
use crate::app::App;
use crate::db;
use crate::domain::{Invalid, Text};
use crate::error::{Error, Language, Problems, Result};
use crate::facility::store::demand_municipality;
use crate::http::{Address, Json, MunicipalityPath, Params, RecordPath, Reply, demand_match, etag};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::Value;
use utoipa::IntoParams;

/// More analyses than anybody keeps apart.
const MOST_ANALYSES: u64 = 200;

/// What may be asked of the report.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ConsolidationReportQuery {
    /// 言語: `ja` or `en`; by `Accept-Language` when not given
    #[param(example = "ja")]
    #[allow(dead_code)]
    lang: Option<String>,
}

/// Reckons a question against the records as they are now.
async fn reckoned(
    app: &App,
    municipality: &str,
    question: Value,
    id: Option<&str>,
    language: Language,
) -> Result<(ConsolidationAnalysis, report::Backdrop)> {
    let asked = Asked::read(question)?;
    let db = db::snapshot(&app.db).await?;
    let gathered = gather(&db, municipality, asked).await?;
    drop(db);
    let id = id.map(str::to_owned);
    let work = move || {
        let analysis = analyse(&gathered, id.as_deref(), language)?;
        Ok((analysis, report::Backdrop::of(&gathered)))
    };
    tokio::task::spawn_blocking(work).await.map_err(Error::internal)?
}

fn no_such(code: &str) -> Error {
    Error::no_such(Text::new("consolidation analysis", "再編案の比較"), code)
}

async fn stored(app: &App, municipality: &str, code: &str) -> Result<String> {
    demand_municipality(&app.db, municipality).await?;
    store::question(&app.db, municipality, code).await?.ok_or_else(|| no_such(code))
}

fn parsed(question: &str) -> Result<Value> {
    serde_json::from_str(question).map_err(Error::internal)
}

/// The tag is that of what was asked: what follows from it changes with the records.
fn tagged(analysis: &ConsolidationAnalysis, question: &str) -> Result<Reply> {
    Ok(Reply { etag: Some(etag(question.as_bytes())), ..Reply::json(analysis)? })
}

/// Compare consolidation options (再編案の比較)
///
/// What merges into what, when and where, beside keeping everything: costs by year with the reckoning of each amount, who pays and
/// which programmes are open, phases, room on the site, roles in a disaster, and who has it farther. Facilities come from the
/// register. Nothing is stored; `PUT` stores a question.
#[utoipa::path(post, path = "/v1/{municipality}/consolidation-analyses", tag = "consolidation", params(MunicipalityPath),
    request_body(content = NewConsolidationAnalysis, description = "The options, and what is known besides the register"), responses(
    (status = 200, description = "The options beside keeping everything", body = ConsolidationAnalysis), Problems))]
pub async fn create_consolidation_analysis(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    Json(body): Json,
) -> Result<Reply> {
    let (municipality, language) = (address.municipality.as_str(), Language::of(&headers));
    let (analysis, _) = reckoned(&app, municipality, body, None, language).await?;
    Reply::json(&analysis)
}

/// List stored analyses (再編案の比較の一覧)
#[utoipa::path(get, path = "/v1/{municipality}/consolidation-analyses", tag = "consolidation", params(MunicipalityPath), responses(
    (status = 200, description = "By id; what they ask, in short", body = ConsolidationAnalyses), Problems))]
pub async fn list_consolidation_analyses(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
) -> Result<Reply> {
    let (municipality, language) = (address.municipality.as_str(), Language::of(&headers));
    demand_municipality(&app.db, municipality).await?;
    let mut analyses = Vec::new();
    for row in store::analyses(&app.db, municipality).await? {
        let asked = Asked::read(parsed(&row.question)?)?;
        analyses.push(StoredAnalysis {
            id: row.code,
            title: language.pick(&asked.title),
            from_year: asked.horizon.from_year().year(),
            to_year: asked.horizon.to_year().year(),
            options: asked.options.iter().map(|option| option.id.clone()).collect(),
            illustrative: asked.is_illustrative(),
        });
    }
    Reply::json(&ConsolidationAnalyses { analyses })
}

/// Read a stored analysis (再編案の比較)
///
/// What was asked is stored; what follows is reckoned anew from the records as they are. The `ETag` is that of the question.
#[utoipa::path(get, path = "/v1/{municipality}/consolidation-analyses/{code}", tag = "consolidation", params(RecordPath), responses(
    (status = 200, description = "The options beside keeping everything", body = ConsolidationAnalysis), Problems))]
pub async fn read_consolidation_analysis(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
) -> Result<Reply> {
    let (municipality, code) = (address.municipality.as_str(), address.code()?.as_str());
    let question = stored(&app, municipality, code).await?;
    let language = Language::of(&headers);
    let (analysis, _) = reckoned(&app, municipality, parsed(&question)?, Some(code), language).await?;
    tagged(&analysis, &question)
}

/// Store an analysis (再編案の比較の保存)
///
/// The question is kept under this id and can be read, as figures or as a report, at any time. `If-Match` must hold the `ETag` of
/// what stands under the id, if anything does.
#[utoipa::path(put, path = "/v1/{municipality}/consolidation-analyses/{code}", tag = "consolidation", params(RecordPath),
    request_body(content = NewConsolidationAnalysis, description = "The options, and what is known besides the register"), responses(
    (status = 200, description = "The analysis now stored", body = ConsolidationAnalysis),
    (status = 201, description = "There was none under this id", body = ConsolidationAnalysis), Problems))]
pub async fn replace_consolidation_analysis(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    Json(body): Json,
) -> Result<Reply> {
    let (municipality, code) = (address.municipality.as_str(), address.code()?.as_str());
    let question = body.to_string();
    let (analysis, _) = reckoned(&app, municipality, body, Some(code), Language::of(&headers)).await?;
    let tx = db::begin(&app.db, municipality).await?;
    let was = store::question(&tx, municipality, code).await?;
    match &was {
        Some(was) => demand_match(&headers, &etag(was.as_bytes()))?,
        None if headers.contains_key(header::IF_MATCH) => return Err(Error::PreconditionFailed),
        None => {}
    }
    if was.is_none() && store::count(&tx, municipality).await? >= MOST_ANALYSES {
        return Err(Error::Conflict(Text::new(
            format!("there are {MOST_ANALYSES} analyses already; delete one that is no longer needed"),
            format!("保存できる比較は{MOST_ANALYSES}件までです。不要なものを削除してください"),
        )));
    }
    let reply = tagged(&analysis, &question)?;
    store::write(&tx, municipality, code, question).await?;
    tx.commit().await?;
    Ok(reply.status(if was.is_some() { StatusCode::OK } else { StatusCode::CREATED }))
}

/// Delete a stored analysis (再編案の比較の削除)
#[utoipa::path(delete, path = "/v1/{municipality}/consolidation-analyses/{code}", tag = "consolidation", params(RecordPath), responses(
    (status = 204, description = "It is gone"), Problems))]
pub async fn delete_consolidation_analysis(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
) -> Result<StatusCode> {
    let (municipality, code) = (address.municipality.as_str(), address.code()?.as_str());
    let tx = db::begin(&app.db, municipality).await?;
    demand_municipality(&tx, municipality).await?;
    let was = store::question(&tx, municipality, code).await?.ok_or_else(|| no_such(code))?;
    demand_match(&headers, &etag(was.as_bytes()))?;
    store::delete(&tx, municipality, code).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Read the report of a stored analysis (再編案の比較報告)
///
/// One page that stands alone and prints on A4: the options side by side, a map, phases, years, funding, ways by town block, and
/// every assumption with its mark.
#[utoipa::path(get, path = "/v1/{municipality}/consolidation-analyses/{code}/report", tag = "consolidation",
    params(RecordPath, ConsolidationReportQuery), responses(
    (status = 200, description = "The report as a page", body = String, content_type = "text/html"), Problems))]
pub async fn read_consolidation_report(
    State(app): State<App>,
    address: Address,
    params: Params<ConsolidationReportQuery>,
    headers: HeaderMap,
) -> Result<Response> {
    let (municipality, code) = (address.municipality.as_str(), address.code()?.as_str());
    let language = params.read("lang", language)?.unwrap_or_else(|| Language::of(&headers));
    let question = stored(&app, municipality, code).await?;
    let (analysis, backdrop) = reckoned(&app, municipality, parsed(&question)?, Some(code), language).await?;
    let page = report::page(&analysis, &backdrop, language);
    let headers = [(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::VARY, "accept-language")];
    Ok((headers, page).into_response())
}

fn language(name: &'static str, text: &str) -> Result<Language, Invalid> {
    match text {
        "ja" => Ok(Language::Ja),
        "en" => Ok(Language::En),
        _ => {
            let said = Text::new(
                format!("`{name}` is `{text}`; it must be ja or en"),
                format!("`{name}` の値 `{text}` は使えません。ja か en にしてください"),
            );
            Err(Invalid::new(name, "unknown-value", text, said))
        }
    }
}
