//! Times as HJ 212 writes them: digits of the device's own wall clock, without a zone.

use jiff::civil::DateTime;

use super::command::Command;
use super::flag::Edition;
use crate::stamp::StampRule;

/// `YYYYMMDDhhmmss`, or with three digits of milliseconds as in a QN.
pub fn parse(digits: &[u8]) -> Option<DateTime> {
    if !matches!(digits.len(), 14 | 17) {
        return None;
    }
    let part = |from: usize, to: usize| whole(digits.get(from..to)?);
    let small = |from: usize, to: usize| i8::try_from(part(from, to)?).ok();
    let milliseconds = if digits.len() == 17 { part(14, 17)? } else { 0 };
    let year = part(0, 4)?;
    let (month, day) = (small(4, 6)?, small(6, 8)?);
    let (hour, minute, second) = (small(8, 10)?, small(10, 12)?, small(12, 14)?);
    let nanoseconds = i32::from(milliseconds) * 1_000_000;
    DateTime::new(year, month, day, hour, minute, second, nanoseconds).ok()
}

fn whole(digits: &[u8]) -> Option<i16> {
    digits.iter().try_fold(0_i16, |whole, digit| {
        let digit = i16::from(digit.is_ascii_digit().then(|| digit - b'0')?);
        whole.checked_mul(10)?.checked_add(digit)
    })
}

/// A time as `YYYYMMDDhhmmss`.
pub fn seconds(time: DateTime) -> String {
    format!(
        "{:04}{:02}{:02}{:02}{:02}{:02}",
        time.year(),
        time.month(),
        time.day(),
        time.hour(),
        time.minute(),
        time.second()
    )
}

/// A time as a QN: `YYYYMMDDhhmmss` and milliseconds.
///
/// ```
/// use gateway::hj212::clock;
/// let time = clock::parse(b"20160801085857223").expect("a time");
/// assert_eq!(clock::qn(time), "20160801085857223");
/// assert_eq!(clock::seconds(time), "20160801085857");
/// ```
pub fn qn(time: DateTime) -> String {
    format!("{}{:03}", seconds(time), time.millisecond())
}

/// What `DataTime` stands for.
///
/// HJ 212-2017 annex C (read): the begin of the period with 2031, 2041, 2051 and 2061, the moment with
/// 2011 and 2021. In the example of HJ 212-2025 annex A.2 minute data of 21:06 are sent at 21:07, so
/// the begin again (inferred). Of 2005 and of surface-water stations we read no text.
pub fn stamp_rule(edition: Option<Edition>, command: Command) -> StampRule {
    match command {
        Command::REAL_TIME | Command::FACILITY_STATE | Command::LOGGER_START => StampRule::Moment,
        Command::DAY | Command::RUNNING_TIME | Command::MINUTE | Command::HOUR => match edition {
            Some(Edition::Hj2017 | Edition::Hj2025) => StampRule::PeriodBegin,
            Some(Edition::Hjt2005 | Edition::SurfaceWater2017) | None => StampRule::Unstated,
        },
        _ => StampRule::Unstated,
    }
}
