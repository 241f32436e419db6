//! Corrections and reviews: a person changes what stands, and the book remembers what stood before,
//! who changed it and why.

mod history;
mod review;
mod written;

pub use history::{Past, history};
pub use review::review;
pub use written::{
    CORRECTION_COLUMNS, REVIEW_COLUMNS, Reviewed, read_corrections, read_judgement, read_new_value,
    read_reviews,
};

use crate::import::{log, touched};
use crate::instant;
use crate::lake::{Commit, Extra};
use crate::limits::{COMMIT_TRIES_MAX, EDITS_MAX};
use crate::mark::Acceptance;
use crate::observation::arrow::to_batch;
use crate::observation::{Flag, Level, Observation, Quality};
use crate::{Result, Zone, ZoneError};

/// The source of a value that a person entered.
pub const CORRECTION: &str = "correction";

/// A change of one observation.
#[derive(Debug, Clone, PartialEq)]
pub struct Edit {
    /// The series.
    pub series: i64,
    /// When it was observed, µs UTC.
    pub time_us: i64,
    /// What it becomes.
    pub to: To,
}

/// What an observation becomes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum To {
    /// Another value.
    Value(f64),
    /// Below a detection limit, if one is known.
    Below(Option<f64>),
    /// The same value, judged by a reviewer.
    Judged(Quality),
    /// The same value and judgement, confirmed by a second person.
    Approved,
}

/// What an edit did.
#[derive(Debug, Clone, PartialEq)]
pub struct Edited {
    /// What stood.
    pub old: Observation,
    /// What stands.
    pub new: Observation,
}

/// What a correction or a review did.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Corrected {
    /// The observations that say something else now.
    pub changed: Vec<Edited>,
    /// How many said so already.
    pub unchanged: usize,
}

/// Applies `edits` in one commit: all of them or none.
///
/// # Errors
/// [`ZoneError::Refused`] without a reason, for an observation that is not there, for one that is
/// named twice, and for an approval by the person whose review it would confirm.
pub async fn correct(zone: &Zone, edits: &[Edit], reason: &str, who: &str) -> Result<Corrected> {
    check(edits, reason)?;
    let kind = match edits.first().map(|e| e.to) {
        Some(To::Judged(_) | To::Approved) => "review",
        _ => "correct",
    };
    let _held = zone.write(who, &format!("{kind}: {reason}")).await?;
    for _ in 0..COMMIT_TRIES_MAX {
        let base = zone.lake().head()?;
        let changed = edited(zone, edits, who, base).await?;
        let unchanged = edits.len() - changed.len();
        if changed.is_empty() {
            return Ok(Corrected { changed, unchanged });
        }
        let signed = Signed {
            who,
            kind,
            reason,
            decisions: &[],
            acceptance: None,
        };
        let touched = match put(zone, base, &changed, &signed).await {
            Err(ZoneError::Contended) => continue,
            other => other?,
        };
        let subject = format!("{} observations: {reason}", changed.len());
        log(zone, who, &subject, touched).await?;
        return Ok(Corrected { changed, unchanged });
    }
    Err(ZoneError::Contended)
}

/// Under whose name a change is committed, and why.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Signed<'a> {
    pub who: &'a str,
    pub kind: &'a str,
    pub reason: &'a str,
    /// The decisions that it carries out.
    pub decisions: &'a [i64],
    /// The verdict on a mark that it carries out.
    pub acceptance: Option<&'a Acceptance>,
}

