//! Which choice or parameter moves a scenario's result most: any value of the choices, one at a time.

use super::choices::Asked;
use super::gathering::gathered;
use super::ground::{Ground, records};
use super::uncertainty_wire::{NewScenarioSensitivity, ScenarioSensitivity, Swing};
use crate::app::App;
use crate::domain::scenario::{self, Measure};
use crate::domain::units::{Yen, out_of_range};
use crate::domain::{Invalid, Text};
use crate::error::{Error, Fault, Problems, Result};
use crate::facility::store::demand_municipality;
use crate::fields::{Fields, Origin, object};
use crate::http::{Address, Json, MunicipalityPath, Reply};
use crate::lifecycle::question::object as member;
use axum::extract::State;
use serde_json::{Map, Value};

/// More parameters than can be read in one picture.
const MOST_PARAMETERS: usize = 20;

/// A value of the choices with the ends of its range.
struct Range {
    pointer: String,
    ends: [Value; 2],
}

/// Try a scenario at other values (感度分析・トルネード図)
///
/// Any value of the choices, named by a JSON pointer into them, is put to its low and to its high end while the others stay;
/// what moves the result most comes first. Nothing is stored.
#[utoipa::path(post, path = "/v1/{municipality}/scenario-sensitivities", tag = "lifecycle", params(MunicipalityPath),
    request_body(content = NewScenarioSensitivity, description = "A scenario, and up to twenty values with their ranges"), responses(
    (status = 200, description = "The widest swing first", body = ScenarioSensitivity), Problems))]
pub async fn create_scenario_sensitivity(State(app): State<App>, address: Address, Json(body): Json) -> Result<Reply> {
    let municipality = address.municipality.as_str();
    let mut cells = object(body)?;
    let scenario = vec![("/scenario".to_owned(), cells.remove("scenario").unwrap_or_default())];
    let ranges = ranges(cells.remove("parameters"))?;
    let mut fields = Fields::new(cells, Origin::Body(String::new())).beside(&["scenario", "parameters"]);
    let measure = fields.word("measure").unwrap_or(Measure::PresentValue);
    let faults = fields.faults();
    if !faults.is_empty() {
        return Err(Error::Refused(faults));
    }
    demand_municipality(&app.db, municipality).await?;
    let mut gathered = gathered(&app.db, municipality, scenario).await?;
    let Some(base) = gathered.pop() else { return Err(Error::internal("a scenario was read and is gone")) };
    let mut asked = Vec::with_capacity(2 * ranges.len());
    for (index, range) in ranges.iter().enumerate() {
        for (end, value) in ["low", "high"].into_iter().zip(&range.ends) {
            let place = format!("/parameters/{index}/{end}");
            let mut choices = base.choices.clone();
            put(&mut choices, &range.pointer, value.clone())
                .map_err(|invalid| Error::Refused(vec![Fault::at(format!("/parameters/{index}/pointer"), invalid)]))?;
            asked.push((Asked::read(choices, &place)?, place));
        }
    }
    let records = records(&app.db, municipality, &asked.iter().map(|(asked, _)| asked).collect::<Vec<_>>()).await?;
    let name = base.name;
    let work = move || -> Result<ScenarioSensitivity> {
        let grounds =
            asked.into_iter().zip(records).map(|((asked, place), records)| Ground::of(asked, records, &place));
        let grounds = grounds.collect::<Result<Vec<Ground>>>()?;
        let at_base = measured(&base.ground, measure)?;
        let results = grounds.iter().map(|ground| measured(ground, measure)).collect::<Result<Vec<Yen>>>()?;
        let of = |index: &usize, high: bool| results.get(2 * index + usize::from(high)).copied().unwrap_or_default();
        let swings = scenario::tornado((0..ranges.len()).collect(), of).into_iter().map(|swing| {
            let range = &ranges[swing.parameter];
            Swing {
                pointer: range.pointer.clone(),
                low: range.ends[0].clone(),
                high: range.ends[1].clone(),
                at_low_yen: swing.at_low,
                at_high_yen: swing.at_high,
                width_yen: Yen(i64::try_from(swing.width()).unwrap_or(i64::MAX)),
            }
        });
        Ok(ScenarioSensitivity { name, measure, base_yen: at_base, swings: swings.collect() })
    };
    Reply::json(&tokio::task::spawn_blocking(work).await.map_err(Error::internal)??)
}

fn measured(ground: &Ground, measure: Measure) -> Result<Yen> {
    let (outlook, discounting) = (ground.outlook()?, ground.discounting());
    Ok(match measure {
        Measure::Total => outlook.total().total(),
        Measure::PresentValue => outlook.present_value(&discounting),
        Measure::AnnualEquivalent => discounting.annual_equivalent(outlook.present_value(&discounting)),
    })
}

fn ranges(given: Option<Value>) -> Result<Vec<Range>> {
    let Some(Value::Array(list)) = given else {
        let text = Text::new(
            "`parameters` must be an array of values to be tried",
            "`parameters` は試す値の配列で指定してください",
        );
        return Err(Error::value(Invalid::new("parameters", "required", "", text)));
    };
    if !(1..=MOST_PARAMETERS).contains(&list.len()) {
        return Err(Error::value(out_of_range("parameters", list.len(), 1, MOST_PARAMETERS as i64)));
    }
    let (mut ranges, mut faults) = (Vec::with_capacity(list.len()), Vec::new());
    for (index, value) in list.into_iter().enumerate() {
        let place = format!("/parameters/{index}");
        let mut cells = member(Some(value), &place, &mut faults);
        let mut end = |name: &str| {
            let value = cells.remove(name).filter(|value| !value.is_null());
            if value.is_none() {
                let text = Text::new(
                    format!("`{name}` is missing; give the value at that end"),
                    format!("`{name}` がありません。範囲の端の値を指定してください"),
                );
                faults.push(Fault { pointer: Some(format!("{place}/{name}")), ..Fault::whole("required", text) });
            }
            value.unwrap_or_default()
        };
        let ends = [end("low"), end("high")];
        let mut fields = Fields::new(cells, Origin::Body(place)).beside(&["low", "high"]);
        let pointer = fields.required_text("pointer", 200);
        faults.extend(fields.faults());
        ranges.push(Range { pointer, ends });
    }
    if faults.is_empty() { Ok(ranges) } else { Err(Error::Refused(faults)) }
}

/// Puts a value at a place of the choices (RFC 6901); objects on the way are made where there are none.
fn put(choices: &mut Value, pointer: &str, value: Value) -> Result<(), Invalid> {
    let refused = || {
        let text = Text::new(
            format!(
                "`pointer` is `{pointer}`, which names no place of the choices; write it as in /discount/rate_percent"
            ),
            format!(
                "`pointer` の値 `{pointer}` は選択の中の場所を示していません。/discount/rate_percent のように書いてください"
            ),
        );
        Invalid::new("pointer", "malformed", pointer, text)
    };
    let Some(path) = pointer.strip_prefix('/').filter(|path| path.split('/').count() <= 6) else {
        return Err(refused());
    };
    let mut place = choices;
    for step in path.split('/') {
        let step = step.replace("~1", "/").replace("~0", "~");
        if place.is_null() {
            *place = Value::Object(Map::new());
        }
        place = match place {
            Value::Object(members) => members.entry(step).or_insert(Value::Null),
            Value::Array(list) => {
                step.parse::<usize>().ok().and_then(|index| list.get_mut(index)).ok_or_else(refused)?
            }
            _ => return Err(refused()),
        };
    }
    *place = value;
    Ok(())
}
