//! The state: a SQLite file in the zone's folder, or a schema of a PostgreSQL server.
//!
//! SQL goes through `sqlx`, one text a statement, BIGINT, TEXT and DOUBLE PRECISION only (instants
//! µs in BIGINT, truth 0/1, JSON in TEXT), so that the same text runs on both: [`query`] says it,
//! [`State::reader`] and [`Change::connection`] are where it runs. Who says it does not know which
//! database it is. Texts are never put in order by SQL: the two do it differently.

mod audit;
mod copy;
mod database;
pub(crate) mod inbox;
mod layout;
pub(crate) mod lines;
mod postgres;
mod query;
mod seal;
mod sqlite;
mod verify;

pub use audit::{AuditEntry, AuditRow};
pub use postgres::{PASSWORD_VARIABLE, PostgresAddress};
pub(crate) use query::{On, query};

use std::path::{Path, PathBuf};

use database::{Database, Transaction};

use crate::clock::Clock;
use crate::{Result, ZoneError};

/// The file's name inside a zone.
pub const FILE_NAME: &str = "zone.sqlite";
/// The file that remembers how far the audit log had come: a log cut off at its end is shorter.
pub const ANCHOR_NAME: &str = "audit.head";

/// The state, open for reading; writing takes a [`Change`].
#[derive(Debug, Clone)]
pub struct State {
    database: Database,
    clock: Clock,
    dir: PathBuf,
}

impl State {
    /// Makes the state of the zone in `dir`: at `address`, or in a file of the folder.
    ///
    /// # Errors
    /// [`ZoneError::Refused`] when there is no way to the server or a book is there already,
    /// [`ZoneError::State`] when the database refuses.
    pub async fn create(
        dir: &Path,
        address: Option<&PostgresAddress>,
        clock: Clock,
    ) -> Result<Self> {
        Self::at(dir, address, clock, true).await
    }

    /// Opens the state of the zone in `dir`, which is at `address` or in a file of the folder.
    ///
    /// # Errors
    /// [`ZoneError::Refused`] when there is no way to the server, no book, or one of another
    /// layout; [`ZoneError::State`] when the database refuses.
    pub async fn open(dir: &Path, address: Option<&PostgresAddress>, clock: Clock) -> Result<Self> {
        Self::at(dir, address, clock, false).await
    }

    async fn at(
        dir: &Path,
        address: Option<&PostgresAddress>,
        clock: Clock,
        create: bool,
    ) -> Result<Self> {
        let file = dir.join(FILE_NAME);
        let (database, place, layout) = match address {
            None => {
                let (pool, layout) = sqlite::open(&file, create).await?;
                let place = file.display().to_string();
                (Database::Sqlite(pool), place, layout)
            }
            Some(address) => {
                let (pool, layout) = postgres::open(address, create).await?;
                (Database::Postgres(pool), address.to_string(), layout)
            }
        };
        layout::bring_up(&database, &place, layout).await?;
        Ok(Self {
            database,
            clock,
            dir: dir.to_owned(),
        })
    }

    /// The instant of the last change, µs UTC: what the book knew then is all that it knows.
    ///
    /// # Errors
    /// [`ZoneError::State`] when the database refuses.
    pub async fn last_change_us(&self) -> Result<i64> {
        let last = audit::last_us(self.reader()).await?;
        Ok(last.unwrap_or(i64::MIN))
    }

    /// Writes a consistent copy of the state, a SQLite file with its anchor, into the folder `dir`.
    ///
    /// # Errors
    /// [`ZoneError::State`] when the database refuses, [`ZoneError::Io`] when the folder does.
    pub async fn save_to(&self, dir: &Path) -> Result<()> {
        let Database::Sqlite(pool) = &self.database else {
            let copy = Self::create(dir, None, self.clock).await?;
            self.copy_to(&copy).await?;
            copy.close().await;
            return Ok(());
        };
        sqlx::query("vacuum into $1")
            .bind(dir.join(FILE_NAME).display().to_string())
            .execute(pool)
            .await?;
        let copy = Self::open(dir, None, self.clock).await?;
        let (id, hash) = audit::last(copy.reader()).await?;
        copy.close().await;
        write_anchor(&dir.join(ANCHOR_NAME), id, &hash).map_err(ZoneError::io(dir))
    }

    /// Lets go of the database.
    pub async fn close(&self) {
        self.database.close().await;
    }

    /// Where reading statements run.
    pub(crate) fn reader(&self) -> On<'_> {
        self.database.on()
    }

    /// Begins a change by `who`; other writers wait until it is committed or dropped.
    ///
    /// # Errors
    /// [`ZoneError::State`] when another writer did not finish in time.
    pub async fn change(&self, who: &str) -> Result<Change> {
        let mut transaction = self.database.begin_writing().await?;
        let last = audit::last_us(transaction.on()).await?;
        Ok(Change {
            transaction,
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
    transaction: Transaction,
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
    pub(crate) fn connection(&mut self) -> On<'_> {
        self.transaction.on()
    }

    /// The next free id of `table`.
    pub(crate) async fn next_id(&mut self, table: &'static str) -> Result<i64> {
        let text = format!("select coalesce(max(id), 0) + 1 from {table}");
        let (id,): (i64,) = query(sqlx::AssertSqlSafe(text))
            .fetch_one(self.connection())
            .await?;
        Ok(id)
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
        let (last, previous) = audit::last(self.transaction.on()).await?;
        let seals = self.touched.seal(&mut self.transaction).await?;
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
        query(
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
        .execute(self.transaction.on())
        .await?;
        self.transaction.commit().await?;
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
