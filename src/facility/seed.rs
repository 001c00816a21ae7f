//! What a new database is filled with: the first city, as rows of `data/musashimurayama/` that are built into the program.

use super::exchange::{self, Order};
use super::formats::Kind;
use super::municipality::judged;
use super::{outline, store};
use crate::db;
use crate::domain::units::MunicipalityCode;
use crate::entity::installation;
use crate::error::{Error, Language, Result};
use bytes::Bytes;
use sea_orm::{ConnectionTrait, DatabaseConnection, EntityTrait, IntoActiveModel};
use serde_json::{Map, Value, json};

/// The municipality of the demonstration.
pub const DEMONSTRATION: &str = "132233";

/// The task under which it is recorded that this was decided.
pub(super) const TASK: &str = "demonstration";
/// The outcome when the database was filled.
pub(super) const LOADED: &str = "loaded";
const BOUNDARY: &str = include_str!("../../data/musashimurayama/boundary.geojson");
const FILES: [(Kind, &str); 4] = [
    (Kind::Sites, include_str!("../../data/musashimurayama/sites.csv")),
    (Kind::Facilities, include_str!("../../data/musashimurayama/facilities.csv")),
    (Kind::Buildings, include_str!("../../data/musashimurayama/buildings.csv")),
    (Kind::Components, include_str!("../../data/musashimurayama/components.csv")),
];

/// Fills a database on its first start, unless `empty` is asked for; what was decided then holds for ever.
pub async fn once(db: &DatabaseConnection, empty: bool) -> Result<()> {
    if installation::Entity::find_by_id(TASK).one(db).await?.is_some() {
        return Ok(());
    }
    let tx = db::begin(db, DEMONSTRATION).await?;
    // Another process may have been first.
    if installation::Entity::find_by_id(TASK).one(&tx).await?.is_some() {
        return Ok(());
    }
    if !empty {
        fill(&tx).await?;
    }
    let outcome = if empty { "declined" } else { LOADED };
    let row = installation::Model { task: TASK.to_owned(), outcome: outcome.to_owned() };
    installation::Entity::insert(row.into_active_model()).exec_without_returning(&tx).await?;
    tx.commit().await?;
    Ok(())
}

async fn fill(tx: &impl ConnectionTrait) -> Result<()> {
    let code = MunicipalityCode::parse("municipality", DEMONSTRATION).map_err(Error::value)?;
    let mut city = rows(include_str!("../../data/musashimurayama/municipality.csv"))?.pop().unwrap_or_default();
    let populations = rows(include_str!("../../data/musashimurayama/populations.csv"))?;
    city.insert("populations".to_owned(), json!(populations));
    let (row, people) = judged(Value::Object(city))?;
    store::write_municipality(tx, row, people).await?;
    let boundary = serde_json::from_str(BOUNDARY).map_err(Error::internal)?;
    outline::write(tx, outline::judged(DEMONSTRATION, boundary)?).await?;
    for (kind, file) in FILES {
        let order = Order { kind, format: None, dry_run: false };
        let file = exchange::taken_apart(&code, order, Bytes::from_static(file.as_bytes())).await?;
        exchange::take_in(tx, &code, order, file, Language::En, &|_, _| {}).await?;
    }
    Ok(())
}

/// The rows of a table by its headings; empty cells are left out.
fn rows(table: &str) -> Result<Vec<Map<String, Value>>> {
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let headings = reader.headers().map_err(Error::internal)?.clone();
    let row = |record: csv::StringRecord| {
        let cells = headings.iter().zip(record.iter()).filter(|(_, cell)| !cell.is_empty());
        cells.map(|(heading, cell)| (heading.to_owned(), json!(cell))).collect()
    };
    reader.records().map(|record| record.map(row).map_err(Error::internal)).collect()
}
