//! Reading and writing kinds, duties and findings.

use crate::domain::inspection::InspectionScope;
use crate::entity::{facility, inspection, inspection_duty, inspection_finding, inspection_kind, record_event};
use crate::error::{Error, Result};
use crate::parameters::store::{self as parameters, NATIONAL};
use crate::{db, domain::facility::Status};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseConnection, EntityTrait, IntoActiveModel, Iterable,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};
use std::collections::{BTreeMap, HashMap};

const FILE: &str = include_str!("../../../data/reference/inspection_kind.csv");

/// Brings the national kinds in the database to those built into this program, when they differ.
pub async fn once(db: &DatabaseConnection) -> Result<()> {
    parameters::built_in(db, "kinds of inspections", &[FILE], async |tx| {
        use inspection_kind::Column as C;
        inspection_kind::Entity::delete_many().filter(C::MunicipalityCode.eq(NATIONAL)).exec(tx).await?;
        insert::<inspection_kind::Entity>(tx, national()?).await
    })
    .await
}

#[derive(serde::Deserialize)]
struct NationalRow {
    code: String,
    name_ja: String,
    name_en: String,
    law_ja: String,
    scope: String,
    interval_months: String,
    report_interval_months: String,
    classes: String,
    component_kinds: String,
    least_floor_area_m2: String,
    least_storeys: String,
    department: String,
    effective_from: String,
    effective_to: Option<String>,
    source: String,
    confidence: String,
    note: Option<String>,
}

/// The national kinds that are built into this program.
pub fn national() -> Result<Vec<inspection_kind::Model>> {
    let mut reader = csv::Reader::from_reader(FILE.as_bytes());
    let rows = reader.deserialize::<NationalRow>().map(|row| {
        let row = row.map_err(Error::internal)?;
        Ok(inspection_kind::Model {
            municipality_code: NATIONAL.to_owned(),
            code: row.code,
            name_ja: row.name_ja,
            name_en: row.name_en,
            law_ja: row.law_ja,
            scope: row.scope,
            interval_months: row.interval_months,
            report_interval_months: row.report_interval_months,
            classes: row.classes,
            component_kinds: row.component_kinds,
            least_floor_area_m2: row.least_floor_area_m2,
            least_storeys: row.least_storeys,
            department: row.department,
            effective_from: row.effective_from,
            effective_to: row.effective_to.filter(|day| !day.is_empty()),
            source: row.source,
            confidence: row.confidence,
            note: row.note.filter(|note| !note.is_empty()),
        })
    });
    rows.collect()
}

async fn insert<E>(db: &impl ConnectionTrait, rows: Vec<E::Model>) -> Result<()>
where
    E: EntityTrait,
    E::Model: IntoActiveModel<E::ActiveModel>,
    E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
{
    let mut rows = rows.into_iter().map(IntoActiveModel::into_active_model).peekable();
    while rows.peek().is_some() {
        let some: Vec<E::ActiveModel> = rows.by_ref().take(db::rows_a_statement(E::Column::iter().count())).collect();
        E::insert_many(some).exec_without_returning(db).await?;
    }
    Ok(())
}

/// The rows of the kinds in force, by code: the municipality's own before the national ones.
pub async fn kind_rows(
    db: &impl ConnectionTrait,
    municipality: &str,
) -> Result<BTreeMap<String, inspection_kind::Model>> {
    use inspection_kind::Column as C;
    let rows = inspection_kind::Entity::find()
        .filter(C::MunicipalityCode.is_in([NATIONAL, municipality]))
        // 000000 comes first, so that the municipality's own takes its place.
        .order_by_asc(C::MunicipalityCode)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.code.clone(), row)).collect())
}

/// Writes a municipality's own kind, in place of its former own one.
pub async fn write_kind(db: &impl ConnectionTrait, row: inspection_kind::Model) -> Result<()> {
    delete_kind(db, &row.municipality_code, &row.code).await?;
    inspection_kind::Entity::insert(row.into_active_model()).exec_without_returning(db).await?;
    Ok(())
}

/// Takes a municipality's own kind away.
pub async fn delete_kind(db: &impl ConnectionTrait, municipality: &str, code: &str) -> Result<()> {
    inspection_kind::Entity::delete_by_id((municipality.to_owned(), code.to_owned())).exec(db).await?;
    Ok(())
}

