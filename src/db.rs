//! The database: how it is opened, how a write begins, and the one place that knows which engine it is.

use crate::domain::geometry::BoundingBox;
use migrations::{Migrator, MigratorTrait};
use sea_orm::sea_query::{Expr, SimpleExpr};
use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr,
    SqliteTransactionMode, TransactionOptions, TransactionTrait,
};
use std::time::Duration;

/// What was found when the database was opened.
pub struct Opened {
    /// The pool of connections.
    pub db: DatabaseConnection,
    /// Whether migrations were applied just now.
    pub migrated: bool,
}

/// Opens a database, creates it when it is a file that is not there, and brings its schema up to date.
///
/// # Errors
/// The engine's own, among them a database that a newer version has written.
pub async fn open(url: &str, connections: u32) -> Result<Opened, DbErr> {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(if url.contains(":memory:") { 1 } else { connections })
        .min_connections(1)
        .acquire_timeout(Duration::from_secs(30))
        .test_before_acquire(false)
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(|sqlite| {
            sqlite
                .create_if_missing(true)
                .journal_mode(SqliteJournalMode::Wal)
                // A ledger does not forget what it has confirmed, even when the power fails.
                .synchronous(SqliteSynchronous::Full)
                .foreign_keys(true)
                .busy_timeout(Duration::from_secs(10))
                .pragma("cache_size", "-16000")
                .pragma("mmap_size", "268435456")
        });
    if url.contains(":memory:") {
        // A database in memory lives as long as its only connection.
        options.idle_timeout(None::<Duration>).max_lifetime(None::<Duration>);
    }
    let db = Database::connect(options).await?;
    let pending = !matches!(Migrator::get_pending_migrations(&db).await, Ok(list) if list.is_empty());
    if pending {
        migrate(&db).await?;
    }
    Ok(Opened { db, migrated: pending })
}

/// Two processes that start at once must not migrate at once: PostgreSQL holds one back, SQLite's file lock the other.
async fn migrate(db: &DatabaseConnection) -> Result<(), DbErr> {
    const LOCK: i64 = 0xE40C1;
    if db.get_database_backend() != DbBackend::Postgres {
        return Migrator::up(db, None).await;
    }
    let guard = db.begin().await?;
    guard.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({LOCK})")).await?;
    let outcome = Migrator::up(db, None).await;
    guard.commit().await?;
    outcome
}

/// Begins a transaction that will write. On SQLite it takes the write lock at once: one that starts by reading and is
/// then overtaken by another writer could not go on.
pub async fn begin(db: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    let mut options = TransactionOptions::default();
    if db.get_database_backend() == DbBackend::Sqlite {
        options.sqlite_transaction_mode = Some(SqliteTransactionMode::Immediate);
    }
    db.begin_with_options(options).await
}

/// How many of a batch's rows go into one statement: SQLite takes 32,766 values, PostgreSQL 65,535.
pub fn rows_a_statement(columns: usize) -> usize {
    (32_000 / columns.max(1)).clamp(1, 1_000)
}

/// Beyond this many candidates a box is no help: reading on in key order fills a page sooner.
const MOST_CANDIDATES: u64 = 2_000;

/// The condition that finds, through the R-tree, the records of `table` whose boxes meet `bounds`; none when so many do
/// that the tree is no help. The boxes' own columns must be compared as well: the tree of SQLite keeps 32-bit numbers,
/// rounded outwards.
pub async fn in_box_index(
    db: &impl ConnectionTrait,
    table: &'static str,
    municipality: &str,
    bounds: &BoundingBox,
) -> Result<Option<SimpleExpr>, DbErr> {
    let BoundingBox { min_lon, min_lat, max_lon, max_lat } = *bounds;
    if db.get_database_backend() == DbBackend::Postgres {
        // The planner knows how many rows a box holds and chooses for itself.
        let meets = "box(point(min_lon, min_lat), point(max_lon, max_lat)) && box(point(?, ?), point(?, ?))";
        return Ok(Some(Expr::cust_with_values(meets.to_owned(), [min_lon, min_lat, max_lon, max_lat])));
    }
    let inside = format!(
        "SELECT code FROM {table}_box WHERE max_lon >= ? AND min_lon <= ? AND max_lat >= ? AND min_lat <= ? \
         AND municipality_code = ?"
    );
    let values: Vec<sea_orm::Value> =
        vec![min_lon.into(), max_lon.into(), min_lat.into(), max_lat.into(), municipality.into()];
    let count = format!("SELECT count(*) AS candidates FROM ({inside} LIMIT {MOST_CANDIDATES})");
    let statement = sea_orm::Statement::from_sql_and_values(DbBackend::Sqlite, count, values.clone());
    let candidates = db.query_one_raw(statement).await?.map(|row| row.try_get::<i64>("", "candidates")).transpose()?;
    if candidates.unwrap_or(0) as u64 >= MOST_CANDIDATES {
        return Ok(None);
    }
    Ok(Some(Expr::cust_with_values(format!("code IN ({inside})"), values)))
}
