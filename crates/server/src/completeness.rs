//! How many readings of a series were expected, and how many came.
//!
//! Days are counted backwards from an end, so that the last of them is the last 24 hours: of real-time
//! and minute data the end is now, of hours the start of this hour, of days the start of this day, since
//! the period that still lasts is not due. What is expected of hours and days the calendar says; of the
//! others the interval seen does: the median gap between the readings of the last day, or of the last
//! thirty days where the last has none. Nothing is expected before the device was in the register, or
//! its first reading came. Readings that files brought are not counted. Of what lacks it is told how much fell
//! into times for which no door was open: that is not the device's.

mod settled;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use datafusion::arrow::array::{Array, AsArray, RecordBatch};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Int64Type};
use jiff::tz::TimeZone;
use jiff::{Timestamp, Unit};
use packs::session::Session;
use zone::device::SOURCES;
use zone::door::DoorOutage;

use crate::limits::{COMPLETENESS_DAYS, SETTLED_GAPS};
use crate::problem::Problem;
use crate::states::door_out_us;
use settled::Seen;
pub(crate) use settled::Settled;

pub(crate) const DAY_US: i64 = 86_400_000_000;
const HOUR_US: i64 = 3_600_000_000;

/// What of a device's data a series is counted by: the finest that feeds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Cadence {
    /// Real-time and minute data, as often as they are seen to come.
    Seen,
    /// A reading an hour.
    Hour,
    /// A reading a day.
    Day,
}

impl Cadence {
    /// Of the register's word for a kind of data.
    pub fn of(data: &str) -> Self {
        match data {
            "hour" => Self::Hour,
            "day" => Self::Day,
            _ => Self::Seen,
        }
    }

    /// How an expectation was reckoned, as the API says it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Seen => "seen",
            Self::Hour => "hour",
            Self::Day => "day",
        }
    }

    /// The instant that days are counted back from, µs UTC.
    fn end_us(self, now_us: i64, tz: &TimeZone) -> i64 {
        let Ok(now) = Timestamp::from_microsecond(now_us) else {
            return now_us;
        };
        let now = now.to_zoned_datetime(tz.clone());
        let begun = match self {
            Self::Seen => return now_us,
            Self::Hour => now.round(
                jiff::ZonedDateTimeRound::new()
                    .smallest(Unit::Hour)
                    .mode(jiff::RoundMode::Trunc),
            ),
            Self::Day => now.start_of_day(),
        };
        begun.map_or(now_us, |begun| begun.timestamp().as_microsecond())
    }
}

/// The readings of one series.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Counted {
    /// Between two readings, µs; nothing where fewer than two came.
    pub interval_us: Option<i64>,
    /// Of each day, the oldest first: expected.
    pub expected: Vec<Option<i64>>,
    /// Of each day: had.
    pub had: Vec<i64>,
    /// Of each day: had and valid.
    pub valid: Vec<i64>,
    /// Of each day: what lacks because no door was open; the rest of what lacks did not come.
    pub door: Vec<i64>,
}

/// Expected and had, of one or of many series.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Share {
    pub expected: Option<i64>,
    pub had: i64,
    pub valid: i64,
    /// Of what lacks: what fell into times for which no door was open.
    pub door: i64,
}

impl Counted {
    /// Of the last `days` days.
    pub fn last(&self, days: usize) -> Share {
        let sum = |counts: &[i64]| counts.iter().rev().take(days).sum();
        let expected = self.expected.iter().rev().take(days).copied();
        Share {
            expected: expected
                .sum::<Option<i64>>()
                .filter(|_| !self.expected.is_empty()),
            had: sum(&self.had),
            valid: sum(&self.valid),
            door: sum(&self.door),
        }
    }
}

impl Share {
    /// Together with another; a factor that sends too much does not make up for one that sends too
    /// little. Of what nothing can be expected of, nothing is counted.
    pub fn and(self, other: Self) -> Self {
        let Some(expected) = other.expected else {
            return self;
        };
        Self {
            expected: Some(self.expected.unwrap_or_default() + expected),
            had: self.had + other.had.min(expected),
            valid: self.valid + other.valid.min(expected),
            door: self.door + other.door,
        }
    }
}

