//! Reading and writing programmes: the national ones that are built in, and a municipality's own before them.

use super::record::Known;
use crate::entity::funding_programme;
use crate::error::{Error, Result};
use crate::fields::Origin;
use crate::parameters::store::{self as parameters, NATIONAL};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseConnection, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

const FILE: &str = include_str!("../../../data/reference/programme.csv");

/// Brings the national programmes in the database to those built into this program, when they differ.
pub async fn once(db: &DatabaseConnection) -> Result<()> {
    parameters::built_in(db, "funding programmes", &[FILE], async |tx| {
        use funding_programme::Column as C;
        funding_programme::Entity::delete_many().filter(C::MunicipalityCode.eq(NATIONAL)).exec(tx).await?;
        let known = national()?;
        let rows = known.iter().map(|known| Ok(row(NATIONAL, known)?.into_active_model()));
        let rows = rows.collect::<Result<Vec<_>>>()?;
        funding_programme::Entity::insert_many(rows).exec_without_returning(tx).await?;
        Ok(())
    })
    .await
}

/// The programmes that are built into this program.
pub fn national() -> Result<Vec<Known>> {
    let mut reader = csv::Reader::from_reader(FILE.as_bytes());
    let rows = reader.deserialize::<BTreeMap<String, String>>().map(|row| {
        let row = row.map_err(Error::internal)?;
        let code = row.get("code").cloned().unwrap_or_default();
        let cells = row.into_iter().filter(|(_, text)| !text.is_empty());
        let cells: Map<String, Value> = cells.map(|(name, text)| (name, Value::from(text))).collect();
        Known::read(NATIONAL, &code, cells, Origin::Body(String::new()))
    });
    rows.collect()
}

fn row(municipality: &str, known: &Known) -> Result<funding_programme::Model> {
    Ok(funding_programme::Model {
        municipality_code: municipality.to_owned(),
        code: known.wire.code.clone(),
        terms: serde_json::to_string(&known.wire).map_err(Error::internal)?,
    })
}

/// The programmes in force, by code: the municipality's own before the national ones.
pub async fn in_force(db: &impl ConnectionTrait, municipality: &str) -> Result<BTreeMap<String, Known>> {
    use funding_programme::Column as C;
    let rows = funding_programme::Entity::find()
        .filter(C::MunicipalityCode.is_in([NATIONAL, municipality]))
        // 000000 comes first, so that the municipality's own takes its place.
        .order_by_asc(C::MunicipalityCode)
        .all(db)
        .await?;
    rows.into_iter()
        .map(|row| Ok((row.code.clone(), Known::stored(&row.municipality_code, &row.code, &row.terms)?)))
        .collect()
}

/// Writes a municipality's own programme, in place of its former own one.
pub async fn write(db: &impl ConnectionTrait, municipality: &str, known: &Known) -> Result<()> {
    delete(db, municipality, &known.wire.code).await?;
    let row = row(municipality, known)?.into_active_model();
    funding_programme::Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}

/// Takes a municipality's own programme away.
pub async fn delete(db: &impl ConnectionTrait, municipality: &str, code: &str) -> Result<()> {
    funding_programme::Entity::delete_by_id((municipality.to_owned(), code.to_owned())).exec(db).await?;
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail where it stands")]
mod tests {
    use super::*;

    #[test]
    fn every_national_programme_can_be_read_and_read_again() {
        let programmes = national().unwrap();
        assert_eq!(programmes.len(), 24);
        for known in programmes {
            let row = row(NATIONAL, &known).unwrap();
            let again = Known::stored(NATIONAL, &row.code, &row.terms).unwrap();
            assert_eq!(again.programme, known.programme);
            assert!(!again.wire.own && !again.wire.confidence.is_empty(), "{}", row.code);
        }
    }
}
