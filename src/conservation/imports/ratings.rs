//! Ratings out of a file: those that say what is recorded already are left out, and the scores that the file states are
//! compared with those that its grades make.

use super::Row;
use super::intake::Counts;
use crate::conservation::Rating;
use crate::conservation::condition::{store as condition, summary};
use crate::db;
use crate::domain::Text;
use crate::error::Result;
use crate::recorded::{self, Stamp};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// What a rating says, by which it is known again.
type Said = (String, String, Option<String>, String, String, String);

fn said(rating: &Rating) -> Said {
    let Rating { scheme, building_code, component_code, part, rated_on, grade, .. } = rating.clone();
    (scheme, building_code, component_code, part, rated_on, grade)
}

/// Takes ratings in; what is told where a stated score is not the one that the grades make.
pub(super) async fn take_in(
    tx: &db::Transaction,
    stamp: &Stamp,
    rows: Vec<Row>,
    rated_on: Option<&str>,
) -> Result<(Counts, Vec<Text>)> {
    let (mut incoming, mut stated) = (Vec::with_capacity(rows.len()), Vec::with_capacity(rows.len()));
    for Row { mut cells, origin, .. } in rows {
        // The building tells its facility.
        cells.remove("facility_code");
        stated.push(cells.remove("stated_score"));
        if let Some(day) = rated_on.filter(|_| !cells.contains_key("rated_on")) {
            cells.insert("rated_on".to_owned(), day.into());
        }
        incoming.push((recorded::Incoming { cells, origin }, None));
    }
    let records: Vec<Rating> = recorded::judged(tx, stamp, incoming).await?;
    let notices = compared(tx, stamp, &records, &stated).await?;
    let mut known: HashSet<Said> = HashSet::new();
    for scheme in records.iter().map(|rating| rating.scheme.as_str()).collect::<BTreeSet<_>>() {
        let ratings = condition::ratings(tx, &stamp.municipality, scheme, "9999-12-31", None).await?;
        known.extend(ratings.iter().map(said));
    }
    let all = records.len() as u64;
    // A row that says the same as one above it says nothing new either.
    let fresh: Vec<Rating> = records.into_iter().filter(|new| known.insert(said(new))).collect();
    let created = fresh.len() as u64;
    recorded::insert(tx, fresh).await?;
    Ok((Counts { created, changed: 0, unchanged: all - created }, notices))
}

/// The ratings of a survey by part, and the scores that its rows state.
type Told<'a> = (BTreeMap<&'a str, Vec<&'a Rating>>, BTreeSet<&'a str>);
/// A survey of a building: its scheme, the building and the day.
type Survey<'a> = (&'a str, &'a str, &'a str);

async fn compared(
    tx: &db::Transaction,
    stamp: &Stamp,
    records: &[Rating],
    stated: &[Option<Value>],
) -> Result<Vec<Text>> {
    let mut surveys: BTreeMap<Survey<'_>, Told<'_>> = BTreeMap::new();
    for (rating, stated) in records.iter().zip(stated) {
        let survey = (rating.scheme.as_str(), rating.building_code.as_str(), rating.rated_on.as_str());
        let (parts, scores) = surveys.entry(survey).or_default();
        parts.entry(&rating.part).or_default().push(rating);
        scores.extend(stated.as_ref().and_then(Value::as_str));
    }
    surveys.retain(|_, (_, scores)| !scores.is_empty());
    let mut schemes = BTreeMap::new();
    for (code, _, _) in surveys.keys() {
        if !schemes.contains_key(code) {
            schemes.insert(*code, condition::demand_scheme(tx, &stamp.municipality, Some(code)).await?);
        }
    }
    let mut told = Vec::new();
    for ((code, building, day), (parts, scores)) in &surveys {
        let Some(scheme) = schemes.get(code) else { continue };
        let Some(score) = summary::score_of(scheme, Some(parts)).map(|score| score.score) else { continue };
        let differs = |stated: &&&str| stated.parse::<f64>().is_ok_and(|stated| stated.round() as i64 != score);
        told.extend(scores.iter().filter(differs).map(|stated| {
            Text::new(
                format!("`{building}` on {day}: the file states the score {stated}, its grades make {score}"),
                format!("`{building}`（{day}）: ファイルの健全度は {stated} ですが、評価から計算すると {score} です"),
            )
        }));
    }
    Ok(told)
}
