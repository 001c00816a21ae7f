//! Reading the register and writing its rows. What may be written is decided before, in `entries` and `closing`.
//!
//! A past state is asked for by two times: the day on which it was true (`as_of`) and the last entry that counts
//! (`bound`), since entries are numbered in the order of recording.

use super::facts::{self, Facts};
pub use super::of_facility::{Book, book_of};
use crate::db::{Bulk, Holds};
use crate::domain::Text;
use crate::domain::asset::{AssetKey, Reason};
use crate::domain::ledger::Amounts;
use crate::domain::units::Yen;
use crate::entity::{closing_line, closing_total, fiscal_closing, movement, register_entry};
use crate::error::{Error, Result};
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Func, Order, Query, SelectStatement, SimpleExpr};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect, Value,
};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// Everything that was recorded counts.
pub const ALL_ENTRIES: i64 = i64::MAX;
/// A day after every other.
pub const ANY_DAY: &str = "9999-12-31";

/// The columns of movements in the order in which they are written.
pub const MOVEMENT: &[(&str, Holds)] = &[
    ("municipality_code", Holds::Text),
    ("entry_no", Holds::BigInteger),
    ("fiscal_year", Holds::Integer),
    ("asset_no", Holds::Text),
    ("branch_no", Holds::Text),
    ("movement_no", Holds::Integer),
    ("occurred_on", Holds::Text),
    ("reason", Holds::Text),
    ("account", Holds::Text),
    ("accounting_entity", Holds::Text),
    ("cost_yen", Holds::BigInteger),
    ("accumulated_yen", Holds::BigInteger),
    ("proceeds_yen", Holds::BigInteger),
];

/// The values of a movement after municipality and entry, in the order of [`MOVEMENT`].
pub fn movement_values(row: movement::Model) -> [Value; 11] {
    [
        row.fiscal_year.into(),
        row.asset_no.into(),
        row.branch_no.into(),
        row.movement_no.into(),
        row.occurred_on.into(),
        row.reason.into(),
        row.account.into(),
        row.accounting_entity.into(),
        row.cost_yen.into(),
        row.accumulated_yen.into(),
        row.proceeds_yen.into(),
    ]
}

fn column(name: &'static str) -> SimpleExpr {
    Expr::col(Alias::new(name))
}

fn pair_of(key: &AssetKey) -> SimpleExpr {
    Expr::tuple([Expr::val(key.asset_no.as_str()), Expr::val(key.branch_no.as_str())])
}

pub use super::holdings::assets_at;

/// The fiscal years that are closed, oldest first.
pub async fn closings(db: &impl ConnectionTrait, municipality: &str) -> Result<Vec<fiscal_closing::Model>> {
    Ok(fiscal_closing::Entity::find()
        .filter(fiscal_closing::Column::MunicipalityCode.eq(municipality))
        .order_by(fiscal_closing::Column::FiscalYear, Order::Asc)
        .all(db)
        .await?)
}

/// One closed year.
pub async fn closing(
    db: &impl ConnectionTrait,
    municipality: &str,
    year: i32,
) -> Result<Option<fiscal_closing::Model>> {
    Ok(fiscal_closing::Entity::find_by_id((municipality.to_owned(), year)).one(db).await?)
}

/// The last closed fiscal year, among the closings that are known by an entry.
pub async fn closed_through(db: &impl ConnectionTrait, municipality: &str, bound: i64) -> Result<Option<i32>> {
    let query = Query::select()
        .expr_as(Func::max(column("fiscal_year")), "year")
        .from("fiscal_closing")
        .and_where(column("municipality_code").eq(municipality))
        .and_where(column("entry_no").lte(bound))
        .take();
    let row = db.query_one(&query).await?;
    Ok(row.map(|row| row.try_get::<Option<i32>>("", "year")).transpose()?.flatten())
}

/// The number of the last entry that was recorded until then; 0 when there is none.
pub async fn bound_of(db: &impl ConnectionTrait, municipality: &str, recorded_as_of: Option<&str>) -> Result<i64> {
    let Some(instant) = recorded_as_of else { return Ok(ALL_ENTRIES) };
    let query = Query::select()
        .expr_as(Func::max(column("entry_no")), "entry")
        .from("register_entry")
        .and_where(column("municipality_code").eq(municipality))
        .and_where(column("recorded_at").lte(instant))
        .take();
    let row = db.query_one(&query).await?;
    Ok(row.map(|row| row.try_get::<Option<i64>>("", "entry")).transpose()?.flatten().unwrap_or(0))
}