/// Puts what is new of `changed` in the place of what was old, in one commit on `base`; whoever calls
/// holds the zone and enters the commit in the log. Gives how many months of series it touched.
///
/// # Errors
/// [`ZoneError::Contended`] when another program committed since `base`.
pub(crate) async fn put(
    zone: &Zone,
    base: i64,
    changed: &[Edited],
    signed: &Signed<'_>,
) -> Result<usize> {
    let touched = touched(zone, changed.iter().map(|e| &e.new));
    let commit = Commit {
        who: signed.who,
        reason: signed.reason,
        extra: Extra {
            kind: signed.kind.to_owned(),
            touched: touched.to_text(),
            decisions: signed.decisions.to_vec(),
            acceptance: signed.acceptance.cloned(),
            ..Extra::default()
        },
        base: Some(base),
    };
    let keys: Vec<(i64, i64)> = changed
        .iter()
        .map(|e| (e.new.series, e.new.time_us))
        .collect();
    let mut rows: Vec<&Observation> = changed.iter().map(|e| &e.new).collect();
    rows.sort_unstable_by_key(|o| (o.series, o.time_us));
    let rows = [to_batch(&rows)?];
    zone.lake().correct(&keys, &rows, &commit).await?;
    Ok(touched.len())
}

fn check(edits: &[Edit], reason: &str) -> Result<()> {
    if reason.trim().is_empty() {
        return Err(ZoneError::Refused(
            "the reason is empty; expected why the value changes, for those who read its history"
                .into(),
        ));
    }
    if edits.len() > EDITS_MAX {
        return Err(ZoneError::Refused(format!(
            "{} observations at once; at most {EDITS_MAX} are changed in one commit: split them",
            edits.len()
        )));
    }
    Ok(())
}

async fn edited(zone: &Zone, edits: &[Edit], who: &str, base: i64) -> Result<Vec<Edited>> {
    let keys = edits.iter().map(|e| (e.series, e.time_us));
    let mut held = zone.lake().observations_by_key(keys, base).await?;
    let mut done = Vec::with_capacity(edits.len());
    for edit in edits {
        let Some(old) = held.remove(&(edit.series, edit.time_us)) else {
            let again = done
                .iter()
                .any(|e: &Edited| (e.new.series, e.new.time_us) == (edit.series, edit.time_us));
            return Err(ZoneError::Refused(format!(
                "series {} {} at {}; nothing was changed",
                edit.series,
                if again {
                    "is changed twice"
                } else {
                    "has no observation"
                },
                instant::show(edit.time_us, zone.tz())
            )));
        };
        let new = apply(zone, &old, edit.to, who)?;
        if !(new.says_the_same_as(&old) && new.quality == old.quality && new.level == old.level) {
            done.push(Edited { old, new });
        }
    }
    Ok(done)
}

fn apply(zone: &Zone, old: &Observation, to: To, who: &str) -> Result<Observation> {
    let person = format!("person:{who}");
    let mut new = old.clone();
    new.learned_us = zone.clock().now_us();
    match to {
        To::Judged(quality) => (new.quality, new.level) = (quality, Level::Reviewed),
        To::Approved => {
            check_approval(zone, old, &person)?;
            new.level = Level::Approved;
        }
        To::Value(_) | To::Below(_) => revalue(&mut new, to),
    }
    new.cause = Some(person);
    Ok(new)
}

/// Gives `new` another value, by a person; of anything but a value nothing is done.
pub(crate) fn revalue(new: &mut Observation, to: To) {
    match to {
        To::Value(value) => {
            new.value = Some(value);
            new.detection_limit = None;
            if new.flag == Flag::BelowDetection {
                new.flag = Flag::Normal;
            }
        }
        To::Below(limit) => {
            new.value = None;
            new.detection_limit = limit;
            new.flag = Flag::BelowDetection;
        }
        To::Judged(_) | To::Approved => return,
    }
    new.qualifier = None;
    new.quality = Quality::Valid;
    new.level = Level::Reviewed;
    new.source = CORRECTION.into();
}

fn check_approval(zone: &Zone, old: &Observation, person: &str) -> Result<()> {
    let place = format!(
        "series {} at {}",
        old.series,
        instant::show(old.time_us, zone.tz())
    );
    if !old.is_judged_by_a_person() {
        return Err(ZoneError::Refused(format!(
            "nobody has reviewed {place}; a review comes before its approval. Nothing was changed"
        )));
    }
    if old.level == Level::Reviewed && old.cause.as_deref() == Some(person) {
        return Err(ZoneError::Refused(format!(
            "{place} was reviewed by the same person; a second one approves. Nothing was changed"
        )));
    }
    Ok(())
}
