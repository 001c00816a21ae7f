//! Reading and writing the records of this room. Other rooms read through here and never write.

use super::formats::Kind;
use super::record::Record;
use crate::domain::facility::{Class, ComponentKind, SeismicStandard, Status, Structure, Subclass, Word, Zoning};
use crate::domain::geometry::{self, BoundingBox, Place};
use crate::domain::units::Area;
use crate::entity::{
    attachment, building, component, conservation_event, conservation_plan, demand_point, facility, idempotency_key,
    inspection_duty, inspection_kind, installation, municipality, municipality_outline, parameter, plan_line,
    population, rating_scheme_row, scenario, site, station,
};
use crate::error::{Error, Result, is_reference};
use crate::{db, domain::Text};
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Func, NullOrdering, Order, Query, SimpleExpr};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, IdenStatic, Iterable, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select, Value, sea_query::OnConflict,
};
use std::collections::{BTreeMap, HashMap, HashSet};

pub use super::outline::outline;
pub use super::whole::{Listed, Point, Whole, listed, points, whole};
pub use crate::entity::building::Model as Building;
pub use crate::entity::component::Model as Component;

/// The records of a list: which, in what order, from where on.
#[derive(Clone)]
pub struct Selection {
    /// What must hold of a record besides its municipality.
    pub condition: Condition,
    /// The box its geometry must meet.
    pub bounds: Option<BoundingBox>,
    /// The place it must be near, and how near in metres.
    pub near: Option<(Place, f64)>,
    /// Column to sort by; ties by code.
    pub sort: &'static str,
    /// Largest first.
    pub descending: bool,
    /// Value of the sort column and code of the last record already given.
    pub after: Option<(Value, String)>,
}

impl Selection {
    /// All records by code.
    pub fn all() -> Selection {
        Selection {
            condition: Condition::all(),
            bounds: None,
            near: None,
            sort: "code",
            descending: false,
            after: None,
        }
    }
}

/// A record of a list and, where a place was asked for, its distance in metres.
pub struct Found<R> {
    /// The record.
    pub record: R,
    /// Metres to the place.
    pub distance_m: Option<f64>,
}

fn column(name: &'static str) -> SimpleExpr {
    Expr::col(Alias::new(name))
}

fn key(municipality: &str) -> SimpleExpr {
    column("municipality_code").eq(municipality)
}

/// A municipality that is here, or 404.
pub async fn demand_municipality(db: &impl ConnectionTrait, code: &str) -> Result<municipality::Model> {
    municipality::Entity::find_by_id(code).one(db).await?.ok_or_else(|| {
        Error::NotFound(Text::new(
            format!("there is no municipality `{code}` here; check the code"),
            format!("団体コード `{code}` の地方公共団体は登録されていません。コードを確かめてください"),
        ))
    })
}

/// Whether this database was filled with the demonstration on its first start.
pub async fn demonstration_is_loaded(db: &impl ConnectionTrait) -> Result<bool> {
    let row = installation::Entity::find_by_id(super::seed::TASK).one(db).await?;
    Ok(row.is_some_and(|row| row.outcome == super::seed::LOADED))
}

/// One municipality with its populations, or 404.
pub async fn municipality(
    db: &impl ConnectionTrait,
    code: &str,
) -> Result<(municipality::Model, Vec<population::Model>)> {
    let found = demand_municipality(db, code).await?;
    let people = population::Entity::find()
        .filter(key(code))
        .order_by(column("observed_on"), Order::Asc)
        .order_by(column("kind"), Order::Asc)
        .all(db)
        .await?;
    Ok((found, people))
}

/// Every municipality, by code.
pub async fn municipality_codes(db: &impl ConnectionTrait) -> Result<Vec<String>> {
    let rows = municipality::Entity::find().order_by(column("code"), Order::Asc).all(db).await?;
    Ok(rows.into_iter().map(|row| row.code).collect())
}

/// Writes a municipality and its populations, in place of what was there.
pub async fn write_municipality(
    db: &impl ConnectionTrait,
    row: municipality::Model,
    people: Vec<population::Model>,
) -> Result<()> {
    population::Entity::delete_many().filter(key(&row.code)).exec(db).await?;
    insert::<municipality::Entity>(db, vec![row], &["code"]).await?;
    insert::<population::Entity>(db, people, &["municipality_code", "observed_on", "kind"]).await
}

