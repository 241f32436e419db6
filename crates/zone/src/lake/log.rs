//! The book's own log of lake commits: which snapshot, when, by whom, touching which months of
//! which series, made of which files. The catalog's clock has whole seconds only, and a compaction
//! would look to its change feed like news; this log has neither fault.
//!
//! The lake commits first and the log follows. Every lake commit carries in the catalog what its
//! entry says, so that an entry that a crash took is written by whoever opens the book to write
//! next ([`catch_up`]).

use std::collections::HashSet;

use serde::{Deserialize, Deserializer, Serialize};
use sqlx::FromRow;

use super::files::{CatalogSnapshot, rows_at};
use super::{Lake, Touched};
use crate::decision;
use crate::mark::{self, Acceptance};
use crate::run::{self, NewRun};
use crate::state::{AuditEntry, Change, State, query};
use crate::{Result, ZoneError};

/// One commit to the lake.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct LakeCommit {
    /// The snapshot that it made.
    pub snapshot: i64,
    /// When, µs UTC.
    pub at_us: i64,
    /// `import`, `correct`, `mark`, `undo`, `run`, `compact`; `layout` for a change of tables without
    /// rows, `foreign` for rows that another program committed.
    pub kind: String,
    /// Who.
    pub who: String,
    /// Why.
    pub reason: String,
    /// The import batch, where there is one.
    pub batch: Option<i64>,
    /// [`Touched::to_text`].
    pub touched: String,
    /// [`LoggedFile`]s, JSON.
    pub files: String,
    /// Rows of all tables that stand at the snapshot.
    pub row_count: i64,
    /// When the snapshot was given up, µs UTC.
    pub expired_us: Option<i64>,
}

/// A file that a commit wrote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoggedFile {
    /// Its path below the folder of the lake's files.
    pub path: String,
    /// Its size in bytes.
    pub bytes: i64,
    /// Its rows, or those that it takes away.
    pub rows: i64,
    /// BLAKE3, hexadecimal.
    pub hash: String,
    /// When the book let go of it, µs UTC: its rows were merged into another file, or no snapshot
    /// shows them any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub removed_us: Option<i64>,
}

/// What a commit carries in the catalog for the log.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Extra {
    /// The log's `kind`.
    pub kind: String,
    /// The import batch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch: Option<i64>,
    /// [`Touched::to_text`].
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub touched: String,
    /// The runs that the commit is the result of, one a table.
    #[serde(
        default,
        rename = "run",
        skip_serializing_if = "Vec::is_empty",
        deserialize_with = "one_or_several"
    )]
    pub runs: Vec<ExtraRun>,
    /// The decisions that its author approved by it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub decisions: Vec<i64>,
    /// The verdict on a mark that its author gave by it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acceptance: Option<Acceptance>,
}

/// A run, as its commit carries it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ExtraRun {
    /// Its number.
    pub id: i64,
    /// What it computed.
    #[serde(flatten)]
    pub run: NewRun,
}

/// Before a run was one commit, a commit carried the run of one table.
fn one_or_several<'de, D: Deserializer<'de>>(
    told: D,
) -> std::result::Result<Vec<ExtraRun>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Told {
        One(Box<ExtraRun>),
        Several(Vec<ExtraRun>),
    }
    Ok(match Told::deserialize(told)? {
        Told::One(run) => vec![*run],
        Told::Several(runs) => runs,
    })
}

impl LakeCommit {
    /// Its files.
    pub fn logged_files(&self) -> Vec<LoggedFile> {
        serde_json::from_str(&self.files).unwrap_or_default()
    }

    /// What it touched.
    pub fn what_it_touched(&self) -> Touched {
        Touched::parse(&self.touched).unwrap_or_default()
    }
}

const COLUMNS: &str = "snapshot, at_us, kind, who, reason, batch, touched, files, row_count, \
                       expired_us";

/// All commits, oldest first.
///
/// # Errors
/// [`ZoneError::State`] when the database refuses.
pub async fn commits(state: &State) -> Result<Vec<LakeCommit>> {
    let text = format!("select {COLUMNS} from lake_commit order by snapshot");
    query(sqlx::AssertSqlSafe(text))
        .fetch_all(state.reader())
        .await
}

/// The commits after the snapshot `after`, up to `last`, oldest first.
///
/// # Errors
/// [`ZoneError::State`] when the database refuses.
pub async fn commits_between(state: &State, after: i64, last: i64) -> Result<Vec<LakeCommit>> {
    let text = format!(
        "select {COLUMNS} from lake_commit where snapshot > $1 and snapshot <= $2 order by snapshot"
    );
    query(sqlx::AssertSqlSafe(text))
        .bind(after)
        .bind(last)
        .fetch_all(state.reader())
        .await
}

/// The last commit that the log knows at `at_us`, or of all.
///
/// # Errors
/// [`ZoneError::State`] when the database refuses.
pub async fn last_commit(state: &State, at_us: Option<i64>) -> Result<Option<LakeCommit>> {
    let text = format!(
        "select {COLUMNS} from lake_commit where at_us <= $1 order by snapshot desc limit 1"
    );
    query(sqlx::AssertSqlSafe(text))
        .bind(at_us.unwrap_or(i64::MAX))
        .fetch_optional(state.reader())
        .await
}

