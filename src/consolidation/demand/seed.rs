//! The demonstration's demand points and stations, as rows of `data/musashimurayama/` that are built into the program.
//! Populations of town blocks and planned stations are invented and marked so.

use super::rows::{DEMAND_COLUMNS, STATION_COLUMNS};
use super::{rows, store};
use crate::consolidation::collection::{self, Sent};
use crate::db;
use crate::entity::installation;
use crate::error::Result;
use crate::facility::store as facilities;
use bytes::Bytes;
use sea_orm::{DatabaseConnection, EntityTrait, IntoActiveModel};

const TASK: &str = "demonstration demand";
const DEMAND: &str = include_str!("../../../data/musashimurayama/demand_points.csv");
const STATIONS: &str = include_str!("../../../data/musashimurayama/stations.csv");

/// Fills a database that holds the demonstration; what was decided then holds for ever.
pub async fn once(db: &DatabaseConnection, municipality: &str) -> Result<()> {
    let decided = installation::Entity::find_by_id(TASK);
    if decided.clone().one(db).await?.is_some() {
        return Ok(());
    }
    let tx = db::begin(db, municipality).await?;
    if decided.one(&tx).await?.is_some() {
        return Ok(());
    }
    let loaded = facilities::demonstration_is_loaded(&tx).await?;
    if loaded {
        let table = collection::rows(Bytes::from_static(DEMAND.as_bytes()), DEMAND_COLUMNS)?;
        let points = rows::demand_points(municipality, Sent::Table(table))?;
        store::replace_demand_points(&tx, municipality, points).await?;
        let table = collection::rows(Bytes::from_static(STATIONS.as_bytes()), STATION_COLUMNS)?;
        let stations = rows::stations(municipality, Sent::Table(table))?;
        store::replace_stations(&tx, municipality, stations).await?;
    }
    let outcome = if loaded { "loaded" } else { "declined" }.to_owned();
    let row = installation::Model { task: TASK.to_owned(), outcome };
    installation::Entity::insert(row.into_active_model()).exec_without_returning(&tx).await?;
    Ok(tx.commit().await?)
}