/// The last entry, if there is one.
pub async fn last_entry(db: &impl ConnectionTrait, municipality: &str) -> Result<Option<register_entry::Model>> {
    Ok(register_entry::Entity::find()
        .filter(register_entry::Column::MunicipalityCode.eq(municipality))
        .order_by(register_entry::Column::EntryNo, Order::Desc)
        .one(db)
        .await?)
}

/// One entry.
pub async fn entry(db: &impl ConnectionTrait, municipality: &str, no: i64) -> Result<Option<register_entry::Model>> {
    Ok(register_entry::Entity::find_by_id((municipality.to_owned(), no)).one(db).await?)
}

/// Those of the entries, by number.
pub async fn entries_by_no(
    db: &impl ConnectionTrait,
    municipality: &str,
    numbers: impl IntoIterator<Item = i64>,
) -> Result<HashMap<i64, register_entry::Model>> {
    let numbers: HashSet<i64> = numbers.into_iter().collect();
    let mut found = HashMap::new();
    let numbers: Vec<i64> = numbers.into_iter().collect();
    for some in numbers.chunks(1_000) {
        let rows = register_entry::Entity::find()
            .filter(register_entry::Column::MunicipalityCode.eq(municipality))
            .filter(register_entry::Column::EntryNo.is_in(some.iter().copied()))
            .all(db)
            .await?;
        found.extend(rows.into_iter().map(|row| (row.entry_no, row)));
    }
    Ok(found)
}

/// Every entry by number.
pub async fn all_entries(db: &impl ConnectionTrait, municipality: &str) -> Result<Vec<register_entry::Model>> {
    use register_entry::Column as C;
    Ok(register_entry::Entity::find()
        .filter(C::MunicipalityCode.eq(municipality))
        .order_by(C::EntryNo, Order::Asc)
        .all(db)
        .await?)
}

/// Whether a movement of a year was recorded by a later entry than this one.
pub async fn recorded_after(db: &impl ConnectionTrait, municipality: &str, year: i32, entry: i64) -> Result<bool> {
    use movement::Column as C;
    let row = movement::Entity::find()
        .filter(C::MunicipalityCode.eq(municipality))
        .filter(C::FiscalYear.eq(year))
        .filter(C::EntryNo.gt(entry))
        .one(db)
        .await?;
    Ok(row.is_some())
}

/// A page of entries, newest first, those before a number.
pub async fn entries(
    db: &impl ConnectionTrait,
    municipality: &str,
    before: Option<i64>,
    limit: u64,
) -> Result<Vec<register_entry::Model>> {
    use register_entry::Column as C;
    let mut query = register_entry::Entity::find().filter(C::MunicipalityCode.eq(municipality));
    if let Some(before) = before {
        query = query.filter(C::EntryNo.lt(before));
    }
    Ok(query.order_by(C::EntryNo, Order::Desc).limit(limit).all(db).await?)
}

/// The entry that takes this one back, if one does.
pub async fn reversal_of(db: &impl ConnectionTrait, municipality: &str, no: i64) -> Result<Option<i64>> {
    let row = register_entry::Entity::find()
        .filter(register_entry::Column::MunicipalityCode.eq(municipality))
        .filter(register_entry::Column::ReversesEntryNo.eq(no))
        .one(db)
        .await?;
    Ok(row.map(|row| row.entry_no))
}

/// Begins an entry: the next number, recorded now.
pub async fn begin_entry(
    db: &impl ConnectionTrait,
    municipality: &str,
    kind: &str,
    note: Option<String>,
    source: Option<String>,
    reverses: Option<i64>,
) -> Result<register_entry::Model> {
    let last = last_entry(db, municipality).await?;
    let now = chrono::Utc::now().to_rfc3339_opts(chrono::SecondsFormat::Micros, true);
    let (number, before) = last.map_or((0, String::new()), |entry| (entry.entry_no, entry.recorded_at));
    // A clock that was set back must not turn the order of entries around.
    let recorded_at = if now > before { now } else { before };
    let row = register_entry::Model {
        municipality_code: municipality.to_owned(),
        entry_no: number + 1,
        recorded_at,
        kind: kind.to_owned(),
        note,
        source,
        reverses_entry_no: reverses,
    };
    register_entry::Entity::insert(row.clone().into_active_model()).exec_without_returning(db).await?;
    Ok(row)
}

