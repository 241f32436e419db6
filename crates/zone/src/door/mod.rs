//! When the door was open and when devices had lines: facts by which an outage of ours is told apart from
//! one of a source or of a device.
//!
//! Whoever keeps a door writes them through a [`Record`], a batch every few seconds: an opening with its
//! last sign of life, and lines with the address that they came from. A door that a crash took ends at its
//! last sign of life. [`openings`] and [`lines`] read them, [`outages`] gives the times between openings.

mod outage;
mod record;

pub use outage::{DoorOutage, is_open, outages};
pub use record::Record;

use crate::Result;
use crate::state::State;
use crate::state::lines::{LineRow, OpeningRow};

/// A time for which a door was open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opening {
    /// When it opened, µs UTC.
    pub opened_us: i64,
    /// Its last sign of life, µs UTC.
    pub seen_us: i64,
    /// When it closed, µs UTC; nothing while it is open, or where nobody wrote it down yet.
    pub closed_us: Option<i64>,
    /// Why.
    pub why: Option<Closed>,
}

/// Why a door closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closed {
    /// Somebody told the program to end.
    Stopped,
    /// The program or its machine went without a word.
    Lost,
}

/// A time for which a device had a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The device's number in the register.
    pub device: i64,
    /// The network address that it came from.
    pub source: String,
    /// When the device first spoke on it, µs UTC.
    pub up_us: i64,
    /// When it ended, µs UTC; nothing while it is up.
    pub down_us: Option<i64>,
    /// Why it ended.
    pub why: Option<Ended>,
    /// How often it broke off and came back from the same address within
    /// [`crate::limits::LINE_BREAK_US`].
    pub breaks: i64,
}

/// Why a line ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// The other side, or the network, let go of it.
    HungUp,
    /// Nothing came for too long, or a frame began and did not end.
    Idle,
    /// The device spoke on another line.
    Replaced,
    /// What was said on it is against the register or the protocol.
    Refused,
    /// The door closed.
    Stopped,
    /// The door went without a word.
    Lost,
}

/// What became of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LineChange {
    /// A device speaks on a line that it did not speak on before.
    Up {
        /// Its number in the register.
        device: i64,
        /// The address that it comes from.
        source: String,
        /// When, µs UTC.
        at_us: i64,
    },
    /// A device's line ended.
    Down {
        /// Its number in the register.
        device: i64,
        /// When, µs UTC.
        at_us: i64,
        /// Why.
        why: Ended,
    },
}

/// The openings that lasted into or began after `since_us` (µs UTC), and the last of all, in their order.
///
/// # Errors
/// [`crate::ZoneError::State`] when the database refuses.
pub async fn openings(state: &State, since_us: i64) -> Result<Vec<Opening>> {
    let rows = state.door_openings(since_us).await?;
    Ok(rows.into_iter().map(Opening::from).collect())
}

/// The lines that lasted into or began after `since_us` (µs UTC), and the last of each device, by device
/// and in their order.
///
/// # Errors
/// [`crate::ZoneError::State`] when the database refuses.
pub async fn lines(state: &State, since_us: i64) -> Result<Vec<Line>> {
    let rows = state.device_lines(since_us).await?;
    Ok(rows.into_iter().map(Line::from).collect())
}

impl Closed {
    /// The word of the state.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Stopped => "stopped",
            Self::Lost => "lost",
        }
    }
}

impl Ended {
    const ALL: [Self; 6] = [
        Self::HungUp,
        Self::Idle,
        Self::Replaced,
        Self::Refused,
        Self::Stopped,
        Self::Lost,
    ];

    /// The word of the state.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::HungUp => "hung_up",
            Self::Idle => "idle",
            Self::Replaced => "replaced",
            Self::Refused => "refused",
            Self::Stopped => "stopped",
            Self::Lost => "lost",
        }
    }
}

impl From<OpeningRow> for Opening {
    fn from(row: OpeningRow) -> Self {
        let words = [Closed::Stopped, Closed::Lost].into_iter();
        Self {
            opened_us: row.opened_us,
            seen_us: row.seen_us,
            closed_us: row.closed_us,
            why: row
                .why
                .and_then(|why| words.into_iter().find(|word| word.as_str() == why)),
        }
    }
}

impl From<LineRow> for Line {
    fn from(row: LineRow) -> Self {
        let word = |why: String| Ended::ALL.into_iter().find(|word| word.as_str() == why);
        Self {
            device: row.device,
            source: row.source,
            up_us: row.up_us,
            down_us: row.down_us,
            why: row.why.and_then(word),
            breaks: row.breaks,
        }
    }
}
