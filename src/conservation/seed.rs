//! The demonstration's ratings, inspections, defects and works, as rows of `data/musashimurayama/` that are built into the
//! program. All of it is invented and marked so.

use super::{Defect, Rating, Work, inspections, plans};
use crate::db;
use crate::entity::installation;
use crate::error::{Error, Result};
use crate::facility::store as facilities;
use crate::fields::Origin;
use crate::recorded::{self, Incoming, Recorded, Stamp};
use sea_orm::{DatabaseConnection, EntityTrait, IntoActiveModel};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

const TASK: &str = "demonstration conservation";
const RATINGS: &str = include_str!("../../data/musashimurayama/ratings.csv");
const DEFECTS: &str = include_str!("../../data/musashimurayama/defects.csv");
const WORKS: &str = include_str!("../../data/musashimurayama/works.csv");

/// Fills a database that holds the demonstration and nothing of this room yet; what was decided then holds for ever.
pub async fn once(db: &DatabaseConnection, municipality: &str) -> Result<()> {
    let decided = installation::Entity::find_by_id(TASK);
    if decided.clone().one(db).await?.is_some() {
        return Ok(());
    }
    let tx = db::begin(db, municipality).await?;
    if decided.one(&tx).await?.is_some() {
        return Ok(());
    }
    let mut outcome = "declined";
    if facilities::demonstration_is_loaded(&tx).await? {
        match fill(&tx, municipality).await {
            Ok(()) => outcome = "loaded",
            // Someone has changed what the demonstration refers to; nothing of it is taken then.
            Err(Error::Refused(_)) => {
                drop(tx);
                let again = db::begin(db, municipality).await?;
                decide(&again, outcome).await?;
                return Ok(again.commit().await?);
            }
            Err(other) => return Err(other),
        }
    }
    decide(&tx, outcome).await?;
    Ok(tx.commit().await?)
}

async fn fill(tx: &db::Transaction, municipality: &str) -> Result<()> {
    let stamp = Stamp::now(municipality);
    take_in::<Rating>(tx, &stamp, rows(RATINGS, &[])?).await?;
    take_in::<Work>(tx, &stamp, rows(WORKS, &[("work_no", "external_no")])?).await?;
    inspections::seed::seed(tx, &stamp).await?;
    take_in::<Defect>(tx, &stamp, rows(DEFECTS, &[("defect_no", "external_no")])?).await?;
    plans::seed(tx, municipality).await
}

/// Judges and writes rows with the beginning of their history.
async fn take_in<R: Recorded>(tx: &db::Transaction, stamp: &Stamp, rows: Vec<Incoming>) -> Result<()> {
    let records: Vec<R> = recorded::judged(tx, stamp, rows.into_iter().map(|row| (row, None)).collect()).await?;
    recorded::insert(tx, records.clone()).await?;
    recorded::history(tx, stamp, &records).await
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

async fn decide(tx: &db::Transaction, outcome: &str) -> Result<()> {
    let row = installation::Model { task: TASK.to_owned(), outcome: outcome.to_owned() };
    installation::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}