/// The fiscal years after one in which there are movements; each is found by its place in the key, none is read.
pub async fn movement_years(db: &impl ConnectionTrait, municipality: &str, after: Option<i32>) -> Result<Vec<i32>> {
    let mut years = Vec::new();
    let mut last = after.unwrap_or(i32::MIN);
    loop {
        let query = Query::select()
            .column("fiscal_year")
            .from("movement")
            .and_where(column("municipality_code").eq(municipality))
            .and_where(column("fiscal_year").gt(last))
            .order_by("fiscal_year", Order::Asc)
            .limit(1)
            .take();
        let Some(row) = db.query_one(&query).await? else { return Ok(years) };
        last = row.try_get("", "fiscal_year")?;
        years.push(last);
    }
}

fn facts_query() -> SelectStatement {
    let mut query = Query::select();
    for (name, _) in facts::COLUMNS.iter().filter(|(name, _)| *name != "digest") {
        query.column((Alias::new("v"), Alias::new(*name)));
    }
    query.from_as("asset_version", "v").take()
}

fn of_version(alias: &'static str, name: &'static str) -> SimpleExpr {
    Expr::col((Alias::new(alias), Alias::new(name)))
}

/// An asset as it was on a day, as far as the entries up to `bound` knew.
pub async fn facts_of(
    db: &impl ConnectionTrait,
    municipality: &str,
    key: &AssetKey,
    as_of: &str,
    bound: i64,
) -> Result<Option<Facts>> {
    let query = facts_query()
        .and_where(of_version("v", "municipality_code").eq(municipality))
        .and_where(of_version("v", "asset_no").eq(key.asset_no.as_str()))
        .and_where(of_version("v", "branch_no").eq(key.branch_no.as_str()))
        .and_where(of_version("v", "effective_on").lte(as_of))
        .and_where(of_version("v", "entry_no").lte(bound))
        .order_by((Alias::new("v"), Alias::new("effective_on")), Order::Desc)
        .order_by((Alias::new("v"), Alias::new("entry_no")), Order::Desc)
        .limit(1)
        .take();
    let row = db.query_one(&query).await?;
    Ok(row.as_ref().map(facts::decode).transpose()?)
}

/// Everything that was ever recorded of an asset, by the day from which it held and then by entry.
pub async fn versions(db: &impl ConnectionTrait, municipality: &str, key: &AssetKey) -> Result<Vec<Facts>> {
    let query = facts_query()
        .and_where(of_version("v", "municipality_code").eq(municipality))
        .and_where(of_version("v", "asset_no").eq(key.asset_no.as_str()))
        .and_where(of_version("v", "branch_no").eq(key.branch_no.as_str()))
        .order_by((Alias::new("v"), Alias::new("effective_on")), Order::Asc)
        .order_by((Alias::new("v"), Alias::new("entry_no")), Order::Asc)
        .take();
    Ok(db.query_all(&query).await?.iter().map(facts::decode).collect::<Result<_, _>>()?)
}

/// How many versions of an asset there are, and the first and the last day from which one holds.
pub async fn extent(
    db: &impl ConnectionTrait,
    municipality: &str,
    key: &AssetKey,
) -> Result<(u64, Option<String>, Option<String>)> {
    let query = Query::select()
        .expr_as(Func::count(Expr::val(1)), "versions")
        .expr_as(Func::min(column("effective_on")), "first_on")
        .expr_as(Func::max(column("effective_on")), "last_on")
        .from("asset_version")
        .and_where(column("municipality_code").eq(municipality))
        .and_where(column("asset_no").eq(key.asset_no.as_str()))
        .and_where(column("branch_no").eq(key.branch_no.as_str()))
        .take();
    let Some(row) = db.query_one(&query).await? else { return Ok((0, None, None)) };
    Ok((row.try_get::<i64>("", "versions")? as u64, row.try_get("", "first_on")?, row.try_get("", "last_on")?))
}

