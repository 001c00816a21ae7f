//! Rating schemes and ratings as they are stored.

use super::scheme_wire::{ElapsedGrade, RatingScheme, SchemeGrade, SchemePart};
use crate::conservation::Rating;
use crate::domain::condition::{Scheme, SchemeRow};
use crate::domain::facility::{ComponentKind, Word};
use crate::domain::{Invalid, Text};
use crate::entity::{condition_rating, rating_scheme_row};
use crate::error::{Error, Fault, Result};
use crate::parameters::store::{self as parameters, NATIONAL};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseConnection, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
};
use std::collections::BTreeMap;
use strum::IntoEnumIterator;

const FILE: &str = include_str!("../../../data/reference/rating_scheme.csv");

#[derive(serde::Deserialize)]
struct Row {
    scheme: String,
    element: String,
    name: String,
    value: String,
    effective_from: String,
    effective_to: Option<String>,
    source: String,
    confidence: String,
    note: Option<String>,
}

/// Brings the national schemes in the database to those built into this program.
pub async fn once(db: &DatabaseConnection) -> Result<()> {
    parameters::built_in(db, "rating schemes", &[FILE], async |tx| {
        use rating_scheme_row::Column as C;
        rating_scheme_row::Entity::delete_many().filter(C::MunicipalityCode.eq(NATIONAL)).exec(tx).await?;
        let mut rows = Vec::new();
        for (position, record) in csv::Reader::from_reader(FILE.as_bytes()).deserialize::<Row>().enumerate() {
            let row = record.map_err(Error::internal)?;
            let blank = |text: Option<String>| text.filter(|text| !text.is_empty());
            let model = rating_scheme_row::Model {
                municipality_code: NATIONAL.to_owned(),
                scheme: row.scheme,
                element: row.element,
                name: row.name,
                position: position as i32,
                value: row.value,
                effective_from: row.effective_from,
                effective_to: blank(row.effective_to),
                source: row.source,
                confidence: row.confidence,
                note: blank(row.note),
            };
            rows.push(model.into_active_model());
        }
        rating_scheme_row::Entity::insert_many(rows).exec_without_returning(tx).await?;
        Ok(())
    })
    .await
}

/// The rows of schemes in force, by scheme: the municipality's own in place of the national one of the same code.
async fn rows(
    db: &impl ConnectionTrait,
    municipality: &str,
    code: Option<&str>,
) -> Result<BTreeMap<String, Vec<rating_scheme_row::Model>>> {
    use rating_scheme_row::Column as C;
    let mut query = rating_scheme_row::Entity::find()
        .filter(C::MunicipalityCode.is_in([NATIONAL, municipality]))
        .order_by_asc(C::MunicipalityCode)
        .order_by_asc(C::Position);
    if let Some(code) = code {
        query = query.filter(C::Scheme.eq(code));
    }
    let mut found: BTreeMap<String, Vec<rating_scheme_row::Model>> = BTreeMap::new();
    for row in query.all(db).await? {
        let mine = found.entry(row.scheme.clone()).or_default();
        // 000000 comes before every municipality; its rows give way as a whole.
        if mine.first().is_some_and(|first| first.municipality_code != row.municipality_code) {
            mine.clear();
        }
        mine.push(row);
    }
    Ok(found)
}

fn made(code: &str, rows: &[rating_scheme_row::Model]) -> Result<Scheme> {
    let row = |row: &rating_scheme_row::Model| SchemeRow {
        element: row.element.clone(),
        name: row.name.clone(),
        value: row.value.clone(),
    };
    Scheme::from_rows(code, rows.iter().map(row)).map_err(|faults| {
        let told: Vec<String> = faults.into_iter().map(|fault| fault.text.en).collect();
        Error::internal(format!("rating scheme `{code}`: {}", told.join("; ")))
    })
}

/// A scheme in force, if there is one of this code.
pub async fn scheme(db: &impl ConnectionTrait, municipality: &str, code: &str) -> Result<Option<Scheme>> {
    rows(db, municipality, Some(code)).await?.get(code).map(|rows| made(code, rows)).transpose()
}

/// The code of the scheme that holds where none is named.
pub async fn default_scheme(db: &impl ConnectionTrait, municipality: &str) -> Result<String> {
    let usual = parameters::find(db, municipality, "condition", "default_scheme").await?;
    usual.map(|usual| usual.value).ok_or_else(|| Error::internal("there is no default rating scheme"))
}

/// The scheme that is asked for, or the usual one.
pub async fn demand_scheme(db: &impl ConnectionTrait, municipality: &str, asked: Option<&str>) -> Result<Scheme> {
    let code = match asked {
        Some(asked) => asked.to_owned(),
        None => default_scheme(db, municipality).await?,
    };
    scheme(db, municipality, &code).await?.ok_or_else(|| Error::value(unknown_scheme(&code)))
}

/// Where a scheme comes from, and what is said of each of its grades.
pub async fn remarks(
    db: &impl ConnectionTrait,
    municipality: &str,
    code: &str,
) -> Result<(String, BTreeMap<String, String>)> {
    let found = rows(db, municipality, Some(code)).await?.remove(code).unwrap_or_default();
    let source = found.first().map(|row| row.source.clone()).unwrap_or_default();
    let grades = found.into_iter().filter(|row| row.element == "grade");
    Ok((source, grades.filter_map(|row| Some((row.name, row.note?))).collect()))
}

