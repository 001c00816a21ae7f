//! Municipalities and their populations.

use crate::fields::{Fields, Origin};
use super::store;
use super::wire::{Municipalities, Municipality, Population};
use crate::app::App;
use crate::db;
use crate::domain::facility::PopulationKind;
use crate::domain::units::MunicipalityCode;
use crate::domain::{Invalid, Text};
use crate::entity::{municipality, population};
use crate::error::{Error, Fault, Problems, Result};
use crate::http::{Address, Json, MunicipalityPath, Reply, demand_match, etag};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use sea_orm::ConnectionTrait;
use serde_json::{Map, Value, json};

async fn shown(db: &impl ConnectionTrait, code: &str) -> Result<Municipality> {
    let (row, people) = store::municipality(db, code).await?;
    let population = |p: population::Model| Population {
        on: p.observed_on,
        total_persons: p.total_persons,
        kind: p.kind,
        source: p.source,
        illustrative: p.illustrative,
    };
    Ok(Municipality {
        code: row.code,
        name: row.name,
        name_kana: row.name_kana,
        prefecture: row.prefecture,
        plane_zone: row.plane_zone,
        populations: people.into_iter().map(population).collect(),
        illustrative: super::record::raw(&row.illustrative)?,
        source: row.source,
        licence: row.licence,
    })
}

async fn reply(db: &impl ConnectionTrait, code: &str, status: StatusCode) -> Result<Reply> {
    let reply = Reply::json(&shown(db, code).await?)?.status(status);
    let location = (status == StatusCode::CREATED).then(|| format!("/v1/{code}"));
    Ok(Reply { etag: Some(etag(reply.body.as_bytes())), location, ..reply })
}

/// A municipality and its populations from a JSON object, or all that is wrong with it.
pub fn judged(body: Value) -> Result<(municipality::Model, Vec<population::Model>)> {
    let Value::Object(mut cells) = body else {
        let text = Text::new("the body must be one JSON object", "本文は JSON オブジェクトにしてください");
        return Err(Error::Refused(vec![Fault::whole("malformed", text)]));
    };
    let populations = match cells.remove("populations") {
        Some(Value::Array(list)) => list,
        None | Some(Value::Null) => Vec::new(),
        Some(other) => {
            let text = Text::new("`populations` must be an array", "`populations` は配列にしてください");
            return Err(Error::value(Invalid::new("populations", "malformed", other, text)));
        }
    };
    let mut fields = Fields::new(cells, Origin::Body(String::new()));
    let code = fields.required_text("code", 20);
    if let Err(invalid) = MunicipalityCode::parse("code", &code)
        && !code.is_empty()
    {
        fields.refuse(invalid);
    }
    let row = municipality::Model {
        name: fields.required_text("name", 100),
        name_kana: fields.text("name_kana", 200),
        prefecture: fields.required_text("prefecture", 20),
        plane_zone: fields.small("plane_zone", 1, 19).unwrap_or(0),
        source: fields.text("source", 10_000),
        licence: fields.text("licence", 500),
        illustrative: fields.illustrative(),
        code: code.clone(),
    };
    if row.plane_zone == 0 && !fields.has("plane_zone") {
        let text = Text::new(
            "`plane_zone` is missing; it is the zone 1 to 19 of the plane rectangular coordinate system (Tokyo: 9)",
            "`plane_zone` がありません。平面直角座標系の系番号 1〜19 を指定してください（東京都は 9）",
        );
        fields.refuse(Invalid::new("plane_zone", "required", "", text));
    }
    let mut faults = fields.faults();
    let mut people = Vec::with_capacity(populations.len());
    for (index, value) in populations.into_iter().enumerate() {
        let cells = match value {
            Value::Object(map) => map,
            other => Map::from_iter([("on".to_owned(), other)]),
        };
        let mut fields = Fields::new(cells, Origin::Body(format!("/populations/{index}")));
        people.push(population::Model {
            municipality_code: code.clone(),
            observed_on: fields.required_date("on"),
            kind: fields.required_word("kind", PopulationKind::Estimate),
            total_persons: fields.required_integer("total_persons", 0, 100_000_000),
            source: fields.text("source", 10_000),
            illustrative: fields.flag("illustrative"),
        });
        faults.extend(fields.faults());
    }
    if faults.is_empty() { Ok((row, people)) } else { Err(Error::Refused(faults)) }
}

