//! What a reading means for the book: news, something known, a correction, or a conflict.

use serde_json::json;

use super::batch::BatchCounts;
use super::options::Conflict;
use crate::lake::{Commit, Extra, Lake, Month, Touched, log_new_commits};
use crate::limits::COMMIT_TRIES_MAX;
use crate::mark::Accepted;
use crate::observation::Observation;
use crate::observation::arrow::to_batch;
use crate::state::AuditEntry;
use crate::{Result, Zone, ZoneError};

/// What a chunk of a file comes to, on one snapshot.
#[derive(Debug, Default)]
pub(crate) struct Verdict<'r> {
    /// What is written, in the order of the rows.
    written: Vec<&'r Observation>,
    /// The keys of what it takes the place of.
    leaving: Vec<(i64, i64)>,
    added: usize,
    corrected: usize,
    unchanged: usize,
    /// Rows that an earlier piece of the same file said already, and those that speak against it.
    repeated: usize,
    superseded: usize,
    /// What the file says and what stands.
    conflicts: Vec<(&'r Observation, Observation)>,
}

impl<'r> Verdict<'r> {
    /// What is written, in the order of the rows.
    pub fn written(&self) -> &[&'r Observation] {
        &self.written
    }

    /// The keys of what it takes the place of.
    pub fn leaving(&self) -> &[(i64, i64)] {
        &self.leaving
    }

    fn replace(&mut self, row: &'r Observation) {
        self.written.push(row);
        self.leaving.push((row.series, row.time_us));
    }
}

/// For whom and from which file rows are written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Writing<'a> {
    pub who: &'a str,
    pub batch: i64,
    pub file: &'a str,
    /// The batch by which the book knows the file already.
    pub known_since: Option<i64>,
}

/// Judges `rows`, whose keys are distinct, against the book at `snapshot`. What a later batch than
/// `known_since` said stands: the same file again is no news. What `batch` said itself comes from an
/// earlier piece of the same file, and the later word stands.
pub(crate) async fn judge<'r>(
    zone: &Zone,
    rows: &'r [Observation],
    known_since: Option<i64>,
    batch: Option<i64>,
    snapshot: i64,
) -> Result<Verdict<'r>> {
    let keys = rows.iter().map(|o| (o.series, o.time_us));
    let mut held = zone.lake().observations_by_key(keys, snapshot).await?;
    let mut verdict = Verdict::default();
    for row in rows {
        let Some(old) = held.remove(&(row.series, row.time_us)) else {
            verdict.added += 1;
            verdict.written.push(row);
            continue;
        };
        let says_the_same = row.says_the_same_as(&old);
        if Some(old.batch) == batch && old.source == row.source {
            if says_the_same {
                verdict.repeated += 1;
            } else {
                verdict.superseded += 1;
                verdict.replace(row);
            }
        } else if says_the_same || known_since.is_some_and(|known| old.batch > known) {
            verdict.unchanged += 1;
        } else if !old.is_judged_by_a_person()
            && zone.config().may_replace(&row.source, &old.source)
        {
            verdict.corrected += 1;
            verdict.replace(row);
        } else {
            // A person's word stands over what files say, whatever their source.
            verdict.conflicts.push((row, old));
        }
    }
    Ok(verdict)
}

/// Judges and commits `rows` and enters the commit in the log, while no other writer does; a
/// program that does not ask for the zone's lock makes it judge again on what is there then. Adds
/// to `counts`.
pub(super) async fn commit_chunk(
    zone: &Zone,
    rows: &[Observation],
    writing: &Writing<'_>,
    counts: &mut BatchCounts,
    conflicts: &mut Vec<Conflict>,
) -> Result<()> {
    let reason = format!("import {}", writing.file);
    let _held = zone.write(writing.who, &reason).await?;
    // A verdict holds the zone as well: none comes between this look and the commit.
    let (first_us, last_us) = Accepted::bounds(rows);
    let rows = &*Accepted::read(zone, first_us, last_us).await?.applied(rows);
    for _ in 0..COMMIT_TRIES_MAX {
        let base = zone.lake().head()?;
        let verdict = judge(zone, rows, writing.known_since, Some(writing.batch), base).await?;
        let touched = touched(zone, verdict.written.iter().copied());
        let commit = Commit {
            who: writing.who,
            reason: &reason,
            extra: Extra {
                kind: "import".to_owned(),
                batch: Some(writing.batch),
                touched: touched.to_text(),
                ..Extra::default()
            },
            base: Some(base),
        };
        match write(zone.lake(), &verdict, &commit).await {
            Err(ZoneError::Contended) => continue,
            other => other?,
        }
        count(&verdict, counts, conflicts);
        if !touched.is_empty() {
            let subject = format!("batch {}", writing.batch);
            log(zone, writing.who, &subject, touched.len()).await?;
        }
        return Ok(());
    }
    Err(ZoneError::Contended)
}

/// Enters the commits that were just made in the log.
pub(crate) async fn log(zone: &Zone, who: &str, subject: &str, touched: usize) -> Result<()> {
    let mut change = zone.state().change(who).await?;
    let snapshots = log_new_commits(&mut change, zone.lake()).await?;
    let detail = json!({ "snapshots": snapshots, "series_months": touched });
    change
        .commit(AuditEntry::new("lake_commit", subject, &detail))
        .await
}

pub(crate) fn count(
    verdict: &Verdict<'_>,
    counts: &mut BatchCounts,
    conflicts: &mut Vec<Conflict>,
) {
    counts.added += verdict.added;
    counts.corrected += verdict.corrected;
    counts.unchanged += verdict.unchanged;
    counts.repeated += verdict.repeated;
    counts.superseded += verdict.superseded;
    counts.conflicts += verdict.conflicts.len();
    conflicts.extend(verdict.conflicts.iter().map(|(new, old)| Conflict {
        series: new.series,
        time_us: new.time_us,
        line: new.line,
        given: new.value,
        held: old.value,
        held_source: old.source.to_string(),
    }));
}

async fn write(lake: &Lake, verdict: &Verdict<'_>, commit: &Commit<'_>) -> Result<()> {
    if verdict.written.is_empty() {
        return Ok(());
    }
    if verdict.leaving.is_empty() {
        lake.append_observations(&verdict.written, commit).await?
    } else {
        let rows = [to_batch(&verdict.written)?];
        lake.correct(&verdict.leaving, &rows, commit).await?
    };
    Ok(())
}

/// The (series, zone-local month) pairs of `rows`.
pub(crate) fn touched<'a>(zone: &Zone, rows: impl Iterator<Item = &'a Observation>) -> Touched {
    // A month of a series, and the instants within which it is still the same.
    let mut last: Option<(i64, (i64, i64))> = None;
    let mut out = Touched::default();
    for row in rows {
        if last.is_some_and(|(series, (from, to))| {
            series == row.series && (from..to).contains(&row.time_us)
        }) {
            continue;
        }
        if let Some(month) = Month::of(row.time_us, zone.tz()) {
            out.insert(row.series, month);
            last = month.bounds(zone.tz()).map(|bounds| (row.series, bounds));
        }
    }
    out
}
