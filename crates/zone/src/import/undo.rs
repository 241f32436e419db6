//! Taking a batch back: its rows leave, what they had replaced returns, all in one correction.

use std::collections::BTreeSet;

use serde_json::json;

use super::batch;
use super::reconcile::touched;
use crate::correction::CORRECTION;
use crate::lake::{Commit, Extra, commits, log_new_commits};
use crate::limits::COMMIT_TRIES_MAX;
use crate::mark::Accepted;
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
    let undone: BTreeSet<i64> = known
        .iter()
        .filter(|b| b.undone_us.is_some())
        .map(|b| b.id)
        .collect();
    let reason = format!("undo batch {id} ({})", found.file_name);
    let _held = zone.write(who, &reason).await?;
    for _ in 0..COMMIT_TRIES_MAX {
        let base = zone.lake().head()?;
        let mut leaving = zone.lake().observations_of_batch(id, base).await?;
        leaving.retain(|o| *o.source != *CORRECTION);
        let mut restored = match first_snapshot {
            Some(snapshot) => held_before(zone, &leaving, snapshot - 1).await?,
            None => Vec::new(),
        };
        // What an undone batch had said does not come back.
        restored.retain(|o| !undone.contains(&o.batch));
        // Nor does what stood before a mark was accepted.
        let (first_us, last_us) = Accepted::bounds(&restored);
        Accepted::read(zone, first_us, last_us)
            .await?
            .apply(&mut restored);
        let commit = Commit {
            who,
            reason: &reason,
            extra: Extra {
                kind: "undo".to_owned(),
                batch: Some(id),
                touched: touched(zone, leaving.iter().chain(&restored)).to_text(),
                ..Extra::default()
            },
            base: Some(base),
        };
        match exchange(zone, &leaving, &restored, &commit).await {
            Err(ZoneError::Contended) => continue,
            other => other?,
        }
        record(zone, id, who, (&leaving, &restored)).await?;
        return Ok(UndoSummary {
            removed: leaving.len(),
            restored: restored.len(),
        });
    }
    Err(ZoneError::Contended)
}

/// Lets the batch's rows leave and the older ones return.
async fn exchange(
    zone: &Zone,
    leaving: &[Observation],
    restored: &[Observation],
    commit: &Commit<'_>,
) -> Result<()> {
    if leaving.is_empty() {
        return Ok(());
    }
    let keys: Vec<(i64, i64)> = leaving.iter().map(|o| (o.series, o.time_us)).collect();
    let rows = if restored.is_empty() {
        Vec::new()
    } else {
        vec![to_batch(restored)?]
    };
    zone.lake().correct(&keys, &rows, commit).await.map(|_| ())
}

async fn record(
    zone: &Zone,
    batch: i64,
    who: &str,
    (leaving, restored): (&[Observation], &[Observation]),
) -> Result<()> {
    let mut change = zone.state().change(who).await?;
    log_new_commits(&mut change, zone.lake()).await?;
    batch::mark_undone(&mut change, batch).await?;
    let detail = json!({ "removed": leaving.len(), "restored": restored.len() });
    change
        .commit(AuditEntry::new(
            "undo_import",
            format!("batch {batch}"),
            &detail,
        ))
        .await
}

/// What stood at the keys of `leaving` before the batch.
async fn held_before(
    zone: &Zone,
    leaving: &[Observation],
    snapshot: i64,
) -> Result<Vec<Observation>> {
    let keys = leaving.iter().map(|o| (o.series, o.time_us));
    let mut held = zone
        .lake()
        .observations_by_key(keys.clone(), snapshot)
        .await?;
    let mut before: Vec<Observation> = keys.filter_map(|key| held.remove(&key)).collect();
    before.sort_unstable_by_key(|o| (o.series, o.time_us));
    Ok(before)
}
