//! The demonstration's register: the year 2024 of `data/musashimurayama/assets.csv`, closed.

use super::closing;
use super::intake::{self, Order};
use super::layout::{FileKind, Options};
use super::store;
use crate::db;
use crate::entity::installation;
use crate::error::{Error, Result};
use crate::facility::store as facilities;
use sea_orm::{DatabaseConnection, EntityTrait, IntoActiveModel};

const TASK: &str = "demonstration register";
const FILE: &str = include_str!("../../data/musashimurayama/assets.csv");
/// The fiscal year of the file.
const YEAR: i32 = 2024;

/// Fills the register of a database that holds the demonstration and no register yet; what was decided then holds for
/// ever.
pub async fn once(db: &DatabaseConnection, municipality: &str) -> Result<()> {
    if installation::Entity::find_by_id(TASK).one(db).await?.is_some() {
        return Ok(());
    }
    let tx = db::begin(db, municipality).await?;
    if installation::Entity::find_by_id(TASK).one(&tx).await?.is_some() {
        return Ok(());
    }
    let wanted =
        facilities::demonstration_is_loaded(&tx).await? && store::last_entry(&tx, municipality).await?.is_none();
    let outcome = if wanted { "loaded" } else { "declined" };
    if wanted {
        let order = Order {
            fiscal_year: YEAR,
            dry_run: false,
            kind: Some(FileKind::Csv),
            options: Options::default(),
            source: Some("data/musashimurayama/assets.csv".to_owned()),
        };
        match intake::take_in(&tx, municipality, &order, FILE.as_bytes(), &|_| {}).await {
            Ok(_) => {
                closing::close(&tx, municipality, YEAR).await?;
            }
            // Someone has changed what the demonstration's assets refer to; the register is theirs to fill then.
            Err(Error::Refused(_)) => {
                drop(tx);
                return decide(db, municipality, "declined").await;
            }
            Err(other) => return Err(other),
        }
    }
    let row = installation::Model { task: TASK.to_owned(), outcome: outcome.to_owned() };
    installation::Entity::insert(row.into_active_model()).exec_without_returning(&tx).await?;
    tx.commit().await?;
    Ok(())
}

async fn decide(db: &DatabaseConnection, municipality: &str, outcome: &str) -> Result<()> {
    let tx = db::begin(db, municipality).await?;
    let row = installation::Model { task: TASK.to_owned(), outcome: outcome.to_owned() };
    installation::Entity::insert(row.into_active_model()).exec_without_returning(&tx).await?;
    tx.commit().await?;
    Ok(())
}
