//! Keeping scenarios: each change is a further version.

use super::choices::Asked;
use super::store::{self, StoredScenario};
use super::wire::{NewScenario, Scenario, Scenarios, VersionQuery};
use crate::app::App;
use crate::db;
use crate::domain::Text;
use crate::error::{Error, Problems, Result};
use crate::facility::store::demand_municipality;
use crate::fields::{Fields, Origin, object};
use crate::http::{Address, Json, MunicipalityPath, Params, Reply, demand_match, etag};
use crate::idempotency::Once;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use chrono::{SecondsFormat, Utc};
use serde_json::Value;
use utoipa::IntoParams;

/// More scenarios than anybody keeps.
const MOST_SCENARIOS: usize = 1_000;

/// Path of a scenario
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
#[allow(dead_code)]
pub struct ScenarioPath {
    /// 全国地方公共団体コード
    #[param(example = "132233")]
    municipality: String,
    /// 記録番号
    #[param(example = "01937c5e-0000-7000-8000-000000000001")]
    id: String,
}

/// A version as the API shows it.
pub fn shown(row: &StoredScenario) -> Result<Scenario> {
    let figures = row.figures.as_deref().map(serde_json::from_str).transpose().map_err(Error::internal)?;
    Ok(Scenario {
        id: row.id.clone(),
        version_no: row.version_no,
        name: row.name.clone(),
        note: row.note.clone(),
        choices: serde_json::from_str(&row.choices).map_err(Error::internal)?,
        recorded_at: row.recorded_at.clone(),
        submitted_at: row.submitted_at.clone(),
        inputs_sha256: row.inputs_sha256.clone(),
        figures,
    })
}

/// A version with its tag.
pub fn reply(row: &StoredScenario) -> Result<Reply> {
    let reply = Reply::json(&shown(row)?)?;
    Ok(Reply { etag: Some(etag(reply.body.as_bytes())), ..reply })
}

/// Demands the tag of the last version.
pub fn matches(headers: &HeaderMap, row: &StoredScenario) -> Result<()> {
    demand_match(headers, reply(row)?.etag.as_deref().unwrap_or_default())
}

/// The instant it is.
pub fn instant() -> String {
    Utc::now().to_rfc3339_opts(SecondsFormat::Micros, true)
}

/// Reads a scenario; its choices are kept as they were given, with their members in order.
fn read(municipality: &str, id: String, version_no: i32, body: Value) -> Result<StoredScenario> {
    let mut cells = object(body)?;
    let mut choices = cells.remove("choices").unwrap_or_default();
    let mut fields = Fields::new(cells, Origin::Body(String::new())).beside(&["choices"]);
    fields.derived(&["id", "version_no", "recorded_at", "submitted_at", "inputs_sha256", "figures"]);
    let (name, note) = (fields.required_text("name", 200), fields.text("note", 10_000));
    let mut faults = fields.faults();
    if let Err(error) = Asked::read(choices.clone(), "/choices") {
        match error {
            Error::Refused(more) => faults.extend(more),
            other => return Err(other),
        }
    }
    if !faults.is_empty() {
        return Err(Error::Refused(faults));
    }
    choices.sort_all_objects();
    Ok(StoredScenario {
        municipality_code: municipality.to_owned(),
        id,
        version_no,
        name,
        note,
        choices: choices.to_string(),
        recorded_at: instant(),
        submitted_at: None,
        inputs_sha256: None,
        inputs: None,
        figures: None,
    })
}

/// List scenarios (試算シナリオ)
#[utoipa::path(get, path = "/v1/{municipality}/scenarios", tag = "lifecycle", params(MunicipalityPath), responses(
    (status = 200, description = "The last version of each", body = Scenarios), Problems))]
pub async fn list_scenarios(State(app): State<App>, address: Address) -> Result<Reply> {
    let municipality = address.municipality.as_str();
    demand_municipality(&app.db, municipality).await?;
    let rows = store::newest(&app.db, municipality).await?;
    Reply::json(&Scenarios { scenarios: rows.iter().map(shown).collect::<Result<_>>()? })
}

