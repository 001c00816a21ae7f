//! Scenarios side by side: by year, by ten years, by class, and what each saves beside the first.

use super::figures::figures;
use super::gathering::{Gathered, gathered, listed};
use super::wire::{
    BlockSideBySide, ClassSideBySide, ComparedScenario, NewScenarioComparison, ScenarioComparison, ScenarioFigures,
    YearSideBySide,
};
use crate::app::App;
use crate::domain::scenario::Effect;
use crate::domain::units::Yen;
use crate::error::{Error, Problems, Result};
use crate::facility::store::demand_municipality;
use crate::fields::{Fields, Origin, object};
use crate::http::{Address, Json, MunicipalityPath, Reply};
use crate::parameters::Parameter;
use axum::extract::State;
use std::collections::BTreeMap;

/// More scenarios than can be read side by side.
const MOST_SCENARIOS: usize = 10;

/// Compare scenarios (シナリオの比較・長寿命化等の効果額)
///
/// Each year, each ten years and each class side by side, present value and annual equivalent, and the effect of each
/// scenario beside the first. Nothing is stored.
#[utoipa::path(post, path = "/v1/{municipality}/scenario-comparisons", tag = "lifecycle", params(MunicipalityPath),
    request_body(content = NewScenarioComparison, description = "Two to ten scenarios, the one to measure by first"), responses(
    (status = 200, description = "The scenarios side by side", body = ScenarioComparison), Problems))]
pub async fn create_scenario_comparison(State(app): State<App>, address: Address, Json(body): Json) -> Result<Reply> {
    let municipality = address.municipality.as_str();
    let mut cells = object(body)?;
    let scenarios = listed(cells.remove("scenarios"), 2, MOST_SCENARIOS)?;
    let faults = Fields::new(cells, Origin::Body(String::new())).beside(&["scenarios"]).faults();
    if !faults.is_empty() {
        return Err(Error::Refused(faults));
    }
    demand_municipality(&app.db, municipality).await?;
    let gathered = gathered(&app.db, municipality, scenarios).await?;
    let work = move || -> Result<ScenarioComparison> {
        let figures = gathered.iter().map(|scenario| figures(&scenario.ground)).collect::<Result<Vec<_>>>()?;
        Ok(compared(gathered, figures))
    };
    Reply::json(&tokio::task::spawn_blocking(work).await.map_err(Error::internal)??)
}

fn compared(gathered: Vec<Gathered>, figures: Vec<ScenarioFigures>) -> ScenarioComparison {
    let parameters = parameters(&gathered);
    let years = side_by_side(&figures, |figures| figures.years.iter().map(|year| (year.fiscal_year, year.total_yen)));
    let blocks = side_by_side(&figures, |figures| {
        figures.blocks.iter().map(|block| ((block.from_year, block.to_year), block.total_yen))
    });
    let mut by_class: Vec<ClassSideBySide> = Vec::new();
    for (nth, class) in figures.iter().enumerate().flat_map(|(nth, f)| f.by_class.iter().map(move |class| (nth, class)))
    {
        let place = by_class.iter().position(|row| row.class == class.class).unwrap_or_else(|| {
            let (class, label_ja) = (class.class.clone(), class.label_ja.clone());
            by_class.push(ClassSideBySide { class, label_ja, total_yen: vec![Yen(0); figures.len()] });
            by_class.len() - 1
        });
        by_class[place].total_yen[nth] = class.total_yen;
    }
    let first = figures.first().map(|first| (first.total_yen, first.present_value_yen)).unwrap_or_default();
    let told = gathered.into_iter().zip(figures).map(|(scenario, figures)| {
        let effect = Effect { simple_renewal: first.0, cost: figures.total_yen };
        let (id, version_no) = scenario.stored.unzip();
        ComparedScenario {
            id,
            version_no,
            name: scenario.name,
            effect_yen: effect.effect(),
            effect_per_mille: effect.per_mille(),
            effect_present_value_yen: figures.present_value_yen - first.1,
            figures,
        }
    });
    ScenarioComparison {
        scenarios: told.collect(),
        years: years.into_iter().map(|(fiscal_year, total_yen)| YearSideBySide { fiscal_year, total_yen }).collect(),
        blocks: blocks
            .into_iter()
            .map(|((from_year, to_year), total_yen)| BlockSideBySide { from_year, to_year, total_yen })
            .collect(),
        by_class,
        parameters,
    }
}

/// The totals of all scenarios under the same key.
fn side_by_side<'f, K: Ord, I: Iterator<Item = (K, Yen)>>(
    figures: &'f [ScenarioFigures],
    rows: impl Fn(&'f ScenarioFigures) -> I,
) -> BTreeMap<K, Vec<Yen>> {
    let mut found: BTreeMap<K, Vec<Yen>> = BTreeMap::new();
    for (key, yen) in figures.iter().flat_map(rows) {
        found.entry(key).or_default().push(yen);
    }
    found
}

/// Every row that any scenario rests on, once.
pub fn parameters(gathered: &[Gathered]) -> Vec<Parameter> {
    let rows = gathered.iter().flat_map(|of| of.ground.reckoned.rows.iter().chain(&of.ground.rows));
    let key = |row: &Parameter| (row.parameter_set.clone(), row.name.clone(), row.effective_from.clone());
    let once: BTreeMap<_, _> = rows.map(|row| (key(row), row.clone())).collect();
    once.into_values().collect()
}
