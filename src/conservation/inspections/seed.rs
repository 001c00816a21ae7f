//! The demonstration's inspections: rows of `data/musashimurayama/`, judged like those that come in from outside.

use super::acts;
use super::judging::Incoming;
use crate::db;
use crate::error::{Error, Result};
use crate::fields::Origin;
use crate::recorded::Stamp;
use crate::recorded::demonstration::rows;
use serde_json::{Map, Value};
use std::collections::HashMap;

const INSPECTIONS: &str = include_str!("../../../data/musashimurayama/inspections.csv");
const FINDINGS: &str = include_str!("../../../data/musashimurayama/inspection_findings.csv");

/// A row of a table by the names of its fields, and where it stands.
type Row = (Map<String, Value>, Origin);

/// Writes the demonstration's inspections with their findings; says how many.
pub async fn seed(tx: &db::Transaction, stamp: &Stamp) -> Result<usize> {
    let table = |file| -> Result<Vec<Row>> {
        let rows = rows(file, &[("inspection_no", "external_no")])?;
        Ok(rows.into_iter().map(|row| (row.cells, row.origin)).collect())
    };
    take_in(tx, stamp, table(INSPECTIONS)?, table(FINDINGS)?).await
}

/// Judges and writes inspections and their findings from two tables, which `external_no` joins; all of them or none.
///
/// # Errors
/// `Refused` with the row and column of every fault.
pub async fn take_in(tx: &db::Transaction, stamp: &Stamp, inspections: Vec<Row>, findings: Vec<Row>) -> Result<usize> {
    let mut by_inspection: HashMap<String, Vec<Row>> = HashMap::new();
    for (mut cells, origin) in findings {
        let of = cells.shift_remove("external_no");
        by_inspection
            .entry(of.as_ref().and_then(Value::as_str).unwrap_or_default().to_owned())
            .or_default()
            .push((cells, origin));
    }
    let incoming = inspections.into_iter().map(|(cells, origin)| {
        let number = cells.get("external_no").and_then(Value::as_str).unwrap_or_default();
        let own = by_inspection.remove(number).unwrap_or_default();
        Incoming::rows(cells, origin, own, None)
    });
    let incoming: Vec<Incoming> = incoming.collect();
    if let Some(number) = by_inspection.into_keys().next() {
        return Err(Error::internal(format!("a finding is of the inspection `{number}`, which is not there")));
    }
    Ok(acts::take_in(tx, stamp, incoming).await?.len())
}
