//! Instants as people write and read them, in the zone's time zone.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::import::sheet::Cell;
use crate::import::stamp::{StampRules, is_bare_date, read_stamp};
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

/// As [`read`], but a bare date, in whatever way it is written, is the last microsecond of its day.
///
/// # Errors
/// As [`read`].
pub fn read_last(written: &str, tz: &TimeZone) -> Result<i64> {
    let first = read(written, tz)?;
    if !is_bare_date(written) {
        return Ok(first);
    }
    Timestamp::from_microsecond(first)
        .ok()
        .and_then(|at| day_after(at.to_zoned_datetime(tz.clone()).date(), tz))
        .map(|midnight| midnight - 1)
        .ok_or_else(|| ZoneError::Refused(format!("`{written}` is out of reach")))
}

/// The midnight that ends `day`, µs UTC; `None` at the end of time.
pub fn day_after(day: Date, tz: &TimeZone) -> Option<i64> {
    let midnight = day.tomorrow().ok()?.to_zoned_datetime(tz.clone()).ok()?;
    Some(midnight.timestamp().as_microsecond())
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on should stop and say where"
)]
mod tests {
    use super::*;

    #[test]
    fn a_bare_date_ends_with_its_day_and_a_clock_is_meant_as_it_stands() {
        let tz = TimeZone::get("Asia/Shanghai").unwrap();
        let last = |written: &str| show(read_last(written, &tz).unwrap(), &tz);
        for date in [
            "2021-04-30",
            "2021/4/30",
            "20210430",
            "2021年4月30日",
            " 2021-04-30 ",
        ] {
            assert_eq!(last(date), "2021-04-30T23:59:59.999999+08:00", "{date}");
        }
        for clock in [
            "2021-04-30 00:00",
            "2021-04-29 24:00",
            "202104300000",
            "2021年4月30日0时",
        ] {
            assert_eq!(last(clock), "2021-04-30T00:00:00+08:00", "{clock}");
        }
    }

    #[test]
    fn the_last_day_before_a_change_of_clocks_is_as_long_as_it_is() {
        // 2021-03-14 had 23 hours in New York.
        let tz = TimeZone::get("America/New_York").unwrap();
        let first = read("2021-03-14", &tz).unwrap();
        let last = read_last("2021-03-14", &tz).unwrap();
        assert_eq!(last - first + 1, 23 * 3_600_000_000);
    }
}