/// Keep a scenario (試算シナリオの登録)
#[utoipa::path(post, path = "/v1/{municipality}/scenarios", tag = "lifecycle", params(MunicipalityPath),
    request_body(content = NewScenario, description = "Name and choices"), responses(
    (status = 201, description = "Its first version", body = Scenario), Problems))]
pub async fn create_scenario(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    Json(body): Json,
) -> Result<Reply> {
    let municipality = address.municipality.as_str();
    let once = Once::of(&headers, municipality, &[b"scenario", body.to_string().as_bytes()])?;
    let row = read(municipality, uuid::Uuid::now_v7().to_string(), 1, body)?;
    let tx = db::begin(&app.db, municipality).await?;
    if let Some(reply) = once.before(&tx).await? {
        return Ok(reply);
    }
    demand_municipality(&tx, municipality).await?;
    if store::newest(&tx, municipality).await?.len() >= MOST_SCENARIOS {
        return Err(Error::Conflict(Text::new(
            format!("there are {MOST_SCENARIOS} scenarios already; delete one that is no longer used"),
            format!("シナリオは{MOST_SCENARIOS}件までです。使わなくなったものを削除してください"),
        )));
    }
    let mut reply = reply(&row)?.status(StatusCode::CREATED);
    reply.location = Some(format!("/v1/{municipality}/scenarios/{}", row.id));
    store::insert(&tx, row).await?;
    once.remember(&tx, &reply).await?;
    tx.commit().await?;
    Ok(reply)
}

/// Read a scenario (試算シナリオ)
#[utoipa::path(get, path = "/v1/{municipality}/scenarios/{id}", tag = "lifecycle", params(ScenarioPath, VersionQuery), responses(
    (status = 200, description = "The version", body = Scenario), Problems))]
pub async fn read_scenario(State(app): State<App>, address: Address, params: Params<VersionQuery>) -> Result<Reply> {
    let version_no = params.integer("version_no", 1, i32::MAX.into())?.map(|no| no as i32);
    reply(&store::demand(&app.db, address.municipality.as_str(), address.part("id"), version_no).await?)
}

/// Change a scenario (試算シナリオの変更)
///
/// The change is a further version; those before it stay. `If-Match` must hold the `ETag` of the last.
#[utoipa::path(put, path = "/v1/{municipality}/scenarios/{id}", tag = "lifecycle", params(ScenarioPath),
    request_body(content = NewScenario, description = "Name and choices, whole"), responses(
    (status = 200, description = "The new version", body = Scenario), Problems))]
pub async fn replace_scenario(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    Json(body): Json,
) -> Result<Reply> {
    let (municipality, id) = (address.municipality.as_str(), address.part("id"));
    let tx = db::begin(&app.db, municipality).await?;
    let was = store::demand(&tx, municipality, id, None).await?;
    matches(&headers, &was)?;
    let row = read(municipality, was.id.clone(), was.version_no.saturating_add(1), body)?;
    let reply = reply(&row)?;
    store::insert(&tx, row).await?;
    tx.commit().await?;
    Ok(reply)
}

/// Delete a scenario (試算シナリオの削除)
///
/// With all its versions; not once one was submitted.
#[utoipa::path(delete, path = "/v1/{municipality}/scenarios/{id}", tag = "lifecycle", params(ScenarioPath), responses(
    (status = 204, description = "It is gone"), Problems))]
pub async fn delete_scenario(State(app): State<App>, address: Address, headers: HeaderMap) -> Result<StatusCode> {
    let (municipality, id) = (address.municipality.as_str(), address.part("id"));
    let tx = db::begin(&app.db, municipality).await?;
    let versions = store::versions(&tx, municipality, id).await?;
    versions.last().map_or(Ok(()), |last| matches(&headers, last))?;
    if let Some(submitted) = versions.iter().find(|version| version.submitted_at.is_some()) {
        let no = submitted.version_no;
        return Err(Error::Conflict(Text::new(
            format!("version {no} was submitted and must stay; leave the scenario as it is"),
            format!("第{no}版が提出済みのため削除できません。このまま残してください"),
        )));
    }
    store::delete(&tx, municipality, id).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
