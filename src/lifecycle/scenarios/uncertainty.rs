//! How sure scenarios are: their works drawn many times under the same luck.

use super::comparison::parameters;
use super::gathering::{Gathered, gathered, listed};
use super::uncertainty_wire::{
    Band, Beside, Likelihood, NewUncertaintyForecast, UncertainScenario, UncertainYear, UncertaintyForecast,
};
use crate::app::App;
use crate::domain::uncertainty::{Bands, Chance, Courses, Draws, Lives, PriceRisk, Question, draw};
use crate::domain::units::{Yen, out_of_range};
use crate::domain::{Invalid, Text};
use crate::error::{Error, Fault, Language, Problems, Result};
use crate::facility::store::demand_municipality;
use crate::fields::{Fields, Origin, object};
use crate::http::{Address, Json, MunicipalityPath, Reply};
use crate::lifecycle::question::object as member;
use axum::extract::State;
use axum::http::HeaderMap;
use serde_json::Value;

const MOST_SCENARIOS: usize = 6;
const MOST_DRAWS: i64 = 100_000;
/// Draws times things: some seconds of one processor.
const MOST_STEPS: usize = 100_000_000;
/// Draws times years times scenarios that are kept until the answer is written.
const MOST_CELLS: usize = 10_000_000;

/// What may be asked beside the scenarios.
struct Asked {
    scenarios: Vec<(String, Value)>,
    draws: u32,
    seed: u64,
    lives_shape: Option<f64>,
    volatility: Option<f64>,
    level: Option<PriceRisk>,
    annual_ceiling: Option<Yen>,
    total_ceiling: Option<Yen>,
}

impl Asked {
    fn read(body: Value) -> Result<Asked> {
        let mut cells = object(body)?;
        let scenarios = listed(cells.remove("scenarios"), 1, MOST_SCENARIOS)?;
        let mut faults = Vec::new();
        let level = cells.remove("price_level").filter(|level| !level.is_null());
        let level = level.and_then(|level| price_level(level, &mut faults));
        let mut fields = Fields::new(cells, Origin::Body(String::new())).beside(&["scenarios", "price_level"]);
        let draws = fields.integer("draws", 1, MOST_DRAWS).unwrap_or(1_000) as u32;
        let seed = fields.integer("seed", 0, i64::MAX).unwrap_or(1) as u64;
        let lives_shape = fields.number("lives_shape", 100);
        let volatility = fields.number("price_volatility_percent", 50);
        if level.is_some() && volatility.is_some() {
            let text = Text::new(
                "`price_level` stands in the place of `price_volatility_percent`; give one of the two",
                "`price_level` と `price_volatility_percent` はどちらか一方だけ指定してください",
            );
            fields.refuse(Invalid::new("price_level", "contradiction", "", text));
        }
        let mut ceiling = |name| fields.integer(name, 0, 1_000_000_000_000_000).map(Yen);
        let (annual_ceiling, total_ceiling) = (ceiling("annual_ceiling_yen"), ceiling("total_ceiling_yen"));
        faults.extend(fields.faults());
        if !faults.is_empty() {
            return Err(Error::Refused(faults));
        }
        Ok(Asked { scenarios, draws, seed, lives_shape, volatility, level, annual_ceiling, total_ceiling })
    }
}

fn price_level(given: Value, faults: &mut Vec<Fault>) -> Option<PriceRisk> {
    let mut fields = Fields::new(member(Some(given), "/price_level", faults), Origin::Body("/price_level".to_owned()));
    let percent = ["low_percent", "mode_percent", "high_percent"].map(|name| fields.number(name, 1_000));
    let more = fields.faults();
    let sound = more.is_empty();
    faults.extend(more);
    let [low, mode, high] = percent.map(Option::unwrap_or_default);
    let level = PriceRisk::triangular("price_level", low, mode, high);
    level.map_err(|invalid| faults.extend(sound.then(|| Fault::at("/price_level", invalid)))).ok()
}

/// Forecast with uncertainty (不確実性を考慮した推計)
///
/// Lives and prices are drawn many times from a seed; what comes out is told in percentiles by year and in all, with the
/// chance of staying under a ceiling. Every scenario is drawn under the same luck, so that differences are those of what
/// was chosen. Nothing is stored.
#[utoipa::path(post, path = "/v1/{municipality}/uncertainty-forecasts", tag = "lifecycle", params(MunicipalityPath),
    request_body(content = NewUncertaintyForecast, description = "Scenarios, draws, seed, spreads and ceilings"), responses(
    (status = 200, description = "Percentiles and chances", body = UncertaintyForecast), Problems))]
pub async fn create_uncertainty_forecast(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    Json(body): Json,
) -> Result<Reply> {
    let municipality = address.municipality.as_str();
    let mut asked = Asked::read(body)?;
    demand_municipality(&app.db, municipality).await?;
    let gathered = gathered(&app.db, municipality, std::mem::take(&mut asked.scenarios)).await?;
    let language = Language::of(&headers);
    let work = move || answer(&asked, &gathered, language);
    Reply::json(&tokio::task::spawn_blocking(work).await.map_err(Error::internal)??)
}

/// The spreads that count.
struct Spread {
    lives: Lives,
    shape: f64,
    prices: PriceRisk,
    volatility: Option<f64>,
}

