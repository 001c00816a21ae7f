//! The forecast: the question is read, the stock and the model are fetched, the core reckons, the answer is written.

use super::components::Counted;
use super::methods;
use super::models::{self, Reckoned};
use super::question::Question;
use super::store::{self, Columns, RegisterStock};
use super::wire::{
    Assumptions, Charge, ClassCost, CountedComponents, Event, IllustrativeField, NewRenewalForecast, RenewalForecast,
    Skipped, Stock, UnitCost, YearCost,
};
use crate::app::App;
use crate::domain::facility::{Class, Word};
use crate::domain::renewal::{self, Cost, Forecast, Horizon, Known, MEXT_LONG_LIFE, MIC_2011};
use crate::domain::units::FiscalYear;
use crate::error::{Language, Problems, Result};
use crate::facility::store as facilities;
use crate::http::{Address, Json, MunicipalityPath, Reply};
use axum::extract::State;
use axum::http::HeaderMap;
use std::collections::BTreeMap;
use strum::IntoEnumIterator;

/// Forecast renewal costs (更新費用の将来推計)
///
/// Without `buildings` the register's are counted; with them the question is a what-if and nothing is stored. Yen add up
/// exactly: years, classes and works give the same total.
#[utoipa::path(post, path = "/v1/{municipality}/renewal-forecasts", tag = "lifecycle", params(MunicipalityPath),
    request_body(content = NewRenewalForecast, description = "Model, years, and for a what-if the buildings"), responses(
    (status = 200, description = "Renewal costs year by year", body = RenewalForecast), Problems))]
pub async fn create_renewal_forecast(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    Json(body): Json,
) -> Result<Reply> {
    let municipality = address.municipality.as_str();
    let question = Question::read(body)?;
    facilities::demand_municipality(&app.db, municipality).await?;
    let records = store::records(&app.db, municipality, question.horizon.from_year(), &[&question]).await?;
    let reckoned = models::reckoned(&question, &records)?;
    let register = records.register;
    let (known, invented) = models::known(&question, &register);
    let columns = question.what_if.as_ref().map_or(&register.columns, |what_if| &what_if.columns);
    let stock = columns.stock()?;
    let (models, unit_costs) = (&reckoned.models, &reckoned.unit_costs);
    let forecast = renewal::forecast(&stock, models, unit_costs, question.horizon, &known);
    let events = question.events.then(|| {
        let code = |building: usize| match &question.what_if {
            Some(what_if) => what_if.codes[building].clone(),
            None => register.rows[building].code.clone(),
        };
        renewal::works(&stock, models.clone(), unit_costs, question.horizon, &known)
            .map(|event| told(&event, code(event.building), reckoned.components.as_ref(), question.horizon))
            .collect()
    });
    let shown = Shown { long_life: question.chosen.long_life(), components: question.chosen.by_component() };
    let components = reckoned.components.as_ref();
    let invented_components = components.map_or(0, |counted| counted.illustrative_buildings);
    let components = components.map(|counted| CountedComponents {
        components: counted.codes.len() as u64,
        unpriced: counted.unpriced.clone(),
        estimated: counted.estimated,
        of_unknown_year: counted.of_unknown_year,
        buildings_without: counted.without.clone(),
    });
    Reply::json(&RenewalForecast {
        years: forecast.by_year().map(|(year, cost)| year_cost(year, cost, shown)).collect(),
        total_yen: forecast.total().total(),
        annual_mean_yen: forecast.annual_mean(),
        by_class: by_class(&forecast, columns, shown),
        events,
        components,
        stock: counted(columns, &register, question.what_if.is_some()),
        assumptions: assumptions(&question, reckoned, &known, Language::of(&headers)),
        illustrative: illustrative(&register, [("condition_ratings", invented), ("components", invented_components)]),
    })
}

/// Which kinds of work are told, because a model has them.
#[derive(Clone, Copy)]
struct Shown {
    long_life: bool,
    components: bool,
}

fn year_cost(year: FiscalYear, cost: Cost, shown: Shown) -> YearCost {
    YearCost {
        fiscal_year: year.year(),
        renovation_yen: cost.renovation,
        rebuild_yen: cost.rebuild,
        long_life_yen: shown.long_life.then_some(cost.long_life),
        part_repair_yen: shown.long_life.then_some(cost.part_repair),
        component_renewal_yen: shown.components.then_some(cost.component_renewal),
        total_yen: cost.total(),
    }
}

fn told(event: &renewal::Event, building_code: String, components: Option<&Counted>, horizon: Horizon) -> Event {
    let charge = |(year, cost_yen): (FiscalYear, _)| Charge { fiscal_year: year.year(), cost_yen };
    Event {
        building_code,
        kind: event.kind,
        part: event.part,
        component_code: event.component.zip(components).map(|(place, counted)| counted.codes[place].clone()),
        reason: event.reason,
        due_year: event.due_year.year(),
        from_year: event.first_year.year(),
        to_year: event.first_year.year() + event.years as i32 - 1,
        cost_yen: event.cost,
        charges: event.charges(horizon).map(charge).collect(),
    }
}

