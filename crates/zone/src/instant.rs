//! Instants as people write and read them, in the zone's time zone.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::import::cell::plain;
use crate::import::sheet::Cell;
use crate::import::stamp::{StampRules, read_stamp};
use crate::{Result, ZoneError};

/// An instant (µs UTC) with its offset: `2021-04-01T04:00:00+08:00`.
pub fn show(micros: i64, tz: &TimeZone) -> String {
    let Ok(at) = Timestamp::from_microsecond(micros) else {
        return micros.to_string();
    };
    let zoned = at.to_zoned_datetime(tz.clone());
    let fraction = if zoned.subsec_nanosecond() == 0 {
        ""
    } else {
        "%.f"
    };
    zoned
        .strftime(&format!("%Y-%m-%dT%H:%M:%S{fraction}%:z"))
        .to_string()
}

/// The instant that `written` names, µs UTC; a bare date is its midnight.
///
/// # Errors
/// [`ZoneError::Refused`] with what was found and expected.
pub fn read(written: &str, tz: &TimeZone) -> Result<i64> {
    let rules = StampRules {
        zone: tz,
        year: None,
    };
    read_stamp(&Cell::Text(written.to_owned()), &rules)
        .map(|stamp| stamp.instant_us)
        .map_err(|e| ZoneError::Refused(e.to_string()))
}

/// As [`read`], but a bare date (`2021-04-01`) is the last microsecond of its day.
///
/// # Errors
/// As [`read`].
pub fn read_last(written: &str, tz: &TimeZone) -> Result<i64> {
    let bare = plain(written);
    match bare.parse::<Date>() {
        Ok(day) if bare.len() <= "2021-04-01".len() => day_after(day, tz)
            .map(|midnight| midnight - 1)
            .ok_or_else(|| ZoneError::Refused(format!("`{written}` is out of reach"))),
        _ => read(written, tz),
    }
}

/// The midnight that ends `day`, µs UTC; `None` at the end of time.
pub fn day_after(day: Date, tz: &TimeZone) -> Option<i64> {
    let midnight = day.tomorrow().ok()?.to_zoned_datetime(tz.clone()).ok()?;
    Some(midnight.timestamp().as_microsecond())
}
