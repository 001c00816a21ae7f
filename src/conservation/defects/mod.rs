//! Defects (不具合): the running record of what is broken or dangerous, from the report to the accepted repair; what works a
//! defect becomes; and how each facility and each kind of component fares.
//!
//! The rules are `domain::defect`. How soon each severity is to be fixed is a parameter, in `targets`.

mod handlers;
mod proposal;
mod record;
mod summary;
mod targets;
mod wire;

use super::Defect as Record;
use super::recorded::{self, Incoming, Stamp};
use crate::app::App;
use crate::db;
use crate::error::Result;
use crate::fields::Origin;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::sync::Arc;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The operations on defects.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(handlers::list_defects, handlers::create_defect))
        .routes(routes!(handlers::read_defect, handlers::change_defect))
        .routes(routes!(handlers::change_defect_state))
        .routes(routes!(handlers::list_defect_events))
        .routes(routes!(handlers::propose_defect_works))
        .routes(routes!(handlers::read_defect_summary))
}

/// Takes in the defects of a table, each judged as if it were posted, and says how many there were. `defect_no` is their
/// 整理番号; the first row after the headings is row 2.
#[allow(dead_code, reason = "the demonstration is taken in by the room")]
pub async fn take_in(tx: &db::Transaction, stamp: &Stamp, rows: Vec<Map<String, Value>>) -> Result<usize> {
    let columns = Arc::new(BTreeMap::from([("external_no".to_owned(), "defect_no".to_owned())]));
    let incoming = rows.into_iter().zip(2_u64..).map(|(mut cells, row)| {
        if let Some(number) = cells.remove("defect_no") {
            cells.insert("external_no".to_owned(), number);
        }
        (Incoming { cells, origin: Origin::Row(row, columns.clone()) }, None)
    });
    let records: Vec<Record> = recorded::judged(tx, stamp, incoming.collect()).await?;
    recorded::insert(tx, records.clone()).await?;
    recorded::history(tx, stamp, &records).await?;
    Ok(records.len())
}
