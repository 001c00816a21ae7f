//! What the API says of all records: their path and their history.

use serde::Serialize;
use serde_json::value::RawValue;
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