/// The fiscal year that can be closed next: the one after the last closed; before the first closing the first in which
/// more is recorded than the balances with which assets came in, else the one after these. None in an empty register.
pub async fn next_year(db: &impl ConnectionTrait, municipality: &str) -> Result<Option<i32>> {
    if let Some(closed) = closed_through(db, municipality, ALL_ENTRIES).await? {
        return Ok(Some(closed + 1));
    }
    let mut last = None;
    for year in movement_years(db, municipality, None).await? {
        if more_than_openings(db, municipality, year).await? {
            return Ok(Some(year));
        }
        last = Some(year + 1);
    }
    Ok(last)
}

/// Whether more is recorded in a year than the balances with which assets came in.
pub async fn more_than_openings(db: &impl ConnectionTrait, municipality: &str, year: i32) -> Result<bool> {
    let row = movement::Entity::find()
        .filter(movement::Column::MunicipalityCode.eq(municipality))
        .filter(movement::Column::FiscalYear.eq(year))
        .filter(movement::Column::Reason.ne(Reason::OpeningBalance))
        .one(db)
        .await?;
    Ok(row.is_some())
}

/// The versions that one entry recorded of some assets.
pub async fn versions_of_entry(
    db: &impl ConnectionTrait,
    municipality: &str,
    keys: &[AssetKey],
    entry: i64,
) -> Result<Vec<Facts>> {
    let mut found = Vec::new();
    for some in keys.chunks(500) {
        let texts = |of: fn(&AssetKey) -> &str| some.iter().map(of).collect::<BTreeSet<&str>>();
        let query = facts_query()
            .and_where(of_version("v", "municipality_code").eq(municipality))
            .and_where(of_version("v", "asset_no").is_in(texts(|key| &key.asset_no)))
            .and_where(of_version("v", "branch_no").is_in(texts(|key| &key.branch_no)))
            .and_where(of_version("v", "entry_no").eq(entry))
            .take();
        for row in db.query_all(&query).await? {
            found.push(facts::decode(&row)?);
        }
    }
    Ok(found)
}

/// Assets as they were on a day, by key, after one, at most so many.
pub async fn facts_page(
    db: &impl ConnectionTrait,
    municipality: &str,
    condition: Condition,
    after: Option<&AssetKey>,
    limit: u64,
    as_of: &str,
    bound: i64,
) -> Result<Vec<Facts>> {
    let later = |alias: &'static str| -> SimpleExpr {
        Expr::tuple([of_version(alias, "effective_on"), of_version(alias, "entry_no")])
    };
    let superseded = Query::select()
        .expr(Expr::val(1))
        .from_as("asset_version", "w")
        .and_where(of_version("w", "municipality_code").eq(municipality))
        .and_where(of_version("w", "asset_no").eq(of_version("v", "asset_no")))
        .and_where(of_version("w", "branch_no").eq(of_version("v", "branch_no")))
        .and_where(of_version("w", "effective_on").lte(as_of))
        .and_where(of_version("w", "entry_no").lte(bound))
        .and_where(later("w").gt(later("v")))
        .take();
    let mut query = facts_query();
    query
        .and_where(of_version("v", "municipality_code").eq(municipality))
        .and_where(of_version("v", "effective_on").lte(as_of))
        .and_where(of_version("v", "entry_no").lte(bound))
        .and_where(Expr::exists(superseded).not())
        .cond_where(condition)
        .order_by((Alias::new("v"), Alias::new("asset_no")), Order::Asc)
        .order_by((Alias::new("v"), Alias::new("branch_no")), Order::Asc)
        .limit(limit);
    if let Some(key) = after {
        let own: SimpleExpr = Expr::tuple([of_version("v", "asset_no"), of_version("v", "branch_no")]);
        query.and_where(own.gt(pair_of(key)));
    }
    Ok(db.query_all(&query).await?.iter().map(facts::decode).collect::<Result<_, _>>()?)
}

/// All movements of one asset in these years that the entries up to `bound` knew, in the order of their keys.
pub async fn movements_of(
    db: &impl ConnectionTrait,
    municipality: &str,
    key: &AssetKey,
    years: &[i32],
    bound: i64,
) -> Result<Vec<movement::Model>> {
    use movement::Column as C;
    Ok(movement::Entity::find()
        .filter(C::MunicipalityCode.eq(municipality))
        .filter(C::FiscalYear.is_in(years.iter().copied()))
        .filter(C::AssetNo.eq(&key.asset_no))
        .filter(C::BranchNo.eq(&key.branch_no))
        .filter(C::EntryNo.lte(bound))
        .order_by(C::FiscalYear, Order::Asc)
        .order_by(C::MovementNo, Order::Asc)
        .all(db)
        .await?)
}