/// Removes a municipality that has no records any more.
pub async fn delete_municipality(db: &impl ConnectionTrait, code: &str) -> Result<()> {
    population::Entity::delete_many().filter(key(code)).exec(db).await?;
    // What was kept for it goes with it, so that a later namesake begins anew.
    parameter::Entity::delete_many().filter(key(code)).exec(db).await?;
    municipality_outline::Entity::delete_many().filter(key(code)).exec(db).await?;
    rating_scheme_row::Entity::delete_many().filter(key(code)).exec(db).await?;
    plan_line::Entity::delete_many().filter(key(code)).exec(db).await?;
    conservation_plan::Entity::delete_many().filter(key(code)).exec(db).await?;
    conservation_event::Entity::delete_many().filter(key(code)).exec(db).await?;
    demand_point::Entity::delete_many().filter(key(code)).exec(db).await?;
    station::Entity::delete_many().filter(key(code)).exec(db).await?;
    attachment::Entity::delete_many().filter(key(code)).exec(db).await?;
    inspection_kind::Entity::delete_many().filter(key(code)).exec(db).await?;
    inspection_duty::Entity::delete_many().filter(key(code)).exec(db).await?;
    scenario::Entity::delete_many().filter(key(code)).exec(db).await?;
    idempotency_key::Entity::delete_many().filter(key(code)).exec(db).await?;
    municipality::Entity::delete_by_id(code).exec(db).await.map(drop).map_err(|cause| kept(cause, code))
}

/// `SELECT` with the columns in the order in which rows are decoded.
fn select<R: Record>() -> Select<R::Table> {
    R::COLUMNS.iter().fold(R::Table::find().select_only(), |select, name| select.expr(column(name)))
}

/// One record.
pub async fn find<R: Record>(db: &impl ConnectionTrait, municipality: &str, code: &str) -> Result<Option<R>> {
    let query = select::<R>().filter(key(municipality)).filter(column("code").eq(code));
    let row = db.query_one(query.as_query()).await?;
    Ok(row.as_ref().map(R::decode).transpose()?)
}

/// Those of the codes that are here, with their records.
pub async fn existing<R: Record>(
    db: &impl ConnectionTrait,
    municipality: &str,
    codes: &[String],
) -> Result<HashMap<String, R>> {
    let mut found = HashMap::with_capacity(codes.len());
    for some in codes.chunks(1_000) {
        let query = select::<R>().filter(key(municipality)).filter(column("code").is_in(some));
        for row in db.query_all(query.as_query()).await? {
            let record = R::decode(&row)?;
            found.insert(record.code().to_owned(), record);
        }
    }
    Ok(found)
}

/// Those of the codes that no record of this kind has.
pub async fn missing(
    db: &impl ConnectionTrait,
    municipality: &str,
    kind: Kind,
    codes: &[String],
) -> Result<HashSet<String>> {
    let table = match kind {
        Kind::Sites => site::Model::TABLE,
        Kind::Facilities => facility::Model::TABLE,
        Kind::Buildings => building::Model::TABLE,
        Kind::Components => component::Model::TABLE,
    };
    let mut missing: HashSet<String> = codes.iter().cloned().collect();
    for some in codes.chunks(1_000) {
        let query = Query::select()
            .column("code")
            .from(table)
            .and_where(key(municipality))
            .and_where(column("code").is_in(some))
            .take();
        for row in db.query_all(&query).await? {
            missing.remove(&row.try_get::<String>("", "code")?);
        }
    }
    Ok(missing)
}

/// Inserts a record that must not be there yet.
pub async fn create<R: Record>(db: &impl ConnectionTrait, record: R) -> Result<()> {
    R::Table::insert(record.into_active_model()).exec_without_returning(db).await?;
    Ok(())
}

/// Inserts records, or puts them in place of those with the same code.
pub async fn write<R: Record>(db: &impl ConnectionTrait, records: Vec<R>) -> Result<()> {
    insert::<R::Table>(db, records, &["municipality_code", "code"]).await
}

