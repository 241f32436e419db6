//! What stood of an observation, and since which commit.

use crate::decision::{Decision, approved_by};
use crate::lake::{LakeCommit, Month, commits};
use crate::mark::{Mark, accepted_by};
use crate::observation::Observation;
use crate::{Result, Zone};

/// One state of an observation, and the commit that brought it.
#[derive(Debug, Clone, PartialEq)]
pub struct Past {
    /// Who, when, why.
    pub commit: LakeCommit,
    /// What stood from then on; `None` when it was taken away.
    pub stood: Option<Observation>,
    /// The decision that it carried out, where two people brought it.
    pub decision: Option<Decision>,
    /// The mark whose verdict it carried out, where the bureau accepted one.
    pub mark: Option<Mark>,
}

/// Every state that the observation of `series` at `time_us` had, oldest first, each with the
/// commit that brought it.
///
/// # Errors
/// [`crate::ZoneError::Query`] when the files of an old snapshot cannot be read.
pub async fn history(zone: &Zone, series: i64, time_us: i64) -> Result<Vec<Past>> {
    let Some(month) = Month::of(time_us, zone.tz()) else {
        return Ok(Vec::new());
    };
    let mut past: Vec<Past> = Vec::new();
    for commit in commits(zone.state()).await? {
        let touched = commit.what_it_touched();
        if !touched
            .iter()
            .any(|(id, months)| id == series && months.contains(&month))
        {
            continue;
        }
        let stood = zone
            .lake()
            .observations_of(&[series], time_us, time_us, commit.snapshot)
            .await?
            .pop();
        let before = past.last().and_then(|p| p.stood.as_ref());
        if stood.as_ref() != before {
            let decision = approved_by(zone.state(), commit.snapshot, series, time_us).await?;
            let mark = accepted_by(zone.state(), commit.snapshot, series, time_us).await?;
            past.push(Past {
                commit,
                stood,
                decision,
                mark,
            });
        }
    }
    Ok(past)
}
