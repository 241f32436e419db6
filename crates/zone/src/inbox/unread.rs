//! What waits in the inbox, as who asks the book reads it beside the lake.

use datafusion::arrow::array::RecordBatch;
use datafusion::prelude::Expr;

use super::carry::said;
use super::{Arrival, payload};
use crate::import::last_of_door;
use crate::import::reconcile::judge;
use crate::lake::among_keys;
use crate::limits::{INBOX_FRAMES_READ_MAX, INBOX_READINGS_READ_MAX};
use crate::observation::arrow::to_batch;
use crate::{Result, Zone};

/// The frames that waited at one moment, the oldest [`INBOX_FRAMES_READ_MAX`] of them
/// with the oldest [`INBOX_READINGS_READ_MAX`] readings.
///
/// It is read **before** a snapshot of the lake is chosen: what the carrier takes away between the two
/// is in that snapshot, and what it has not taken away is here.
#[derive(Debug)]
pub struct Unread {
    frames: Vec<(i64, Arrival)>,
}

/// Readings that wait, as the carrier would write them.
#[derive(Debug, Clone)]
pub struct UnreadReadings {
    /// In the columns of the lake's observations, by series and time.
    pub rows: RecordBatch,
    /// Of the lake's observations those that they take the place of, if any: a condition on its columns
    /// `series` and `time`.
    pub in_place_of: Option<Expr>,
}

impl Unread {
    /// What waits now.
    ///
    /// # Errors
    /// What the databases refuse.
    pub async fn read(zone: &Zone) -> Result<Self> {
        let mut frames = Vec::new();
        for row in zone
            .state()
            .oldest_of_inbox(INBOX_FRAMES_READ_MAX, INBOX_READINGS_READ_MAX)
            .await?
        {
            frames.extend(payload::numbered(&row)?);
        }
        Ok(Self { frames })
    }

    /// Its readings beside the lake at `snapshot`, without those that are there already and those that a
    /// person's word or another source's stands over; nothing where none are left.
    ///
    /// # Errors
    /// What the databases refuse.
    pub async fn beside(mut self, zone: &Zone, snapshot: i64) -> Result<Option<UnreadReadings>> {
        if self.frames.is_empty() {
            return Ok(None);
        }
        let there = zone.lake().last_frame(snapshot).await?;
        self.frames.retain(|(frame, _)| *frame > there);
        // The batch of the day is begun by its first carrying; until then the readings have none.
        let batch = last_of_door(zone).await?.unwrap_or_default();
        let rows = said(zone, &self.frames, batch).await?;
        let verdict = judge(zone, &rows, None, None, snapshot).await?;
        if verdict.written().is_empty() {
            return Ok(None);
        }
        let in_place_of = match verdict.leaving() {
            [] => None,
            leaving => Some(among_keys(leaving)?),
        };
        Ok(Some(UnreadReadings {
            rows: to_batch(verdict.written())?,
            in_place_of,
        }))
    }
}

impl Zone {
    /// How many frames were ever accepted: where it stays the same, so does the inbox, but for what was
    /// carried to the lake.
    ///
    /// # Errors
    /// [`crate::ZoneError::State`] when the database refuses.
    pub async fn frames_accepted(&self) -> Result<i64> {
        self.state().frames_accepted().await
    }
}