/// How many inspections and exceptions are of a kind.
pub async fn uses_of_kind(db: &impl ConnectionTrait, municipality: &str, code: &str) -> Result<u64> {
    use inspection::Column as I;
    use inspection_duty::Column as D;
    let performed = inspection::Entity::find()
        .filter(I::MunicipalityCode.eq(municipality))
        .filter(I::Kind.eq(code))
        .count(db)
        .await?;
    let duties = inspection_duty::Entity::find()
        .filter(D::MunicipalityCode.eq(municipality))
        .filter(D::Kind.eq(code))
        .count(db)
        .await?;
    Ok(performed + duties)
}

/// What the municipality says of single subjects, by kind, scope and subject.
pub async fn duties(db: &impl ConnectionTrait, municipality: &str) -> Result<Vec<inspection_duty::Model>> {
    use inspection_duty::Column as C;
    let mine = inspection_duty::Entity::find().filter(C::MunicipalityCode.eq(municipality));
    Ok(mine.order_by_asc(C::Kind).order_by_asc(C::Scope).order_by_asc(C::SubjectCode).all(db).await?)
}

/// What the municipality says of one subject.
pub async fn duty(
    db: &impl ConnectionTrait,
    municipality: &str,
    (kind, scope, code): (&str, InspectionScope, &str),
) -> Result<Option<inspection_duty::Model>> {
    let key = (municipality.to_owned(), kind.to_owned(), scope, code.to_owned());
    Ok(inspection_duty::Entity::find_by_id(key).one(db).await?)
}

/// Writes what the municipality says of a subject, in place of what it said before.
pub async fn write_duty(db: &impl ConnectionTrait, row: inspection_duty::Model) -> Result<()> {
    delete_duty(db, &row).await?;
    inspection_duty::Entity::insert(row.into_active_model()).exec_without_returning(db).await?;
    Ok(())
}

/// Takes back what the municipality says of a subject.
pub async fn delete_duty(db: &impl ConnectionTrait, row: &inspection_duty::Model) -> Result<()> {
    let key = (row.municipality_code.clone(), row.kind.clone(), row.scope, row.subject_code.clone());
    inspection_duty::Entity::delete_by_id(key).exec(db).await?;
    Ok(())
}

/// The status of those of these facilities that are here.
pub async fn facility_statuses(
    db: &impl ConnectionTrait,
    municipality: &str,
    codes: &[String],
) -> Result<HashMap<String, Status>> {
    use facility::Column as C;
    let mut found = HashMap::new();
    for some in codes.chunks(1_000) {
        let rows: Vec<(String, Status)> = facility::Entity::find()
            .select_only()
            .columns([C::Code, C::Status])
            .filter(C::MunicipalityCode.eq(municipality))
            .filter(C::Code.is_in(some))
            .into_tuple()
            .all(db)
            .await?;
        found.extend(rows);
    }
    Ok(found)
}

/// The findings of inspections, by inspection, in the order of their numbers.
pub async fn findings(
    db: &impl ConnectionTrait,
    municipality: &str,
    ids: &[String],
) -> Result<HashMap<String, Vec<inspection_finding::Model>>> {
    use inspection_finding::Column as C;
    let mut found: HashMap<String, Vec<inspection_finding::Model>> = HashMap::new();
    for some in ids.chunks(1_000) {
        let mine = inspection_finding::Entity::find()
            .filter(C::MunicipalityCode.eq(municipality))
            .filter(C::InspectionId.is_in(some));
        for row in mine.order_by_asc(C::FindingNo).all(db).await? {
            found.entry(row.inspection_id.clone()).or_default().push(row);
        }
    }
    Ok(found)
}

/// Writes findings that are not there yet.
pub async fn insert_findings(db: &impl ConnectionTrait, rows: Vec<inspection_finding::Model>) -> Result<()> {
    insert::<inspection_finding::Entity>(db, rows).await
}

/// Takes all findings of an inspection away, so that it can be written anew with others.
pub async fn delete_findings(db: &impl ConnectionTrait, municipality: &str, id: &str) -> Result<()> {
    use inspection_finding::Column as C;
    let mine = inspection_finding::Entity::delete_many()
        .filter(C::MunicipalityCode.eq(municipality))
        .filter(C::InspectionId.eq(id));
    mine.exec(db).await?;
    Ok(())
}

/// Writes one finding in place of what it was.
pub async fn rewrite_finding(db: &impl ConnectionTrait, row: inspection_finding::Model) -> Result<()> {
    let key = (row.municipality_code.clone(), row.inspection_id.clone(), row.finding_no);
    inspection_finding::Entity::delete_by_id(key).exec(db).await?;
    insert_findings(db, vec![row]).await
}

/// Writes an event of a record's history.
pub async fn insert_event(db: &impl ConnectionTrait, event: record_event::Model) -> Result<()> {
    insert::<record_event::Entity>(db, vec![event]).await
}