impl Spread {
    fn of(asked: &Asked, first: &Gathered) -> Result<Spread> {
        let shape = asked.lives_shape.map_or_else(|| first.ground.number("lives_shape"), Ok)?;
        let lives = Lives::weibull("lives_shape", shape).map_err(Error::value)?;
        let (prices, volatility) = match asked.level {
            Some(level) => (level, None),
            None => {
                let percent = asked.volatility.map_or_else(|| first.ground.number("price_volatility_percent"), Ok)?;
                (PriceRisk::drift("price_volatility_percent", percent).map_err(Error::value)?, Some(percent))
            }
        };
        Ok(Spread { lives, shape, prices, volatility })
    }
}

fn answer(asked: &Asked, gathered: &[Gathered], language: Language) -> Result<UncertaintyForecast> {
    let Some(first) = gathered.first() else { return Err(Error::internal("scenarios were read and are gone")) };
    let spread = Spread::of(asked, first)?;
    let courses = gathered.iter().map(|scenario| scenario.ground.courses()).collect::<Result<Vec<Courses>>>()?;
    let things: usize = courses.iter().map(Courses::len).sum();
    let years = first.ground.asked.question.horizon.years() as usize;
    let most = (MOST_STEPS / things.max(1)).min(MOST_CELLS / (years * gathered.len()).max(1));
    if asked.draws as usize > most {
        return Err(Error::value(out_of_range("draws", asked.draws, 1, most as i64)));
    }
    let drawn = gathered.iter().zip(&courses).map(|(scenario, courses)| {
        let discounting = scenario.ground.discounting();
        draw(&Question {
            courses,
            lives: &spread.lives,
            prices: spread.prices,
            horizon: scenario.ground.asked.question.horizon,
            present_value_factors: discounting.factors(),
            draws: asked.draws,
            seed: asked.seed,
        })
    });
    let drawn: Vec<Draws> = drawn.collect();
    let told = gathered.iter().zip(&drawn).enumerate();
    let scenarios =
        told.map(|(nth, (scenario, draws))| told_of(asked, scenario, draws, drawn.first().filter(|_| nth > 0)));
    Ok(UncertaintyForecast {
        draws: asked.draws,
        seed: asked.seed,
        lives_shape: spread.shape,
        price_volatility_percent: spread.volatility,
        scenarios: scenarios.collect::<Result<_>>()?,
        method: method().iter().map(|text| language.pick(text)).collect(),
        parameters: parameters(gathered),
    })
}

fn told_of(asked: &Asked, scenario: &Gathered, draws: &Draws, first: Option<&Draws>) -> Result<UncertainScenario> {
    let horizon = scenario.ground.asked.question.horizon;
    let ceilings = vec![asked.annual_ceiling; horizon.years() as usize];
    let (each, all) = draws.within(&ceilings);
    let limited = asked.annual_ceiling.is_some();
    let years = horizon.each_year().zip(draws.by_year()).zip(each).map(|((year, bands), chance)| UncertainYear {
        fiscal_year: year.year(),
        paid: band(bands),
        within: limited.then(|| likelihood(chance)),
    });
    Ok(UncertainScenario {
        name: scenario.name.clone(),
        planned_total_yen: scenario.ground.outlook()?.total().total(),
        total: band(draws.total()),
        present_value: band(draws.present_value()),
        years: years.collect(),
        all_years_within: limited.then(|| likelihood(all)),
        total_within: asked.total_ceiling.map(|ceiling| likelihood(draws.total_within(ceiling))),
        beside_first: first.map(|first| {
            let (total, total_below) = draws.total_beside(first);
            let (present_value, present_value_below) = draws.present_value_beside(first);
            Beside {
                total: band(total),
                total_below: likelihood(total_below),
                present_value: band(present_value),
                present_value_below: likelihood(present_value_below),
            }
        }),
    })
}

fn band(bands: Bands) -> Band {
    Band {
        p5_yen: bands.p5,
        p25_yen: bands.p25,
        p50_yen: bands.p50,
        p75_yen: bands.p75,
        p95_yen: bands.p95,
        mean_yen: bands.mean,
    }
}

fn likelihood(chance: Chance) -> Likelihood {
    Likelihood { chance: chance.chance, standard_error: chance.standard_error, low: chance.low, high: chance.high }
}

fn method() -> [Text; 3] {
    [
        Text::new(
            "Each life of each building is as many times as long as planned as a Weibull distribution of mean 1 says; what stands today has lived until now. Works that are fixed, overdue or asked for by a rating are certain.",
            "建物の各回の寿命を、平均が計画どおりのワイブル分布で変動させる。現存する建物は基準年度まで使われたものとする。年度を固定した工事、時期を過ぎた工事、評価による修繕は確定とする。",
        ),
        Text::new(
            "Prices drift from year to year with the given volatility and are on average as planned, or lie at another level by a triangular distribution.",
            "物価は指定の変動率で毎年変動し、平均は計画どおりとする。水準を指定したときは三角分布による。",
        ),
        Text::new(
            "Every number follows from the seed, the building and the draw, so a building has the same luck in every scenario.",
            "乱数は種・建物・試行番号だけで決まり、同じ建物はどのシナリオでも同じ条件になる（共通乱数）。",
        ),
    ]
}
