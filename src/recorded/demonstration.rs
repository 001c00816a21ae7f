//! What is built into the program as the demonstration: rows of `data/musashimurayama/`, judged like those that come in from
//! outside, and taken in once.

use super::{Incoming, Recorded, Stamp, history, insert, judged};
use crate::db;
use crate::entity::installation;
use crate::error::{Error, Result};
use crate::facility::store as facilities;
use crate::fields::Origin;
use sea_orm::{DatabaseConnection, EntityTrait, IntoActiveModel};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Fills a database that holds the demonstration and nothing of a task yet; what was decided then holds for ever.
pub async fn once(
    db: &DatabaseConnection,
    municipality: &str,
    task: &str,
    fill: impl AsyncFnOnce(&db::Transaction, &Stamp) -> Result<()>,
) -> Result<()> {
    let decided = installation::Entity::find_by_id(task);
    if decided.clone().one(db).await?.is_some() {
        return Ok(());
    }
    let tx = db::begin(db, municipality).await?;
    if decided.one(&tx).await?.is_some() {
        return Ok(());
    }
    let mut outcome = "declined";
    if facilities::demonstration_is_loaded(&tx).await? {
        match fill(&tx, &Stamp::now(municipality)).await {
            Ok(()) => outcome = "loaded",
            // Someone has changed what the demonstration refers to; nothing of it is taken then.
            Err(Error::Refused(_)) => {
                drop(tx);
                let again = db::begin(db, municipality).await?;
                decide(&again, task, outcome).await?;
                return Ok(again.commit().await?);
            }
            Err(other) => return Err(other),
        }
    }
    decide(&tx, task, outcome).await?;
    Ok(tx.commit().await?)
}

/// Judges and writes rows with the beginning of their history.
pub async fn take_in<R: Recorded>(tx: &db::Transaction, stamp: &Stamp, rows: Vec<Incoming>) -> Result<()> {
    let records: Vec<R> = judged(tx, stamp, rows.into_iter().map(|row| (row, None)).collect()).await?;
    insert(tx, records.clone()).await?;
    history(tx, stamp, &records).await
}

/// The rows of a built-in file; some of its columns are called otherwise than the fields they hold.
pub fn rows(file: &str, renamed: &[(&str, &str)]) -> Result<Vec<Incoming>> {
    let mut reader = csv::Reader::from_reader(file.as_bytes());
    let called = |heading: &str| {
        let name = renamed.iter().find(|(column, _)| *column == heading).map_or(heading, |(_, field)| field);
        name.to_owned()
    };
    let headings: Vec<String> = reader.headers().map_err(Error::internal)?.iter().map(called).collect();
    let columns: Arc<BTreeMap<String, String>> =
        Arc::new(headings.iter().map(|heading| (heading.clone(), heading.clone())).collect());
    let mut found = Vec::new();
    for (record, number) in reader.records().zip(2..) {
        let record = record.map_err(Error::internal)?;
        let filled = headings.iter().zip(record.iter()).filter(|(_, cell)| !cell.is_empty());
        let mut cells: Map<String, Value> = filled.map(|(name, cell)| (name.clone(), cell.into())).collect();
        rename_marks(&mut cells, renamed);
        found.push(Incoming { cells, origin: Origin::Row(number, columns.clone()) });
    }
    Ok(found)
}

/// Marks name columns; the fields are called otherwise in places.
fn rename_marks(cells: &mut Map<String, Value>, renamed: &[(&str, &str)]) {
    let Some(Value::String(marks)) = cells.get("illustrative") else { return };
    let renamed_mark =
        |mark: &str| renamed.iter().find(|(column, _)| *column == mark).map_or(mark, |(_, field)| field).to_owned();
    let marks: Vec<String> = marks.split(';').map(renamed_mark).collect();
    cells.insert("illustrative".to_owned(), marks.join(";").into());
}

async fn decide(tx: &db::Transaction, task: &str, outcome: &str) -> Result<()> {
    let row = installation::Model { task: task.to_owned(), outcome: outcome.to_owned() };
    installation::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}
