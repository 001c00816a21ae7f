//! The forecast of infrastructure, as the API document shows it.

use super::question::Question;
use super::wire::{InfrastructureForecast, NewInfrastructureForecast};
use crate::app::App;
use crate::domain::infrastructure::{INFRASTRUCTURE, Outlook};
use crate::error::{Language, Problems, Result};
use crate::facility::store::demand_municipality;
use crate::http::{Address, Json, MunicipalityPath, Reply};
use crate::lifecycle::models::price_change;
use crate::parameters::store as parameters;
use axum::extract::State;
use axum::http::HeaderMap;

/// Forecast the renewal costs of infrastructure (インフラの更新費用推計)
///
/// Roads, bridges, water pipes and sewers by the renewal-cost estimation software of 2011 (公共施設等更新費用試算ソフト): a
/// fifteenth of the pavement every year, the rest when it has reached its life. Lives and unit prices are parameters; a
/// question may bring its own, and ask for the prices of another year. Nothing is stored.
#[utoipa::path(post, path = "/v1/{municipality}/infrastructure-forecasts", tag = "lifecycle", params(MunicipalityPath),
    request_body(content = NewInfrastructureForecast, description = "The roads, bridges and pipes"), responses(
    (status = 200, description = "Costs by year and kind, and what they rest on", body = InfrastructureForecast), Problems))]
pub async fn create_infrastructure_forecast(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    Json(body): Json,
) -> Result<Reply> {
    let municipality = address.municipality.as_str();
    let question = Question::read(body)?;
    demand_municipality(&app.db, municipality).await?;
    let on = format!("{:04}-04-01", question.horizon.from_year().year());
    let mut rows = parameters::nearest(&app.db, municipality, INFRASTRUCTURE, &on).await?;
    let own = rows.iter().find(|row| row.name == "price_year").and_then(|row| row.value.trim().parse().ok());
    let own = own.unwrap_or_else(|| question.horizon.from_year().year());
    let (year, change, index) =
        price_change(&app.db, municipality, own, question.price_year, question.price_index.clone()).await?;
    let rules = question.rules(&rows)?;
    let holdings = question.holdings(&rows, change)?;
    rows.extend(index);
    let outlook = Outlook::of(&holdings, &rules, question.horizon);
    Reply::json(&InfrastructureForecast::told(
        &question,
        &rules,
        &outlook,
        (year, change),
        rows,
        Language::of(&headers),
    ))
}
