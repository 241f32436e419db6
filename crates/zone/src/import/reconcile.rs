//! What a reading means for the book: news, something known, a correction, or a conflict.

use std::collections::{HashMap, HashSet};

use serde_json::json;

use super::batch::BatchCounts;
use super::options::Conflict;
use crate::lake::{Commit, Extra, Lake, Month, Touched, log_new_commits};
use crate::limits::COMMIT_TRIES_MAX;
use crate::observation::Observation;
use crate::observation::arrow::to_batch;
use crate::state::AuditEntry;
use crate::{Result, Zone, ZoneError};

/// What a chunk of a file comes to, on one snapshot.
#[derive(Debug, Default)]
pub(super) struct Verdict {
    pub news: Vec<Observation>,
    pub corrections: Vec<Observation>,
    /// Of `superseded`, what stands from now on.
    pub replaced: Vec<Observation>,
    pub unchanged: usize,
    /// Rows that an earlier piece of the same file said already, and those that speak against it.
    pub repeated: usize,
    pub superseded: usize,
    pub conflicts: Vec<(Observation, Observation)>,
}

impl Verdict {
    /// What is written.
    fn rows(&self) -> impl Iterator<Item = &Observation> {
        self.news
            .iter()
            .chain(&self.corrections)
            .chain(&self.replaced)
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
pub(super) async fn judge(
    zone: &Zone,
    rows: &[Observation],
    known_since: Option<i64>,
    batch: Option<i64>,
    snapshot: i64,
) -> Result<Verdict> {
    let keys = rows.iter().map(|o| (o.series, o.time_us));
    let held = zone.lake().observations_by_key(keys, snapshot).await?;
    let mut verdict = Verdict::default();
    for row in rows {
        match held.get(&(row.series, row.time_us)) {
            None => verdict.news.push(row.clone()),
            Some(old) if Some(old.batch) == batch && old.source == row.source => {
                if row.says_the_same_as(old) {
                    verdict.repeated += 1;
                } else {
                    verdict.superseded += 1;
                    verdict.replaced.push(row.clone());
                }
            }
            Some(old) if row.says_the_same_as(old) => verdict.unchanged += 1,
            Some(old) if known_since.is_some_and(|known| old.batch > known) => {
                verdict.unchanged += 1;
            }
            // A person's word stands over what files say, whatever their source.
            Some(old) if old.is_judged_by_a_person() => {
                verdict.conflicts.push((row.clone(), old.clone()));
            }
            Some(old) if zone.config().may_replace(&row.source, &old.source) => {
                verdict.corrections.push(row.clone());
            }
            Some(old) => verdict.conflicts.push((row.clone(), old.clone())),
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
    for _ in 0..COMMIT_TRIES_MAX {
        let base = zone.lake().head()?;
        let verdict = judge(zone, rows, writing.known_since, Some(writing.batch), base).await?;
        let touched = touched(zone, verdict.rows());
        let commit = Commit {
            who: writing.who,
            reason: &reason,
            extra: Extra {
                kind: "import".to_owned(),
                batch: Some(writing.batch),
                touched: touched.to_text(),
                runs: Vec::new(),
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

pub(super) fn count(verdict: &Verdict, counts: &mut BatchCounts, conflicts: &mut Vec<Conflict>) {
    counts.added += verdict.news.len();
    counts.corrected += verdict.corrections.len();
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
        held_source: old.source.clone(),
    }));
}

async fn write(lake: &Lake, verdict: &Verdict, commit: &Commit<'_>) -> Result<()> {
    let mut rows: Vec<Observation> = verdict.rows().cloned().collect();
    if rows.is_empty() {
        return Ok(());
    }
    rows.sort_unstable_by_key(|o| (o.series, o.time_us));
    let batch = to_batch(&rows)?;
    if verdict.corrections.is_empty() && verdict.replaced.is_empty() {
        lake.append(
            crate::lake::MAIN,
            crate::lake::OBSERVATIONS,
            &[batch],
            commit,
        )
        .await?
    } else {
        let leaving = verdict.corrections.iter().chain(&verdict.replaced);
        let keys: Vec<(i64, i64)> = leaving.map(|o| (o.series, o.time_us)).collect();
        lake.correct(&keys, &[batch], commit).await?
    };
    Ok(())
}

/// The (series, zone-local month) pairs of `rows`.
pub(crate) fn touched<'a>(zone: &Zone, rows: impl Iterator<Item = &'a Observation>) -> Touched {
    const DAY_US: i64 = 86_400_000_000;
    let mut months: HashMap<i64, Option<Month>> = HashMap::new();
    let mut seen = HashSet::new();
    let mut out = Touched::default();
    for row in rows {
        // Within a quarter of an hour the month is the same: no zone changes its clock by less.
        let slot = row.time_us.div_euclid(DAY_US / 96);
        if !seen.insert((row.series, slot)) {
            continue;
        }
        let month = months
            .entry(slot)
            .or_insert_with(|| Month::of(row.time_us, zone.tz()));
        if let Some(month) = month {
            out.insert(row.series, *month);
        }
    }
    out
}
