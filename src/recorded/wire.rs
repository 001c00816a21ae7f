//! What the API says of all records: their path and their history.

use crate::http::Link;
use serde::Serialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use utoipa::{IntoParams, ToSchema};

/// Path of a record
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
#[allow(dead_code)]
pub struct RecordedPath {
    /// 全国地方公共団体コード
    #[param(example = "132233")]
    municipality: String,
    /// 記録番号
    #[param(example = "01937c5e-0000-7000-8000-000000000001")]
    id: String,
}

/// Something that happened to a record (経過)
#[derive(Serialize, ToSchema)]
#[schema(as = RecordedEvent)]
pub struct Event {
    /// 順番
    #[schema(example = 2)]
    pub event_no: i32,
    /// 日時 (RFC 3339)
    #[schema(example = "2026-11-23T01:00:00.000000Z")]
    pub at: String,
    /// `created`, `changed`, `moved`, or `completed` with what that changed elsewhere
    #[schema(example = "moved")]
    pub what: String,
    /// 変更前の状態
    #[schema(example = "planned")]
    pub from_state: Option<String>,
    /// 変更後の状態
    #[schema(example = "budgeted")]
    pub to_state: Option<String>,
    /// 備考
    #[schema(example = "令和8年度当初予算に計上")]
    pub note: Option<String>,
    /// 変更内容 by field, each with what it was and what it is; of a person's data only that it changed
    #[schema(value_type = Object, example = json!({"budget_year": {"from": null, "to": 2026}}))]
    pub changes: Box<RawValue>,
}

/// A record on the map
#[derive(Serialize, ToSchema)]
pub struct RecordFeature {
    /// Always `Feature`
    #[schema(example = "Feature")]
    pub r#type: String,
    /// 記録番号
    #[schema(example = "01937c5e-0000-7000-8000-000000000001")]
    pub id: String,
    /// 図形; null where the record has no place
    #[schema(value_type = Option<Object>, example = json!({"type": "Point", "coordinates": [139.388, 35.741]}))]
    pub geometry: Value,
    /// Its fields as the list shows them, but for the geometry
    #[schema(value_type = Object, example = json!({"name": "榎一丁目市有地", "state": "idle"}))]
    pub properties: Map<String, Value>,
}

/// A page of records as GeoJSON (RFC 7946)
#[derive(Serialize, ToSchema)]
pub struct RecordFeatures {
    /// Always `FeatureCollection`
    #[schema(example = "FeatureCollection")]
    pub r#type: String,
    /// How many are on this page
    #[serde(rename = "numberReturned")]
    #[schema(example = 1)]
    pub number_returned: u64,
    /// Link to the next page
    pub links: Vec<Link>,
    /// In the order asked for
    pub features: Vec<RecordFeature>,
}

impl RecordFeature {
    /// From the members of a record.
    pub fn of(mut members: Map<String, Value>) -> RecordFeature {
        let id = members.shift_remove("id").and_then(|id| id.as_str().map(str::to_owned)).unwrap_or_default();
        let geometry = members.shift_remove("geometry").unwrap_or_default();
        RecordFeature { r#type: "Feature".to_owned(), id, geometry, properties: members }
    }
}

/// What happened to a record, oldest first
#[derive(Serialize, ToSchema)]
#[schema(as = RecordedEvents)]
pub struct Events {
    /// Oldest first
    pub events: Vec<Event>,
}

impl Event {
    /// From its row.
    pub fn of(row: crate::entity::record_event::Model) -> crate::error::Result<Event> {
        Ok(Event {
            event_no: row.event_no,
            at: row.at,
            what: row.what,
            from_state: row.from_state,
            to_state: row.to_state,
            note: row.note,
            changes: RawValue::from_string(row.changes).map_err(crate::error::Error::internal)?,
        })
    }
}
