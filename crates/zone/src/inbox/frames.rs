//! A frame by its number, byte for byte.

use std::collections::HashMap;
use std::fmt::Write;

use super::payload;
use crate::import::{Batch, DOOR_HASH};
use crate::lake::FrameRow;
use crate::{Result, Zone};

/// A frame as it came on the wire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptFrame {
    /// Its number.
    pub frame: i64,
    /// The device's number in the register.
    pub device: i64,
    /// When it came, µs UTC.
    pub at_us: i64,
    /// What tells it apart among the device's frames.
    pub key: String,
    /// Whether it was sent again, or long after what it tells of.
    pub is_late: bool,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// The frames with these numbers, wherever they are by now; those that are nowhere are left out.
///
/// # Errors
/// What the databases refuse.
pub async fn frames(zone: &Zone, numbers: &[i64]) -> Result<HashMap<i64, KeptFrame>> {
    let mut found = HashMap::with_capacity(numbers.len());
    let mut missing = Vec::new();
    let waits = zone.waiting().await?.frames > 0;
    for number in numbers {
        let in_inbox = if waits {
            waiting(zone, *number).await?
        } else {
            None
        };
        match in_inbox {
            Some(frame) => _ = found.insert(*number, frame),
            None => missing.push(*number),
        }
    }
    let head = zone.lake().head()?;
    for row in zone.lake().frames(&missing, head).await? {
        found.insert(row.frame, KeptFrame::from(row));
    }
    Ok(found)
}

/// The frame with this number, wherever it is by now.
///
/// # Errors
/// What the databases refuse.
pub async fn frame(zone: &Zone, number: i64) -> Result<Option<KeptFrame>> {
    Ok(frames(zone, &[number]).await?.remove(&number))
}

/// The frame with this number, where it is in the inbox.
async fn waiting(zone: &Zone, number: i64) -> Result<Option<KeptFrame>> {
    let Some(row) = zone.state().inbox_row_of(number).await? else {
        return Ok(None);
    };
    let place = usize::try_from(number - row.first_frame).unwrap_or(usize::MAX);
    let arrival = payload::decode(&row.payload)?.into_iter().nth(place);
    Ok(arrival.map(|arrival| KeptFrame {
        frame: number,
        device: arrival.device,
        at_us: arrival.at_us,
        key: arrival.key,
        is_late: arrival.is_late,
        bytes: arrival.bytes,
    }))
}

impl From<FrameRow> for KeptFrame {
    fn from(row: FrameRow) -> Self {
        Self {
            frame: row.frame,
            device: row.device,
            at_us: row.at_us,
            key: row.key,
            is_late: row.is_late,
            bytes: row.bytes,
        }
    }
}

impl KeptFrame {
    /// Its bytes as a page or a terminal shows them: what is no printable sign of ASCII, and `\`, as
    /// `\xNN`.
    pub fn printed(&self) -> String {
        printed(&self.bytes)
    }
}

/// Bytes as a page or a terminal shows them.
pub fn printed(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for byte in bytes {
        match byte {
            b'\\' => text.push_str("\\\\"),
            0x20..=0x7e => text.push(char::from(*byte)),
            other => {
                let _ = write!(text, "\\x{other:02x}");
            }
        }
    }
    text
}

/// Whether the lines of a batch are numbers of frames.
pub fn is_door_batch(batch: &Batch) -> bool {
    batch.file_hash.starts_with(DOOR_HASH)
}