/// A series to count, and since when a device feeds it, µs UTC.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wanted {
    pub series: i64,
    pub cadence: Cadence,
    pub since_us: i64,
}

/// How often a reading of each series is expected, µs; of those of which too few came nothing is known. What
/// is `settled` is not looked for again.
pub(crate) async fn intervals(
    session: &Session,
    wanted: &[Wanted],
    settled: &Settled,
    now_us: i64,
) -> Result<HashMap<i64, i64>, Problem> {
    let of = |cadence: Cadence| {
        let of_it = wanted.iter().filter(move |one| one.cadence == cadence);
        of_it.map(|one| one.series)
    };
    let mut missing = of(Cadence::Seen).collect();
    let mut found = settled.take(&mut missing, now_us);
    found.extend(seen_intervals(session, missing, settled, now_us).await?);
    found.extend(of(Cadence::Hour).map(|series| (series, HOUR_US)));
    found.extend(of(Cadence::Day).map(|series| (series, DAY_US)));
    Ok(found)
}

/// Counts the readings of the last [`COMPLETENESS_DAYS`] days of each series, as the session knows them,
/// against their `intervals`; `door` is when no door was open.
pub(crate) async fn count(
    session: &Session,
    wanted: &[Wanted],
    (intervals, door): (&HashMap<i64, i64>, &[DoorOutage]),
    now_us: i64,
    tz: &TimeZone,
) -> Result<HashMap<i64, Counted>, Problem> {
    let mut counted = HashMap::new();
    for cadence in [Cadence::Seen, Cadence::Hour, Cadence::Day] {
        let of_it: BTreeMap<i64, i64> = wanted
            .iter()
            .filter(|one| one.cadence == cadence)
            .map(|one| (one.series, one.since_us))
            .collect();
        if of_it.is_empty() {
            continue;
        }
        let end_us = cadence.end_us(now_us, tz);
        let tallies = tallies(session, of_it.keys(), end_us).await?;
        for (series, since_us) in of_it {
            let tally = tallies.get(&series);
            let interval_us = intervals.get(&series).copied();
            let counting = settle(tally, interval_us, (since_us, end_us), door);
            counted.insert(series, counting);
        }
    }
    Ok(counted)
}

/// What came of a series: by days before the end, and the first instant of all.
#[derive(Debug, Default)]
struct Tally {
    first_us: Option<i64>,
    /// Day before the end → had, valid.
    days: HashMap<usize, (i64, i64)>,
}

fn settle(
    tally: Option<&Tally>,
    interval_us: Option<i64>,
    (since_us, end_us): (i64, i64),
    door: &[DoorOutage],
) -> Counted {
    let first_us = tally.and_then(|tally| tally.first_us);
    let since_us = first_us.map_or(since_us, |first| first.min(since_us));
    let mut counted = Counted {
        interval_us,
        ..Counted::default()
    };
    for day in (0..COMPLETENESS_DAYS).rev() {
        let back = |days: usize| end_us - i64::try_from(days).unwrap_or(i64::MAX) * DAY_US;
        let (from_us, until_us) = (back(day + 1).max(since_us), back(day));
        let due = interval_us.map(|interval| expected(interval, 0, until_us - from_us));
        let out_us = door_out_us(door, from_us, until_us);
        let out = interval_us.map_or(0, |interval| expected(interval, 0, out_us));
        let (had, valid) = tally
            .and_then(|tally| tally.days.get(&day))
            .copied()
            .unwrap_or_default();
        counted
            .door
            .push(out.min(due.unwrap_or_default() - had).max(0));
        counted.expected.push(due);
        counted.had.push(had);
        counted.valid.push(valid);
    }
    counted
}

/// How many readings at `interval_us` fit between two instants, to the nearest.
fn expected(interval_us: i64, from_us: i64, to_us: i64) -> i64 {
    let span_us = (to_us - from_us).max(0);
    (span_us + interval_us / 2) / interval_us.max(1)
}

pub(crate) fn among<'a>(
    series: impl Iterator<Item = &'a i64>,
    from_us: i64,
    end_us: i64,
) -> String {
    let series: BTreeSet<String> = series.map(i64::to_string).collect();
    let series: Vec<String> = series.into_iter().collect();
    let at = |us: i64| format!("arrow_cast({us}, 'Timestamp(Microsecond, Some(\"UTC\"))')");
    let sources = SOURCES.map(|source| format!("'{source}'"));
    format!(
        "series in ({}) and time >= {} and time < {} and source in ({})",
        series.join(", "),
        at(from_us),
        at(end_us),
        sources.join(", ")
    )
}

