//! Frames that are old enough to be given up, by a setting of the zone. Their readings stay.

use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::lake::{Commit, Extra, log_new_commits};
use crate::limits::COMMIT_TRIES_MAX;
use crate::state::{AuditEntry, query};
use crate::{Result, Zone, ZoneError};

const DAY_US: i64 = 86_400_000_000;
/// What the audit log, and the log of the lake, call it.
const GIVEN_UP: &str = "give_up_frames";

/// Frames that were given up at one time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct GivenUp {
    /// When, µs UTC.
    #[serde(skip)]
    pub at_us: i64,
    /// The number of the first of them.
    pub first: i64,
    /// The number of the last.
    pub last: i64,
    /// How many.
    pub frames: usize,
    /// How many days the zone kept them by its setting.
    pub kept_days: u32,
}

/// What was given up so far, the earliest first.
///
/// # Errors
/// [`ZoneError::State`] when the database refuses.
pub async fn given_up(zone: &Zone) -> Result<Vec<GivenUp>> {
    let rows: Vec<(i64, String)> =
        query("select at_us, detail from audit where action = $1 order by id")
            .bind(GIVEN_UP)
            .fetch_all(zone.state().reader())
            .await?;
    let read = |(at_us, detail): &(i64, String)| {
        let told: GivenUp = serde_json::from_str(detail).ok()?;
        Some(GivenUp {
            at_us: *at_us,
            ..told
        })
    };
    Ok(rows.iter().filter_map(read).collect())
}

/// Gives up the frames in the lake that are older than the zone keeps them, all but the last of all, by
/// which it is known what was carried. Gives how many; none where the zone keeps them for ever. Whoever
/// calls it holds the right to write.
pub(crate) async fn give_up_old(zone: &Zone, who: &str) -> Result<usize> {
    let Some(kept_days) = zone.config().kept_frames_days() else {
        return Ok(0);
    };
    let before_us = zone.clock().now_us() - i64::from(kept_days) * DAY_US;
    for _ in 0..COMMIT_TRIES_MAX {
        let commit = Commit {
            who,
            reason: "older than the zone keeps frames",
            extra: Extra {
                kind: GIVEN_UP.to_owned(),
                ..Extra::default()
            },
            base: Some(zone.lake().head()?),
        };
        let found = match zone.lake().give_up_frames(before_us, &commit).await {
            Err(ZoneError::Contended) => continue,
            other => other?,
        };
        let Some((first, last, frames)) = found else {
            return Ok(0);
        };
        let mut change = zone.state().change(who).await?;
        log_new_commits(&mut change, zone.lake()).await?;
        let detail = json!(GivenUp {
            at_us: 0,
            first,
            last,
            frames,
            kept_days,
        });
        change
            .commit(AuditEntry::new(GIVEN_UP, "frames", &detail))
            .await?;
        return Ok(frames);
    }
    Err(ZoneError::Contended)
}
