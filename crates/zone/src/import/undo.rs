//! Taking a batch back: its rows leave, what they had replaced returns, all in one correction.

use std::collections::BTreeSet;

use serde_json::json;

use super::batch;
use super::reconcile::touched;
use crate::lake::{Commit, Doomed, commits, log_commit};
use crate::limits::COMMIT_TRIES_MAX;
use crate::observation::Observation;
use crate::observation::arrow::to_batch;
use crate::state::AuditEntry;
use crate::{Result, Zone, ZoneError};

/// What an undo did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UndoSummary {
    /// Observations that left.
    pub removed: usize,
    /// Older values that stand again.
    pub restored: usize,
}

/// Undoes batch `id`: observations that were corrected since then stay as they are.
///
/// # Errors
/// [`ZoneError::Unknown`] for a batch that is not there, [`ZoneError::Refused`] for one that was
/// undone already.
pub async fn undo(zone: &Zone, id: i64, who: &str) -> Result<UndoSummary> {
    let known = batch::list(zone.state()).await?;
    let Some(found) = known.iter().find(|b| b.id == id) else {
        return Err(ZoneError::Unknown {
            what: "batch",
            name: id.to_string(),
        });
    };
    if found.undone_us.is_some() {
        return Err(ZoneError::Refused(format!("batch {id} was undone already")));
    }
    let first_snapshot = commits(zone.state())
        .await?
        .iter()
        .filter(|c| c.batch == Some(id))
        .map(|c| c.snapshot)
        .min();
    let reason = format!("undo batch {id} ({})", found.file_name);
    for _ in 0..COMMIT_TRIES_MAX {
        let base = zone.lake().head()?;
        let leaving = zone.lake().observations_of_batch(id, base).await?;
        let restored = match first_snapshot {
            Some(snapshot) => held_before(zone, &leaving, snapshot - 1).await?,
            None => Vec::new(),
        };
        let mut months = touched(zone, leaving.iter());
        let snapshot = if leaving.is_empty() {
            None
        } else {
            let commit = Commit {
                who,
                reason: &reason,
                batch: Some(id),
                base: Some(base),
            };
            let rows = if restored.is_empty() {
                Vec::new()
            } else {
                vec![to_batch(&restored)?]
            };
            match zone
                .lake()
                .correct(&Doomed::Batch(id), &rows, &commit)
                .await
            {
                Err(ZoneError::Contended) => continue,
                other => Some(other?),
            }
        };
        let mut change = zone.state().change(who).await?;
        if let Some(snapshot) = snapshot {
            months.extend(touched(zone, restored.iter()));
            log_commit(&mut change, snapshot, "undo", &reason, Some(id), &months).await?;
        }
        batch::mark_undone(&mut change, id).await?;
        let summary = UndoSummary {
            removed: leaving.len(),
            restored: restored.len(),
        };
        let detail = json!({ "removed": summary.removed, "restored": summary.restored });
        change
            .commit(AuditEntry::new(
                "undo_import",
                format!("batch {id}"),
                &detail,
            ))
            .await?;
        return Ok(summary);
    }
    Err(ZoneError::Contended)
}

/// What stood at the keys of `leaving` before the batch.
async fn held_before(
    zone: &Zone,
    leaving: &[Observation],
    snapshot: i64,
) -> Result<Vec<Observation>> {
    let series: BTreeSet<i64> = leaving.iter().map(|o| o.series).collect();
    let times = leaving.iter().map(|o| o.time_us);
    let (Some(from), Some(to)) = (times.clone().min(), times.max()) else {
        return Ok(Vec::new());
    };
    let keys: BTreeSet<(i64, i64)> = leaving.iter().map(|o| (o.series, o.time_us)).collect();
    let series: Vec<i64> = series.into_iter().collect();
    let mut before = zone
        .lake()
        .observations_of(&series, from, to, snapshot)
        .await?;
    before.retain(|o| keys.contains(&(o.series, o.time_us)));
    before.sort_unstable_by_key(|o| (o.series, o.time_us));
    Ok(before)
}
