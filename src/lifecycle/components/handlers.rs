//! The forecast by components, as the API document shows it.

use super::gathering::{Basis, Gathered, gathered};
use super::wire::{ComponentBuilding, ComponentForecast, ComponentYear, LifeCycleParts, NewComponentForecast};
use crate::app::App;
use crate::domain::Text;
use crate::domain::component_cycle::{Building, LifeCycleCost, Prices, life_cycle};
use crate::domain::facility::Class;
use crate::domain::plan::{COMPONENT_CYCLE, Cycles, PART_COST};
use crate::domain::renewal::{Horizon, MIC_2011, UnitCost};
use crate::domain::units::{FiscalYear, Yen};
use crate::error::{Error, Language, Problems, Result};
use crate::facility::store::demand_municipality;
use crate::fields::{Fields, Origin, object};
use crate::http::{Address, Json, MunicipalityPath, Reply};
use crate::lifecycle::store::{Model, RegisterStock, SCENARIO, register_stock};
use crate::parameters::Parameter;
use crate::parameters::store::Sets;
use axum::extract::State;
use axum::http::HeaderMap;
use serde_json::Value;

/// The most that a square metre costs.
const MOST_YEN_PER_M2: i64 = 100_000_000;

struct Question {
    horizon: Horizon,
    life_years: Option<u32>,
    operating: Option<i64>,
    demolition: Option<i64>,
}

impl Question {
    fn read(body: Value) -> Result<Question> {
        let mut fields = Fields::new(object(body)?, Origin::Body(String::new()));
        let from_year = fields.required_integer("from_year", FiscalYear::FIRST.into(), FiscalYear::LAST.into());
        let years = fields.integer("years", 1, 100).unwrap_or(40);
        let life_years = fields.integer("life_years", 1, 200).map(|life| life as u32);
        let operating = fields.integer("operating_yen_per_m2", 0, MOST_YEN_PER_M2);
        let demolition = fields.integer("demolition_yen_per_m2", 0, MOST_YEN_PER_M2);
        let faults = fields.faults();
        if !faults.is_empty() {
            return Err(Error::Refused(faults));
        }
        let from_year = FiscalYear::new("from_year", from_year).map_err(Error::value)?;
        let horizon = Horizon::new(from_year, years).map_err(Error::value)?;
        Ok(Question { horizon, life_years, operating, demolition })
    }
}

/// Forecast by components (部位別更新周期による推計・ライフサイクルコスト)
///
/// Each component of the register is renewed by its own cycle from its last renewal; a component without its own cycle has
/// that of its kind. Costs are told as construction, operation, maintenance and end of life. Nothing is stored.
#[utoipa::path(post, path = "/v1/{municipality}/component-forecasts", tag = "lifecycle", params(MunicipalityPath),
    request_body(content = NewComponentForecast, description = "Years, the life of buildings and their other costs"), responses(
    (status = 200, description = "Costs by year and building", body = ComponentForecast), Problems))]
pub async fn create_component_forecast(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    Json(body): Json,
) -> Result<Reply> {
    let municipality = address.municipality.as_str();
    let question = Question::read(body)?;
    demand_municipality(&app.db, municipality).await?;
    let sets = [MIC_2011, COMPONENT_CYCLE, PART_COST, SCENARIO];
    let in_force = Sets::read(&app.db, municipality, &sets, question.horizon.from_year()).await?;
    let model = Model::of(&in_force)?;
    let kinds = in_force.of(COMPONENT_CYCLE);
    let cycle = |name: &str| kinds.iter().find(|row| row.name == name).map(|row| row.value.clone());
    let cycles = Cycles::from_named(cycle).map_err(|invalid| Error::internal(invalid.text.en))?;
    let register = register_stock(&app.db, municipality).await?.with_components(&app.db, municipality).await?;
    let basis = Basis { cycles: &cycles, unit_costs: &model.unit_costs, change: None };
    let gathered = gathered(&in_force, &register, &basis, |_| true)?;
    let others = in_force.of(SCENARIO);
    let operating = question.operating.map_or_else(|| yen_per_m2(others, "operating_yen_per_m2"), Ok)?;
    let demolition = question.demolition.map_or_else(|| yen_per_m2(others, "demolition_yen_per_m2"), Ok)?;
    let used = |row: &&Parameter| ["operating_yen_per_m2", "demolition_yen_per_m2"].contains(&row.name.as_str());
    let others = others.iter().filter(used);
    let rows = [&model.rows, kinds, in_force.of(PART_COST)].into_iter().flatten().chain(others).cloned().collect();
    let language = Language::of(&headers);
    let unit_costs = model.unit_costs;
    let work = move || answer(&question, (register, gathered, rows), &unit_costs, (operating, demolition), language);
    Reply::json(&tokio::task::spawn_blocking(work).await.map_err(Error::internal)?)
}

