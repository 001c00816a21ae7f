//! The database: how it is opened, how a write begins, and the one place that knows which engine it is.

use crate::domain::geometry::BoundingBox;
use migrations::{Migrator, MigratorTrait};
use sea_orm::sea_query::{ArrayType, Expr, QueryBuilder, SimpleExpr, SqliteQueryBuilder};
use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{
    AccessMode, ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr,
    IsolationLevel, SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
};
use std::time::Duration;

/// The first half of the names of our locks on PostgreSQL: ours and the schema's, for two services may share a database.
/// The second half is a municipality's code, or -1 for the start.
const LOCKS: &str = "934081 # hashtext(current_schema())";

/// What queries can be asked of: the database or a transaction. Handlers name it where they pass one on.
pub use sea_orm::ConnectionTrait as Connection;

/// A transaction that writes, as [`begin`] opens it.
pub type Transaction = DatabaseTransaction;

/// Opens a database; a file that is not there is created.
///
/// # Errors
/// The engine's own.
pub async fn open(url: &str, connections: u32) -> Result<DatabaseConnection, DbErr> {
    let is_sqlite = url.starts_with("sqlite:");
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(if url.contains(":memory:") { 1 } else { connections })
        // Only a database in memory must keep a connection. Elsewhere the pool would open its least number beside the first
        // one that is asked for, and two that set up a new file at once get in each other's way.
        .min_connections(u32::from(url.contains(":memory:")))
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
    // Another process may be setting up the same new file, which the engine does not wait for.
    for _ in 0..100 {
        match Database::connect(options.clone()).await {
            Err(cause) if is_sqlite && cause.to_string().contains("database is locked") => {
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
            connected => return connected,
        }
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

/// A transaction that only reads and sees one state however long it takes, so that what is added up from many queries
/// belongs together. On SQLite any transaction does.
pub async fn snapshot(db: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    db.begin_with_config(
        Some(IsolationLevel::RepeatableRead).filter(|_| is_postgres(db)),
        Some(AccessMode::ReadOnly).filter(|_| is_postgres(db)),
    )
    .await
}

fn is_postgres(db: &impl ConnectionTrait) -> bool {
    db.get_database_backend() == DbBackend::Postgres
}

/// Lets PostgreSQL count tables into which very much has just been written: until it does so by itself, it plans as if they
/// were as they were before. SQLite plans by the keys.
pub async fn count_anew(db: &impl ConnectionTrait, tables: &[&str]) -> Result<(), DbErr> {
    if is_postgres(db) {
        db.execute_unprepared(&format!("ANALYZE {}", tables.join(", "))).await?;
    }
    Ok(())
}

/// Whole days from the date in one column to the date in another, both `YYYY-MM-DD` as text; nothing where either is missing.
pub fn days_between(db: &impl ConnectionTrait, from: &str, to: &str) -> SimpleExpr {
    Expr::cust(match db.get_database_backend() {
        DbBackend::Postgres => format!("(CAST({to} AS date) - CAST({from} AS date))"),
        _ => format!("CAST(julianday({to}) - julianday({from}) AS integer)"),
    })
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
/// as they are, where SeaORM would build an expression for each. What is the same in all rows is bound once a statement.
/// PostgreSQL takes a column as one array.
pub struct Bulk {
    backend: DbBackend,
    table: &'static str,
    columns: &'static [(&'static str, Holds)],
    same: Vec<sea_orm::Value>,
    rows: usize,
    statement: String,
    values: Vec<sea_orm::Value>,
}

impl Bulk {
    /// For a table of these columns, the first of which are the same in all rows.
    pub fn new(
        db: &impl ConnectionTrait,
        table: &'static str,
        columns: &'static [(&'static str, Holds)],
        same: Vec<sea_orm::Value>,
    ) -> Bulk {
        let backend = db.get_database_backend();
        let postgres = backend == DbBackend::Postgres;
        let width = columns.len() - same.len();
        let rows = if postgres { 10_000 } else { rows_a_statement(columns.len()) };
        let statement = if postgres { String::new() } else { values(table, columns, &same, rows) };
        Bulk { backend, table, columns, same, rows, statement, values: Vec::with_capacity(rows * width) }
    }

    /// Adds one row: its values after those that are the same in all, in the order of the columns.
    pub fn push(&mut self, row: impl IntoIterator<Item = sea_orm::Value>) {
        self.values.extend(row);
    }

    /// Writes what is complete; all of it when `last`.
    pub async fn write(&mut self, db: &impl ConnectionTrait, last: bool) -> Result<(), DbErr> {
        for statement in self.take(last) {
            db.execute_raw(statement).await?;
        }
        Ok(())
    }

    /// The statements that write what is complete, or all of it when `last`, to be executed in this order.
    pub fn take(&mut self, last: bool) -> Vec<Statement> {
        let width = self.columns.len() - self.same.len();
        let whole = self.rows * width;
        let mut statements = Vec::new();
        while self.values.len() >= whole || (last && !self.values.is_empty()) {
            let rest = if self.values.len() > whole { self.values.split_off(whole) } else { Vec::new() };
            let some = std::mem::replace(&mut self.values, rest);
            let rows = some.len() / width;
            statements.push(if self.backend == DbBackend::Postgres {
                self.arrays(some)
            } else if rows == self.rows {
                Statement::from_sql_and_values(self.backend, self.statement.as_str(), some)
            } else {
                let statement = values(self.table, self.columns, &self.same, rows);
                Statement::from_sql_and_values(self.backend, statement, some)
            });
        }
        statements
    }

    /// The rows as an array for each column. Arrays of the driver have no nulls, so a column that has some goes as texts
    /// with a sign that no text can have in their place.
    fn arrays(&self, rows: Vec<sea_orm::Value>) -> Statement {
        const NULL: &str = "\u{1e}";
        let same = self.same.len();
        let own = &self.columns[same..];
        let mut by_column: Vec<Vec<sea_orm::Value>> =
            own.iter().map(|_| Vec::with_capacity(rows.len() / own.len())).collect();
        for (n, value) in rows.into_iter().enumerate() {
            by_column[n % own.len()].push(value);
        }
        let mut chosen: Vec<String> = self
            .columns
            .iter()
            .take(same)
            .enumerate()
            .map(|(n, (_, holds))| format!("${}::{}", n + 1, holds.array().1))
            .collect();
        let (mut from, mut bound) = (Vec::new(), self.same.clone());
        for (n, ((_, holds), mut values)) in own.iter().zip(by_column).enumerate() {
            let (mut array, sql) = holds.array();
            let number = same + n + 1;
            if values.iter().any(is_null) {
                chosen.push(format!("nullif(c{n}, chr(30))::{sql}"));
                from.push(format!("${number}::text[]"));
                array = ArrayType::String;
                values.iter_mut().for_each(|value| *value = text_of(value, NULL).into());
            } else {
                chosen.push(format!("c{n}"));
                from.push(format!("${number}::{sql}[]"));
            }
            bound.push(sea_orm::Value::Array(array, Some(Box::new(values))));
        }
        let given: Vec<String> = (0..own.len()).map(|n| format!("c{n}")).collect();
        let sql = format!(
            "INSERT INTO {} ({}) SELECT {} FROM unnest({}) AS rest({})",
            self.table,
            names(self.columns),
            chosen.join(", "),
            from.join(", "),
            given.join(", ")
        );
        Statement::from_sql_and_values(DbBackend::Postgres, sql, bound)
    }
}