async fn insert<E>(db: &impl ConnectionTrait, rows: Vec<E::Model>, keys: &[&'static str]) -> Result<()>
where
    E: EntityTrait,
    E::Model: sea_orm::IntoActiveModel<E::ActiveModel>,
    E::ActiveModel: Send,
{
    use sea_orm::IntoActiveModel;
    let others: Vec<E::Column> = E::Column::iter().filter(|c| !keys.contains(&c.as_str())).collect();
    let all = E::Column::iter().count();
    let mut rows = rows.into_iter().map(IntoActiveModel::into_active_model).peekable();
    while rows.peek().is_some() {
        let some: Vec<E::ActiveModel> = rows.by_ref().take(db::rows_a_statement(all)).collect();
        let conflict = OnConflict::columns(keys.iter().copied()).update_columns(others.clone()).to_owned();
        E::insert_many(some).on_conflict(conflict).exec_without_returning(db).await?;
    }
    Ok(())
}

/// Deletes a record, unless photos or documents hang on it; what was said of its inspections goes with it.
pub async fn delete<R: Record>(db: &impl ConnectionTrait, municipality: &str, code: &str) -> Result<()> {
    use attachment::Column as A;
    let attached = attachment::Entity::find().filter(key(municipality)).filter(A::Subject.eq(R::EN));
    if attached.filter(A::SubjectId.eq(code)).count(db).await? > 0 {
        return Err(Error::Conflict(Text::new(
            format!("photos or documents are attached to `{code}`; delete them first"),
            format!("`{code}` に写真又は文書が添付されています。先に削除してください"),
        )));
    }
    use inspection_duty::Column as D;
    let said = inspection_duty::Entity::delete_many().filter(key(municipality)).filter(column("scope").eq(R::EN));
    said.filter(D::SubjectCode.eq(code)).exec(db).await?;
    let gone = R::Table::delete_many().filter(key(municipality)).filter(column("code").eq(code)).exec(db).await;
    gone.map(drop).map_err(|cause| kept(cause, code))
}

/// What is answered when the database keeps a record because the register or conservation refers to it; its own
/// dependants were looked for before.
fn kept(cause: DbErr, code: &str) -> Error {
    if !is_reference(&cause) {
        return cause.into();
    }
    Error::Conflict(Text::new(
        format!(
            "the fixed-asset register, records of conservation or report links refer to `{code}`; what was recorded there \
             stays, so change its status instead"
        ),
        format!(
            "固定資産台帳、保全の記録（点検・不具合・工事など）又は報告用リンクが `{code}` を参照しています。\
             記録は残るため、削除せずに状態を変更してください"
        ),
    ))
}

/// How many records hang on this one, with what they are called.
pub async fn dependants<R: Record>(db: &impl ConnectionTrait, municipality: &str, code: &str) -> Result<(u64, Kind)> {
    let count = match R::KIND {
        Kind::Sites => {
            let hanging =
                facility::Entity::find().filter(key(municipality)).filter(facility::Column::SiteCode.eq(code));
            (hanging.count(db).await?, Kind::Facilities)
        }
        Kind::Facilities => {
            let hanging =
                building::Entity::find().filter(key(municipality)).filter(building::Column::FacilityCode.eq(code));
            (hanging.count(db).await?, Kind::Buildings)
        }
        Kind::Buildings => {
            let hanging =
                component::Entity::find().filter(key(municipality)).filter(component::Column::BuildingCode.eq(code));
            (hanging.count(db).await?, Kind::Components)
        }
        Kind::Components => (0, Kind::Components),
    };
    Ok(count)
}

/// How many records match, whatever the page. With a place or a box it reads them all, for only their shapes decide.
pub async fn count<R: Record>(db: &impl ConnectionTrait, municipality: &str, selection: &Selection) -> Result<u64> {
    if selection.bounds.is_none() && selection.near.is_none() {
        let query = Query::select()
            .expr_as(Func::count(Expr::val(1)), "records")
            .from(R::TABLE)
            .and_where(key(municipality))
            .cond_where(selection.condition.clone())
            .take();
        let row = db.query_one(&query).await?;
        return Ok(row.map(|row| row.try_get::<i64>("", "records")).transpose()?.unwrap_or(0) as u64);
    }
    const BATCH: usize = 10_000;
    let mut rest = Selection { after: None, sort: "code", descending: false, ..selection.clone() };
    let mut counted = 0;
    loop {
        let found = page::<R>(db, municipality, rest.clone(), BATCH).await?;
        counted += found.len() as u64;
        match found.last() {
            Some(last) if found.len() == BATCH => {
                rest.after = Some((last.record.code().into(), last.record.code().to_owned()));
            }
            _ => return Ok(counted),
        }
    }
}

/// The first `limit` records of the selection.
pub async fn page<R: Record>(
    db: &impl ConnectionTrait,
    municipality: &str,
    mut selection: Selection,
    limit: usize,
) -> Result<Vec<Found<R>>> {
    let mut found = Vec::new();
    let mut condition = Condition::all().add(key(municipality)).add(selection.condition.clone());
    if let Some(bounds) = reach(&selection) {
        condition = condition
            .add(column("max_lon").gte(bounds.min_lon))
            .add(column("min_lon").lte(bounds.max_lon))
            .add(column("max_lat").gte(bounds.min_lat))
            .add(column("min_lat").lte(bounds.max_lat));
        condition = condition.add_option(db::in_box_index(db, R::TABLE, municipality, &bounds).await?);
    }
    let batch = limit.min(10_000);
    loop {
        let mut query = select::<R>().filter(condition.clone());
        if let Some((value, code)) = &selection.after {
            query = query.filter(beyond(&selection, value, code));
        }
        // Ties go the same way as the column, so that one index serves both directions.
        let order = if selection.descending { Order::Desc } else { Order::Asc };
        if selection.sort != "code" {
            query = query.order_by_with_nulls(column(selection.sort), order.clone(), NullOrdering::Last);
        }
        let query = query.order_by(column("code"), order).limit(batch as u64);
        let rows = db.query_all(query.as_query()).await?;
        let rows = rows.iter().map(R::decode).collect::<Result<Vec<R>, _>>()?;
        let complete = rows.len() < batch;
        if let Some(last) = rows.last() {
            selection.after = Some((sort_value(last, selection.sort)?, last.code().to_owned()));
        }
        for record in rows {
            if let Some(distance_m) = meets(&record, &selection) {
                found.push(Found { record, distance_m });
                if found.len() == limit {
                    return Ok(found);
                }
            }
        }
        if complete {
            return Ok(found);
        }
    }
}

/// The box outside which nothing can match.
fn reach(selection: &Selection) -> Option<BoundingBox> {
    let around = selection.near.map(|(place, radius_m)| BoundingBox::around(place, radius_m));
    match (selection.bounds, around) {
        (Some(a), Some(b)) => Some(BoundingBox {
            min_lon: a.min_lon.max(b.min_lon),
            min_lat: a.min_lat.max(b.min_lat),
            max_lon: a.max_lon.min(b.max_lon),
            max_lat: a.max_lat.min(b.max_lat),
        }),
        (one, other) => one.or(other),
    }
}

/// Whether a record whose box matches does so itself, and how far it is.
fn meets<R: Record>(record: &R, selection: &Selection) -> Option<Option<f64>> {
    if selection.bounds.is_none() && selection.near.is_none() {
        return Some(None);
    }
    let shape = record.geometry()?;
    // A point is its own box, which the database has compared already.
    let point = shape.starts_with(r#"{"type":"Point""#);
    if selection.bounds.as_ref().is_some_and(|bounds| !point && !geometry::meets(shape, bounds)) {
        return None;
    }
    match selection.near {
        Some((place, radius_m)) => geometry::distance_m(shape, place).filter(|d| *d <= radius_m).map(Some),
        None => Some(None),
    }
}

/// Records that come after one: sorted by a column with its empty cells last, ties by code.
fn beyond(selection: &Selection, value: &Value, code: &str) -> Condition {
    let later_code = if selection.descending { column("code").lt(code) } else { column("code").gt(code) };
    if selection.sort == "code" {
        return Condition::all().add(later_code);
    }
    let sort = column(selection.sort);
    if *value == value.as_null() {
        return Condition::all().add(sort.is_null()).add(later_code);
    }
    let further = if selection.descending { sort.clone().lt(value.clone()) } else { sort.clone().gt(value.clone()) };
    Condition::any()
        .add(further)
        .add(Condition::all().add(sort.clone().eq(value.clone())).add(later_code))
        .add(sort.is_null())
}

/// The value of a record by which a list is sorted.
pub fn sort_value<R: Record>(record: &R, sort: &str) -> Result<Value> {
    let column = <R::Table as EntityTrait>::Column::iter()
        .find(|c| c.as_str() == sort)
        .ok_or_else(|| Error::internal(format!("no column {sort}")))?;
    Ok(record.get(column))
}

/// What the buildings of a facility that stand amount to.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Summary {
    facility_code: String,
    /// Buildings that stand.
    pub buildings: i64,
    /// Their floor area together.
    pub floor_area_dm2: Option<i64>,
    /// Completion of the oldest.
    pub completed_from: Option<i32>,
    /// Completion of the newest.
    pub completed_to: Option<i32>,
    /// Buildings whose floor area is invented.
    pub invented_areas: i64,
    /// Buildings whose completion is invented.
    pub invented_years: i64,
}

/// Buildings that count: neither planned nor demolished.
fn stands() -> SimpleExpr {
    let gone: Vec<&str> =
        [Status::Planned, Status::Demolished].into_iter().filter(|s| !s.stands()).map(Word::code).collect();
    column("status").is_not_in(gone)
}

/// Summaries by facility code.
pub async fn summaries(
    db: &impl ConnectionTrait,
    municipality: &str,
    codes: &[String],
) -> Result<HashMap<String, Summary>> {
    let invented = |field: &str| {
        let marked = column("illustrative").like(format!("%\"{field}\"%"));
        Func::sum(sea_orm::sea_query::CaseStatement::new().case(marked, 1).finally(0)).cast_as("bigint")
    };
    let mut found = HashMap::new();
    for some in codes.chunks(1_000) {
        let rows = building::Entity::find()
            .select_only()
            .column(building::Column::FacilityCode)
            .column_as(column("code").count(), "buildings")
            .column_as(column("floor_area_dm2").sum().cast_as("bigint"), "floor_area_dm2")
            .column_as(column("completed_year").min(), "completed_from")
            .column_as(column("completed_year").max(), "completed_to")
            .column_as(invented("floor_area_m2"), "invented_areas")
            .column_as(invented("completed_year"), "invented_years")
            .filter(key(municipality))
            .filter(column("facility_code").is_in(some))
            .filter(stands())
            .group_by(building::Column::FacilityCode)
            .into_model::<Summary>()
            .all(db)
            .await?;
        found.extend(rows.into_iter().map(|row| (row.facility_code.clone(), row)));
    }
    Ok(found)
}

/// Facilities that have a building completed in these years.
pub fn has_building_completed(municipality: &str, from: Option<i64>, to: Option<i64>) -> SimpleExpr {
    let mut of = Query::select();
    of.column("facility_code").from("building").and_where(key(municipality)).and_where(stands());
    from.map(|year| of.and_where(column("completed_year").gte(year)));
    to.map(|year| of.and_where(column("completed_year").lte(year)));
    column("code").in_subquery(of.take())
}

/// Facilities whose buildings together have a floor area in this range.
pub fn has_floor_area(municipality: &str, least: Option<Area>, most: Option<Area>) -> SimpleExpr {
    let mut of = Query::select();
    of.column("facility_code").from("building").and_where(key(municipality)).and_where(stands());
    of.group_by_col("facility_code");
    let sum = || column("floor_area_dm2").sum();
    least.map(|area| of.and_having(sum().gte(i64::from(area.dm2()))));
    most.map(|area| of.and_having(sum().lte(i64::from(area.dm2()))));
    column("code").in_subquery(of.take())
}

/// What stands in a building of a facility.
pub fn is_in_facility(municipality: &str, facility: &str) -> SimpleExpr {
    let buildings = Query::select()
        .column("code")
        .from("building")
        .and_where(key(municipality))
        .and_where(column("facility_code").eq(facility))
        .take();
    column("building_code").in_subquery(buildings)
}

/// Buildings of facilities of a class or a department.
pub fn facility_is(municipality: &str, field: &'static str, value: &str) -> SimpleExpr {
    let of = Query::select()
        .column("code")
        .from("facility")
        .and_where(key(municipality))
        .and_where(column(field).eq(value))
        .take();
    column("facility_code").in_subquery(of)
}

/// What building law asks of a site.
#[derive(Debug, Clone)]
pub struct SiteLand {
    /// 敷地面積
    pub area_dm2: Option<i64>,
    /// 用途地域
    pub zoning: Option<Zoning>,
    /// 指定容積率(％)
    pub floor_area_ratio_percent: Option<i32>,
    /// 指定建蔽率(％)
    pub coverage_ratio_percent: Option<i32>,
    /// 例示: which of these and other fields are invented
    pub illustrative: Vec<String>,
}

/// The land of a site.
pub async fn site_land(db: &impl ConnectionTrait, municipality: &str, code: &str) -> Result<Option<SiteLand>> {
    let site = find::<site::Model>(db, municipality, code).await?;
    Ok(site.map(|site| SiteLand {
        area_dm2: site.area_dm2,
        zoning: site.zoning,
        floor_area_ratio_percent: site.floor_area_ratio_percent,
        coverage_ratio_percent: site.coverage_ratio_percent,
        illustrative: serde_json::from_str(&site.illustrative).unwrap_or_default(),
    }))
}

/// What the forecast needs of a building, and what a report says of it.
#[derive(Debug, Clone, FromQueryResult)]
pub struct StockRow {
    /// 建物番号
    pub code: String,
    /// 名称
    pub name: String,
    /// 施設番号
    pub facility_code: String,
    /// 施設名
    pub facility_name: String,
    /// 大分類 of the facility
    pub class: Class,
    /// 状態
    pub status: Status,
    /// 建築年度
    pub completed_year: Option<i32>,
    /// 延床面積 in hundredths of m²
    pub floor_area_dm2: Option<i64>,
    /// 構造
    pub structure: Option<Structure>,
    /// 耐震基準
    pub seismic_standard: Option<SeismicStandard>,
    /// 防災上の役割 of the facility, as JSON text
    pub disaster_roles: String,
    /// Names of invented fields, as JSON text
    pub illustrative: String,
    /// 出典
    pub source: Option<String>,
}

/// Every building with its facility's name and class, by code.
pub async fn stock(db: &impl ConnectionTrait, municipality: &str) -> Result<Vec<StockRow>> {
    Ok(stock_query(municipality).into_model::<StockRow>().all(db).await?)
}

/// The buildings of a municipality as [`StockRow`] has them.
pub(super) fn stock_query(municipality: &str) -> Select<building::Entity> {
    use building::Column as B;
    use facility::Column as F;
    building::Entity::find()
        .inner_join(facility::Entity)
        .select_only()
        .columns([
            B::Code,
            B::Name,
            B::FacilityCode,
            B::Status,
            B::CompletedYear,
            B::FloorAreaDm2,
            B::Structure,
            B::SeismicStandard,
            B::Illustrative,
            B::Source,
        ])
        .column_as(F::Name, "facility_name")
        .column_as(F::Class, "class")
        .column_as(F::DisasterRoles, "disaster_roles")
        .filter(B::MunicipalityCode.eq(municipality))
        .order_by(B::Code, Order::Asc)
}

/// What a facility is for, as statements class what belongs to it.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Use {
    code: String,
    /// 施設名
    pub name: String,
    /// 大分類
    pub class: Class,
    /// 中分類
    pub subclass: Option<Subclass>,
}

/// What every facility is for, by its code.
pub async fn uses(db: &impl ConnectionTrait, municipality: &str) -> Result<HashMap<String, Use>> {
    use facility::Column as F;
    let found = facility::Entity::find()
        .select_only()
        .columns([F::Code, F::Name, F::Class, F::Subclass])
        .filter(key(municipality))
        .into_model::<Use>()
        .all(db)
        .await?;
    Ok(found.into_iter().map(|facility| (facility.code.clone(), facility)).collect())
}

/// The structure of every building that tells one, by its code.
pub async fn structures(db: &impl ConnectionTrait, municipality: &str) -> Result<HashMap<String, Structure>> {
    use building::Column as B;
    let found: Vec<(String, Option<Structure>)> = building::Entity::find()
        .select_only()
        .columns([B::Code, B::Structure])
        .filter(key(municipality))
        .into_tuple()
        .all(db)
        .await?;
    Ok(found.into_iter().filter_map(|(code, structure)| Some((code, structure?))).collect())
}

/// How many buildings have an invented value.
pub async fn invented_buildings(db: &impl ConnectionTrait, municipality: &str) -> Result<u64> {
    let marked = building::Entity::find().filter(key(municipality)).filter(building::Column::Illustrative.ne("[]"));
    Ok(marked.count(db).await?)
}

/// How many records of each kind a municipality has, by the name of their list.
pub async fn totals(db: &impl ConnectionTrait, municipality: &str) -> Result<BTreeMap<&'static str, u64>> {
    let all = Selection::all();
    Ok(BTreeMap::from([
        (site::Model::PLURAL, count::<site::Model>(db, municipality, &all).await?),
        (facility::Model::PLURAL, count::<facility::Model>(db, municipality, &all).await?),
        (building::Model::PLURAL, count::<building::Model>(db, municipality, &all).await?),
        (component::Model::PLURAL, count::<component::Model>(db, municipality, &all).await?),
    ]))
}