fn yen_per_m2(rows: &[Parameter], name: &str) -> Result<i64> {
    let found = rows.iter().find(|row| row.name == name).and_then(|row| row.value.trim().parse::<i64>().ok());
    let found = found.map(|yen| yen.clamp(0, MOST_YEN_PER_M2));
    found.ok_or_else(|| Error::internal(format!("the parameter `{SCENARIO}` `{name}` is no number")))
}

fn answer(
    question: &Question,
    (register, gathered, parameters): (RegisterStock, Gathered, Vec<Parameter>),
    unit_costs: &[UnitCost; Class::COUNT],
    (operating, demolition): (i64, i64),
    language: Language,
) -> ComponentForecast {
    let mut years = vec![LifeCycleCost::default(); question.horizon.years() as usize];
    let mut buildings = Vec::new();
    let columns = &register.columns;
    for (row, of) in register.rows.iter().enumerate() {
        let components = gathered.inventory.of(row);
        let (completed_year, floor_area_dm2) = (columns.completed_year[row].into(), columns.floor_area_dm2[row]);
        let building = Building { completed_year, floor_area_dm2, life_years: question.life_years };
        let prices = Prices {
            build_yen_per_m2: unit_costs[columns.class[row] as usize].rebuild_yen_per_m2,
            operate_yen_per_m2: Yen(operating),
            end_of_life_yen_per_m2: Yen(demolition),
        };
        let costs = life_cycle(&building, &components, &prices, question.horizon);
        let sum = costs.iter().copied().fold(LifeCycleCost::default(), plus);
        years.iter_mut().zip(costs).for_each(|(year, cost)| *year = plus(*year, cost));
        if sum.total() > Yen(0) {
            let building_code = of.code.clone();
            buildings.push(ComponentBuilding { building_code, cost: parts(sum) });
        }
    }
    let total = parts(years.iter().copied().fold(LifeCycleCost::default(), plus));
    let told =
        |(year, cost): (FiscalYear, LifeCycleCost)| ComponentYear { fiscal_year: year.year(), cost: parts(cost) };
    let counted = gathered.counted;
    ComponentForecast {
        years: question.horizon.each_year().zip(years).map(told).collect(),
        total,
        buildings,
        components: gathered.inventory.len() as u64,
        unpriced: counted.unpriced,
        estimated: counted.estimated,
        of_unknown_year: counted.of_unknown_year,
        illustrative: counted.illustrative,
        method: method().iter().map(|text| language.pick(text)).collect(),
        parameters,
    }
}

fn plus(one: LifeCycleCost, other: LifeCycleCost) -> LifeCycleCost {
    LifeCycleCost {
        build: one.build + other.build,
        operate: one.operate + other.operate,
        maintain: one.maintain + other.maintain,
        end_of_life: one.end_of_life + other.end_of_life,
    }
}

fn parts(cost: LifeCycleCost) -> LifeCycleParts {
    LifeCycleParts {
        build_yen: cost.build,
        operate_yen: cost.operate,
        maintain_yen: cost.maintain,
        end_of_life_yen: cost.end_of_life,
        total_yen: cost.total(),
    }
}

fn method() -> [Text; 2] {
    [
        Text::new(
            "Each component is renewed by its own cycle from its last renewal, or by that of its kind from when its building was new; one that is overdue is renewed in the first year. Without a unit cost of its own it costs a share of the rebuild.",
            "各部位を最終更新年度から個別の更新周期（未登録の場合は部位区分の周期、設置年度が不明な場合は建築年度から）で更新し、周期を過ぎた部位は最初の年度に更新する。単価のない部位は改築費に対する割合で見込む。",
        ),
        Text::new(
            "Costs are told by the parts of ISO 15686-5: construction, operation, maintenance, end of life. A building that reaches its life is taken down and built anew with new components.",
            "費用は ISO 15686-5 の区分（建設・運用・保全・除却）で示す。目標使用年数に達した建物は除却・改築し、部位は新しくなる。",
        ),
    ]
}