fn is_null(value: &sea_orm::Value) -> bool {
    *value == value.as_null()
}

/// A value as the text that PostgreSQL reads it from.
fn text_of(value: &sea_orm::Value, null: &str) -> String {
    use sea_orm::Value::{BigInt, Bool, Double, Int, String};
    match value {
        String(Some(text)) => text.to_string(),
        Int(Some(number)) => number.to_string(),
        BigInt(Some(number)) => number.to_string(),
        Double(Some(number)) => number.to_string(),
        Bool(Some(flag)) => flag.to_string(),
        _ => null.to_owned(),
    }
}

fn names(columns: &[(&str, Holds)]) -> String {
    columns.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
}

fn values(table: &str, columns: &[(&str, Holds)], same: &[sea_orm::Value], rows: usize) -> String {
    // SQLite looks a numbered value up in a list, so what is the same in all rows is written out instead.
    let same = same.iter().map(|value| SqliteQueryBuilder.value_to_string(value));
    let row: Vec<String> = same.chain(std::iter::repeat_n("?".to_owned(), columns.len())).take(columns.len()).collect();
    let row = format!("({})", row.join(", "));
    format!("INSERT INTO {table} ({}) VALUES {}", names(columns), vec![row; rows].join(", "))
}

/// What separates the fields of a packed row.
pub const UNIT: char = '\u{1f}';

/// Rows as one text: a line a row, its fields separated by [`UNIT`], in the order of the query.
///
/// The engine hands a value over far more slowly than it joins two; a closing asks for ten million of them. Fields are
/// SQL expressions that are neither null nor hold a line break; `rest` begins with `FROM` and marks its values by `?`.
pub async fn packed(
    db: &impl ConnectionTrait,
    fields: &[&str],
    rest: &str,
    values: Vec<sea_orm::Value>,
) -> Result<String, DbErr> {
    let backend = db.get_database_backend();
    let (unit, line, aggregate) = match backend {
        DbBackend::Postgres => ("chr(31)", "chr(10)", "string_agg"),
        _ => ("char(31)", "char(10)", "group_concat"),
    };
    let joined = fields.join(&format!(" || {unit} || "));
    let mut sql = format!("SELECT {aggregate}(line, {line}) FROM (SELECT {joined} AS line {rest}) AS rows");
    if backend == DbBackend::Postgres {
        for n in 1..=values.len() {
            sql = sql.replacen('?', &format!("${n}"), 1);
        }
    }
    let row = db.query_one_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
    let text: Option<String> = row.map(|row| row.try_get_by(0)).transpose()?.flatten();
    Ok(text.unwrap_or_default())
}
