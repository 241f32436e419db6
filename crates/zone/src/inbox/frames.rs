//! A frame by its number, byte for byte.

use super::payload;
use crate::import::{Batch, DOOR_HASH};
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

/// The frame with this number, wherever it is by now.
///
/// # Errors
/// What the databases refuse.
pub async fn frame(zone: &Zone, number: i64) -> Result<Option<KeptFrame>> {
    if let Some(row) = zone.state().inbox_row_of(number).await? {
        let place = usize::try_from(number - row.first_frame).unwrap_or(usize::MAX);
        let arrival = payload::decode(&row.payload)?.into_iter().nth(place);
        return Ok(arrival.map(|arrival| KeptFrame {
            frame: number,
            device: arrival.device,
            at_us: arrival.at_us,
            key: arrival.key,
            is_late: arrival.is_late,
            bytes: arrival.bytes,
        }));
    }
    let found = zone.lake().frame(number, zone.lake().head()?).await?;
    Ok(found.map(|row| KeptFrame {
        frame: row.frame,
        device: row.device,
        at_us: row.at_us,
        key: row.key,
        is_late: row.is_late,
        bytes: row.bytes,
    }))
}

/// Whether the lines of a batch are numbers of frames.
pub fn is_door_batch(batch: &Batch) -> bool {
    batch.file_hash.starts_with(DOOR_HASH)
}
