//! Siting: the question is read, the core plans, the answer is told.

use super::answer::Told;
use super::question::Asked;
use super::wire::{NewSitingPlan, SitingPlan};
use crate::app::App;
use crate::domain::siting::{self, Effort};
use crate::error::{Problems, Result};
use crate::facility::store::demand_municipality;
use crate::http::{Address, Json, MunicipalityPath, Reply};
use crate::reckoning::{self, Clock};
use axum::extract::State;
use std::time::Duration;

/// Find the best sites (施設の最適配置)
///
/// Of the candidates a set is opened so that demands are served at least cost, or most are covered. The answer holds a plan and a
/// bound that no plan can beat: `gap` is what lies between them, and only `optimal` says that none does. With `capacitated` a
/// demand may be divided among sites: `assignment` then names every part. Where no plan keeps the rules the answer says why.
/// Nothing is stored.
#[utoipa::path(post, path = "/v1/{municipality}/siting-plans", tag = "consolidation", params(MunicipalityPath),
    request_body(content = NewSitingPlan, description = "Candidates, demands, what service costs, and the rules"), responses(
    (status = 200, description = "The plan and its proof, or the reason why there is none", body = SitingPlan), Problems))]
pub async fn create_siting_plan(State(app): State<App>, address: Address, Json(body): Json) -> Result<Reply> {
    demand_municipality(&app.db, address.municipality.as_str()).await?;
    let asked = Asked::read(body)?;
    let told = reckoning::within(Duration::from_millis(asked.limit_ms), move |clock| planned(&asked, clock)).await??;
    Reply::json(&told)
}

fn planned(asked: &Asked, clock: &Clock) -> Result<SitingPlan> {
    let posed = asked.posed()?;
    let effort = Effort { seed: asked.seed, ..Effort::default() };
    let outcome = siting::plan(&posed.question, &effort, &clock.stop(1.0));
    Ok(Told { asked, posed: &posed, cancelled: clock.is_abandoned() }.plan(&outcome))
}