/// What a scheme that is not there is answered with.
pub fn unknown_scheme(code: &str) -> Invalid {
    let text = Text::new(
        format!("there is no rating scheme `{code}`; `rating-schemes` lists those there are"),
        format!("評価基準 `{code}` はありません。`rating-schemes` の一覧から選んでください"),
    );
    Invalid::new("scheme", "unknown-value", code, text)
}

/// Every scheme in force, as the API shows it.
pub async fn shown(db: &impl ConnectionTrait, municipality: &str, code: Option<&str>) -> Result<Vec<RatingScheme>> {
    let found = rows(db, municipality, code).await?;
    found.iter().map(|(code, rows)| Ok(wire(&made(code, rows)?, rows, municipality))).collect()
}

fn hundredths(number: i64) -> f64 {
    number as f64 / 100.0
}

fn wire(scheme: &Scheme, rows: &[rating_scheme_row::Model], municipality: &str) -> RatingScheme {
    let grades = scheme.grades();
    let parts = scheme.parts().iter().map(|part| SchemePart {
        part: part.code.clone(),
        label_ja: part.label_ja.clone(),
        weight: hundredths(part.weight_hundredths),
        elapsed: part
            .elapsed
            .iter()
            .map(|step| ElapsedGrade { grade: grades[step.grade].code.clone(), from_years: step.from_years })
            .collect(),
        component_kinds: ComponentKind::iter()
            .filter(|kind| scheme.part_of(*kind).is_some_and(|of| of.code == part.code))
            .map(|kind| kind.code().to_owned())
            .collect(),
    });
    let first = rows.first();
    RatingScheme {
        code: scheme.code().to_owned(),
        better: scheme.better(),
        divisor: hundredths(scheme.divisor_hundredths()),
        grades: grades
            .iter()
            .map(|grade| SchemeGrade {
                grade: grade.code.clone(),
                points: hundredths(grade.points_hundredths),
                remaining_share_percent: grade.remaining_share_percent,
                act_within_years: grade.act_within_years,
            })
            .collect(),
        parts: parts.collect(),
        own: first.is_some_and(|row| row.municipality_code == municipality),
        source: first.map(|row| row.source.clone()).unwrap_or_default(),
        confidence: first.map(|row| row.confidence.clone()).unwrap_or_default(),
        note: first.and_then(|row| row.note.clone()),
    }
}

/// Puts a municipality's own scheme in place of the one of this code.
pub async fn replace(
    db: &impl ConnectionTrait,
    municipality: &str,
    code: &str,
    rows: Vec<SchemeRow>,
    (source, confidence, note): (String, String, Option<String>),
    today: &str,
) -> Result<()> {
    Scheme::from_rows(code, rows.iter().map(|row| SchemeRow { ..clone(row) })).map_err(|faults| {
        Error::Refused(faults.into_iter().map(|fault| Fault::at(format!("/{}", fault.field), fault)).collect())
    })?;
    delete(db, municipality, code).await?;
    let models = rows.into_iter().enumerate().map(|(position, row)| {
        rating_scheme_row::Model {
            municipality_code: municipality.to_owned(),
            scheme: code.to_owned(),
            element: row.element,
            name: row.name,
            position: position as i32,
            value: row.value,
            effective_from: today.to_owned(),
            effective_to: None,
            source: source.clone(),
            confidence: confidence.clone(),
            note: note.clone(),
        }
        .into_active_model()
    });
    rating_scheme_row::Entity::insert_many(models).exec_without_returning(db).await?;
    Ok(())
}

fn clone(row: &SchemeRow) -> SchemeRow {
    SchemeRow { element: row.element.clone(), name: row.name.clone(), value: row.value.clone() }
}

/// Takes a municipality's own scheme away; says whether there was one.
pub async fn delete(db: &impl ConnectionTrait, municipality: &str, code: &str) -> Result<bool> {
    use rating_scheme_row::Column as C;
    let gone = rating_scheme_row::Entity::delete_many()
        .filter(C::MunicipalityCode.eq(municipality))
        .filter(C::Scheme.eq(code))
        .exec(db)
        .await?;
    Ok(gone.rows_affected > 0)
}

/// The ratings by a scheme up to a day, by building and part, oldest first; of one building when one is named.
pub async fn ratings(
    db: &impl ConnectionTrait,
    municipality: &str,
    scheme: &str,
    until: &str,
    building: Option<&str>,
) -> Result<Vec<Rating>> {
    let only = building.map(|building| condition_rating::Column::BuildingCode.eq(building));
    chosen(db, municipality, scheme, until, Condition::all().add_option(only)).await
}

/// The same of some buildings.
pub async fn ratings_of(
    db: &impl ConnectionTrait,
    municipality: &str,
    scheme: &str,
    until: &str,
    buildings: &[&str],
) -> Result<Vec<Rating>> {
    let only = condition_rating::Column::BuildingCode.is_in(buildings.iter().copied());
    chosen(db, municipality, scheme, until, Condition::all().add(only)).await
}

async fn chosen(
    db: &impl ConnectionTrait,
    municipality: &str,
    scheme: &str,
    until: &str,
    only: Condition,
) -> Result<Vec<Rating>> {
    use condition_rating::Column as C;
    let ordered = condition_rating::Entity::find()
        .filter(C::MunicipalityCode.eq(municipality))
        .filter(C::Scheme.eq(scheme))
        .filter(C::RatedOn.lte(until))
        .filter(only)
        .order_by_asc(C::BuildingCode)
        .order_by_asc(C::Part)
        .order_by_asc(C::RatedOn)
        .order_by_asc(C::RecordedAt)
        .order_by_asc(C::Id);
    Ok(ordered.all(db).await?)
}
