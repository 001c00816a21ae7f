//! Versions of scenarios as they are stored.

use crate::domain::Text;
use crate::entity::scenario::{Column as C, Entity};
use crate::error::{Error, Result};
use crate::facility::store::demand_municipality;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};
use std::collections::BTreeMap;

/// A version as it is stored.
pub use crate::entity::scenario::Model as StoredScenario;

/// The last version of each scenario, in the order in which they were made.
pub async fn newest(db: &impl ConnectionTrait, municipality: &str) -> Result<Vec<StoredScenario>> {
    let mine = Entity::find().filter(C::MunicipalityCode.eq(municipality));
    let rows = mine.order_by_asc(C::Id).order_by_asc(C::VersionNo).all(db).await?;
    let last: BTreeMap<String, StoredScenario> = rows.into_iter().map(|row| (row.id.clone(), row)).collect();
    Ok(last.into_values().collect())
}

/// Every version of a scenario, or 404.
pub async fn versions(db: &impl ConnectionTrait, municipality: &str, id: &str) -> Result<Vec<StoredScenario>> {
    let mine = Entity::find().filter(C::MunicipalityCode.eq(municipality)).filter(C::Id.eq(id));
    let rows = mine.order_by_asc(C::VersionNo).all(db).await?;
    if rows.is_empty() {
        demand_municipality(db, municipality).await?;
        return Err(no_such(id));
    }
    Ok(rows)
}

/// One version, the last when none is named, or 404.
pub async fn demand(
    db: &impl ConnectionTrait,
    municipality: &str,
    id: &str,
    version_no: Option<i32>,
) -> Result<StoredScenario> {
    let mut rows = versions(db, municipality, id).await?;
    match version_no {
        None => rows.pop().ok_or_else(|| no_such(id)),
        Some(version_no) => rows.into_iter().find(|row| row.version_no == version_no).ok_or_else(|| {
            Error::no_such(Text::new("version of the scenario", "シナリオの版"), &format!("{id}/{version_no}"))
        }),
    }
}

fn no_such(id: &str) -> Error {
    Error::no_such(Text::new("scenario", "試算シナリオ"), id)
}

/// Adds a version.
pub async fn insert(db: &impl ConnectionTrait, row: StoredScenario) -> Result<()> {
    Entity::insert(row.into_active_model()).exec_without_returning(db).await?;
    Ok(())
}

/// Writes a version in place of what it was.
pub async fn rewrite(db: &impl ConnectionTrait, row: StoredScenario) -> Result<()> {
    let changed = sea_orm::ActiveModelTrait::reset_all(row.into_active_model());
    Entity::update(changed).validate()?.exec(db).await?;
    Ok(())
}

/// Removes all versions.
pub async fn delete(db: &impl ConnectionTrait, municipality: &str, id: &str) -> Result<()> {
    let mine = Entity::delete_many().filter(C::MunicipalityCode.eq(municipality)).filter(C::Id.eq(id));
    mine.exec(db).await?;
    Ok(())
}
