//! The operations on parameters.

use super::wire::{NewParameter, Parameter, ParameterPath, ParameterQuery, Parameters};
use super::{ranges, store};
use crate::app::App;
use crate::conservation::store as conservation;
use crate::db;
use crate::domain::condition::ScreeningRules;
use crate::domain::deterioration::Prior;
use crate::domain::plan;
use crate::domain::units::FiscalYear;
use crate::domain::{Invalid, Text, consolidation, infrastructure};
use crate::domain::{depreciation, renewal};
use crate::error::{Error, Problems, Result};
use crate::facility::store as facilities;
use crate::fields::{Fields, Origin, object};
use crate::http::{Address, Json, MunicipalityPath, Params, Reply, demand_match, etag};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use serde_json::Value;

fn reply(parameter: &Parameter) -> Result<Reply> {
    let reply = Reply::json(parameter)?;
    Ok(Reply { etag: Some(etag(reply.body.as_bytes())), ..reply })
}

fn no_such(set: &str, name: &str) -> Error {
    Error::no_such(Text::new(format!("parameter of the set `{set}`"), format!("前提条件（{set}）")), name)
}

/// List the parameters in force (前提条件)
///
/// Every number that a calculation rests on, with its source and how sure it is.
#[utoipa::path(get, path = "/v1/{municipality}/parameters", tag = "parameters", params(MunicipalityPath, ParameterQuery), responses(
    (status = 200, description = "By set and name", body = Parameters), Problems))]
pub async fn list_parameters(
    State(app): State<App>,
    address: Address,
    params: Params<ParameterQuery>,
) -> Result<Reply> {
    let municipality = address.municipality.as_str();
    let year = params.integer("fiscal_year", FiscalYear::FIRST.into(), FiscalYear::LAST.into())?;
    facilities::demand_municipality(&app.db, municipality).await?;
    let on = year.map(|year| format!("{year:04}-04-01"));
    let parameters = store::in_force(&app.db, municipality, params.get("set"), on.as_deref()).await?;
    Reply::json(&Parameters { parameters })
}

/// Read a parameter in force (前提条件)
#[utoipa::path(get, path = "/v1/{municipality}/parameters/{set}/{name}", tag = "parameters", params(ParameterPath), responses(
    (status = 200, description = "The parameter in force", body = Parameter), Problems))]
pub async fn read_parameter(State(app): State<App>, address: Address) -> Result<Reply> {
    let (municipality, set, name) = (address.municipality.as_str(), address.part("set"), address.part("name"));
    facilities::demand_municipality(&app.db, municipality).await?;
    reply(&store::find(&app.db, municipality, set, name).await?.ok_or_else(|| no_such(set, name))?)
}

/// Put a municipality's own value in place of the national one (前提条件の上書き)
///
/// `If-Match` must hold the `ETag` of the parameter in force.
#[utoipa::path(put, path = "/v1/{municipality}/parameters/{set}/{name}", tag = "parameters", params(ParameterPath),
    request_body(content = NewParameter, description = "The value and where it comes from"), responses(
    (status = 200, description = "The parameter now in force", body = Parameter), Problems))]
pub async fn replace_parameter(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    Json(body): Json,
) -> Result<Reply> {
    let (municipality, set, name) = (address.municipality.as_str(), address.part("set"), address.part("name"));
    let new = NewParameter::read(body)?;
    let tx = db::begin(&app.db, municipality).await?;
    facilities::demand_municipality(&tx, municipality).await?;
    let was = store::find(&tx, municipality, set, name).await?.ok_or_else(|| no_such(set, name))?;
    demand_match(&headers, reply(&was)?.etag.as_deref().unwrap_or_default())?;
    let now = overridden(was, new).map_err(Error::value)?;
    store::replace(&tx, municipality, now.clone()).await?;
    fit_together(&store::in_force(&tx, municipality, None, None).await?, &now.value)?;
    if now.unit == "scheme" && !conservation::has_scheme(&tx, municipality, &now.value).await? {
        let text = Text::new(
            format!("there is no rating scheme `{}`; put it under `rating-schemes` first", now.value),
            format!("評価基準 `{}` はありません。先に `rating-schemes` に登録してください", now.value),
        );
        return Err(Error::value(Invalid::new("value", "unknown-reference", &now.value, text)));
    }
    tx.commit().await?;
    reply(&now)
}

impl NewParameter {
    fn read(body: Value) -> Result<NewParameter> {
        let mut fields = Fields::new(object(body)?, Origin::Body(String::new()));
        let new = NewParameter {
            value: fields.required_text("value", 100),
            source: fields.required_text("source", 10_000),
            note: fields.text("note", 10_000),
        };
        let faults = fields.faults();
        if faults.is_empty() { Ok(new) } else { Err(Error::Refused(faults)) }
    }
}