fn all_days_us() -> i64 {
    i64::try_from(COMPLETENESS_DAYS).unwrap_or(i64::MAX) * DAY_US
}

async fn tallies<'a>(
    session: &Session,
    series: impl Iterator<Item = &'a i64>,
    end_us: i64,
) -> Result<HashMap<i64, Tally>, Problem> {
    let among = among(series, end_us - all_days_us(), end_us);
    let batches = session
        .query(&format!(
            "select series, ({end_us} - 1 - us) / {DAY_US} as day, min(us) as first, count(*) as had,
                    count(*) filter (where quality = 'valid') as valid
             from (select series, quality, arrow_cast(time, 'Int64') as us from observations where {among})
             group by series, ({end_us} - 1 - us) / {DAY_US}"
        ))
        .await?;
    let mut tallies: HashMap<i64, Tally> = HashMap::new();
    for batch in &batches {
        let [series, day, first, had, valid] =
            ["series", "day", "first", "had", "valid"].map(|name| whole(batch, name));
        let (series, day, first, had, valid) = (series?, day?, first?, had?, valid?);
        for row in 0..batch.num_rows() {
            let tally = tallies.entry(series[row]).or_default();
            let earliest = tally.first_us.map_or(first[row], |us| us.min(first[row]));
            tally.first_us = Some(earliest);
            let day = usize::try_from(day[row]).unwrap_or(usize::MAX);
            tally.days.insert(day, (had[row], valid[row]));
        }
    }
    Ok(tallies)
}

/// The median gap of each series, µs: of the last day, or of all days for those that came less than
/// three times in it.
async fn seen_intervals(
    session: &Session,
    mut missing: BTreeSet<i64>,
    settled: &Settled,
    end_us: i64,
) -> Result<HashMap<i64, i64>, Problem> {
    let mut found = HashMap::new();
    for back_us in [DAY_US, all_days_us()] {
        if missing.is_empty() {
            break;
        }
        let among = among(missing.iter(), end_us - back_us, end_us);
        let batches = session
            .query(&format!(
                "select series, approx_median(gap) as gap, count(*) as gaps
                 from (select series, us - lag(us) over (partition by series order by us) as gap
                       from (select series, arrow_cast(time, 'Int64') as us from observations where {among}))
                 where gap > 0 group by series"
            ))
            .await?;
        for batch in &batches {
            let (series, gaps, gap) = (
                whole(batch, "series")?,
                whole(batch, "gaps")?,
                whole(batch, "gap")?,
            );
            for row in 0..batch.num_rows() {
                if gaps[row] >= SETTLED_GAPS {
                    let (at_us, interval_us) = (end_us, gap[row]);
                    settled.keep(series[row], Seen { at_us, interval_us });
                }
                if gaps[row] >= 2 || back_us > DAY_US {
                    found.insert(series[row], gap[row]);
                    missing.remove(&series[row]);
                }
            }
        }
    }
    Ok(found)
}

/// A column of whole numbers; a number that is not whole is cut, nothing is 0.
pub(crate) fn whole(batch: &RecordBatch, name: &str) -> Result<Vec<i64>, Problem> {
    let column = batch
        .column_by_name(name)
        .ok_or_else(|| Problem::bad_request(format!("there is no column `{name}`")))?;
    let column = cast(column, &DataType::Int64).map_err(|e| Problem::fault(&e))?;
    let column = column.as_primitive::<Int64Type>();
    Ok((0..column.len())
        .map(|row| {
            if column.is_null(row) {
                0
            } else {
                column.value(row)
            }
        })
        .collect())
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on should stop and say where"
)]
mod tests {
    use zone::door::Closed;

    use super::*;

    const MINUTE_US: i64 = 60_000_000;

    fn at(text: &str) -> i64 {
        text.parse::<Timestamp>().unwrap().as_microsecond()
    }

