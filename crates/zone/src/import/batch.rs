//! Batches: what was imported, from which file, by whom, and what became of it.

use serde::{Deserialize, Serialize};
use sqlx::FromRow;

use serde_json::json;

use crate::state::{AuditEntry, Change, State, query};
use crate::{Result, Zone};

/// How the `file_hash` of a day at the door begins: there is no file, and its lines are frames.
pub(crate) const DOOR_HASH: &str = "door:";

/// One import of one file.
#[derive(Debug, Clone, FromRow)]
pub struct Batch {
    /// Identifier; every observation carries it.
    pub id: i64,
    /// The file's name as given.
    pub file_name: String,
    /// BLAKE3 of its bytes, hexadecimal.
    pub file_hash: String,
    /// The source that it speaks for.
    pub source: String,
    /// The options that it was read with, JSON.
    pub options: String,
    /// Property → [column from 1, header], JSON.
    pub columns: String,
    /// Who imported it.
    pub who: String,
    /// When it began, µs UTC.
    pub started_us: i64,
    /// When it ended; `None` where it was interrupted.
    pub finished_us: Option<i64>,
    /// When it was undone.
    pub undone_us: Option<i64>,
    /// [`BatchCounts`], JSON.
    pub counts: String,
}

/// What became of the observations of a file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchCounts {
    /// Rows of data in the file.
    pub rows: usize,
    /// Observations new to the book.
    pub added: usize,
    /// Observations that replaced an older value.
    pub corrected: usize,
    /// Observations that the book knew already.
    pub unchanged: usize,
    /// Earlier readings of the same file that the last one repeats.
    pub repeated: usize,
    /// Earlier readings of the same file that the last one contradicts.
    pub superseded: usize,
    /// Observations that another source holds otherwise; that source's value stands.
    pub conflicts: usize,
    /// Rows or cells that could not be taken.
    pub rejected: usize,
    /// Rows whose time is still to come.
    pub held: usize,
    /// Sections of the file that the zone did not know; their rows are among the rejected.
    #[serde(default)]
    pub unknown: usize,
}

impl Batch {
    /// What became of its observations.
    pub fn counted(&self) -> BatchCounts {
        serde_json::from_str(&self.counts).unwrap_or_default()
    }

    /// Whether there is nothing in its file that the book could take today and could not then.
    pub(super) fn took_all(&self) -> bool {
        let counts = self.counted();
        self.finished_us.is_some() && counts.unknown == 0 && counts.held == 0
    }
}

const COLUMNS: &str = "id, file_name, file_hash, source, options, columns, who, started_us, \
                       finished_us, undone_us, counts";

/// All batches, oldest first.
///
/// # Errors
/// [`crate::ZoneError::State`] when the database refuses.
pub async fn list(state: &State) -> Result<Vec<Batch>> {
    let text = format!("select {COLUMNS} from batch order by id");
    query(sqlx::AssertSqlSafe(text))
        .fetch_all(state.reader())
        .await
}

/// The imports of the same bytes, understood the same way, that still stand; oldest first.
pub(super) async fn standing(state: &State, hash: &str, options: &str) -> Result<Vec<Batch>> {
    let text = format!(
        "select {COLUMNS} from batch where file_hash = $1 and options = $2 \
         and undone_us is null order by id"
    );
    query(sqlx::AssertSqlSafe(text))
        .bind(hash)
        .bind(options)
        .fetch_all(state.reader())
        .await
}

/// What a batch is before its rows are written.
pub(super) struct NewBatch<'a> {
    pub file_name: &'a str,
    pub file_hash: &'a str,
    pub source: &'a str,
    pub options: &'a str,
    pub columns: &'a str,
}

pub(super) async fn begin(change: &mut Change, batch: &NewBatch<'_>) -> Result<i64> {
    let id = change.next_id("batch").await?;
    change.wrote("batch", &[id]);
    let (at_us, who) = (change.at_us(), change.who().to_owned());
    query(
        "insert into batch (id, file_name, file_hash, source, options, columns, who, started_us, counts) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, '{}')",
    )
    .bind(id)
    .bind(batch.file_name)
    .bind(batch.file_hash)
    .bind(batch.source)
    .bind(batch.options)
    .bind(batch.columns)
    .bind(who)
    .bind(at_us)
    .execute(change.connection())
    .await?;
    Ok(id)
}

pub(super) async fn finish(change: &mut Change, id: i64, counts: &BatchCounts) -> Result<()> {
    change.wrote("batch", &[id]);
    let at_us = change.at_us();
    let counts = serde_json::to_string(counts).unwrap_or_default();
    query("update batch set finished_us = $1, counts = $2 where id = $3")
        .bind(at_us)
        .bind(counts)
        .bind(id)
        .execute(change.connection())
        .await?;
    Ok(())
}

/// The last batch of what came in at the door.
pub(crate) async fn last_of_door(zone: &Zone) -> Result<Option<i64>> {
    let text = "select max(id) from batch where file_hash like $1 and undone_us is null";
    let (id,): (Option<i64>,) = query(text)
        .bind(format!("{DOOR_HASH}%"))
        .fetch_one(zone.state().reader())
        .await?;
    Ok(id)
}

/// The batch of what comes in at the door on a `day` of the zone, made where it is missing.
pub(crate) async fn of_door(zone: &Zone, day: &str, who: &str) -> Result<i64> {
    let hash = format!("{DOOR_HASH}{day}");
    let found: Option<(i64,)> =
        query("select id from batch where file_hash = $1 and undone_us is null")
            .bind(&hash)
            .fetch_optional(zone.state().reader())
            .await?;
    if let Some((id,)) = found {
        return Ok(id);
    }
    let mut change = zone.state().change(who).await?;
    let batch = NewBatch {
        file_name: &format!("door {day}"),
        file_hash: &hash,
        source: "door",
        options: "{}",
        columns: "{}",
    };
    let id = begin(&mut change, &batch).await?;
    finish(&mut change, id, &BatchCounts::default()).await?;
    let entry = AuditEntry::new(
        "begin_door_day",
        format!("batch {id}"),
        &json!({ "day": day }),
    );
    change.commit(entry).await?;
    Ok(id)
}

pub(super) async fn mark_undone(change: &mut Change, id: i64) -> Result<()> {
    change.wrote("batch", &[id]);
    let (at_us, who) = (change.at_us(), change.who().to_owned());
    query("update batch set undone_us = $1, undone_who = $2 where id = $3")
        .bind(at_us)
        .bind(who)
        .bind(id)
        .execute(change.connection())
        .await?;
    Ok(())
}