/// Writes into `change` the entries that are missing up to the lake's head. Gives their snapshots.
///
/// # Errors
/// [`ZoneError::State`] or [`ZoneError::Io`] when the catalog or a file refuses.
pub async fn log_new_commits(change: &mut Change, lake: &Lake) -> Result<Vec<i64>> {
    let (last,): (Option<i64>,) = query("select max(snapshot) from lake_commit")
        .fetch_one(change.connection())
        .await?;
    let fresh = lake.snapshots_after(last.unwrap_or(-1)).await?;
    let Some(first) = fresh.first() else {
        return Ok(Vec::new());
    };
    let files = lake.files().await?;
    // A merge gives its file the age of the rows: it is found as one that the log does not know.
    let compaction = fresh.iter().find(|s| s.is_compaction()).map(|s| s.snapshot);
    let known = match compaction {
        Some(_) => remove_from_log(change, |path| !files.iter().any(|f| f.path == path)).await?,
        None => HashSet::new(),
    };
    let origins = lake.origins(&files, first.snapshot).await?;
    for snapshot in &fresh {
        let mut logged = Vec::new();
        for file in &files {
            let is_of_this_commit = file.begin_snapshot == snapshot.snapshot
                || (compaction == Some(snapshot.snapshot)
                    && fresh.iter().all(|s| s.snapshot != file.begin_snapshot)
                    && !known.contains(&file.path));
            if is_of_this_commit {
                logged.push(LoggedFile {
                    path: file.path.clone(),
                    bytes: file.bytes,
                    rows: file.row_count,
                    hash: lake.hash_of(&file.path).await?,
                    removed_us: None,
                });
            }
        }
        let rows = rows_at(&files, &origins, snapshot.snapshot);
        insert(change, snapshot, &logged, rows).await?;
    }
    Ok(fresh.iter().map(|s| s.snapshot).collect())
}

/// Notes of every logged file for which `is_gone` holds that the book let go of it. Gives the paths
/// of all files that the log knows.
pub(crate) async fn remove_from_log(
    change: &mut Change,
    is_gone: impl Fn(&str) -> bool,
) -> Result<HashSet<String>> {
    let rows: Vec<(i64, String)> = query("select id, files from lake_commit order by id")
        .fetch_all(change.connection())
        .await?;
    let mut known = HashSet::new();
    for (id, text) in rows {
        let mut files: Vec<LoggedFile> =
            serde_json::from_str(&text).map_err(|e| ZoneError::Lake(e.to_string()))?;
        let mut gone = false;
        for file in &mut files {
            known.insert(file.path.clone());
            if file.removed_us.is_none() && is_gone(&file.path) {
                file.removed_us = Some(change.at_us());
                gone = true;
            }
        }
        if gone {
            change.wrote("lake_commit", &[id]);
            let text = serde_json::to_string(&files).map_err(|e| ZoneError::Lake(e.to_string()))?;
            query("update lake_commit set files = $1 where id = $2")
                .bind(text)
                .bind(id)
                .execute(change.connection())
                .await?;
        }
    }
    Ok(known)
}

/// Notes that the snapshots `ids` are given up.
pub(crate) async fn expire_in_log(change: &mut Change, ids: &[i64]) -> Result<()> {
    for snapshot in ids {
        let (id,): (i64,) = query("select id from lake_commit where snapshot = $1")
            .bind(*snapshot)
            .fetch_one(change.connection())
            .await?;
        change.wrote("lake_commit", &[id]);
        let at_us = change.at_us();
        query("update lake_commit set expired_us = $1 where id = $2")
            .bind(at_us)
            .bind(id)
            .execute(change.connection())
            .await?;
    }
    Ok(())
}

async fn insert(
    change: &mut Change,
    snapshot: &CatalogSnapshot,
    files: &[LoggedFile],
    rows: i64,
) -> Result<()> {
    let told: Option<Extra> = snapshot
        .extra
        .as_deref()
        .and_then(|text| serde_json::from_str(text).ok());
    let ours = told.is_some();
    let told = told.unwrap_or_else(|| Extra {
        kind: match (snapshot.is_compaction(), files.is_empty()) {
            (true, _) => "compact",
            (false, true) => "layout",
            (false, false) => "foreign",
        }
        .to_owned(),
        ..Extra::default()
    });
    let id = change.next_id("lake_commit").await?;
    change.wrote("lake_commit", &[id]);
    let at_us = change.at_us();
    let who = match &snapshot.author {
        Some(author) if ours => author.clone(),
        _ => change.who().to_owned(),
    };
    query(
        "insert into lake_commit (id, snapshot, at_us, kind, who, reason, batch, touched, files, row_count) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(id)
    .bind(snapshot.snapshot)
    .bind(at_us)
    .bind(&told.kind)
    .bind(&who)
    .bind(snapshot.message.clone().unwrap_or_default())
    .bind(told.batch)
    .bind(told.touched)
    .bind(serde_json::to_string(files).map_err(|e| ZoneError::Lake(e.to_string()))?)
    .bind(rows)
    .execute(change.connection())
    .await?;
    for ExtraRun { id, run } in told.runs {
        run::record(change, id, &run, snapshot.snapshot).await?;
    }
    for id in told.decisions {
        decision::note_approval(change, id, &who, Some(snapshot.snapshot)).await?;
    }
    if let Some(acceptance) = &told.acceptance {
        mark::note_acceptance(change, acceptance, &who, Some(snapshot.snapshot)).await?;
    }
    Ok(())
}

/// Writes the entries that a crash took; called under the zone's write lock.
///
/// # Errors
/// As [`log_new_commits`].
pub(crate) async fn catch_up(state: &State, lake: &Lake, who: &str) -> Result<()> {
    let last = last_commit(state, None).await?.map_or(-1, |c| c.snapshot);
    if lake.head()? <= last {
        return Ok(());
    }
    let mut change = state.change(who).await?;
    let snapshots = log_new_commits(&mut change, lake).await?;
    let detail = serde_json::json!({ "snapshots": snapshots });
    change
        .commit(AuditEntry::new("catch_up", "lake", &detail))
        .await
}
