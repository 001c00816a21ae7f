//! Freezing a scenario with everything its figures follow from, and whether it still comes out so.

use super::choices::Asked;
use super::figures::figures;
use super::ground::{Ground, Inputs, register};
use super::handlers::{ScenarioPath, instant, matches, reply};
use super::store::{self, StoredScenario};
use super::wire::{InputChange, Scenario, ScenarioFigures, ScenarioVerification, VersionQuery};
use crate::app::App;
use crate::db;
use crate::domain::Text;
use crate::error::{Error, Problems, Result};
use crate::http::{Address, Params, Reply};
use axum::extract::State;
use axum::http::HeaderMap;
use sea_orm::ConnectionTrait;
use serde_json::{Map, Value};

/// More changes than anybody reads.
const MOST_CHANGES: usize = 100;

async fn reckoned(
    db: &impl ConnectionTrait,
    municipality: &str,
    row: &StoredScenario,
) -> Result<(Inputs, ScenarioFigures)> {
    let choices: Value = serde_json::from_str(&row.choices).map_err(Error::internal)?;
    let asked = Asked::read(choices.clone(), "")?;
    let register = register(db, municipality, &[&asked]).await?;
    let ground = Ground::of(db, municipality, asked, &register, "").await?;
    let work = move || -> Result<_> { Ok((ground.inputs(&choices), figures(&ground)?)) };
    tokio::task::spawn_blocking(work).await.map_err(Error::internal)?
}

/// Submit a scenario (試算シナリオの提出)
///
/// Freezes its last version with its figures and with everything they follow from: choices, buildings, ratings, parameters,
/// under a SHA-256. `If-Match` must hold the `ETag`.
#[utoipa::path(post, path = "/v1/{municipality}/scenarios/{id}/submission", tag = "lifecycle", params(ScenarioPath), responses(
    (status = 200, description = "The version, frozen", body = Scenario), Problems))]
pub async fn submit_scenario(State(app): State<App>, address: Address, headers: HeaderMap) -> Result<Reply> {
    let (municipality, id) = (address.municipality.as_str(), address.part("id"));
    let tx = db::begin(&app.db, municipality).await?;
    let mut row = store::demand(&tx, municipality, id, None).await?;
    matches(&headers, &row)?;
    if row.submitted_at.is_some() {
        return Err(Error::Conflict(Text::new(
            "this version was submitted already; change the scenario to get another",
            "この版は提出済みです。変更して新しい版を作ってから提出してください",
        )));
    }
    let (inputs, figures) = reckoned(&tx, municipality, &row).await?;
    row.submitted_at = Some(instant());
    row.inputs_sha256 = Some(inputs.sha256);
    row.inputs = Some(inputs.text);
    row.figures = Some(serde_json::to_string(&figures).map_err(Error::internal)?);
    let reply = reply(&row)?;
    store::rewrite(&tx, row).await?;
    tx.commit().await?;
    Ok(reply)
}

/// Verify a submitted scenario (提出済みシナリオの検証)
///
/// Reckons it again from what is stored now and says whether inputs and figures are what they were, and which are not.
#[utoipa::path(get, path = "/v1/{municipality}/scenarios/{id}/verification", tag = "lifecycle",
    params(ScenarioPath, VersionQuery), responses(
    (status = 200, description = "Whether it still comes out so", body = ScenarioVerification), Problems))]
pub async fn verify_scenario(State(app): State<App>, address: Address, params: Params<VersionQuery>) -> Result<Reply> {
    let (municipality, id) = (address.municipality.as_str(), address.part("id"));
    let asked = params.integer("version_no", 1, i32::MAX.into())?.map(|no| no as i32);
    let versions = store::versions(&app.db, municipality, id).await?;
    let wanted = |row: &StoredScenario| match asked {
        Some(no) => row.version_no == no,
        None => row.submitted_at.is_some(),
    };
    let row = versions.into_iter().rev().find(wanted);
    let frozen =
        row.as_ref().and_then(|row| Some((row.inputs_sha256.clone()?, row.inputs.clone()?, row.figures.clone()?)));
    let (Some(row), Some((sha256, inputs, stored))) = (row, frozen) else {
        return Err(Error::Conflict(Text::new(
            "this was not submitted; submit it first",
            "提出済みの版がありません。先に提出してください",
        )));
    };
    let (now, current) = reckoned(&app.db, municipality, &row).await?;
    let stored: ScenarioFigures = serde_json::from_str(&stored).map_err(Error::internal)?;
    let changes = changes(&inputs, &now.text)?;
    let (inputs_agree, figures_agree) = (sha256 == now.sha256, stored == current);
    Reply::json(&ScenarioVerification {
        agrees: inputs_agree && figures_agree,
        inputs_agree,
        figures_agree,
        submitted_sha256: sha256,
        current_sha256: now.sha256,
        submitted_total_yen: stored.total_yen,
        current_total_yen: current.total_yen,
        changed: changes.len() as u64,
        changes: changes.into_iter().take(MOST_CHANGES).collect(),
    })
}

/// What differs between two inputs.
fn changes(submitted: &str, current: &str) -> Result<Vec<InputChange>> {
    let read = |text| serde_json::from_str::<Map<String, Value>>(text).map_err(Error::internal);
    let (submitted, current) = (read(submitted)?, read(current)?);
    let nothing = Map::new();
    let mut changes = Vec::new();
    for of in ["buildings", "parameters"] {
        let members = |inputs: &Map<String, Value>| inputs.get(of).and_then(Value::as_object).cloned();
        let (was, is) = (members(&submitted), members(&current));
        let (was, is) = (was.as_ref().unwrap_or(&nothing), is.as_ref().unwrap_or(&nothing));
        let gone_or_other = was.iter().filter(|(name, value)| is.get(*name) != Some(*value));
        let added = is.iter().filter(|(name, _)| !was.contains_key(*name));
        for (name, _) in gone_or_other.chain(added) {
            let (submitted, current) = (was.get(name).cloned(), is.get(name).cloned());
            changes.push(InputChange { of, name: name.clone(), submitted, current });
        }
    }
    Ok(changes)
}
