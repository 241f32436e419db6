//! The state database: SQL through `sqlx`, one text a statement, BIGINT, TEXT and DOUBLE PRECISION
//! only (instants µs in BIGINT, truth 0/1, JSON in TEXT), so that the same texts run on PostgreSQL.

mod audit;
mod seal;
mod verify;

pub use audit::{AuditEntry, AuditRow};

use std::path::{Path, PathBuf};
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection, Sqlite, SqlitePool, Transaction};

use crate::clock::Clock;
use crate::limits::STATE_BUSY_MS;
use crate::{Result, ZoneError};

/// The file's name inside a zone.
pub const FILE_NAME: &str = "zone.sqlite";
/// The file that remembers how far the audit log had come: a log cut off at its end is shorter.
pub const ANCHOR_NAME: &str = "audit.head";
/// The layout of the tables; a book of another layout is not opened.
const LAYOUT: i64 = 2;

/// The pool that reads the state; writing takes a [`Change`].
#[derive(Debug, Clone)]
pub struct State {
    pool: SqlitePool,
    clock: Clock,
    dir: PathBuf,
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
        let state = Self {
            pool,
            clock,
            dir: dir.to_owned(),
        };
        state.check_layout().await?;
        Ok(state)
    }

    async fn check_layout(&self) -> Result<()> {
        let layout: Option<i64> = sqlx::query_scalar("select max(layout) from book")
            .fetch_one(&self.pool)
            .await
            .unwrap_or_default();
        if layout == Some(LAYOUT) {
            return Ok(());
        }
        Err(ZoneError::Refused(format!(
            "{} has layout {}; this program reads layout {LAYOUT}. Open it with the program that made it, \
             or make a new zone and import its files",
            self.dir.join(FILE_NAME).display(),
            layout.map_or_else(|| "1".to_owned(), |l| l.to_string()),
        )))
    }

    /// The instant of the last change, µs UTC: what the book knew then is all that it knows.
    ///
    /// # Errors
    /// [`ZoneError::State`] when the database refuses.
    pub async fn last_change_us(&self) -> Result<i64> {
        let last: Option<i64> = sqlx::query_scalar("select max(at_us) from audit")
            .fetch_one(&self.pool)
            .await?;
        Ok(last.unwrap_or(i64::MIN))
    }

    /// Writes a consistent copy of the state, with its anchor, into the folder `dir`.
    ///
    /// # Errors
    /// [`ZoneError::State`] when the database refuses, [`ZoneError::Io`] when the folder does.
    pub async fn save_to(&self, dir: &Path) -> Result<()> {
        let copy = dir.join(FILE_NAME);
        sqlx::query("vacuum into $1")
            .bind(copy.display().to_string())
            .execute(&self.pool)
            .await?;
        let options = SqliteConnectOptions::new().filename(&copy).read_only(true);
        let mut connection = sqlx::SqliteConnection::connect_with(&options).await?;
        let last: Option<(i64, String)> =
            sqlx::query_as("select id, hash from audit order by id desc limit 1")
                .fetch_optional(&mut connection)
                .await?;
        connection.close().await?;
        let (id, hash) = last.unwrap_or((0, audit::NOTHING_BEFORE.to_owned()));
        write_anchor(&dir.join(ANCHOR_NAME), id, &hash).map_err(ZoneError::io(dir))
    }

    /// Lets go of the database.
    pub async fn close(&self) {
        self.pool.close().await;
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
        let mut tx = self.pool.begin_with("BEGIN IMMEDIATE").await?;
        let last: Option<i64> = sqlx::query_scalar("select max(at_us) from audit")
            .fetch_one(&mut *tx)
            .await?;
        Ok(Change {
            tx,
            who: who.to_owned(),
            // No two changes share an instant, and a clock that was set back does not turn their
            // order around: what the book knew at the instant of a change stays what it was.
            at_us: last.map_or(self.clock.now_us(), |last| {
                self.clock.now_us().max(last + 1)
            }),
            touched: seal::Touched::default(),
            anchor: self.dir.join(ANCHOR_NAME),
        })
    }
}

/// The only holder of a writable connection. Dropped without [`Change::commit`] it leaves nothing.
#[derive(Debug)]
pub struct Change {
    tx: Transaction<'static, Sqlite>,
    who: String,
    at_us: i64,
    touched: seal::Touched,
    anchor: PathBuf,
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

    /// Says that the row of `table` with this key was written, so that the audit entry seals it.
    pub(crate) fn wrote(&mut self, table: &'static str, key: &[i64]) {
        self.touched.add(table, key);
    }

    /// Writes the audit entry and makes all of it durable.
    ///
    /// # Errors
    /// [`ZoneError::State`] when the database refuses; then nothing of the change is kept.
    pub async fn commit(mut self, entry: AuditEntry) -> Result<()> {
        let last: Option<(i64, String)> =
            sqlx::query_as("select id, hash from audit order by id desc limit 1")
                .fetch_optional(&mut *self.tx)
                .await?;
        let (last, previous) = last.unwrap_or((0, audit::NOTHING_BEFORE.to_owned()));
        let seals = self.touched.seal(&mut self.tx).await?;
        let mut row = AuditRow {
            id: last + 1,
            at_us: self.at_us,
            who: self.who,
            action: entry.action,
            subject: entry.subject,
            detail: entry.detail,
            seals,
            previous,
            hash: String::new(),
        };
        row.hash = row.expected_hash();
        sqlx::query(
            "insert into audit (id, at_us, who, action, subject, detail, seals, previous, hash) \
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        )
        .bind(row.id)
        .bind(row.at_us)
        .bind(row.who)
        .bind(row.action)
        .bind(row.subject)
        .bind(row.detail)
        .bind(row.seals)
        .bind(row.previous)
        .bind(&row.hash)
        .execute(&mut *self.tx)
        .await?;
        self.tx.commit().await?;
        // The change is durable already; an anchor that lags behind still proves what it names.
        let _ = write_anchor(&self.anchor, row.id, &row.hash);
        Ok(())
    }
}

fn write_anchor(path: &Path, id: i64, hash: &str) -> std::io::Result<()> {
    let fresh = path.with_extension(format!("head.{}", std::process::id()));
    std::fs::write(&fresh, format!("{id} {hash}\n"))?;
    std::fs::rename(&fresh, path)
}
