//! Reading and replacing demand points and stations.

use crate::db;
use crate::entity::{demand_point, station};
use crate::error::Result;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};

/// The columns of either table.
const COLUMNS: usize = 11;

/// Every figure of a municipality's demand points, by point, year and age group.
pub async fn demand_points(db: &impl ConnectionTrait, municipality: &str) -> Result<Vec<demand_point::Model>> {
    use demand_point::Column as C;
    let of = demand_point::Entity::find().filter(C::MunicipalityCode.eq(municipality));
    Ok(of.order_by_asc(C::Code).order_by_asc(C::Year).order_by_asc(C::AgeGroup).all(db).await?)
}

/// Every station, by code.
pub async fn stations(db: &impl ConnectionTrait, municipality: &str) -> Result<Vec<station::Model>> {
    use station::Column as C;
    Ok(station::Entity::find().filter(C::MunicipalityCode.eq(municipality)).order_by_asc(C::Code).all(db).await?)
}

/// Puts demand points in the place of all that were there.
pub async fn replace_demand_points(
    db: &impl ConnectionTrait,
    municipality: &str,
    rows: Vec<demand_point::Model>,
) -> Result<()> {
    use demand_point::Column as C;
    demand_point::Entity::delete_many().filter(C::MunicipalityCode.eq(municipality)).exec(db).await?;
    for some in rows.chunks(db::rows_a_statement(COLUMNS)) {
        let some = some.iter().cloned().map(IntoActiveModel::into_active_model);
        demand_point::Entity::insert_many(some).exec_without_returning(db).await?;
    }
    Ok(())
}

/// Puts stations in the place of all that were there.
pub async fn replace_stations(db: &impl ConnectionTrait, municipality: &str, rows: Vec<station::Model>) -> Result<()> {
    use station::Column as C;
    station::Entity::delete_many().filter(C::MunicipalityCode.eq(municipality)).exec(db).await?;
    for some in rows.chunks(db::rows_a_statement(COLUMNS)) {
        let some = some.iter().cloned().map(IntoActiveModel::into_active_model);
        station::Entity::insert_many(some).exec_without_returning(db).await?;
    }
    Ok(())
}
