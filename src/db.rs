//! The database: how it is opened, how a write begins, and the one place that knows which engine it is.

use crate::domain::geometry::BoundingBox;
use migrations::{Migrator, MigratorTrait};
use sea_orm::sea_query::{ArrayType, Expr, SimpleExpr};
use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr,
    SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
};
use std::time::Duration;

/// The first half of the names of our locks on PostgreSQL; the second is a municipality's code, or -1 for the start.
const LOCKS: i32 = 0xE40C1;

/// A transaction that writes, as [`begin`] opens it.
pub type Transaction = DatabaseTransaction;

/// Opens a database; a file that is not there is created.
///
/// # Errors
/// The engine's own.
pub async fn open(url: &str, connections: u32) -> Result<DatabaseConnection, DbErr> {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(if url.contains(":memory:") { 1 } else { connections })
        .min_connections(1)
        .acquire_timeout(Duration::from_secs(10))
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
                // The engine runs on a thread of its own; a page's rows cross over together, not one by one.
                .row_buffer_size(2_000)
                .pragma("cache_size", "-16000")
        });
    if url.contains(":memory:") {
        // A database in memory lives as long as its only connection.
        options.idle_timeout(None::<Duration>).max_lifetime(None::<Duration>);
    }
    Database::connect(options).await
}

/// Brings the schema up to date; nothing is written when it is.
///
/// # Errors
/// The engine's own, among them a database that a newer version has written.
pub async fn migrate(db: &DatabaseConnection) -> Result<(), DbErr> {
    if db.get_database_backend() == DbBackend::Sqlite {
        let foreign = "SELECT name FROM sqlite_master WHERE type = 'table' AND NOT EXISTS \
                       (SELECT 1 FROM sqlite_master WHERE name = 'seaql_migrations') LIMIT 1";
        let statement = Statement::from_string(DbBackend::Sqlite, foreign);
        if let Some(row) = db.query_one_raw(statement).await? {
            let table: String = row.try_get("", "name")?;
            return Err(DbErr::Custom(format!(
                "it belongs to another program: it has a table `{table}` and none of ours"
            )));
        }
    }
    match Migrator::get_pending_migrations(db).await {
        Ok(pending) if pending.is_empty() => Ok(()),
        _ => Migrator::up(db, None).await,
    }
}

/// Keeps other processes that start at the same time out until it is dropped or committed: on PostgreSQL by a lock of
/// its own, on SQLite the file's lock does it for each step.
pub async fn alone(db: &DatabaseConnection) -> Result<Option<DatabaseTransaction>, DbErr> {
    if db.get_database_backend() != DbBackend::Postgres {
        return Ok(None);
    }
    let guard = db.begin().await?;
    guard.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({LOCKS}, -1)")).await?;
    Ok(Some(guard))
}

/// Begins a transaction that will write records of a municipality; others that write the same municipality's wait for
/// its end, so that what was read in it still holds when it is written. On SQLite it takes the file's write lock at
/// once (a transaction that starts by reading and is then overtaken by another writer could not go on), on PostgreSQL
/// a lock under the municipality's code.
pub async fn begin(db: &DatabaseConnection, municipality: &str) -> Result<DatabaseTransaction, DbErr> {
    if db.get_database_backend() == DbBackend::Sqlite {
        let sqlite_transaction_mode = Some(SqliteTransactionMode::Immediate);
        return db.begin_with_options(TransactionOptions { sqlite_transaction_mode, ..Default::default() }).await;
    }
    let tx = db.begin().await?;
    let number: i32 = municipality.parse().map_err(|_| DbErr::Custom(format!("`{municipality}` is no number")))?;
    // Who waits holds a connection that readers could use, so nobody waits for long.
    tx.execute_unprepared("SET LOCAL lock_timeout = '10s'").await?;
    tx.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({LOCKS}, {number})")).await?;
    Ok(tx)
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
        let meets = "box(point(min_lon, min_lat), point(max_lon, max_lat)) && box(point($1, $2), point($3, $4))";
        return Ok(Some(Expr::cust_with_values(meets.to_owned(), [min_lon, min_lat, max_lon, max_lat])));
    }
    let inside = format!(
        "SELECT code FROM {table}_box WHERE max_lon >= ? AND min_lon <= ? AND max_lat >= ? AND min_lat <= ? \
         AND municipality_code = ?"
    );
    let values: Vec<sea_orm::Value> =
        vec![min_lon.into(), max_lon.into(), min_lat.into(), max_lat.into(), municipality.into()];
    let count = format!("SELECT count(*) AS candidates FROM ({inside} LIMIT {MOST_CANDIDATES})");
    let statement = Statement::from_sql_and_values(DbBackend::Sqlite, count, values.clone());
    let candidates = db.query_one_raw(statement).await?.map(|row| row.try_get::<i64>("", "candidates")).transpose()?;
    if candidates.unwrap_or(0) as u64 >= MOST_CANDIDATES {
        return Ok(None);
    }
    Ok(Some(Expr::cust_with_values(format!("code IN ({inside})"), values)))
}

