//! Writing down that the door is open, and who is on line.

use super::LineChange;
use crate::limits::{DOOR_LOST_US, DOOR_SIGN_US};
use crate::{Result, Zone};

/// The record of one opening.
#[derive(Debug)]
pub struct Record {
    opening: i64,
    seen_us: i64,
}

impl Record {
    /// Writes that the door opened.
    ///
    /// # Errors
    /// [`crate::ZoneError::State`] when the database refuses.
    pub async fn open(zone: &Zone) -> Result<Self> {
        let at_us = zone.clock().now_us();
        let opening = zone.state().open_door(at_us).await?;
        Ok(Self {
            opening,
            seen_us: at_us,
        })
    }

    /// Writes what became of lines, in their order, with a sign of life; where nothing became of any the
    /// sign is written no more often than every [`DOOR_SIGN_US`].
    ///
    /// # Errors
    /// [`crate::ZoneError::State`] when the database refuses; then nothing is written.
    pub async fn note(&mut self, zone: &Zone, changes: &[LineChange]) -> Result<()> {
        let at_us = zone.clock().now_us();
        if changes.is_empty() && at_us - self.seen_us < DOOR_SIGN_US {
            return Ok(());
        }
        zone.state()
            .note_lines(self.opening, changes, at_us, at_us - DOOR_LOST_US)
            .await?;
        self.seen_us = at_us;
        Ok(())
    }

    /// Writes that the door closed: lines that are still up end with it.
    ///
    /// # Errors
    /// [`crate::ZoneError::State`] when the database refuses.
    pub async fn close(self, zone: &Zone) -> Result<()> {
        let at_us = zone.clock().now_us();
        zone.state().close_door(self.opening, at_us).await
    }
}