fn overridden(was: Parameter, new: NewParameter) -> Result<Parameter, Invalid> {
    let value = new.value.trim().to_owned();
    let words: Vec<&str> = was.unit.split('|').collect();
    let (sound, en, ja) = if words.len() > 1 {
        (words.contains(&value.as_str()), words.join(", "), words.join("、"))
    } else if was.unit == "scheme" {
        (!value.is_empty(), "the code of a rating scheme".to_owned(), "評価基準の番号".to_owned())
    } else if was.value.contains('.') {
        let (whole, places) = value.split_once('.').unwrap_or((&value, "0"));
        let digits = |text: &str, most| (1..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        let sound = digits(whole, 7) && digits(places, 2);
        (
            sound,
            format!("a number with at most two decimals ({})", was.unit),
            format!("小数第2位までの数値（{}）", was.unit),
        )
    } else {
        let number = value.parse::<u32>().is_ok_and(|n| n <= 100_000_000);
        (number, format!("a whole number ({})", was.unit), format!("整数（{}）", was.unit))
    };
    if !sound {
        let text = Text::new(
            format!("`value` is `{value}`; it must be {en}"),
            format!("`value` の値 `{value}` は使えません。使えるのは {ja} です"),
        );
        return Err(Invalid::new("value", "malformed", value, text));
    }
    Ok(Parameter {
        value,
        source: new.source,
        note: new.note,
        confidence: "municipal".to_owned(),
        overridden: true,
        ..was
    })
}

/// Refuses what would leave the municipality without any forecast or any charge: values that contradict each other.
fn fit_together(all: &[Parameter], changed: &str) -> Result<()> {
    let of_set = |set: &'static str| all.iter().filter(move |p| p.parameter_set == set);
    let rates = of_set("depreciation-rate").filter_map(|p| Some((p.name.parse().ok()?, p.value.parse().ok()?)));
    let setting = |name: &str| of_set("depreciation").find(|p| p.name == name).map(|p| p.value.clone());
    depreciation::from_named(rates, setting)
        .map_err(|invalid| Error::value(Invalid { field: "value", value: changed.to_owned(), ..invalid }))?;
    let named = |invalid: Invalid| Error::value(Invalid { field: "value", value: changed.to_owned(), ..invalid });
    let of = |set: &'static str| move |name: &str| of_set(set).find(|p| p.name == name).map(|p| p.value.clone());
    plan::Rules::from_named(of(plan::CONSERVATION)).map_err(named)?;
    plan::Cycles::from_named(of(plan::COMPONENT_CYCLE)).map_err(named)?;
    plan::PartCosts::from_named(of(plan::PART_COST)).map_err(named)?;
    plan::CostColumns::from_named(of(plan::COST_COLUMN)).map_err(named)?;
    plan::OverhaulRules::from_named(of(plan::OVERHAUL)).map_err(named)?;
    for cycle in of_set(plan::COMPONENT_CYCLE) {
        plan::Cycles::check(&cycle.name, &cycle.value).map_err(named)?;
    }
    let strength = of("condition")("learning_strength_years").and_then(|years| years.parse().ok()).unwrap_or(0);
    Prior::new(2, 2, strength).map_err(named)?;
    ScreeningRules::from_named(of("condition")).map_err(named)?;
    renewal::Mext::new(false, of(renewal::MEXT_CONVENTIONAL)).map_err(named)?;
    renewal::Mext::new(true, of(renewal::MEXT_LONG_LIFE)).map_err(named)?;
    renewal::PartRepairs::from_named(of(renewal::MEXT_LONG_LIFE), of(plan::PART_COST)).map_err(named)?;
    let index = of_set(renewal::CONSTRUCTION_COST_INDEX).map(|row| (row.name.as_str(), row.value.as_str()));
    renewal::PriceIndex::from_rows(index).map_err(named)?;
    infrastructure::Rules::from_named(of(infrastructure::INFRASTRUCTURE)).map_err(named)?;
    let prices = of_set(infrastructure::INFRASTRUCTURE).map(|row| (row.name.as_str(), row.value.as_str()));
    infrastructure::Prices::from_rows(prices).map_err(named)?;
    ranges::check(all).map_err(named)?;
    let of_model = |name: &str| all.iter().find(|p| p.parameter_set == renewal::MIC_2011 && p.name == name);
    if of_model("rebuild_age_years").is_none() {
        return Ok(());
    }
    let (rules, unit_costs) = renewal::from_named(|name| of_model(name).map(|p| p.value.clone())).map_err(named)?;
    let rules = renewal::Rules::new(rules).map_err(named)?;
    let unit_costs = renewal::UnitCosts::new(unit_costs).map_err(named)?;
    consolidation::Rules::from_named(rules, unit_costs, of(consolidation::SET)).map_err(named)?;
    Ok(())
}

/// Take a municipality's own value away (前提条件の上書きの取消)
///
/// The national one is in force again.
#[utoipa::path(delete, path = "/v1/{municipality}/parameters/{set}/{name}", tag = "parameters", params(ParameterPath), responses(
    (status = 204, description = "The national value is in force again"), Problems))]
pub async fn delete_parameter(State(app): State<App>, address: Address, headers: HeaderMap) -> Result<StatusCode> {
    let (municipality, set, name) = (address.municipality.as_str(), address.part("set"), address.part("name"));
    let tx = db::begin(&app.db, municipality).await?;
    let was =
        store::find(&tx, municipality, set, name).await?.filter(|p| p.overridden).ok_or_else(|| no_such(set, name))?;
    demand_match(&headers, reply(&was)?.etag.as_deref().unwrap_or_default())?;
    store::delete(&tx, municipality, set, name).await?;
    fit_together(&store::in_force(&tx, municipality, None, None).await?, &was.value)?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