/// The lines of one asset in these closed years.
pub async fn lines_of(
    db: &impl ConnectionTrait,
    municipality: &str,
    key: &AssetKey,
    years: &[i32],
) -> Result<Vec<closing_line::Model>> {
    use closing_line::Column as C;
    Ok(closing_line::Entity::find()
        .filter(C::MunicipalityCode.eq(municipality))
        .filter(C::FiscalYear.is_in(years.iter().copied()))
        .filter(C::AssetNo.eq(&key.asset_no))
        .filter(C::BranchNo.eq(&key.branch_no))
        .order_by(C::FiscalYear, Order::Asc)
        .all(db)
        .await?)
}

/// What some assets stand at on a day: the last closing until then and the movements since.
pub async fn balances(
    db: &impl ConnectionTrait,
    municipality: &str,
    keys: &[AssetKey],
    as_of: &str,
    bound: i64,
) -> Result<HashMap<AssetKey, Amounts>> {
    let closed = closings(db, municipality).await?;
    let closed = closed
        .iter()
        .filter(|c| c.entry_no <= bound && format!("{}-03-31", c.fiscal_year + 1).as_str() <= as_of)
        .map(|c| c.fiscal_year)
        .max();
    let years = movement_years(db, municipality, closed).await?;
    let mut found: HashMap<AssetKey, Amounts> = HashMap::with_capacity(keys.len());
    let wanted: HashSet<&AssetKey> = keys.iter().collect();
    for some in keys.chunks(500) {
        let mut queries = Vec::new();
        if let Some(year) = closed {
            queries.push(sums_query("closing_line", municipality, year, some));
        }
        for year in &years {
            let query = sums_query("movement", municipality, *year, some)
                .and_where(column("occurred_on").lte(as_of))
                .and_where(column("entry_no").lte(bound))
                .take();
            queries.push(query);
        }
        for query in queries {
            for row in db.query_all(&query).await? {
                let key = AssetKey { asset_no: row.try_get_by(0)?, branch_no: row.try_get_by(1)? };
                if wanted.contains(&key) {
                    *found.entry(key).or_default() +=
                        Amounts { cost: Yen(row.try_get_by(2)?), accumulated: Yen(row.try_get_by(3)?) };
                }
            }
        }
    }
    Ok(found)
}

/// The condition that finds some assets, and no others of numbers that have many branches.
fn among(keys: &[AssetKey]) -> Condition {
    let distinct = |of: fn(&AssetKey) -> &str| keys.iter().map(of).collect::<BTreeSet<&str>>();
    Condition::all()
        .add(column("asset_no").is_in(distinct(|key| &key.asset_no)))
        .add(column("branch_no").is_in(distinct(|key| &key.branch_no)))
}

fn sums_query(table: &'static str, municipality: &str, year: i32, keys: &[AssetKey]) -> SelectStatement {
    Query::select()
        .columns(["asset_no", "branch_no", "cost_yen", "accumulated_yen"])
        .from(table)
        .and_where(column("municipality_code").eq(municipality))
        .and_where(column("fiscal_year").eq(year))
        .cond_where(among(keys))
        .take()
}

/// The next number of a movement of each asset in a year.
pub async fn next_numbers(
    db: &impl ConnectionTrait,
    municipality: &str,
    year: i32,
    keys: &[AssetKey],
) -> Result<HashMap<AssetKey, i32>> {
    let mut next: HashMap<AssetKey, i32> = HashMap::new();
    for some in keys.chunks(500) {
        let query = Query::select()
            .columns(["asset_no", "branch_no"])
            .expr_as(Func::max(column("movement_no")), "last")
            .from("movement")
            .and_where(column("municipality_code").eq(municipality))
            .and_where(column("fiscal_year").eq(year))
            .cond_where(among(some))
            .group_by_columns(["asset_no", "branch_no"])
            .take();
        for row in db.query_all(&query).await? {
            let key = AssetKey { asset_no: row.try_get_by(0)?, branch_no: row.try_get_by(1)? };
            next.insert(key, row.try_get_by::<i32, _>(2)? + 1);
        }
    }
    Ok(next)
}

