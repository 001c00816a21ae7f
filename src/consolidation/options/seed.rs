//! The demonstration's stored analysis, built into the program: functions of the city gathered at 榎一丁目. Every need, price and
//! year of it is invented and marked so.

use super::question::Asked;
use super::store;
use crate::db;
use crate::entity::installation;
use crate::error::{Error, Result};
use crate::facility::store as facilities;
use sea_orm::{DatabaseConnection, EntityTrait, IntoActiveModel};

const TASK: &str = "demonstration analysis";
/// Under which id it is stored.
pub const ID: &str = "enoki-1-chome";
const QUESTION: &str = include_str!("../../../data/demo/enoki-1-chome.json");

/// Stores it in a database that holds the demonstration; what was decided then holds for ever.
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
        let question: serde_json::Value = serde_json::from_str(QUESTION).map_err(Error::internal)?;
        Asked::read(question.clone())?;
        store::write(&tx, municipality, ID, question.to_string()).await?;
    }
    let outcome = if loaded { "loaded" } else { "declined" }.to_owned();
    let row = installation::Model { task: TASK.to_owned(), outcome };
    installation::Entity::insert(row.into_active_model()).exec_without_returning(&tx).await?;
    Ok(tx.commit().await?)
}
