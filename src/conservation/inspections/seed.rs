//! The demonstration's inspections: rows of `data/musashimurayama/`, judged like those that come in from outside.

use super::acts;
use super::judging::Incoming;
use crate::conservation::recorded::Stamp;
use crate::db;
use crate::error::{Error, Result};
use crate::fields::Origin;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

const INSPECTIONS: &str = include_str!("../../../data/musashimurayama/inspections.csv");
const FINDINGS: &str = include_str!("../../../data/musashimurayama/inspection_findings.csv");

/// A row of a table by the names of its fields, and where it stands.
type Row = (Map<String, Value>, Origin);

/// Writes the demonstration's inspections with their findings; says how many.
pub async fn seed(tx: &db::Transaction, stamp: &Stamp) -> Result<usize> {
    take_in(tx, stamp, rows(INSPECTIONS)?, rows(FINDINGS)?).await
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
        Incoming::rows(cells, origin, own)
    });
    let incoming: Vec<Incoming> = incoming.collect();
    if let Some(number) = by_inspection.into_keys().next() {
        return Err(Error::internal(format!("a finding is of the inspection `{number}`, which is not there")));
    }
    Ok(acts::take_in(tx, stamp, incoming).await?.len())
}

/// The rows of a table; empty cells are left out.
fn rows(table: &str) -> Result<Vec<Row>> {
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let headings: Vec<String> = reader.headers().map_err(Error::internal)?.iter().map(str::to_owned).collect();
    let field = |heading: &str| if heading == "inspection_no" { "external_no" } else { heading }.to_owned();
    let columns: BTreeMap<String, String> = headings.iter().map(|name| (field(name), name.clone())).collect();
    let columns = Arc::new(columns);
    let mut rows = Vec::new();
    for (n, record) in reader.records().enumerate() {
        let record = record.map_err(Error::internal)?;
        let cells = headings.iter().zip(record.iter()).filter(|(_, cell)| !cell.is_empty());
        let cells = cells.map(|(heading, cell)| (field(heading), json!(cell))).collect();
        rows.push((cells, Origin::Row(n as u64 + 2, columns.clone())));
    }
    Ok(rows)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail where it stands")]
mod tests {
    use super::*;
    use crate::app::App;
    use crate::config::Config;
    use crate::conservation::inspections::store;
    use crate::entity::inspection;
    use crate::facility::seed::DEMONSTRATION;
    use sea_orm::EntityTrait;

    #[tokio::test]
    async fn the_demonstration_is_judged_like_anything_else() {
        let config = Config { database_url: "sqlite::memory:".to_owned(), ..Config::default() };
        let app = App::open(config, false).await.unwrap();
        if inspection::Entity::find().one(&app.db).await.unwrap().is_some() {
            return;
        }
        let tx = db::begin(&app.db, DEMONSTRATION).await.unwrap();
        let number = match seed(&tx, &Stamp::now(DEMONSTRATION)).await {
            Ok(number) => number,
            Err(refused) => panic!("{}", crate::error::in_words(&refused, crate::error::Language::En)),
        };
        assert_eq!(number, rows(INSPECTIONS).unwrap().len());
        let all = inspection::Entity::find().all(&tx).await.unwrap();
        let ids: Vec<String> = all.iter().map(|row| row.id.clone()).collect();
        let findings = store::findings(&tx, DEMONSTRATION, &ids).await.unwrap();
        assert_eq!(findings.values().map(Vec::len).sum::<usize>(), rows(FINDINGS).unwrap().len());
    }
}
