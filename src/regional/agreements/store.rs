//! Reading what neighbours share. This is the one place where rows of another municipality are read, and they are those by
//! which it has agreed to that.

use crate::domain::facility::Class;
use crate::domain::regional::AgreementKind;
use crate::entity::agreement::{Column, Entity, Model};
use crate::error::Result;
use crate::facility::store::{self as facilities, Described, Summary};
use chrono::NaiveDate;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, SimpleExpr};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::HashMap;

/// Agreements with a partner; codes are six digits and stand in quotes.
pub fn is_partner(code: &str) -> SimpleExpr {
    Expr::col(Alias::new("partners")).like(format!("%\"{code}\"%"))
}

/// Agreements in force on a day.
pub fn in_force(day: NaiveDate) -> Condition {
    let (begins, ends) = (|| Expr::col(Alias::new("starts_on")), || Expr::col(Alias::new("ends_on")));
    let day = day.to_string();
    let runs = Condition::any().add(ends().is_null()).add(ends().gte(day.clone()));
    Condition::all().add(begins().lte(day)).add(runs)
}

/// The agreements of others that let this municipality see something on a day.
pub async fn agreed_with(
    db: &impl ConnectionTrait,
    reader: &str,
    of: Option<&str>,
    kind: Option<AgreementKind>,
    day: NaiveDate,
) -> Result<Vec<Model>> {
    let mut query = Entity::find()
        .filter(is_partner(reader))
        .filter(Column::MunicipalityCode.ne(reader))
        .filter(Column::SharedColumns.ne("[]"))
        .filter(in_force(day));
    if let Some(of) = of {
        query = query.filter(Column::MunicipalityCode.eq(of));
    }
    if let Some(kind) = kind {
        query = query.filter(Column::Kind.eq(kind));
    }
    Ok(query.order_by_asc(Column::MunicipalityCode).order_by_asc(Column::Id).all(db).await?)
}

/// The facilities of the owner that stand, of these classes, with what their buildings sum up to.
pub async fn facilities(
    db: &impl ConnectionTrait,
    owner: &str,
    classes: &[Class],
) -> Result<(Vec<Described>, HashMap<String, Summary>)> {
    let mut described = facilities::described(db, owner, classes).await?;
    described.retain(|facility| facility.status.stands());
    let codes: Vec<String> = described.iter().map(|facility| facility.code.clone()).collect();
    let summaries = facilities::summaries(db, owner, &codes).await?;
    Ok((described, summaries))
}
