//! Seconds of the wall clock that the devices go by.

use jiff::civil::DateTime;
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};

/// Seconds of a day.
pub const DAY_SECONDS: i64 = 86_400;

/// A second of the scenario's wall clock. HJ 212 writes no zone and China has no summer time, so that
/// the clock is one without jumps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(i64);

impl Moment {
    /// The moment of a wall-clock time, its fraction of a second left out; none before 1970 and after
    /// 9998, whose stamps no device writes.
    pub fn of(local: DateTime) -> Option<Self> {
        if !(1970..=9998).contains(&local.year()) {
            return None;
        }
        let instant = Offset::UTC.to_timestamp(local).ok()?;
        Some(Self(instant.as_second()))
    }

    /// The wall-clock time.
    pub fn local(self) -> DateTime {
        Timestamp::from_second(self.0)
            .map(|instant| Offset::UTC.to_datetime(instant))
            .unwrap_or_default()
    }

    /// So many seconds later, or earlier where they are negative.
    #[must_use]
    pub fn later(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds))
    }

    /// How long it is from another moment to this one.
    pub fn since(self, other: Self) -> SignedDuration {
        SignedDuration::from_secs(self.0.saturating_sub(other.0))
    }

    /// Whether the seconds since midnight are a multiple of so many.
    pub(super) fn is_every(self, seconds: i64) -> bool {
        self.0.rem_euclid(seconds) == 0
    }

    /// Which piece of so many seconds it lies in.
    pub(super) fn piece(self, seconds: i64) -> i64 {
        self.0.div_euclid(seconds)
    }

    /// Midnight before it.
    pub(super) fn midnight(self) -> Self {
        Self(self.0 - self.0.rem_euclid(DAY_SECONDS))
    }

    /// Seconds since midnight, 0 to 86,399.
    pub(super) fn of_day(self) -> u32 {
        u32::try_from(self.0.rem_euclid(DAY_SECONDS)).unwrap_or_default()
    }

    /// Whether it is Saturday or Sunday.
    pub(super) fn is_weekend(self) -> bool {
        // 1970-01-01 was a Thursday.
        matches!(self.0.div_euclid(DAY_SECONDS).rem_euclid(7), 2 | 3)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use jiff::civil::{Weekday, date};

    use super::Moment;

    #[test]
    fn weekends_are_those_of_the_calendar() {
        for day in 0..800 {
            let local = date(2026, 1, 1)
                .checked_add(jiff::Span::new().days(day))
                .unwrap()
                .at(13, 30, 5, 0);
            let moment = Moment::of(local).unwrap();
            assert_eq!(moment.local(), local);
            assert_eq!(moment.of_day(), 13 * 3_600 + 30 * 60 + 5);
            let is_weekend = matches!(local.weekday(), Weekday::Saturday | Weekday::Sunday);
            assert_eq!(moment.is_weekend(), is_weekend, "{local}");
        }
    }
}
