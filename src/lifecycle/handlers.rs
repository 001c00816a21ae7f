//! The forecast: the question is read, the stock and the model are fetched, the core reckons, the answer is written.

use super::question::Question;
use super::store::{self, Columns, Model, RegisterStock};
use super::wire::{
    Assumptions, Charge, ClassCost, Event, IllustrativeField, NewRenewalForecast, RenewalForecast, Skipped, Stock,
    UnitCost, YearCost,
};
use crate::app::App;
use crate::domain::facility::{Class, Word};
use crate::domain::renewal::{self, Cost, Forecast, Horizon};
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
    let mut model = store::model(&app.db, municipality, question.horizon.from_year()).await?;
    let (rules, unit_costs, changed) = question.apply(&mut model)?;
    let register = match question.what_if {
        Some(_) => RegisterStock::default(),
        None => store::register_stock(&app.db, municipality).await?,
    };
    let columns = question.what_if.as_ref().map_or(&register.columns, |what_if| &what_if.columns);
    let stock = columns.stock()?;
    let forecast = renewal::simulate(&stock, &rules, &unit_costs, question.horizon);
    let events = question.events.then(|| {
        let code = |building: usize| match &question.what_if {
            Some(what_if) => what_if.codes[building].clone(),
            None => register.rows[building].code.clone(),
        };
        renewal::events(&stock, &rules, &unit_costs, question.horizon)
            .map(|event| told(&event, code(event.building), question.horizon))
            .collect()
    });
    Reply::json(&RenewalForecast {
        years: forecast.by_year().map(|(year, cost)| year_cost(year, cost)).collect(),
        total_yen: forecast.total().total(),
        annual_mean_yen: forecast.annual_mean(),
        by_class: by_class(&forecast, columns),
        events,
        stock: counted(columns, &register, question.what_if.is_some()),
        assumptions: assumptions(&question, model, changed, Language::of(&headers)),
        illustrative: illustrative(&register),
    })
}

fn year_cost(year: FiscalYear, cost: Cost) -> YearCost {
    YearCost {
        fiscal_year: year.year(),
        renovation_yen: cost.renovation,
        rebuild_yen: cost.rebuild,
        total_yen: cost.total(),
    }
}

fn told(event: &renewal::Event, building_code: String, horizon: Horizon) -> Event {
    let charge = |(year, cost_yen): (FiscalYear, _)| Charge { fiscal_year: year.year(), cost_yen };
    Event {
        building_code,
        kind: event.kind,
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

fn by_class(forecast: &Forecast, columns: &Columns) -> Vec<ClassCost> {
    let class_cost = |(class, cost): (Class, Cost)| {
        let (buildings, floor_area_m2) = floor_area_m2(columns, Some(class));
        let years = forecast.horizon().each_year().map(|year| year_cost(year, forecast.at(year, class)));
        (buildings > 0).then(|| ClassCost {
            class,
            label_ja: class.label_ja(),
            buildings,
            floor_area_m2,
            renovation_yen: cost.renovation,
            rebuild_yen: cost.rebuild,
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

fn assumptions(question: &Question, model: Model, changed: Vec<String>, language: Language) -> Assumptions {
    let p = model.parameters;
    let unit_cost = |class: Class| {
        let row = model.unit_costs[class as usize];
        let shown =
            UnitCost { renovation_yen_per_m2: row.renovation_yen_per_m2, rebuild_yen_per_m2: row.rebuild_yen_per_m2 };
        (class.code(), shown)
    };
    Assumptions {
        model: question.model.clone(),
        from_year: question.horizon.from_year().year(),
        years: question.horizon.years(),
        rules: BTreeMap::from([
            ("renovation_age_years", p.renovation_age_years),
            ("renovation_spread_years", p.renovation_spread_years),
            ("renovation_backlog_up_to_age_years", p.renovation_backlog_up_to_age_years),
            ("backlog_years", p.backlog_years),
            ("rebuild_age_years", p.rebuild_age_years),
            ("rebuild_spread_years", p.rebuild_spread_years),
            ("overdue_years", p.overdue_years),
        ]),
        spread_anchor: p.spread_anchor,
        unit_costs: Class::iter().map(unit_cost).collect(),
        changed,
        method: store::method(&p).iter().map(|text| language.pick(text)).collect(),
        parameters: model.rows,
    }
}

fn illustrative(register: &RegisterStock) -> Vec<IllustrativeField> {
    store::illustrative(register).into_iter().map(|(field, buildings)| IllustrativeField { field, buildings }).collect()
}
