//! Compacting the book: fewer files that say the same, and, on request, letting go of snapshots that
//! nothing cites.

use std::collections::BTreeSet;

use datafusion::arrow::array::AsArray;
use datafusion::arrow::datatypes::Int64Type;
use datafusion::prelude::col;
use serde_json::json;

use crate::bulletin::cited_snapshots;
use crate::inbox::give_up_old;
use crate::lake::{
    Compacted, LakeCommit, commits, expire_in_log, full_name, log_new_commits, remove_from_log,
};
use crate::limits::FILES_LINGER_US;
use crate::state::AuditEntry;
use crate::{Result, Zone, run};

/// What a compaction did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Compaction {
    /// Files read and written.
    pub files: Compacted,
    /// Raw frames that were given up, since the zone keeps them no longer.
    pub frames: usize,
    /// Snapshots that were given up.
    pub expired: usize,
    /// Files that were deleted from the disk: those that the book let go of an hour ago or earlier.
    pub deleted: usize,
}

/// Gives up the raw frames that the zone keeps no longer, merges small files and drops dead rows in every
/// table of the lake. With `expire_before_us`
/// (µs UTC) it also lets go of the older snapshots but for those that a stored figure or a bulletin
/// cites, and those by which the history of corrected values is told.
///
/// # Errors
/// [`crate::ZoneError::Held`] when another writes, or what the disk refuses.
pub async fn compact(zone: &Zone, expire_before_us: Option<i64>, who: &str) -> Result<Compaction> {
    let _held = zone.write(who, "compact").await?;
    let mut done = Compaction {
        frames: give_up_old(zone, who).await?,
        ..Compaction::default()
    };
    for (schema, table) in zone.lake().tables()? {
        let table = zone.lake().compact_table(&schema, &table).await?;
        done.files.from_files += table.from_files;
        done.files.to_files += table.to_files;
    }
    if done.files.from_files > 0 {
        let mut change = zone.state().change(who).await?;
        let snapshots = log_new_commits(&mut change, zone.lake()).await?;
        let detail = json!({
            "snapshots": snapshots, "from_files": done.files.from_files, "to_files": done.files.to_files,
        });
        change
            .commit(AuditEntry::new("compact", "lake", &detail))
            .await?;
    }
    if let Some(before_us) = expire_before_us {
        done.expired = expire(zone, before_us, who).await?;
    }
    if let Some(_alone) = zone.take_files()? {
        let before_us = zone.clock().now_us() - FILES_LINGER_US;
        done.deleted = zone.lake().remove_files(before_us).await?;
    }
    Ok(done)
}

/// Gives up the snapshots before an instant that nothing needs. The log says so first: a book whose
/// process died between the two has more than its log says, never less.
async fn expire(zone: &Zone, before_us: i64, who: &str) -> Result<usize> {
    let log = commits(zone.state()).await?;
    let in_catalog = zone.lake().snapshots_after(-1).await?;
    let needed = needed(zone, &log).await?;
    let (mut leaving, mut kept) = (Vec::new(), Vec::new());
    for snapshot in in_catalog.iter().map(|s| s.snapshot) {
        let commit = log.iter().find(|c| c.snapshot == snapshot);
        match commit {
            Some(c) if c.at_us < before_us && !needed.contains(&snapshot) => leaving.push(snapshot),
            _ => kept.push(snapshot),
        }
    }
    if leaving.is_empty() {
        return Ok(0);
    }
    let files = zone.lake().files().await?;
    let stays: BTreeSet<&str> = files
        .iter()
        .filter(|file| kept.iter().any(|snapshot| file.stands_at(*snapshot)))
        .map(|file| file.path.as_str())
        .collect();
    let mut change = zone.state().change(who).await?;
    expire_in_log(&mut change, &leaving).await?;
    remove_from_log(&mut change, |path| !stays.contains(path)).await?;
    let detail = json!({ "snapshots": leaving });
    change
        .commit(AuditEntry::new("expire", "lake", &detail))
        .await?;
    zone.lake().expire(&leaving).await?;
    Ok(leaving.len())
}

/// The head and what bulletins show; what rows stored there cite; and both sides of every commit that took rows away, by which
/// histories are told and imports undone.
async fn needed(zone: &Zone, log: &[LakeCommit]) -> Result<BTreeSet<i64>> {
    let mut needed = BTreeSet::from([zone.lake().head()?]);
    needed.extend(cited_snapshots(zone.state()).await?);
    let mut cited = BTreeSet::new();
    for snapshot in &needed {
        cited.extend(cited_runs(zone, *snapshot).await?);
    }
    let runs = run::all(zone.state()).await?;
    needed.extend(
        runs.iter()
            .filter(|r| cited.contains(&r.id))
            .map(|r| r.read_snapshot),
    );
    for commit in log
        .iter()
        .filter(|c| ["import", "correct", "review", "undo"].contains(&c.kind.as_str()))
    {
        needed.extend([commit.snapshot - 1, commit.snapshot]);
    }
    Ok(needed)
}

/// The runs that rows of the computed tables carry at `snapshot`.
async fn cited_runs(zone: &Zone, snapshot: i64) -> Result<BTreeSet<i64>> {
    let session = zone.lake().session(snapshot)?;
    let mut cited = BTreeSet::new();
    for (schema, table) in zone.lake().tables_at(snapshot)? {
        let frame = session.table(full_name(&schema, &table)).await?;
        if !frame.schema().has_column_with_unqualified_name("run") {
            continue;
        }
        for batch in frame.aggregate(vec![col("run")], vec![])?.collect().await? {
            cited.extend(batch.column(0).as_primitive::<Int64Type>().iter().flatten());
        }
    }
    Ok(cited)
}
