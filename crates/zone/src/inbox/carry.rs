//! From the inbox to the lake, each frame and each reading once.
//!
//! Frames are numbered as they come in, and a lake commit holds them with their readings: what a
//! carrier that died had committed is known by the last number in the lake, and only taken out.

use std::sync::Arc;

use serde_json::json;

use super::{Arrival, payload};
use crate::diary::enter_told;
use crate::import::of_door;
use crate::import::reconcile::{Verdict, judge, log, touched};
use crate::lake::{Commit, Extra, KeptFrame};
use crate::limits::{CARRY_FRAMES_MAX, CARRY_READINGS_MAX, COMMIT_TRIES_MAX};
use crate::mark::Accepted;
use crate::observation::{Level, Observation, SampleKind};
use crate::state::{AuditEntry, inbox};
use crate::{Result, Zone, ZoneError, instant};

/// Characters of a date as it is shown, `2026-11-27`.
const DAY_CHARS: usize = 10;

/// What was carried.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Carried {
    /// Frames.
    pub frames: usize,
    /// Readings that are new to the lake.
    pub added: usize,
    /// Readings that took the place of what the same source had said.
    pub corrected: usize,
    /// Readings that the lake had just so.
    pub unchanged: usize,
    /// Readings that a person's word, or another source's, stands over.
    pub conflicts: usize,
}

/// Carries the oldest of the inbox to the lake, at most [`CARRY_FRAMES_MAX`] frames and
/// [`CARRY_READINGS_MAX`] readings. Carries nothing
/// where nothing waits.
///
/// # Errors
/// [`ZoneError::Held`] while another process writes, and what the databases refuse; then what waits
/// waits on.
pub async fn carry(zone: &Zone, who: &str) -> Result<Carried> {
    let _held = zone.write(who, "carry the inbox to the lake").await?;
    let rows = zone
        .state()
        .oldest_of_inbox(CARRY_FRAMES_MAX, CARRY_READINGS_MAX)
        .await?;
    let Some(last) = rows.last().map(|row| (row.id, row.hash.clone())) else {
        return Ok(Carried::default());
    };
    let there = zone.lake().last_frame(zone.lake().head()?).await?;
    let mut frames = Vec::new();
    for row in &rows {
        frames.extend(payload::numbered(row)?);
    }
    // Before those that the lake has are left out: a carrier that died had not entered what they say.
    let telling = telling(&frames);
    frames.retain(|(frame, _)| *frame > there);
    let carried = if frames.is_empty() {
        Carried::default()
    } else {
        commit(zone, frames, who).await?
    };
    let mut change = zone.state().change(who).await?;
    let entered = enter_told(&mut change, &telling).await?;
    inbox::take_out(&mut change, last.0).await?;
    let numbers = (
        rows.first().map(|r| r.first_frame),
        rows.last().map(|r| r.first_frame + r.frames - 1),
    );
    let detail = json!({
        "first": numbers.0, "last": numbers.1, "hash": last.1,
        "added": carried.added, "corrected": carried.corrected,
        "unchanged": carried.unchanged, "conflicts": carried.conflicts, "diary": entered,
    });
    change
        .commit(AuditEntry::new(inbox::CARRIED, "inbox".to_owned(), &detail))
        .await?;
    Ok(carried)
}

/// The frames that say something of their devices.
fn telling(frames: &[(i64, Arrival)]) -> Vec<(i64, Arrival)> {
    let telling = frames
        .iter()
        .filter(|(_, arrival)| !arrival.told.is_empty());
    telling.cloned().collect()
}

async fn commit(zone: &Zone, frames: Vec<(i64, Arrival)>, who: &str) -> Result<Carried> {
    let today = instant::show(zone.clock().now_us(), zone.tz());
    let batch = of_door(zone, today.get(..DAY_CHARS).unwrap_or(&today), who).await?;
    let rows = said(zone, &frames, batch).await?;
    let frames: Vec<KeptFrame> = frames
        .into_iter()
        .map(|(frame, arrival)| KeptFrame::of(frame, arrival))
        .collect();
    for _ in 0..COMMIT_TRIES_MAX {
        let base = zone.lake().head()?;
        let verdict = judge(zone, &rows, None, None, base).await?;
        let touched = touched(zone, verdict.written().iter().copied());
        let commit = Commit {
            who,
            reason: "carried from the inbox",
            extra: Extra {
                kind: "door".to_owned(),
                batch: Some(batch),
                touched: touched.to_text(),
                ..Extra::default()
            },
            base: Some(base),
        };
        let (written, leaving) = (verdict.written(), verdict.leaving());
        match zone
            .lake()
            .append_frames(&frames, written, leaving, &commit)
            .await
        {
            Err(ZoneError::Contended) => continue,
            other => other?,
        };
        log(zone, who, &format!("batch {batch}"), touched.len()).await?;
        return Ok(carried(&verdict, frames.len()));
    }
    Err(ZoneError::Contended)
}

fn carried(verdict: &Verdict<'_>, frames: usize) -> Carried {
    let mut counts = crate::import::BatchCounts::default();
    crate::import::reconcile::count(verdict, &mut counts, &mut Vec::new());
    Carried {
        frames,
        added: counts.added,
        corrected: counts.corrected + counts.superseded,
        unchanged: counts.unchanged + counts.repeated,
        conflicts: counts.conflicts,
    }
}

/// What `frames` say as it is to be written: marks that were accepted hold.
pub(super) async fn said(
    zone: &Zone,
    frames: &[(i64, Arrival)],
    batch: i64,
) -> Result<Vec<Observation>> {
    let mut rows = observations(frames, batch);
    let (first_us, last_us) = Accepted::bounds(&rows);
    Accepted::read(zone, first_us, last_us)
        .await?
        .apply(&mut rows);
    Ok(rows)
}

/// The readings by series and time; of what is said twice the later frame's word.
fn observations(frames: &[(i64, Arrival)], batch: i64) -> Vec<Observation> {
    let mut rows: Vec<Observation> = frames
        .iter()
        .flat_map(|(frame, arrival)| {
            let source: Arc<str> = Arc::from(arrival.source.as_str());
            let readings = arrival.readings.iter();
            readings.map(move |reading| Observation {
                series: reading.series,
                time_us: reading.time_us,
                value: reading.value,
                flag: reading.flag,
                quality: reading.quality,
                level: Level::AutoChecked,
                cause: reading.cause.clone(),
                sample_kind: SampleKind::Routine,
                method: None,
                detection_limit: None,
                qualifier: None,
                learned_us: arrival.at_us,
                source: Arc::clone(&source),
                batch,
                line: *frame,
            })
        })
        .collect();
    rows.sort_by_key(|row| (row.series, row.time_us, row.line));
    rows.reverse();
    rows.dedup_by_key(|row| (row.series, row.time_us));
    rows.reverse();
    rows
}
