//! Reading and writing stored analyses.

use super::question::Asked;
use crate::domain::Text;
use crate::entity::consolidation_analysis::{Column as C, Entity, Model};
use crate::error::{Error, Result};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder};

/// Every analysis of a municipality, by code.
pub async fn analyses(db: &impl ConnectionTrait, municipality: &str) -> Result<Vec<Model>> {
    Ok(Entity::find().filter(C::MunicipalityCode.eq(municipality)).order_by_asc(C::Code).all(db).await?)
}

/// The code and the title of each, by code.
pub async fn titles(db: &impl ConnectionTrait, municipality: &str) -> Result<Vec<(String, Text)>> {
    let title = |row: Model| {
        let question = serde_json::from_str(&row.question).map_err(Error::internal)?;
        Ok((row.code, Asked::read(question)?.title))
    };
    analyses(db, municipality).await?.into_iter().map(title).collect()
}

/// How many there are.
pub async fn count(db: &impl ConnectionTrait, municipality: &str) -> Result<u64> {
    Ok(Entity::find().filter(C::MunicipalityCode.eq(municipality)).count(db).await?)
}

/// The question of one, as JSON text.
pub async fn question(db: &impl ConnectionTrait, municipality: &str, code: &str) -> Result<Option<String>> {
    let found = Entity::find_by_id((municipality.to_owned(), code.to_owned())).one(db).await?;
    Ok(found.map(|row| row.question))
}

/// Writes one, in place of what was there.
pub async fn write(db: &impl ConnectionTrait, municipality: &str, code: &str, question: String) -> Result<()> {
    delete(db, municipality, code).await?;
    let row = Model { municipality_code: municipality.to_owned(), code: code.to_owned(), question };
    Entity::insert(row.into_active_model()).exec_without_returning(db).await?;
    Ok(())
}

/// Takes one away.
pub async fn delete(db: &impl ConnectionTrait, municipality: &str, code: &str) -> Result<()> {
    Entity::delete_by_id((municipality.to_owned(), code.to_owned())).exec(db).await?;
    Ok(())
}
