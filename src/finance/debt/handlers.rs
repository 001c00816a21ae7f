//! The operations on bonds, as the API document shows them.

use super::question::Question;
use super::wire::{DebtSchedule, NewDebtSchedule};
use crate::app::App;
use crate::domain::finance::Schedule;
use crate::error::{Language, Problems, Result};
use crate::facility::store::demand_municipality;
use crate::http::{Address, Json, MunicipalityPath, Reply};
use axum::extract::State;
use axum::http::HeaderMap;

/// Reckon the repayment of a bond (地方債の償還表)
///
/// Level payments (元利均等) or level principal (元金均等), with a grace period if there is one. Reckoned in whole numbers
/// throughout, to the yen; the last instalment clears the balance. Nothing is stored.
#[utoipa::path(post, path = "/v1/{municipality}/debt-schedules", tag = "finance", params(MunicipalityPath),
    request_body(content = NewDebtSchedule, description = "The terms of the bond"), responses(
    (status = 200, description = "Every instalment, and the totals", body = DebtSchedule), Problems))]
pub async fn create_debt_schedule(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    Json(body): Json,
) -> Result<Reply> {
    let question = Question::read(body)?;
    demand_municipality(&app.db, address.municipality.as_str()).await?;
    Reply::json(&DebtSchedule::told(&question, &Schedule::of(&question.loan), Language::of(&headers)))
}
