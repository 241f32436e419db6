//! Dates as a spreadsheet counts them.

use jiff::civil::{Date, DateTime, date};

const SECONDS_A_DAY: f64 = 86_400.0;

/// Days since 1899-12-30. From March 1900 on they are Excel's, which has a 29 February in that year.
pub(super) fn days(day: Date) -> f64 {
    let epoch = date(1899, 12, 30);
    let since = epoch.until(day).map_or(0, |span| span.get_days());
    f64::from(since)
}

/// The same with the time of the day, to the second.
pub(super) fn days_at(at: DateTime) -> f64 {
    let time = at.time();
    let minutes = i32::from(time.hour()) * 60 + i32::from(time.minute());
    let seconds = minutes * 60 + i32::from(time.second());
    days(at.date()) + f64::from(seconds) / SECONDS_A_DAY
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::{days, days_at};

    #[test]
    fn days_are_those_of_a_spreadsheet() {
        // What Excel shows for these numbers.
        assert!((days(date(2021, 4, 1)) - 44_287.0).abs() < f64::EPSILON);
        assert!((days(date(1900, 3, 1)) - 61.0).abs() < f64::EPSILON);
        assert!((days_at(date(2021, 4, 1).at(18, 0, 0, 0)) - 44_287.75).abs() < 1e-9);
    }
}