/// List the municipalities here (地方公共団体)
#[utoipa::path(get, path = "/v1/municipalities", tag = "facility", responses(
    (status = 200, description = "All of them, by code", body = Municipalities), Problems))]
pub async fn list_municipalities(State(app): State<App>) -> Result<Reply> {
    let mut municipalities = Vec::new();
    for code in store::municipality_codes(&app.db).await? {
        municipalities.push(shown(&app.db, &code).await?);
    }
    Reply::json(&Municipalities { municipalities })
}

/// Create a municipality (地方公共団体)
#[utoipa::path(post, path = "/v1/municipalities", tag = "facility",
    request_body(content = Municipality, description = "Its code with check digit, name, prefecture and zone at least"), responses(
    (status = 201, description = "The municipality as it is stored now", body = Municipality), Problems))]
pub async fn create_municipality(State(app): State<App>, Json(body): Json) -> Result<Reply> {
    let (row, people) = judged(body)?;
    let code = row.code.clone();
    let tx = db::begin(&app.db).await?;
    if store::municipality_codes(&tx).await?.contains(&code) {
        return Err(Error::Conflict(Text::new(
            format!("municipality `{code}` is here already; change it with PUT"),
            format!("団体コード `{code}` は既に登録されています。PUT で変更してください"),
        )));
    }
    store::write_municipality(&tx, row, people).await?;
    let reply = reply(&tx, &code, StatusCode::CREATED).await?;
    tx.commit().await?;
    Ok(reply)
}

/// Read a municipality (地方公共団体)
#[utoipa::path(get, path = "/v1/{municipality}", tag = "facility", params(MunicipalityPath), responses(
    (status = 200, description = "The municipality", body = Municipality), Problems))]
pub async fn read_municipality(State(app): State<App>, address: Address) -> Result<Reply> {
    reply(&app.db, address.municipality.as_str(), StatusCode::OK).await
}

/// Replace a municipality (地方公共団体)
///
/// `If-Match` must hold its `ETag`. Its populations are replaced with it.
#[utoipa::path(put, path = "/v1/{municipality}", tag = "facility", params(MunicipalityPath),
    request_body(content = Municipality, description = "The whole municipality"), responses(
    (status = 200, description = "The municipality as it is stored now", body = Municipality), Problems))]
pub async fn replace_municipality(State(app): State<App>, address: Address, headers: HeaderMap, Json(mut body): Json) -> Result<Reply> {
    let code = address.municipality.as_str();
    if let Some(map) = body.as_object_mut()
        && !map.contains_key("code")
    {
        map.insert("code".to_owned(), json!(code));
    }
    let (row, people) = judged(body)?;
    if row.code != code {
        let text = Text::new(
            format!("`code` is `{}`, but the address names `{code}`; a code cannot be changed", row.code),
            format!("`code` の値 `{}` がアドレスの `{code}` と違います。コードは変更できません", row.code),
        );
        return Err(Error::value(Invalid::new("code", "contradiction", &row.code, text)));
    }
    let tx = db::begin(&app.db).await?;
    let was = reply(&tx, code, StatusCode::OK).await?;
    demand_match(&headers, was.etag.as_deref().unwrap_or_default())?;
    store::write_municipality(&tx, row, people).await?;
    let reply = reply(&tx, code, StatusCode::OK).await?;
    tx.commit().await?;
    Ok(reply)
}

/// Delete a municipality (地方公共団体)
///
/// Refused with 409 while it has sites, facilities, buildings or components. `If-Match` must hold its `ETag`.
#[utoipa::path(delete, path = "/v1/{municipality}", tag = "facility", params(MunicipalityPath), responses(
    (status = 204, description = "Deleted"), Problems))]
pub async fn delete_municipality(State(app): State<App>, address: Address, headers: HeaderMap) -> Result<StatusCode> {
    let code = address.municipality.as_str();
    let tx = db::begin(&app.db).await?;
    let was = reply(&tx, code, StatusCode::OK).await?;
    if !headers.contains_key(header::IF_MATCH) {
        return Err(Error::PreconditionRequired);
    }
    demand_match(&headers, was.etag.as_deref().unwrap_or_default())?;
    let left: u64 = store::totals(&tx, code).await?.values().sum();
    if left > 0 {
        return Err(Error::Conflict(Text::new(
            format!("municipality `{code}` still has {left} records; delete them first"),
            format!("団体コード `{code}` には{left}件の記録が残っています。先に削除してください"),
        )));
    }
    store::delete_municipality(&tx, code).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
