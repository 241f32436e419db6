//! What comes in at the door: frames of instruments, with the readings that they were understood as.
//!
//! [`Zone::accept`] makes what came in durable, a commit for all that waited; only then may it be
//! acknowledged. [`carry`] moves it to the lake in larger portions, each frame and each reading once,
//! however often it is interrupted. A reading's `line` is the number of its frame, and [`frame`] gives
//! the bytes as they came on the wire.

mod accept;
mod carry;
mod frames;
mod given_up;
mod heard;
mod payload;
mod unread;

pub use crate::lake::KeptFrame;
pub use accept::Waiting;
pub use carry::{Carried, carry};
pub use frames::{frame, frames, is_door_batch, printed};
pub(crate) use given_up::give_up_old;
pub use given_up::{GivenUp, given_up};
pub use heard::{last_frames, last_heard, received};
pub use unread::{Unread, UnreadReadings};

use crate::diary::Told;
use crate::observation::{Flag, Quality};

/// A frame that came in, and what it says.
#[derive(Debug, Clone, PartialEq)]
pub struct Arrival {
    /// The device's number in the register.
    pub device: i64,
    /// When it came, µs UTC.
    pub at_us: i64,
    /// What tells it apart among the device's frames, by the protocol's own rule.
    pub key: String,
    /// Whether it was sent again, or long after what it tells of.
    pub is_late: bool,
    /// The source that its readings speak for.
    pub source: String,
    /// The bytes as they came.
    pub bytes: Vec<u8>,
    /// What it says of series that the register knows.
    pub readings: Vec<ArrivedReading>,
    /// What it says of the device itself, for its diary.
    pub told: Vec<Told>,
}

/// A reading of a frame, in the property's unit.
#[derive(Debug, Clone, PartialEq)]
pub struct ArrivedReading {
    /// The series.
    pub series: i64,
    /// When it happened, µs UTC: the start of the period of a mean.
    pub time_us: i64,
    /// The value.
    pub value: Option<f64>,
    /// What the instrument said of itself.
    pub flag: Flag,
    /// What the door made of it.
    pub quality: Quality,
    /// Why, where it is not valid.
    pub cause: Option<String>,
}
