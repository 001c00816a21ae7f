//! Freezing a scenario with everything its figures follow from, and whether it still comes out so.

use super::choices::Asked;
use super::figures::figures;
use super::ground::{Ground, records};
use super::handlers::{ScenarioPath, instant, matches, reply};
use super::inputs::{Inputs, thawed};
use super::store::{self, StoredScenario};
use super::wire::{InputChange, Scenario, ScenarioFigures, ScenarioInputs, ScenarioVerification, VersionQuery};
use crate::app::App;
use crate::db;
use crate::digest::sha256;
use crate::domain::Text;
use crate::error::{Error, Language, Problems, Result};
use crate::http::{Address, Params, Reply, etag};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use sea_orm::ConnectionTrait;
use serde_json::{Map, Value};
use std::sync::Arc;

/// More changes than anybody reads.
const MOST_CHANGES: usize = 100;

async fn reckoned(
    db: &impl ConnectionTrait,
    municipality: &str,
    row: &StoredScenario,
) -> Result<(Inputs, ScenarioFigures)> {
    let choices: Value = serde_json::from_str(&row.choices).map_err(Error::internal)?;
    let asked = Asked::read(choices.clone(), "")?;
    let records = records(db, municipality, &[&asked]).await?.remove(0);
    let work = move || -> Result<_> {
        let ground = Ground::of(asked, records, "")?;
        Ok((Inputs::of(&ground, &choices)?, figures(&ground)?))
    };
    tokio::task::spawn_blocking(work).await.map_err(Error::internal)?
}

/// What a submitted version was frozen with.
struct Submitted {
    row: StoredScenario,
    inputs: Inputs,
    figures: ScenarioFigures,
}

impl Submitted {
    /// The version that is asked for, the last submitted one when none is; 409 when it was not submitted.
    async fn demand(
        db: &impl ConnectionTrait,
        municipality: &str,
        id: &str,
        params: &Params<VersionQuery>,
    ) -> Result<Submitted> {
        let asked = params.integer("version_no", 1, i32::MAX.into())?.map(|no| no as i32);
        let versions = store::versions(db, municipality, id).await?;
        let wanted = |row: &StoredScenario| match asked {
            Some(no) => row.version_no == no,
            None => row.submitted_at.is_some(),
        };
        let row = versions.into_iter().rev().find(wanted);
        let frozen =
            row.as_ref().and_then(|row| Some((row.inputs_sha256.clone()?, row.inputs.clone()?, row.figures.clone()?)));
        let (Some(row), Some((sha256, text, figures))) = (row, frozen) else {
            return Err(Error::Conflict(Text::new(
                "this was not submitted; submit it first",
                "提出済みの版がありません。先に提出してください",
            )));
        };
        let figures = serde_json::from_str(&figures).map_err(Error::internal)?;
        Ok(Submitted { row, inputs: Inputs { sha256, text }, figures })
    }

    /// Whether the inputs as they were kept still have their name and still give these figures.
    fn is_reproduced(&self) -> bool {
        let again = || -> Result<ScenarioFigures> {
            let (choices, records) = thawed(&self.inputs.text)?;
            figures(&Ground::of(Asked::read(choices, "")?, Arc::new(records), "")?)
        };
        sha256(self.inputs.text.as_bytes()) == self.inputs.sha256 && again().is_ok_and(|again| again == self.figures)
    }
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

/// Read what a submitted scenario follows from (提出済みシナリオの算定根拠)
///
/// The choices, buildings, components, ratings and parameters as they were when it was submitted, as the very text that
/// its SHA-256 names: `sha256sum` of the answer gives `inputs_sha256`.
#[utoipa::path(get, path = "/v1/{municipality}/scenarios/{id}/inputs", tag = "lifecycle",
    params(ScenarioPath, VersionQuery), responses(
    (status = 200, description = "The inputs as they were kept", body = ScenarioInputs), Problems))]
pub async fn read_scenario_inputs(
    State(app): State<App>,
    address: Address,
    params: Params<VersionQuery>,
) -> Result<Reply> {
    let (municipality, id) = (address.municipality.as_str(), address.part("id"));
    let inputs = Submitted::demand(&app.db, municipality, id, &params).await?.inputs;
    Ok(Reply {
        status: StatusCode::OK,
        content_type: "application/json",
        etag: Some(etag(inputs.text.as_bytes())),
        location: None,
        body: inputs.text,
    })
}

/// Verify a submitted scenario (提出済みシナリオの検証)
///
/// Reckons it again twice: from the inputs as they were kept (`reproduced`), and from what is stored now, with the inputs
/// that have changed since.
#[utoipa::path(get, path = "/v1/{municipality}/scenarios/{id}/verification", tag = "lifecycle",
    params(ScenarioPath, VersionQuery), responses(
    (status = 200, description = "Whether it still comes out so", body = ScenarioVerification), Problems))]
pub async fn verify_scenario(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    params: Params<VersionQuery>,
) -> Result<Reply> {
    let (municipality, id) = (address.municipality.as_str(), address.part("id"));
    let submitted = Submitted::demand(&app.db, municipality, id, &params).await?;
    let (today, faults) = match reckoned(&app.db, municipality, &submitted.row).await {
        Ok(today) => (Some(today), Vec::new()),
        Err(Error::Refused(faults)) => (None, faults),
        Err(other) => return Err(other),
    };
    let work = move || (submitted.is_reproduced(), submitted);
    let (reproduced, submitted) = tokio::task::spawn_blocking(work).await.map_err(Error::internal)?;
    let (now, current) = today.unzip();
    let changes = now.as_ref().map(|now| changes(&submitted.inputs.text, &now.text)).unwrap_or_default();
    let inputs_agree = now.as_ref().is_some_and(|now| now.sha256 == submitted.inputs.sha256);
    let figures_agree = current.as_ref() == Some(&submitted.figures);
    let language = Language::of(&headers);
    Reply::json(&ScenarioVerification {
        reproduced,
        agrees: inputs_agree && figures_agree,
        inputs_agree,
        figures_agree,
        submitted_sha256: submitted.inputs.sha256,
        current_sha256: now.map(|now| now.sha256),
        submitted_total_yen: submitted.figures.total_yen,
        current_total_yen: current.map(|current| current.total_yen),
        current_faults: faults.iter().map(|fault| language.pick(&fault.text)).collect(),
        changed: changes.len() as u64,
        changes: changes.into_iter().take(MOST_CHANGES).collect(),
    })
}

/// What differs between two inputs; a text that cannot be read holds nothing.
fn changes(submitted: &str, current: &str) -> Vec<InputChange> {
    let read = |text| serde_json::from_str::<Map<String, Value>>(text).unwrap_or_default();
    let (submitted, current) = (read(submitted), read(current));
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
    changes
}
