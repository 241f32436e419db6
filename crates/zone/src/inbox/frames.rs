//! A frame by its number, byte for byte.

use std::collections::HashMap;
use std::fmt::Write;

use super::{Arrival, payload};
use crate::import::{Batch, DOOR_HASH};
use crate::lake::KeptFrame;
use crate::{Result, Zone};

/// The frames with these numbers, wherever they are by now; those that are nowhere are left out.
///
/// # Errors
/// What the databases refuse.
pub async fn frames(zone: &Zone, numbers: &[i64]) -> Result<HashMap<i64, KeptFrame>> {
    let mut found = HashMap::with_capacity(numbers.len());
    let mut missing = Vec::new();
    let waits = zone.waiting().await?.frames > 0;
    // Of rows that were read: many readings come from the frames of one row.
    let mut waiting: HashMap<i64, Arrival> = HashMap::new();
    for number in numbers {
        if found.contains_key(number) {
            continue;
        }
        if waits
            && !waiting.contains_key(number)
            && let Some(row) = zone.state().inbox_row_of(*number).await?
        {
            waiting.extend(payload::numbered(&row)?);
        }
        match waiting.remove(number) {
            Some(arrival) => _ = found.insert(*number, KeptFrame::of(*number, arrival)),
            None => missing.push(*number),
        }
    }
    let head = zone.lake().head()?;
    for row in zone.lake().frames(&missing, head).await? {
        found.insert(row.frame, row);
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

impl KeptFrame {
    /// What is kept of an arrival, beside its readings.
    pub(super) fn of(frame: i64, arrival: Arrival) -> Self {
        Self {
            frame,
            device: arrival.device,
            at_us: arrival.at_us,
            key: arrival.key,
            is_late: arrival.is_late,
            bytes: arrival.bytes,
        }
    }

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