/// What a column of a [`Bulk`] holds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// Text
    Text,
    /// Whole numbers of 32 bits
    Integer,
    /// Whole numbers of 64 bits
    BigInteger,
    /// Floating-point numbers
    Double,
    /// Truth values
    Boolean,
}

impl Holds {
    fn array(self) -> (ArrayType, &'static str) {
        match self {
            Holds::Text => (ArrayType::String, "text"),
            Holds::Integer => (ArrayType::Int, "integer"),
            Holds::BigInteger => (ArrayType::BigInt, "bigint"),
            Holds::Double => (ArrayType::Double, "double precision"),
            Holds::Boolean => (ArrayType::Bool, "boolean"),
        }
    }
}

/// Rows of one table on their way in by the hundred thousand: the statement is written once and its values are bound
/// as they are, where SeaORM would build an expression for each. PostgreSQL takes a column as one array.
pub struct Bulk {
    table: &'static str,
    columns: &'static [(&'static str, Holds)],
    rows: usize,
    statement: String,
    values: Vec<sea_orm::Value>,
}

impl Bulk {
    /// For a table of these columns.
    pub fn new(db: &impl ConnectionTrait, table: &'static str, columns: &'static [(&'static str, Holds)]) -> Bulk {
        let postgres = db.get_database_backend() == DbBackend::Postgres;
        let rows = if postgres { 10_000 } else { rows_a_statement(columns.len()) };
        let statement = if postgres { arrays(table, columns) } else { values(table, columns, rows) };
        Bulk { table, columns, rows, statement, values: Vec::with_capacity(rows * columns.len()) }
    }

    /// Adds the values of one row, in the order of the columns.
    pub fn push(&mut self, row: impl IntoIterator<Item = sea_orm::Value>) {
        self.values.extend(row);
    }

    /// Writes what is complete; all of it when `last`.
    pub async fn write(&mut self, db: &impl ConnectionTrait, last: bool) -> Result<(), DbErr> {
        let (whole, width) = (self.rows * self.columns.len(), self.columns.len());
        while self.values.len() >= whole || (last && !self.values.is_empty()) {
            let rest = if self.values.len() > whole { self.values.split_off(whole) } else { Vec::new() };
            let some = std::mem::replace(&mut self.values, rest);
            let rows = some.len() / width;
            let backend = db.get_database_backend();
            let statement = if backend == DbBackend::Postgres {
                let mut columns: Vec<Vec<sea_orm::Value>> = (0..width).map(|_| Vec::with_capacity(rows)).collect();
                for (n, value) in some.into_iter().enumerate() {
                    columns[n % width].push(value);
                }
                let arrays = columns.into_iter().zip(self.columns);
                let arrays =
                    arrays.map(|(values, (_, holds))| sea_orm::Value::Array(holds.array().0, Some(Box::new(values))));
                Statement::from_sql_and_values(backend, self.statement.as_str(), arrays)
            } else if rows == self.rows {
                Statement::from_sql_and_values(backend, self.statement.as_str(), some)
            } else {
                Statement::from_sql_and_values(backend, values(self.table, self.columns, rows), some)
            };
            db.execute_raw(statement).await?;
        }
        Ok(())
    }
}

fn names(columns: &[(&str, Holds)]) -> String {
    columns.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
}

fn values(table: &str, columns: &[(&str, Holds)], rows: usize) -> String {
    let row = format!("({})", vec!["?"; columns.len()].join(", "));
    format!("INSERT INTO {table} ({}) VALUES {}", names(columns), vec![row; rows].join(", "))
}

fn arrays(table: &str, columns: &[(&str, Holds)]) -> String {
    let arrays = columns.iter().enumerate().map(|(n, (_, holds))| format!("${}::{}[]", n + 1, holds.array().1));
    format!("INSERT INTO {table} ({}) SELECT * FROM unnest({})", names(columns), arrays.collect::<Vec<_>>().join(", "))
}