/// Lets a component count its age anew from a fiscal year, or all of a building when none is named: what works that were
/// completed have done to them. Each with the year it was installed before.
pub async fn renew_components(
    db: &impl ConnectionTrait,
    municipality: &str,
    (building, component): (Option<&str>, Option<&str>),
    year: i32,
) -> Result<Vec<(String, Option<i32>)>> {
    use component::Column as C;
    let mine = match (building, component) {
        (_, Some(component)) => C::Code.eq(component),
        (Some(building), None) => C::BuildingCode.eq(building),
        (None, None) => return Ok(Vec::new()),
    };
    let older = C::InstalledYear.is_null().or(C::InstalledYear.lt(year));
    let condition = || sea_orm::Condition::all().add(key(municipality)).add(mine.clone()).add(older.clone());
    let before = component::Entity::find().filter(condition()).order_by_asc(C::Code).all(db).await?;
    let renewed = component::Entity::update_many().col_expr(C::InstalledYear, Expr::value(year));
    renewed.filter(condition()).exec(db).await?;
    Ok(before.into_iter().map(|row| (row.code, row.installed_year)).collect())
}

/// What a plan needs of a component.
#[derive(Debug, Clone, FromQueryResult)]
pub struct ComponentRow {
    /// 部位番号
    pub code: String,
    /// 建物番号
    pub building_code: String,
    /// 名称
    pub name: String,
    /// 部位区分
    pub kind: ComponentKind,
    /// 設置年度
    pub installed_year: Option<i32>,
    /// 更新周期
    pub cycle_years: Option<i32>,
    /// 数量
    pub quantity: Option<f64>,
    /// 単価
    pub unit_cost_yen: Option<i64>,
    /// Names of invented fields, as JSON text
    pub illustrative: String,
}