    #[test]
    fn the_hour_and_the_day_that_still_last_are_not_due() {
        let tz = TimeZone::get("Asia/Shanghai").unwrap();
        let now = at("2026-11-27T10:40:00+08:00");
        let end = |cadence: Cadence| cadence.end_us(now, &tz);
        assert_eq!(end(Cadence::Seen), now);
        assert_eq!(end(Cadence::Hour), at("2026-11-27T10:00:00+08:00"));
        assert_eq!(end(Cadence::Day), at("2026-11-27T00:00:00+08:00"));
        // Half an hour off the hours of UTC.
        let tz = TimeZone::get("Asia/Kolkata").unwrap();
        assert_eq!(
            Cadence::Hour.end_us(now, &tz),
            at("2026-11-27T08:00:00+05:30")
        );
    }

    #[test]
    fn a_day_expects_as_many_readings_as_its_intervals() {
        let end = at("2026-11-27T00:00:00Z");
        let long_ago = end - 100 * DAY_US;
        for (interval, day, month) in [
            (5 * MINUTE_US, 288, 8_640),
            (HOUR_US, 24, 720),
            (DAY_US, 1, 30),
        ] {
            let counted = settle(None, Some(interval), (long_ago, end), &[]);
            assert_eq!(counted.last(1).expected, Some(day));
            assert_eq!(counted.last(30).expected, Some(month));
        }
        let unknown = settle(None, None, (long_ago, end), &[]);
        assert_eq!((unknown.last(30).expected, unknown.last(30).had), (None, 0));
    }

    #[test]
    fn nothing_is_expected_before_a_device_was_there_or_spoke() {
        let end = at("2026-11-27T00:00:00Z");
        let registered = end - 3 * DAY_US - 12 * HOUR_US;
        let counted = settle(None, Some(HOUR_US), (registered, end), &[]);
        assert_eq!(counted.last(30).expected, Some(84));
        assert_eq!(counted.expected[25..], [0, 12, 24, 24, 24].map(Some));
        let spoke_before = Tally {
            first_us: Some(end - 4 * DAY_US),
            days: [(0, (20, 19)), (3, (24, 24))].into(),
        };
        let counted = settle(Some(&spoke_before), Some(HOUR_US), (registered, end), &[]);
        let share = counted.last(30);
        assert_eq!((share.expected, share.had, share.valid), (Some(96), 44, 43));
        assert_eq!(counted.had[26..], [24, 0, 0, 20]);
    }

    #[test]
    fn what_lacks_while_no_door_was_open_is_not_the_devices() {
        let end = at("2026-11-27T00:00:00Z");
        let out = |from: i64, until: Option<i64>| DoorOutage {
            from_us: end + from * HOUR_US,
            until_us: until.map(|hours| end + hours * HOUR_US),
            why: Closed::Lost,
        };
        // Ten hours of the day before, across midnight into the last; then two hours until now.
        let door = [out(-28, Some(-18)), out(-2, None)];
        let tally = Tally {
            first_us: Some(end - 60 * HOUR_US),
            days: [(0, (14, 14)), (1, (20, 20))].into(),
        };
        let counted = settle(
            Some(&tally),
            Some(HOUR_US),
            (end - 60 * HOUR_US, end),
            &door,
        );
        // Of the last day 10 lack, 6 and 2 of them by the door; of the one before 4 lack, all by the door.
        assert_eq!(counted.door[28..], [4, 8]);
        // What was sent again later does not lack: no more is the door's than what lacks.
        let sent_again = Tally {
            days: [(0, (23, 23)), (1, (24, 24))].into(),
            ..tally
        };
        let counted = settle(
            Some(&sent_again),
            Some(HOUR_US),
            (end - 60 * HOUR_US, end),
            &door,
        );
        assert_eq!(counted.door[28..], [0, 1]);
        assert_eq!(counted.last(30).door, 1);
    }

    #[test]
    fn what_one_factor_sends_too_much_does_not_make_up_for_another() {
        let share = |expected, had| Share {
            expected,
            had,
            valid: had,
            door: 0,
        };
        let both = share(Some(10), 5).and(share(Some(10), 19));
        assert_eq!((both.expected, both.had, both.valid), (Some(20), 15, 15));
        assert_eq!(both.and(share(None, 3)), both);
        assert_eq!(Share::default().and(share(None, 3)).expected, None);
    }
}
