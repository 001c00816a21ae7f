//! The operation on access: the question is read, what it needs is gathered, the core measures beside the server's work.

use super::question::Question;
use super::wire::{AccessAnalysis, NewAccessAnalysis};
use super::{answer, gathering, reckoning};
use crate::app::App;
use crate::error::{Error, Language, Problems, Result};
use crate::facility::store::demand_municipality;
use crate::http::{Address, Json, MunicipalityPath, Reply};
use axum::extract::State;
use axum::http::HeaderMap;

/// Measure how far facilities are for whom (アクセス分析)
///
/// Coverage within radii, mean, percentile and worst-off tenth of the distance to the nearest facility, and the supply within
/// reach (2SFCA), for everyone and each age group: as it is, and for each option with what changes. Demand and facilities are
/// those stored, or come with the question. Nothing is stored.
#[utoipa::path(post, path = "/v1/{municipality}/access-analyses", tag = "consolidation", params(MunicipalityPath),
    request_body(content = NewAccessAnalysis, description = "Demand, facilities, options"), responses(
    (status = 200, description = "Before and after for each option", body = AccessAnalysis), Problems))]
pub async fn create_access_analysis(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    Json(body): Json,
) -> Result<Reply> {
    let (municipality, language) = (address.municipality.as_str(), Language::of(&headers));
    let question = Question::read(body)?;
    demand_municipality(&app.db, municipality).await?;
    let points = question.points;
    let scene = gathering::gather(&app.db, municipality, question).await?;
    let reckon = move || Reply::json(&answer::told(&scene, &reckoning::reckon(&scene)?, points, language));
    tokio::task::spawn_blocking(reckon).await.map_err(Error::internal)?
}