/// Those of the keys of which something was ever recorded.
pub async fn known(db: &impl ConnectionTrait, municipality: &str, keys: &[AssetKey]) -> Result<HashSet<AssetKey>> {
    let mut found = HashSet::new();
    let wanted: HashSet<&AssetKey> = keys.iter().collect();
    for some in keys.chunks(500) {
        let query = Query::select()
            .columns(["asset_no", "branch_no"])
            .from("asset_version")
            .and_where(column("municipality_code").eq(municipality))
            .cond_where(among(some))
            .take();
        for row in db.query_all(&query).await? {
            let key = AssetKey { asset_no: row.try_get_by(0)?, branch_no: row.try_get_by(1)? };
            if wanted.contains(&key) {
                found.insert(key);
            }
        }
    }
    Ok(found)
}

/// The movements of one entry, at most so many.
pub async fn movements_of_entry(
    db: &impl ConnectionTrait,
    municipality: &str,
    entry: i64,
    limit: u64,
) -> Result<Vec<movement::Model>> {
    use movement::Column as C;
    let mut found = Vec::new();
    for year in movement_years(db, municipality, None).await? {
        let rows = movement::Entity::find()
            .filter(C::MunicipalityCode.eq(municipality))
            .filter(C::FiscalYear.eq(year))
            .filter(C::EntryNo.eq(entry))
            .limit(limit)
            .all(db)
            .await?;
        found.extend(rows);
    }
    Ok(found)
}

/// A page of the movements of a year by key, those that match, after one.
pub async fn movements_page(
    db: &impl ConnectionTrait,
    municipality: &str,
    year: i32,
    condition: Condition,
    after: Option<(&AssetKey, i32)>,
    limit: u64,
) -> Result<Vec<movement::Model>> {
    use movement::Column as C;
    let mut query = movement::Entity::find()
        .filter(C::MunicipalityCode.eq(municipality))
        .filter(C::FiscalYear.eq(year))
        .filter(condition);
    if let Some((key, number)) = after {
        let place: SimpleExpr = Expr::tuple([column("asset_no"), column("branch_no"), column("movement_no")]);
        let last: SimpleExpr =
            Expr::tuple([Expr::val(key.asset_no.as_str()), Expr::val(key.branch_no.as_str()), Expr::val(number)]);
        query = query.filter(place.gt(last));
    }
    Ok(query
        .order_by(C::AssetNo, Order::Asc)
        .order_by(C::BranchNo, Order::Asc)
        .order_by(C::MovementNo, Order::Asc)
        .limit(limit)
        .all(db)
        .await?)
}

/// How many rows a table has of a year.
pub async fn rows(db: &impl ConnectionTrait, table: &'static str, municipality: &str, year: i32) -> Result<i64> {
    let query = Query::select()
        .expr_as(Func::count(Expr::val(1)), "rows")
        .from(table)
        .and_where(column("municipality_code").eq(municipality))
        .and_where(column("fiscal_year").eq(year))
        .take();
    let row = db.query_one(&query).await?;
    Ok(row.map(|row| row.try_get::<i64>("", "rows")).transpose()?.unwrap_or(0))
}

/// The sums of a closed year.
pub async fn totals(db: &impl ConnectionTrait, municipality: &str, year: i32) -> Result<Vec<closing_total::Model>> {
    Ok(closing_total::Entity::find()
        .filter(closing_total::Column::MunicipalityCode.eq(municipality))
        .filter(closing_total::Column::FiscalYear.eq(year))
        .all(db)
        .await?)
}

/// The table of movements, for those of one entry.
pub fn movements_of_one(db: &impl ConnectionTrait, municipality: &str, entry_no: i64) -> Bulk {
    Bulk::new(db, "movement", MOVEMENT, vec![municipality.into(), entry_no.into()])
}

/// The table of versions, for those of one entry.
pub fn versions_of_one(db: &impl ConnectionTrait, municipality: &str, entry_no: i64) -> Bulk {
    Bulk::new(db, "asset_version", facts::COLUMNS, vec![municipality.into(), entry_no.into()])
}

/// Writes the movements of one entry.
pub async fn insert_movements(
    db: &impl ConnectionTrait,
    municipality: &str,
    entry_no: i64,
    rows: Vec<movement::Model>,
) -> Result<()> {
    let mut bulk = movements_of_one(db, municipality, entry_no);
    rows.into_iter().for_each(|row| bulk.push(movement_values(row)));
    Ok(bulk.write(db, true).await?)
}

