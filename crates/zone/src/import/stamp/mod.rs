//! When a reading was taken: the ways in which tables write it become instants.

mod error;
mod written;

#[cfg(test)]
mod excel_tests;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{Offset, TimeZone};
use jiff::{SignedDuration, Timestamp};

use super::cell::{is_missing, plain, shown};
use super::sheet::Cell;
use written::{Clock, Fault, Written};

pub use error::StampError;

/// Years that a reading can be of.
pub const YEARS: std::ops::RangeInclusive<i16> = 1900..=2200;

/// Numbers that are taken for a date of Excel, in days: 1954-10-03 to 2119-01-11.
pub const SERIAL_DAYS: std::ops::RangeInclusive<f64> = 20_000.0..=80_000.0;

const DAY_SECONDS: f64 = 86_400.0;

/// What a stamp does not say itself.
#[derive(Debug, Clone, Copy)]
pub struct StampRules<'a> {
    /// The zone of stamps without an offset.
    pub zone: &'a TimeZone,
    /// The year of stamps without one.
    pub year: Option<i16>,
}

/// An instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stamp {
    /// Microseconds since 1970-01-01 00:00 UTC.
    pub instant_us: i64,
}

/// Reads a cell of time.
///
/// Year, month and day may be parted by `-`, `/`, `.`, 年月日 or nothing; the clock follows after a
/// space or `T`, and an offset (`Z`, `+08:00`) after it. A date alone is its midnight, and `24:00`
/// the midnight that ends the day. A date or number cell of Excel is days since 1899-12-30, to the
/// nearest second. A local time that a change of clocks skips or repeats is read as jiff's
/// *compatible*: skipped times move forward, of repeated ones the first is meant.
///
/// # Errors
/// [`StampError`]: also for what could be read in two ways, such as `3/4/2021`.
///
/// ```
/// use jiff::tz::TimeZone;
/// use wellkeeper_zone::import::sheet::Cell;
/// use wellkeeper_zone::import::stamp::{StampRules, read_stamp};
///
/// let zone = TimeZone::get("Asia/Shanghai")?;
/// let rules = StampRules { zone: &zone, year: None };
/// let midnight = read_stamp(&Cell::Text("2021年3月31日 24时".into()), &rules)?;
/// assert_eq!(midnight, read_stamp(&Cell::Text("2021-04-01".into()), &rules)?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn read_stamp(cell: &Cell, rules: &StampRules<'_>) -> Result<Stamp, StampError> {
    match cell {
        Cell::Empty => Err(StampError::Missing {
            found: String::new(),
        }),
        Cell::Text(text) => read_text(&plain(text), rules),
        // `20210401` is a number of the sheet too.
        Cell::Number { text, value } => match serial(*value) {
            Some(local) => in_zone(local, rules, text),
            None if text.bytes().all(|b| b.is_ascii_digit()) => read_text(text, rules),
            None => Err(StampError::NotAStamp { found: shown(text) }),
        },
        Cell::Stamp(local) => {
            let text = local.to_string();
            check_year(local.year(), &text)?;
            in_zone(*local, rules, &text)
        }
        Cell::Error(error) => Err(StampError::NotAStamp {
            found: shown(error),
        }),
    }
}

/// The civil time of a date of Excel, to the nearest second; `None` when it is out of reach.
pub(super) fn from_serial(days: f64) -> Option<DateTime> {
    let seconds = (days * DAY_SECONDS).round();
    // The cast saturates far outside jiff's range, which then says no; a NaN would become 0.
    if seconds.is_nan() {
        return None;
    }
    #[allow(
        clippy::cast_possible_truncation,
        reason = "whole, and saturating is meant"
    )]
    let since = SignedDuration::from_secs(seconds as i64);
    jiff::civil::date(1899, 12, 30)
        .at(0, 0, 0, 0)
        .checked_add(since)
        .ok()
}

fn serial(days: f64) -> Option<DateTime> {
    if SERIAL_DAYS.contains(&days) {
        from_serial(days)
    } else {
        None
    }
}

/// Whether a text is a date without a clock: `2021-04-01`, `2021/4/1`, `20210401`, 2021年4月1日.
pub fn is_bare_date(text: &str) -> bool {
    Written::parse(&plain(text)).is_ok_and(|written| written.clock.is_none())
}

fn read_text(text: &str, rules: &StampRules<'_>) -> Result<Stamp, StampError> {
    if is_missing(text) {
        return Err(StampError::Missing { found: shown(text) });
    }
    if let Some(local) = written::serial_days(text).and_then(serial) {
        return in_zone(local, rules, text);
    }
    let written = Written::parse(text).map_err(|fault| {
        let found = shown(text);
        match fault {
            Fault::NotAStamp => StampError::NotAStamp { found },
            Fault::NoDay => StampError::NoDay { found },
            Fault::Ambiguous => StampError::Ambiguous { found },
        }
    })?;
    let local = civil(&written, rules, text)?;
    match written.offset_seconds {
        None => in_zone(local, rules, text),
        Some(seconds) => at_offset(local, seconds)
            .map(stamp_of)
            .ok_or_else(|| StampError::NotAStamp { found: shown(text) }),
    }
}

fn at_offset(local: DateTime, seconds: i32) -> Option<Timestamp> {
    Offset::from_seconds(seconds).ok()?.to_timestamp(local).ok()
}

fn civil(written: &Written, rules: &StampRules<'_>, text: &str) -> Result<DateTime, StampError> {
    let found = || shown(text);
    // A month 13 stays one whatever the year is; 2000 has every day that any year has.
    if Date::new(2000, written.month, written.day).is_err() {
        return Err(StampError::NoSuchDate { found: found() });
    }
    let year = written
        .year
        .or(rules.year)
        .ok_or_else(|| StampError::NoYear { found: found() })?;
    check_year(year, text)?;
    let date = Date::new(year, written.month, written.day)
        .map_err(|_| StampError::NoSuchDate { found: found() })?;
    let no_such_time = |_| StampError::NoSuchTime { found: found() };
    let clock = written.clock.unwrap_or_default();
    if clock
        == (Clock {
            hour: 24,
            ..Clock::default()
        })
    {
        return Ok(date.tomorrow().map_err(no_such_time)?.at(0, 0, 0, 0));
    }
    let Clock {
        hour,
        minute,
        second,
        nanosecond,
    } = clock;
    let time = Time::new(hour, minute, second, nanosecond).map_err(no_such_time)?;
    Ok(date.to_datetime(time))
}

fn in_zone(local: DateTime, rules: &StampRules<'_>, text: &str) -> Result<Stamp, StampError> {
    rules
        .zone
        .to_ambiguous_timestamp(local)
        .compatible()
        .map(stamp_of)
        .map_err(|_| StampError::NotAStamp { found: shown(text) })
}

fn check_year(year: i16, text: &str) -> Result<(), StampError> {
    if YEARS.contains(&year) {
        return Ok(());
    }
    Err(StampError::YearOutOfRange {
        found: shown(text),
        year,
    })
}

fn stamp_of(instant: Timestamp) -> Stamp {
    Stamp {
        instant_us: instant.as_microsecond(),
    }
}
