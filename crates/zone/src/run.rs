//! Runs: which table was computed when, by which text, from which snapshot.

use serde::{Deserialize, Serialize};
use sqlx::FromRow;

use crate::Result;
use crate::state::{Change, State, query};

/// One computation of one table.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Run {
    /// Identifier; every row of the table carries it.
    pub id: i64,
    /// `water_quality.section_month`.
    pub table_name: String,
    /// The pack's id.
    pub pack: String,
    /// Its version.
    pub pack_version: String,
    /// BLAKE3 of the pack's files.
    pub pack_hash: String,
    /// The SQL that ran.
    pub sql_text: String,
    /// The lake's snapshot that was read.
    pub read_snapshot: i64,
    /// The instant at which the things, the settings and the packs' texts were read, µs UTC.
    pub read_us: i64,
    /// The snapshot that the result made, or at which it was found unchanged.
    pub write_snapshot: i64,
    /// Rows that the table had then.
    pub row_count: i64,
    /// When, µs UTC.
    pub at_us: i64,
    /// By whom.
    pub who: String,
}

/// What a run is before it is recorded.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct NewRun {
    /// `water_quality.section_month`.
    pub table_name: String,
    /// The pack's id.
    pub pack: String,
    /// Its version.
    pub pack_version: String,
    /// BLAKE3 of the pack's files.
    pub pack_hash: String,
    /// The SQL that ran.
    pub sql_text: String,
    /// The lake's snapshot that was read.
    pub read_snapshot: i64,
    /// The instant at which the things, the settings and the packs' texts were read, µs UTC.
    pub read_us: i64,
    /// Rows that the table has now.
    pub row_count: usize,
}

/// The number that the next run will have.
///
/// # Errors
/// [`crate::ZoneError::State`] when the database refuses.
pub async fn next(change: &mut Change) -> Result<i64> {
    change.next_id("run").await
}

/// Writes a run, whose result stands since `write_snapshot`.
///
/// # Errors
/// [`crate::ZoneError::State`] when the database refuses.
pub async fn record(change: &mut Change, id: i64, run: &NewRun, write_snapshot: i64) -> Result<()> {
    change.wrote("run", &[id]);
    let (at_us, who) = (change.at_us(), change.who().to_owned());
    query(
        "insert into run (id, table_name, pack, pack_version, pack_hash, sql_text, read_snapshot, \
         read_us, write_snapshot, row_count, at_us, who) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
    )
    .bind(id)
    .bind(&run.table_name)
    .bind(&run.pack)
    .bind(&run.pack_version)
    .bind(&run.pack_hash)
    .bind(&run.sql_text)
    .bind(run.read_snapshot)
    .bind(run.read_us)
    .bind(write_snapshot)
    .bind(i64::try_from(run.row_count).unwrap_or(i64::MAX))
    .bind(at_us)
    .bind(who)
    .execute(change.connection())
    .await?;
    Ok(())
}

const COLUMNS: &str = "id, table_name, pack, pack_version, pack_hash, sql_text, read_snapshot, \
                       read_us, write_snapshot, row_count, at_us, who";

/// Every run, oldest first.
///
/// # Errors
/// [`crate::ZoneError::State`] when the database refuses.
pub async fn all(state: &State) -> Result<Vec<Run>> {
    let text = format!("select {COLUMNS} from run order by id");
    query(sqlx::AssertSqlSafe(text))
        .fetch_all(state.reader())
        .await
}

/// The last run of the table called `name`.
///
/// # Errors
/// [`crate::ZoneError::State`] when the database refuses.
pub async fn last_of(state: &State, name: &str) -> Result<Option<Run>> {
    let text = format!("select {COLUMNS} from run where table_name = $1 order by id desc limit 1");
    query(sqlx::AssertSqlSafe(text))
        .bind(name)
        .fetch_optional(state.reader())
        .await
}
