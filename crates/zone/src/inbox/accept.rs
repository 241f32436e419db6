//! Making what came in durable.

use std::ops::Range;

use super::{Arrival, payload};
use crate::limits::{INBOX_FRAMES_MAX, INBOX_ROW_FRAMES_MAX};
use crate::{Result, Zone, ZoneError};

/// What waits in the inbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    /// Frames.
    pub frames: i64,
    /// Since when the oldest waits, µs UTC.
    pub since_us: Option<i64>,
}

impl Zone {
    /// Makes `arrivals` durable in one commit, before which none may be acknowledged. Gives the
    /// numbers of their frames, in their order.
    ///
    /// # Errors
    /// [`ZoneError::Refused`] for more than [`INBOX_ROW_FRAMES_MAX`] at once and while the inbox is
    /// full; [`ZoneError::State`] when the disk or the database refuses. Then none of them is kept.
    pub async fn accept(&self, arrivals: &[Arrival]) -> Result<Range<i64>> {
        if arrivals.len() > INBOX_ROW_FRAMES_MAX {
            return Err(ZoneError::Refused(format!(
                "{} frames at once; expected at most {INBOX_ROW_FRAMES_MAX}",
                arrivals.len()
            )));
        }
        let payload = payload::encode(arrivals)?;
        let frames = i64::try_from(arrivals.len()).unwrap_or(i64::MAX);
        let readings: usize = arrivals.iter().map(|a| a.readings.len()).sum();
        let readings = i64::try_from(readings).unwrap_or(i64::MAX);
        let first = self
            .state()
            .append_to_inbox(frames, readings, &payload)
            .await?;
        Ok(first..first + frames)
    }

    /// What waits to be carried to the lake.
    ///
    /// # Errors
    /// [`ZoneError::State`] when the database refuses.
    pub async fn waiting(&self) -> Result<Waiting> {
        let (frames, since_us) = self.state().inbox_waiting().await?;
        Ok(Waiting { frames, since_us })
    }
}

impl Waiting {
    /// Whether no more may be accepted until some of it was carried away.
    pub fn is_full(self) -> bool {
        self.frames >= INBOX_FRAMES_MAX
    }
}
