//! The outline of a municipality (行政区域): read from JSON with every fault, kept, and shown again.

use super::wire::MunicipalityOutline;
use crate::domain::{Invalid, Text};
use crate::entity::municipality_outline::{Entity, Model};
use crate::error::{Error, Result};
use crate::fields::{Fields, Origin, object};
use crate::http::{Reply, etag};
use sea_orm::{ConnectionTrait, EntityTrait, IntoActiveModel};
use serde_json::Value;

/// The outline of a municipality, if one is recorded.
pub async fn outline(db: &impl ConnectionTrait, municipality: &str) -> Result<Option<Model>> {
    Ok(Entity::find_by_id(municipality).one(db).await?)
}

/// Writes an outline in place of what was there.
pub async fn write(db: &impl ConnectionTrait, row: Model) -> Result<()> {
    Entity::delete_by_id(row.municipality_code.as_str()).exec(db).await?;
    Entity::insert(row.into_active_model()).exec_without_returning(db).await?;
    Ok(())
}

/// An outline from a JSON object or a GeoJSON feature, whose properties are its source and licence, or all that is wrong
/// with it.
pub fn judged(municipality: &str, body: Value) -> Result<Model> {
    let mut cells = object(body)?;
    if cells.get("type").and_then(Value::as_str) == Some("Feature") {
        let properties = cells.remove("properties").unwrap_or_default();
        cells.retain(|name, _| name == "geometry");
        let kept = |name: &str| properties.get(name).map(|value| (name.to_owned(), value.clone()));
        cells.extend(["source", "licence"].into_iter().filter_map(kept));
    }
    // What was read may be sent back as it came.
    cells.retain(|name, value| name != "municipality_code" || value.as_str() != Some(municipality));
    let mut fields = Fields::new(cells, Origin::Body(String::new()));
    let geometry = fields.geometry("geometry");
    match &geometry {
        Some(shape) if !encloses(&shape.text) => fields.refuse(fault("", "malformed")),
        None if !fields.refused("geometry") => fields.refuse(fault("", "required")),
        _ => {}
    }
    let row = Model {
        municipality_code: municipality.to_owned(),
        geometry: geometry.map(|shape| shape.text).unwrap_or_default(),
        source: fields.text("source", 10_000),
        licence: fields.text("licence", 500),
    };
    let faults = fields.faults();
    if faults.is_empty() { Ok(row) } else { Err(Error::Refused(faults)) }
}

/// Whether a geometry has an inside.
fn encloses(text: &str) -> bool {
    let kind = serde_json::from_str::<Value>(text).ok();
    let kind = kind.as_ref().and_then(|shape| shape["type"].as_str());
    matches!(kind, Some("Polygon" | "MultiPolygon"))
}

fn fault(value: &str, code: &'static str) -> Invalid {
    let text = Text::new(
        "`geometry` must be the Polygon or MultiPolygon that the municipality covers; send its boundary as GeoJSON",
        "`geometry` は行政区域の Polygon または MultiPolygon にしてください（GeoJSON）",
    );
    Invalid::new("geometry", code, value, text)
}

/// An outline as an answer.
pub fn reply(row: Model) -> Result<Reply> {
    let shown = MunicipalityOutline {
        municipality_code: row.municipality_code,
        geometry: serde_json::value::RawValue::from_string(row.geometry).map_err(Error::internal)?,
        source: row.source,
        licence: row.licence,
    };
    let reply = Reply::json(&shown)?;
    Ok(Reply { etag: Some(etag(reply.body.as_bytes())), ..reply })
}
