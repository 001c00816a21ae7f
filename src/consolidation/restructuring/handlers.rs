//! The operation on restructuring: the question is read, what it needs is gathered, the core plans, the answer is told.

use super::answer::{Planned, told};
use super::gathering::{Scene, gather};
use super::question::Asked;
use super::wire::{NewRestructuringPlan, RestructuringPlan};
use crate::app::App;
use crate::domain::restructuring::{self, Effort};
use crate::error::{Language, Problems, Result};
use crate::facility::store::demand_municipality;
use crate::http::{Address, Json, MunicipalityPath, Reply};
use crate::reckoning::{self, Clock};
use axum::extract::State;
use axum::http::HeaderMap;
use std::time::Duration;

/// Plan what becomes of each facility (公共施設の再編計画)
///
/// For every facility one of: kept, rebuilt in a year, moved to a site in a year, closed in a year, so that money (present
/// value) and ways of residents to the nearest facility of a function weigh least together, under yearly ceilings, the room of sites,
/// a limit of floor area and of distances. The answer holds the plan beside the baseline (everything kept and rebuilt when
/// its life ends), a bound that no plan can beat, clearly different other plans of which none is worse in cost, ways and
/// floor area together, and what each plan loses when the population turns out otherwise. Facilities, demand and unit
/// costs are those stored, or come with the question. Nothing is stored.
#[utoipa::path(post, path = "/v1/{municipality}/restructuring-plans", tag = "consolidation", params(MunicipalityPath),
    request_body(content = NewRestructuringPlan, description = "Years, sites, limits, and what is not to be taken from the register"), responses(
    (status = 200, description = "The plan with its proof and its alternatives, or what stands in its way", body = RestructuringPlan), Problems))]
pub async fn create_restructuring_plan(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    Json(body): Json,
) -> Result<Reply> {
    let (municipality, language) = (address.municipality.as_str(), Language::of(&headers));
    let asked = Asked::read(body)?;
    demand_municipality(&app.db, municipality).await?;
    let limit = Duration::from_millis(asked.limit_ms);
    let scene = gather(&app.db, municipality, asked).await?;
    let plan = reckoning::within(limit, move |clock| told(&scene, &planned(&scene, clock), language)).await?;
    Reply::json(&plan)
}

/// Half of the time is for the plan, a quarter for other plans, the rest for other populations.
fn planned(scene: &Scene, clock: &Clock) -> Planned {
    let seed = scene.asked.seed;
    let plan = restructuring::plan(&scene.question, &Effort { seed, ..Effort::default() }, &clock.stop(0.5));
    let light = Effort { seed, root_rounds: 600, branches: 200, kicks: 30, tries: 200_000, ..Effort::default() };
    let others = match scene.asked.alternatives {
        0 => Vec::new(),
        most if plan.feasible() => restructuring::pareto(&scene.question, &plan, most, &light, &clock.stop(0.75)),
        _ => Vec::new(),
    };
    let mut plans = vec![plan.taken.clone()];
    plans.extend(others.into_iter().map(|(taken, _)| taken).filter(|taken| *taken != plan.taken));
    let alternatives = plans.len() - 1;
    for question in &scene.populations {
        let best = restructuring::plan(question, &light, &clock.stop(1.0));
        if best.feasible() && !plans.contains(&best.taken) {
            plans.push(best.taken);
        }
    }
    let regrets = restructuring::regrets(&scene.populations, &plans);
    Planned { plan, plans, alternatives, regrets, cancelled: clock.is_abandoned() }
}
