//! The bureau's verdict: what it accepts goes to the lake in one commit, which carries the verdict.

use serde_json::json;

use super::accepted::{invalidate, is_invalidated};
use super::note::{Acceptance, check_words, insert, note_acceptance};
use super::read::mark;
use super::{Mark, Ruling};
use crate::correction::{Edited, Signed, put};
use crate::lake::log_new_commits;
use crate::limits::{COMMIT_TRIES_MAX, MARK_READINGS_MAX};
use crate::state::{AuditEntry, query};
use crate::{Result, Zone, ZoneError, instant};

/// What a verdict did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    /// The mark as it stands.
    pub mark: Mark,
    /// The readings that are invalid now and were not before.
    pub changed: usize,
    /// How many were so by another mark already.
    pub unchanged: usize,
}

/// Judges mark `id` for the bureau, by `who`: accepted, the readings of its period are invalid, those
/// that come in later too; refused, nothing changes.
///
/// # Errors
/// [`ZoneError::Unknown`] where there is none, [`ZoneError::Refused`] without a reason and for a period
/// with more readings than a commit takes, [`ZoneError::NotAllowed`] for one's own mark,
/// [`ZoneError::Outdated`] for one that does not wait any more.
pub async fn judge(
    zone: &Zone,
    id: i64,
    ruling: Ruling,
    reason: &str,
    who: &str,
) -> Result<Judged> {
    check_words(reason)?;
    let reason = reason.trim();
    let _held = zone.write(who, &format!("judge mark {id}")).await?;
    let found = mark(zone.state(), id).await?;
    check_waits(&found)?;
    if found.who == who {
        return Err(ZoneError::NotAllowed(format!(
            "mark {id} is your own; a second person judges it, and you may withdraw it"
        )));
    }
    let (changed, unchanged) = match ruling {
        Ruling::Refused => {
            refuse(zone, &found, reason, who).await?;
            (0, 0)
        }
        Ruling::Accepted => accept(zone, &found, reason, who).await?,
    };
    Ok(Judged {
        mark: mark(zone.state(), id).await?,
        changed,
        unchanged,
    })
}

pub(super) fn check_waits(found: &Mark) -> Result<()> {
    let closed = match (&found.withdrawn, &found.verdict) {
        (Some(withdrawn), _) => &withdrawn.who,
        (None, Some(verdict)) => &verdict.who,
        (None, None) => return Ok(()),
    };
    Err(ZoneError::Outdated(format!(
        "mark {} does not wait any more: it was {} by {closed}",
        found.id,
        found.standing().as_str()
    )))
}

async fn refuse(zone: &Zone, found: &Mark, reason: &str, who: &str) -> Result<()> {
    let mut change = zone.state().change(who).await?;
    insert(&mut change, (found.id, Ruling::Refused, reason), who, None).await?;
    let detail = json!({ "marked_by": found.who, "reason": reason });
    let entry = AuditEntry::new("refuse_mark", format!("mark {}", found.id), &detail);
    change.commit(entry).await
}

/// Gives how many readings changed, and how many were so already.
async fn accept(zone: &Zone, found: &Mark, reason: &str, who: &str) -> Result<(usize, usize)> {
    let acceptance = Acceptance {
        mark: found.id,
        reason: reason.to_owned(),
    };
    let words = format!(
        "{}: {} (mark {}, marked by {}, accepted by {who}: {reason})",
        found.reason, found.evidence, found.id, found.who
    );
    for _ in 0..COMMIT_TRIES_MAX {
        let base = zone.lake().head()?;
        let (changed, unchanged) = invalidated(zone, found, base).await?;
        if !changed.is_empty() {
            let signed = Signed {
                who,
                kind: "mark",
                reason: &words,
                decisions: &[],
                acceptance: Some(&acceptance),
            };
            match put(zone, base, &changed, &signed).await {
                Err(ZoneError::Contended) => continue,
                other => other?,
            };
        }
        record(zone, found, &acceptance, (who, changed.len())).await?;
        return Ok((changed.len(), unchanged));
    }
    Err(ZoneError::Contended)
}

/// What the readings of the mark's period become, and how many of them are so already.
async fn invalidated(zone: &Zone, found: &Mark, base: i64) -> Result<(Vec<Edited>, usize)> {
    let series: Vec<(i64,)> = query(
        "select id from series where thing = $1 and (cast($2 as bigint) is null or id = $2) order by id",
    )
    .bind(found.thing)
    .bind(found.series)
    .fetch_all(zone.state().reader())
    .await?;
    let range = (found.from_us, found.until_us - 1);
    let (mut changed, mut unchanged) = (Vec::new(), 0);
    for (id,) in series {
        let room = MARK_READINGS_MAX - changed.len();
        let readings = zone
            .lake()
            .first_observations(id, range, room + 1, base)
            .await?;
        for old in readings {
            if is_invalidated(&old) {
                unchanged += 1;
                continue;
            }
            let mut new = old.clone();
            invalidate(&mut new, &found.reason);
            new.learned_us = zone.clock().now_us();
            changed.push(Edited { old, new });
        }
        if changed.len() > MARK_READINGS_MAX {
            return Err(ZoneError::Refused(format!(
                "from {} to {} there are more than {MARK_READINGS_MAX} readings, which one commit takes; \
                 refuse the mark and have it made in parts",
                instant::show(found.from_us, zone.tz()),
                instant::show(found.until_us, zone.tz())
            )));
        }
    }
    Ok((changed, unchanged))
}

/// Enters the commit in the log, which notes the verdict; where there was none, notes it alone.
async fn record(
    zone: &Zone,
    found: &Mark,
    acceptance: &Acceptance,
    (who, changed): (&str, usize),
) -> Result<()> {
    let mut change = zone.state().change(who).await?;
    let snapshots = log_new_commits(&mut change, zone.lake()).await?;
    if changed == 0 {
        note_acceptance(&mut change, acceptance, who, None).await?;
    }
    let detail = json!({
        "marked_by": found.who, "reason": acceptance.reason, "readings": changed, "snapshots": snapshots,
    });
    let entry = AuditEntry::new("accept_mark", format!("mark {}", found.id), &detail);
    change.commit(entry).await
}
