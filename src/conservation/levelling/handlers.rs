//! Levelling: the question is read, the works are taken from it or from a stored plan, the core levels, the answer is told.

use super::answer::{self, Origin, Told};
use super::question::{Asked, LEVELLING, Names, Settings, Works};
use super::stored;
use super::wire::{LevelledPlan, NewLevelledPlan, NewPromisePrice, PromisePrice};
use crate::app::App;
use crate::domain::levelling::{self, Effort, Outcome, Problem, Shortfall};
use crate::domain::{Invalid, Text};
use crate::error::{Error, Problems, Result};
use crate::facility::store::demand_municipality;
use crate::http::{Address, Json, MunicipalityPath, Reply};
use crate::parameters::{Parameter, store as parameters};
use crate::reckoning::{self, Clock};
use axum::extract::State;
use std::collections::HashSet;
use std::time::Duration;

/// Level the yearly burden (財政負担の平準化)
///
/// Without `works` those of the stored plan are levelled. The answer holds a plan and a bound that no plan can beat: `gap` is
/// what lies between them. What cannot be placed is named with its reason, and where ceilings cannot be met the answer says by
/// how much, in which years, and which raise would do. Nothing is stored: `POST …/conservation-plans` with `copy_of` and these
/// `placements` makes a draft of it.
#[utoipa::path(post, path = "/v1/{municipality}/levelled-plans", tag = "conservation", params(MunicipalityPath),
    request_body(content = NewLevelledPlan, description = "Years, works with their windows, what is wanted and what limits it"), responses(
    (status = 200, description = "The plan, its years and its proof", body = LevelledPlan), Problems))]
pub async fn create_levelled_plan(State(app): State<App>, address: Address, Json(body): Json) -> Result<Reply> {
    let asked = Asked::read(body, false)?;
    let posed = Posed::new(&app, address.municipality.as_str(), asked).await?;
    let limited = posed.asked.is_limited();
    let (posed, (outcome, shortfall)) =
        posed.reckon(move |problem, seed, clock| levelled(problem, seed, clock, limited)).await?;
    let Posed { asked, problem, names, settings, origin, parameters } = posed;
    let told = Told { asked: &asked, names: &names, problem: &problem, settings: &settings, origin, parameters };
    Reply::json(&told.plan(outcome, shortfall))
}

/// Price a promise (特定の年度に行うことの費用)
///
/// What fixing one work to one year adds to the objective, and what each other year of its window would.
#[utoipa::path(post, path = "/v1/{municipality}/promise-prices", tag = "conservation", params(MunicipalityPath),
    request_body(content = NewPromisePrice, description = "A levelling question, the work and the year"), responses(
    (status = 200, description = "What the promise costs", body = PromisePrice), Problems))]
pub async fn create_promise_price(State(app): State<App>, address: Address, Json(body): Json) -> Result<Reply> {
    let asked = Asked::read(body, true)?;
    let posed = Posed::new(&app, address.municipality.as_str(), asked).await?;
    let (id, year) = posed.asked.promise.clone().unwrap_or_default();
    let Some(work) = posed.names.ids.iter().position(|known| *known == id) else {
        let text = Text::new(
            format!("`promised_work` is `{id}`, which is no work of the question; check the id"),
            format!("`promised_work` の値 `{id}` に当たる工事がありません。番号を確かめてください"),
        );
        return Err(Error::value(Invalid::new("promised_work", "unknown-value", id, text)));
    };
    let (posed, price) = posed
        .reckon(move |problem, seed, clock| {
            levelling::price_of_promise(problem, work, year, Effort::default(), seed, &clock.stop(1.0))
        })
        .await?;
    let Some(price) = price else {
        return Err(Error::value(outside(&posed.problem, work, year)));
    };
    Reply::json(&answer::promise(&posed.asked, id, year, price))
}

fn outside(problem: &Problem, work: usize, year: i32) -> Invalid {
    let text = match problem.start_years(work) {
        Some((first, last)) => Text::new(
            format!("`promised_year` is `{year}`; the work can begin from {first} to {last}"),
            format!(
                "`promised_year` の値 `{year}` は使えません。この工事に着手できるのは {first} 年度から {last} 年度までです"
            ),
        ),
        None => Text::new(
            format!(
                "`promised_year` is `{year}`; the works before it leave this work no year at all, widen its window"
            ),
            format!(
                "`promised_year` の値 `{year}` は使えません。先に終える工事のため着手できる年度がありません。期間を広げてください"
            ),
        ),
    };
    Invalid::new("promised_year", "out-of-range", year, text)
}

/// A question put together with what it is about.
struct Posed {
    asked: Asked,
    problem: Problem,
    names: Names,
    settings: Settings,
    origin: Origin,
    parameters: Vec<Parameter>,
}

impl Posed {
    async fn new(app: &App, municipality: &str, mut asked: Asked) -> Result<Posed> {
        demand_municipality(&app.db, municipality).await?;
        let day = format!("{:04}-04-01", asked.from_year);
        let parameters = parameters::nearest(&app.db, municipality, LEVELLING, &day).await?;
        let settings = Settings::new(&asked, &parameters)?;
        let (works, origin): (Works, Origin) = match asked.works.take() {
            Some(works) => {
                let notes = Vec::new();
                let (titles, held) = (Vec::new(), HashSet::new());
                (works, Origin { from: "question".to_owned(), titles, held, illustrative: 0, notes })
            }
            None => stored::works(&app.db, municipality, &asked).await?,
        };
        let (problem, names) = asked.problem(works, &settings)?;
        Ok(Posed { asked, problem, names, settings, origin, parameters })
    }

    async fn reckon<T: Send + 'static>(
        self,
        reckon: impl FnOnce(&Problem, u64, &Clock) -> T + Send + 'static,
    ) -> Result<(Posed, T)> {
        let limit = Duration::from_millis(self.settings.limit_ms);
        let work = move |clock: &Clock| {
            let reckoned = reckon(&self.problem, self.asked.seed, clock);
            (self, reckoned)
        };
        reckoning::within(limit, work).await
    }
}

/// The plan, and where works are left out of it what the ceilings lack.
fn levelled(problem: &Problem, seed: u64, clock: &Clock, limited: bool) -> (Outcome, Option<Shortfall>) {
    // What is lacking is asked of the same time.
    let part = if limited { 0.7 } else { 1.0 };
    let outcome = levelling::level(problem, Effort::default(), seed, &clock.stop(part));
    let lacking = outcome.excess > 0 || outcome.placements.iter().any(|placement| placement.year().is_none());
    let shortfall =
        (limited && lacking).then(|| levelling::shortfall(problem, Effort::default(), seed, &clock.stop(1.0)));
    (outcome, shortfall)
}