/// Every component, by building and code; of one building when one is named.
pub async fn component_stock(
    db: &impl ConnectionTrait,
    municipality: &str,
    building: Option<&str>,
) -> Result<Vec<ComponentRow>> {
    let mut query = component_query(municipality);
    if let Some(building) = building {
        query = query.filter(component::Column::BuildingCode.eq(building));
    }
    Ok(query.into_model::<ComponentRow>().all(db).await?)
}

/// The components of a municipality as [`ComponentRow`] has them, by building and code.
pub(super) fn component_query(municipality: &str) -> Select<component::Entity> {
    use component::Column as C;
    component::Entity::find()
        .select_only()
        .columns([
            C::Code,
            C::BuildingCode,
            C::Name,
            C::Kind,
            C::InstalledYear,
            C::CycleYears,
            C::Quantity,
            C::UnitCostYen,
            C::Illustrative,
        ])
        .filter(key(municipality))
        .order_by(C::BuildingCode, Order::Asc)
        .order_by(C::Code, Order::Asc)
}

/// Notes that a building has been demolished; its status before, when it had not been.
pub async fn demolish(db: &impl ConnectionTrait, municipality: &str, building: &str) -> Result<Option<Status>> {
    let Some(was) = find::<building::Model>(db, municipality, building).await? else { return Ok(None) };
    let before = was.status;
    if before == Status::Demolished {
        return Ok(None);
    }
    write(db, vec![building::Model { status: Status::Demolished, ..was }]).await?;
    Ok(Some(before))
}
