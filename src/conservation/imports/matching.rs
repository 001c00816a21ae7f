//! Which record is each row of a file? The one with the service's own number in the row, else the one with the
//! municipality's number; a row with neither is a new record.

use super::Row;
use crate::domain::Text;
use crate::error::{Fault, Result};
use crate::fields::Origin;
use crate::recorded::{self, Recorded};
use sea_orm::sea_query::{Alias, Expr, ExprTrait};
use sea_orm::{ConnectionTrait, EntityTrait, QueryFilter};
use serde_json::Value;
use std::collections::HashMap;

fn said<'a>(row: &'a Row, name: &str) -> Option<&'a str> {
    row.cells.get(name).and_then(Value::as_str)
}

/// Those of the service's own numbers that are here, with their records.
async fn by_id<R: Recorded>(
    db: &impl ConnectionTrait,
    municipality: &str,
    ids: &[String],
) -> Result<HashMap<String, R>> {
    let mut found = HashMap::new();
    for some in ids.chunks(1_000) {
        let query = R::Table::find()
            .filter(Expr::col(Alias::new("municipality_code")).eq(municipality))
            .filter(Expr::col(Alias::new("id")).is_in(some.iter().map(String::as_str)));
        found.extend(query.all(db).await?.into_iter().map(|record| (record.id().to_owned(), record)));
    }
    Ok(found)
}

/// The record of each row, in their order. A number that is unknown, that stands there twice, or that contradicts the other
/// one is a fault of its row.
pub(super) async fn matched<R: Recorded>(
    db: &impl ConnectionTrait,
    municipality: &str,
    rows: &[Row],
    faults: &mut Vec<Fault>,
) -> Result<Vec<Option<R>>> {
    let all = |name: &str| rows.iter().filter_map(|row| said(row, name)).map(str::to_owned).collect::<Vec<_>>();
    let ids = by_id::<R>(db, municipality, &all("id")).await?;
    let numbers = recorded::by_external_no::<R>(db, municipality, &all("external_no")).await?;
    let (mut named, mut taken): (HashMap<&str, u64>, HashMap<String, u64>) = Default::default();
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        let (id, number) = (said(row, "id"), said(row, "external_no"));
        let numbered = number.and_then(|number| numbers.get(number));
        let record = match id {
            Some(id) => ids.get(id),
            None => numbered,
        };
        let line = if let Origin::Row(line, _) = &row.origin { *line } else { 0 };
        let first = number.and_then(|number| named.insert(number, line));
        let first_of_record = record.and_then(|record| taken.insert(record.id().to_owned(), line));
        if let (Some(number), Some(first)) = (number, first) {
            faults.push(twice(&row.origin, "external_no", number, first));
        } else if let (Some(record), Some(first)) = (record, first_of_record) {
            faults.push(twice(&row.origin, "id", record.id(), first));
        }
        match (id, record, numbered) {
            (Some(id), None, _) => faults.push(unknown(&row.origin, id)),
            (Some(id), Some(_), Some(other)) if other.id() != id => {
                faults.push(another(&row.origin, number.unwrap_or_default(), other.id()));
            }
            _ => {}
        }
        found.push(record.cloned());
    }
    Ok(found)
}

fn twice(origin: &Origin, field: &str, number: &str, first: u64) -> Fault {
    let text = Text::new(
        format!("`{number}` stands in row {first} already; a number names one record"),
        format!("`{number}` は{first}行目にもあります。番号は1件に1つです"),
    );
    origin.fault(field, "duplicate", Some(number.to_owned()), text)
}

fn unknown(origin: &Origin, id: &str) -> Fault {
    let text = Text::new(
        format!(
            "`id` is `{id}`, which is no record here; leave the cell empty to record anew, or put numbers of your own under \
             the heading of the municipality's number"
        ),
        format!(
            "記録番号 `{id}` はここに登録されていません。新しく登録するときは空欄に、独自の番号は整理番号の列にしてください"
        ),
    );
    origin.fault("id", "unknown-reference", Some(id.to_owned()), text)
}

fn another(origin: &Origin, number: &str, id: &str) -> Fault {
    let text = Text::new(
        format!("`{number}` is the number of another record, `{id}`; correct one of the two"),
        format!("`{number}` は別の記録 `{id}` の番号です。どちらかを訂正してください"),
    );
    origin.fault("external_no", "contradiction", Some(number.to_owned()), text)
}