/// Writes the versions of assets of one entry.
pub async fn insert_versions(
    db: &impl ConnectionTrait,
    municipality: &str,
    entry_no: i64,
    rows: Vec<Facts>,
) -> Result<()> {
    let mut bulk = versions_of_one(db, municipality, entry_no);
    rows.into_iter().for_each(|row| bulk.push(facts::values(row)));
    Ok(bulk.write(db, true).await?)
}

/// Writes the record of a closing and its sums; its lines are there already.
pub async fn insert_closing(
    db: &impl ConnectionTrait,
    closing: fiscal_closing::Model,
    totals: Vec<closing_total::Model>,
) -> Result<()> {
    fiscal_closing::Entity::insert(closing.into_active_model()).exec_without_returning(db).await?;
    for some in totals.chunks(500) {
        let rows = some.iter().cloned().map(IntoActiveModel::into_active_model);
        closing_total::Entity::insert_many(rows).exec_without_returning(db).await?;
    }
    Ok(())
}

/// Whether anything was ever recorded of an asset.
pub async fn any_asset(db: &impl ConnectionTrait, municipality: &str) -> Result<bool> {
    let query = Query::select()
        .column("asset_no")
        .from("asset_version")
        .and_where(column("municipality_code").eq(municipality))
        .limit(1)
        .take();
    Ok(db.query_one(&query).await?.is_some())
}

/// What an unknown asset is answered with.
pub fn no_such_asset(key: &AssetKey) -> Error {
    let shown = format!("{}-{}", key.asset_no, key.branch_no);
    Error::no_such(Text::new("asset", "資産"), &shown)
}

/// The sums of a year by anything that the totals tell.
pub fn grouped<K: Ord>(
    totals: &[closing_total::Model],
    by: impl Fn(&closing_total::Model) -> Option<K>,
) -> BTreeMap<K, crate::domain::statement::Sums> {
    let mut groups = BTreeMap::new();
    for total in totals {
        if let Some(key) = by(total) {
            *groups.entry(key).or_insert_with(crate::domain::statement::Sums::default) += sums(total);
        }
    }
    groups
}

/// The sums of one row of totals.
pub fn sums(row: &closing_total::Model) -> crate::domain::statement::Sums {
    crate::domain::statement::Sums {
        assets: row.assets,
        opening_cost: Yen(row.opening_cost_yen),
        opening_accumulated: Yen(row.opening_accumulated_yen),
        increase_cost: Yen(row.increase_cost_yen),
        increase_accumulated: Yen(row.increase_accumulated_yen),
        decrease_cost: Yen(row.decrease_cost_yen),
        decrease_accumulated: Yen(row.decrease_accumulated_yen),
        charge: Yen(row.charge_yen),
        cost: Yen(row.cost_yen),
        accumulated: Yen(row.accumulated_yen),
        depreciable_cost: Yen(row.depreciable_cost_yen),
        depreciable_accumulated: Yen(row.depreciable_accumulated_yen),
    }
}

/// A stretch of versions with the digests they were written with, after one; none when all have come.
pub async fn digests(
    db: &impl ConnectionTrait,
    municipality: &str,
    after: Option<&Facts>,
) -> Result<Option<Vec<(Facts, String)>>> {
    let mut query = facts_query();
    query.column((Alias::new("v"), Alias::new("digest")));
    query.and_where(of_version("v", "municipality_code").eq(municipality));
    let key = ["asset_no", "branch_no", "effective_on", "entry_no"];
    if let Some(last) = after {
        let place: SimpleExpr = Expr::tuple(key.map(|name| of_version("v", name)));
        let of: SimpleExpr = Expr::tuple([
            Expr::val(last.asset_no.as_str()),
            Expr::val(last.branch_no.as_str()),
            Expr::val(last.effective_on.as_str()),
            Expr::val(last.entry_no),
        ]);
        query.and_where(place.gt(of));
    }
    for name in key {
        query.order_by((Alias::new("v"), Alias::new(name)), Order::Asc);
    }
    query.limit(2_000);
    let mut found = Vec::new();
    for row in db.query_all(&query).await? {
        found.push((facts::decode(&row)?, row.try_get::<String>("", "digest")?));
    }
    Ok(Some(found).filter(|found: &Vec<_>| !found.is_empty()))
}
