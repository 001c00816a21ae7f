//! The forecast of infrastructure, as the API document shows it.

use super::question::Question;
use super::wire::{InfrastructureForecast, NewInfrastructureForecast};
use crate::app::App;
use crate::domain::infrastructure::{INFRASTRUCTURE, Outlook};
use crate::domain::renewal::CONSTRUCTION_COST_INDEX;
use crate::error::{Language, Problems, Result};
use crate::facility::store::demand_municipality;
use crate::http::{Address, Json, MunicipalityPath, Reply};
use crate::lifecycle::models::price_change;
use crate::parameters::store::Sets;
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
    let in_force = Sets::read(&app.db, municipality, &[INFRASTRUCTURE], question.horizon.from_year()).await?;
    let in_force = in_force.and_newest(&app.db, municipality, CONSTRUCTION_COST_INDEX).await?;
    let mut rows = in_force.of(INFRASTRUCTURE).to_vec();
    let own = rows.iter().find(|row| row.name == "price_year").and_then(|row| row.value.trim().parse().ok());
    let own = own.unwrap_or_else(|| question.horizon.from_year().year());
    let (year, change, index) = price_change(&in_force, own, question.price_year, question.price_index.clone())?;
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
