//! The book's own log of lake commits: which snapshot, when, by whom, touching which months of
//! which series. The catalog's clock has whole seconds only, and a compaction would look to its
//! change feed like news; this log has neither fault.

use std::collections::BTreeSet;

use crate::Result;
use crate::state::{Change, State};

/// One commit to the lake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LakeCommit {
    /// The snapshot that it made.
    pub snapshot: i64,
    /// When, µs UTC.
    pub at_us: i64,
    /// `append`, `correct`, `undo`, `run`.
    pub kind: String,
    /// Who.
    pub who: String,
    /// Why.
    pub reason: String,
    /// The import batch, where there is one.
    pub batch: Option<i64>,
}

/// Writes a commit and the (series, zone-local month) pairs that it touched.
///
/// # Errors
/// [`crate::ZoneError::State`] when the database refuses.
pub async fn log_commit(
    change: &mut Change,
    snapshot: i64,
    kind: &str,
    reason: &str,
    batch: Option<i64>,
    touched: &BTreeSet<(i64, String)>,
) -> Result<()> {
    let id = change.next_id("lake_commit").await?;
    let (at_us, who) = (change.at_us(), change.who().to_owned());
    sqlx::query(
        "insert into lake_commit (id, snapshot, at_us, kind, who, reason, batch) \
         values ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(id)
    .bind(snapshot)
    .bind(at_us)
    .bind(kind)
    .bind(who)
    .bind(reason)
    .bind(batch)
    .execute(change.connection())
    .await?;
    for (series, month) in touched {
        sqlx::query("insert into lake_touched (lake_commit, series, month) values ($1, $2, $3)")
            .bind(id)
            .bind(series)
            .bind(month)
            .execute(change.connection())
            .await?;
    }
    Ok(())
}

/// All commits, oldest first.
///
/// # Errors
/// [`crate::ZoneError::State`] when the database refuses.
pub async fn commits(state: &State) -> Result<Vec<LakeCommit>> {
    let rows: Vec<(i64, i64, String, String, String, Option<i64>)> = sqlx::query_as(
        "select snapshot, at_us, kind, who, reason, batch from lake_commit order by id",
    )
    .fetch_all(state.reader())
    .await?;
    Ok(rows
        .into_iter()
        .map(|(snapshot, at_us, kind, who, reason, batch)| LakeCommit {
            snapshot,
            at_us,
            kind,
            who,
            reason,
            batch,
        })
        .collect())
}
