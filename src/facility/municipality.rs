//! A municipality and its populations: read from JSON with every fault, and shown again.

use super::store;
use super::wire::{Municipality, Population};
use crate::domain::facility::PopulationKind;
use crate::domain::units::MunicipalityCode;
use crate::domain::{Invalid, Text};
use crate::entity::{municipality, population};
use crate::error::{Error, Result};
use crate::fields::{Fields, Origin, object};
use crate::http::{Reply, etag};
use axum::http::StatusCode;
use sea_orm::ConnectionTrait;
use serde_json::{Map, Value};
use std::collections::HashSet;

/// A figure a year of three kinds for three centuries.
const MOST_POPULATIONS: usize = 1_000;

/// A municipality as the API shows it.
pub async fn shown(db: &impl ConnectionTrait, code: &str) -> Result<Municipality> {
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

/// The same as an answer.
pub async fn reply(db: &impl ConnectionTrait, code: &str, status: StatusCode) -> Result<Reply> {
    let reply = Reply::json(&shown(db, code).await?)?.status(status);
    let location = (status == StatusCode::CREATED).then(|| format!("/v1/{code}"));
    Ok(Reply { etag: Some(etag(reply.body.as_bytes())), location, ..reply })
}

/// A municipality and its populations from a JSON object, or all that is wrong with it.
pub fn judged(body: Value) -> Result<(municipality::Model, Vec<population::Model>)> {
    let mut cells = object(body)?;
    let populations = match cells.remove("populations") {
        Some(Value::Array(list)) => list,
        None | Some(Value::Null) => Vec::new(),
        Some(other) => {
            let text = Text::new("`populations` must be an array", "`populations` は配列にしてください");
            return Err(Error::value(Invalid::new("populations", "malformed", other, text)));
        }
    };
    let mut fields = Fields::new(cells, Origin::Body(String::new())).beside(&["populations"]);
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
            "`plane_zone` がありません。平面直角座標系の系番号 1～19 を指定してください（東京都は 9）",
        );
        fields.refuse(Invalid::new("plane_zone", "required", "", text));
    }
    let mut faults = fields.faults();
    if populations.len() > MOST_POPULATIONS {
        let text = Text::new(
            format!("`populations` has more than {MOST_POPULATIONS} figures; keep those that are needed"),
            format!("`populations` は{MOST_POPULATIONS}件までにしてください"),
        );
        return Err(Error::value(Invalid::new("populations", "out-of-range", populations.len(), text)));
    }
    let mut people = Vec::with_capacity(populations.len());
    let mut seen = HashSet::new();
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
        if people.last().is_some_and(|p| !seen.insert((p.observed_on.clone(), p.kind))) {
            let text = Text::new(
                "`on` and `kind` stand here more than once; keep one figure a day and kind",
                "同じ基準日・種別の人口が重複しています。1件だけにしてください",
            );
            fields.refuse(Invalid::new("on", "duplicate", "", text));
        }
        faults.extend(fields.faults());
    }
    if faults.is_empty() { Ok((row, people)) } else { Err(Error::Refused(faults)) }
}
