//! The state database: SQL through `sqlx`, one text a statement, BIGINT, TEXT and DOUBLE PRECISION
//! only (instants µs in BIGINT, truth 0/1, JSON in TEXT), so that the same texts run on PostgreSQL.

use std::path::Path;
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Sqlite, SqlitePool, Transaction};

use crate::clock::Clock;
use crate::limits::STATE_BUSY_MS;
use crate::{Result, ZoneError};

/// The file's name inside a zone.
pub const FILE_NAME: &str = "zone.sqlite";

/// The pool that reads the state; writing takes a [`Change`].
#[derive(Debug, Clone)]
pub struct State {
    pool: SqlitePool,
    clock: Clock,
}

impl State {
    /// Opens the state in `dir`, making its tables where they are missing.
    ///
    /// # Errors
    /// [`ZoneError::State`] when the file cannot be opened or made.
    pub async fn open(dir: &Path, create: bool, clock: Clock) -> Result<Self> {
        let options = SqliteConnectOptions::new()
            .filename(dir.join(FILE_NAME))
            .create_if_missing(create)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(Duration::from_millis(STATE_BUSY_MS))
            .foreign_keys(true);
        let pool = SqlitePoolOptions::new()
            .max_connections(4)
            .connect_with(options)
            .await?;
        if create {
            sqlx::raw_sql(include_str!("schema.sql"))
                .execute(&pool)
                .await?;
        }
        Ok(Self { pool, clock })
    }

    /// A connection pool for reading.
    pub(crate) fn reader(&self) -> &SqlitePool {
        &self.pool
    }

    /// Begins a change by `who`; other writers wait until it is committed or dropped.
    ///
    /// # Errors
    /// [`ZoneError::State`] when another writer did not finish in time.
    pub async fn change(&self, who: &str) -> Result<Change> {
        let tx = self.pool.begin_with("BEGIN IMMEDIATE").await?;
        Ok(Change {
            tx,
            who: who.to_owned(),
            at_us: self.clock.now_us(),
        })
    }

    /// The audit log, oldest first.
    ///
    /// # Errors
    /// [`ZoneError::State`] when the database refuses.
    pub async fn audit(&self) -> Result<Vec<AuditRow>> {
        let rows: Vec<(i64, String, String, String, String)> =
            sqlx::query_as("select at_us, who, action, subject, detail from audit order by id")
                .fetch_all(&self.pool)
                .await?;
        Ok(rows
            .into_iter()
            .map(|(at_us, who, action, subject, detail)| AuditRow {
                at_us,
                who,
                entry: AuditEntry {
                    action,
                    subject,
                    detail,
                },
            })
            .collect())
    }
}

/// The only holder of a writable connection. Dropped without [`Change::commit`] it leaves nothing.
#[derive(Debug)]
pub struct Change {
    tx: Transaction<'static, Sqlite>,
    who: String,
    at_us: i64,
}

/// What a change did, in words that an auditor reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    /// The verb: `import`, `put_thing`, `run` …
    pub action: String,
    /// What it was done to.
    pub subject: String,
    /// Details, a JSON object.
    pub detail: String,
}

/// One row of the audit log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRow {
    /// When, µs UTC.
    pub at_us: i64,
    /// Who.
    pub who: String,
    /// What.
    pub entry: AuditEntry,
}

impl AuditEntry {
    /// An entry; `detail` becomes its JSON.
    pub fn new(action: &str, subject: impl Into<String>, detail: &serde_json::Value) -> Self {
        Self {
            action: action.to_owned(),
            subject: subject.into(),
            detail: detail.to_string(),
        }
    }
}

impl Change {
    /// Who makes the change.
    pub fn who(&self) -> &str {
        &self.who
    }

    /// When the change began, µs UTC; every row that it writes carries this instant.
    pub fn at_us(&self) -> i64 {
        self.at_us
    }

    /// The writable connection, for this room's statements only.
    pub(crate) fn connection(&mut self) -> &mut sqlx::SqliteConnection {
        &mut self.tx
    }

    /// The next free id of `table`.
    pub(crate) async fn next_id(&mut self, table: &'static str) -> Result<i64> {
        let text = format!("select coalesce(max(id), 0) + 1 from {table}");
        Ok(sqlx::query_scalar(sqlx::AssertSqlSafe(text))
            .fetch_one(self.connection())
            .await?)
    }

    /// Writes the audit entry and makes all of it durable.
    ///
    /// # Errors
    /// [`ZoneError::State`] when the database refuses; then nothing of the change is kept.
    pub async fn commit(mut self, entry: AuditEntry) -> Result<()> {
        let id = self.next_id("audit").await?;
        sqlx::query("insert into audit (id, at_us, who, action, subject, detail) values ($1, $2, $3, $4, $5, $6)")
            .bind(id)
            .bind(self.at_us)
            .bind(&self.who)
            .bind(entry.action)
            .bind(entry.subject)
            .bind(entry.detail)
            .execute(&mut *self.tx)
            .await?;
        self.tx.commit().await.map_err(ZoneError::from)
    }
}