fn floor_area_m2(columns: &Columns, class: Option<Class>) -> (u64, f64) {
    let of = |(c, _): &(&Class, &u32)| class.is_none_or(|class| **c == class);
    let rows = columns.class.iter().zip(&columns.floor_area_dm2).filter(of);
    let (count, dm2) = rows.fold((0, 0_u64), |(count, sum), (_, dm2)| (count + 1, sum + u64::from(*dm2)));
    (count, dm2 as f64 / 100.0)
}

fn by_class(forecast: &Forecast, columns: &Columns, shown: Shown) -> Vec<ClassCost> {
    let class_cost = |(class, cost): (Class, Cost)| {
        let (buildings, floor_area_m2) = floor_area_m2(columns, Some(class));
        let years = forecast.horizon().each_year().map(|year| year_cost(year, forecast.at(year, class), shown));
        (buildings > 0).then(|| ClassCost {
            class,
            label_ja: class.label_ja(),
            buildings,
            floor_area_m2,
            renovation_yen: cost.renovation,
            rebuild_yen: cost.rebuild,
            long_life_yen: shown.long_life.then_some(cost.long_life),
            part_repair_yen: shown.long_life.then_some(cost.part_repair),
            component_renewal_yen: shown.components.then_some(cost.component_renewal),
            total_yen: cost.total(),
            years: years.collect(),
        })
    };
    forecast.by_class().filter_map(class_cost).collect()
}

fn counted(columns: &Columns, register: &RegisterStock, what_if: bool) -> Stock {
    let (buildings, floor_area_m2) = floor_area_m2(columns, None);
    let skipped = |s: &store::Skipped| Skipped { building_code: s.building_code.clone(), reason: s.reason };
    Stock {
        from: if what_if { "question" } else { "register" },
        buildings,
        floor_area_m2,
        skipped: register.skipped.iter().map(skipped).collect(),
    }
}

fn assumptions(question: &Question, reckoned: Reckoned, known: &[Known], language: Language) -> Assumptions {
    let chosen = &question.chosen;
    let unit_cost = |class: Class| {
        let row = reckoned.unit_costs.of(class);
        let long_life = (chosen.of(class) == MEXT_LONG_LIFE).then_some(row.long_life_yen_per_m2);
        let shown = UnitCost {
            renovation_yen_per_m2: row.renovation_yen_per_m2,
            rebuild_yen_per_m2: row.rebuild_yen_per_m2,
            long_life_yen_per_m2: long_life,
        };
        (class.code(), shown)
    };
    let mut by_model: BTreeMap<_, _> = reckoned.rules.clone();
    if chosen.models().contains(&MIC_2011) {
        by_model.insert(MIC_2011, rules_of_2011(&reckoned));
    }
    let rules = by_model.remove(chosen.model).unwrap_or_default();
    let with_condition = |known: &&Known| known.needs_survey || known.grades.iter().any(Option::is_some);
    let method = methods::told(chosen, &reckoned);
    Assumptions {
        model: chosen.model,
        model_by_class: chosen.by_class.iter().map(|(class, model)| (class.code(), *model)).collect(),
        rules_by_model: by_model,
        price_year: reckoned.price_year,
        price_change_per_mille: reckoned.price_change_per_mille,
        buildings_with_condition: chosen.long_life().then(|| known.iter().filter(with_condition).count() as u64),
        from_year: question.horizon.from_year().year(),
        years: question.horizon.years(),
        rules,
        spread_anchor: reckoned.anchor,
        unit_costs: Class::iter().map(unit_cost).collect(),
        changed: reckoned.changed,
        method: method.iter().map(|text| language.pick(text)).collect(),
        parameters: reckoned.rows,
    }
}

fn rules_of_2011(reckoned: &Reckoned) -> BTreeMap<&'static str, i64> {
    let p = reckoned.mic;
    BTreeMap::from([
        ("renovation_age_years", p.renovation_age_years),
        ("renovation_spread_years", p.renovation_spread_years),
        ("renovation_backlog_up_to_age_years", p.renovation_backlog_up_to_age_years),
        ("backlog_years", p.backlog_years),
        ("rebuild_age_years", p.rebuild_age_years),
        ("rebuild_spread_years", p.rebuild_spread_years),
        ("overdue_years", p.overdue_years),
    ])
}

/// The invented fields of the buildings, and what else is invented in how many of them.
fn illustrative(register: &RegisterStock, others: [(&str, u64); 2]) -> Vec<IllustrativeField> {
    let others = others.into_iter().filter(|(_, buildings)| *buildings > 0);
    let others = others.map(|(field, buildings)| IllustrativeField { field: field.to_owned(), buildings });
    let fields = store::illustrative(register).into_iter();
    fields.map(|(field, buildings)| IllustrativeField { field, buildings }).chain(others).collect()
}
