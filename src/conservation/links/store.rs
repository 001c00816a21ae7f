//! Reading and writing report links. A revoked one stays, so that it is known where a report came from.

use crate::db;
use crate::digest::digest;
use crate::domain::Text;
use crate::entity::report_link::{Column as C, Entity, Model};
use crate::error::{Error, Result};
use crate::facility::formats::Kind;
use crate::facility::store::{self as facilities, demand_municipality};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};
use std::collections::BTreeMap;

/// A report link.
pub type Link = Model;

/// Something that cannot be guessed: 128 bits and a little more, in 22 letters. A random UUID has 122, so there are two.
fn token() -> String {
    digest(&[uuid::Uuid::new_v4().as_bytes(), uuid::Uuid::new_v4().as_bytes()])
}

/// A facility that is here, or 404.
pub async fn demand_facility(db: &impl ConnectionTrait, municipality: &str, facility: &str) -> Result<()> {
    demand_municipality(db, municipality).await?;
    let missing = facilities::missing(db, municipality, Kind::Facilities, &[facility.to_owned()]).await?;
    if missing.is_empty() { Ok(()) } else { Err(Error::no_such(Text::new("facility", "施設"), facility)) }
}

/// A link that is in force; a revoked or unknown one is none.
pub async fn in_force(db: &impl ConnectionTrait, municipality: &str, token: &str) -> Result<Option<Link>> {
    let found = Entity::find_by_id((municipality.to_owned(), token.to_owned())).one(db).await?;
    Ok(found.filter(|link| link.revoked_at.is_none()))
}

/// The links of a facility, oldest first.
pub async fn of_facility(db: &impl ConnectionTrait, municipality: &str, facility: &str) -> Result<Vec<Link>> {
    let mine = Entity::find().filter(C::MunicipalityCode.eq(municipality)).filter(C::FacilityCode.eq(facility));
    Ok(mine.order_by_asc(C::IssuedAt).order_by_asc(C::Token).all(db).await?)
}

/// The newest link in force of every facility that has one, by the facility's code.
pub async fn newest(db: &impl ConnectionTrait, municipality: &str) -> Result<BTreeMap<String, Link>> {
    let all = Entity::find().filter(C::MunicipalityCode.eq(municipality)).filter(C::RevokedAt.is_null());
    let all = all.order_by_asc(C::IssuedAt).order_by_asc(C::Token).all(db).await?;
    Ok(all.into_iter().map(|link| (link.facility_code.clone(), link)).collect())
}

/// Issues a link for each of these facilities.
pub async fn issue(tx: &db::Transaction, municipality: &str, facilities: &[String], at: &str) -> Result<Vec<Link>> {
    let links: Vec<Link> = facilities
        .iter()
        .map(|facility| Model {
            municipality_code: municipality.to_owned(),
            token: token(),
            facility_code: facility.clone(),
            issued_at: at.to_owned(),
            revoked_at: None,
        })
        .collect();
    for some in links.chunks(db::rows_a_statement(5)) {
        let rows = some.iter().cloned().map(IntoActiveModel::into_active_model);
        Entity::insert_many(rows).exec_without_returning(tx).await?;
    }
    Ok(links)
}

/// Revokes a link, or 404; one that is revoked stays so from the first time.
pub async fn revoke(tx: &db::Transaction, municipality: &str, token: &str, at: &str) -> Result<()> {
    let key = (municipality.to_owned(), token.to_owned());
    if Entity::find_by_id(key).one(tx).await?.is_none() {
        return Err(Error::no_such(Text::new("report link", "報告用リンク"), token));
    }
    let mine = Entity::update_many().filter(C::MunicipalityCode.eq(municipality)).filter(C::Token.eq(token));
    mine.filter(C::RevokedAt.is_null()).col_expr(C::RevokedAt, Expr::value(at)).exec(tx).await?;
    Ok(())
}
