//! The zone's calendar: what month, day or year an instant falls in where the water is.
//!
//! DataFusion's `date_trunc` costs six times the rest of a monthly mean. Readings come one series
//! after the other, each sorted by time, so each function keeps the periods that it has been in and
//! asks the time zone only when an instant lies in none of them.

use std::fmt::Write;
use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, Date32Builder, Int64Builder, StringViewBuilder};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use zone::lake::Month;

use super::declaration::{Kind, SqlFunction};
use crate::period::{Every, Period};

const EPOCH: Date = Date::constant(1970, 1, 1);

/// No calendar of ours reaches further.
const MONTHS_MAX: u32 = 120_000;

pub(super) fn declare(tz: &TimeZone) -> Vec<SqlFunction> {
    let mut all = of_instants(tz);
    all.push(of_day());
    all.extend(of_months());
    all
}

fn of_instants(tz: &TimeZone) -> Vec<SqlFunction> {
    let (month_tz, quarter_tz) = (tz.clone(), tz.clone());
    let (day_tz, year_tz) = (tz.clone(), tz.clone());
    vec![
        SqlFunction::of_instants(
            "month_of",
            "The month of an instant in the zone's calendar, as `2021-04`.",
            Kind::Text,
            move |micros, is_null| periods(&month_tz, Every::Month, micros, is_null),
        )
        .example("month_of(timestamp '2021-03-31T16:00:00Z')", "'2021-04'"),
        SqlFunction::of_instants(
            "quarter_of",
            "The quarter of an instant in the zone's calendar, as `2021-Q2`.",
            Kind::Text,
            move |micros, is_null| periods(&quarter_tz, Every::Quarter, micros, is_null),
        )
        .example("quarter_of(timestamp '2021-03-31T15:59:59Z')", "'2021-Q1'")
        .example("quarter_of(timestamp '2021-03-31T16:00:00Z')", "'2021-Q2'"),
        SqlFunction::of_instants(
            "day_of",
            "The day of an instant in the zone's calendar.",
            Kind::Date,
            move |micros, is_null| days(&day_tz, micros, is_null),
        )
        .example(
            "day_of(timestamp '2021-03-31T16:00:00Z')",
            "date '2021-04-01'",
        ),
        SqlFunction::of_instants(
            "year_of",
            "The year of an instant in the zone's calendar.",
            Kind::Whole,
            move |micros, is_null| years(&year_tz, micros, is_null),
        )
        .example("year_of(timestamp '2020-12-31T16:00:00Z')", "2021"),
    ]
}

fn of_day() -> SqlFunction {
    SqlFunction::texts(
        "month_of_day",
        "The month that a day lies in.",
        |row, out| {
            let days = jiff::Span::new().try_days(row.day(0)?).ok()?;
            let day = EPOCH.checked_add(days).ok()?;
            write!(out, "{:04}-{:02}", day.year(), day.month()).ok()
        },
    )
    .takes("day", Kind::Date)
    .example("month_of_day(date '2021-04-01')", "'2021-04'")
    .example("month_of_day(date '1969-12-31')", "'1969-12'")
}

fn of_months() -> Vec<SqlFunction> {
    vec![
        SqlFunction::texts(
            "quarter_of_month",
            "The quarter that a month lies in.",
            |row, out| write_period(Every::Quarter, row.text(0)?, out),
        )
        .takes("month", Kind::Text)
        .example("quarter_of_month('2021-03')", "'2021-Q1'")
        .example("quarter_of_month('2021-04')", "'2021-Q2'"),
        SqlFunction::texts(
            "year_of_month",
            "The year that a month lies in.",
            |row, out| write_period(Every::Year, row.text(0)?, out),
        )
        .takes("month", Kind::Text)
        .example("year_of_month('2021-04')", "'2021'"),
        SqlFunction::wholes(
            "months_between",
            "How many months the second of two months lies after the first; before it, less than none.",
            |row| {
                let (from, until) = (month_in(row.text(0)?)?, month_in(row.text(1)?)?);
                Some(i64::from(until.months_since(from)))
            },
        )
        .takes("from", Kind::Text)
        .takes("until", Kind::Text)
        .example("months_between('2020-05', '2021-04')", "11")
        .example("months_between('2021-04', '2020-05')", "-11"),
        SqlFunction::texts(
            "month_plus",
            "The month that lies a number of months after another, or before it.",
            |row, out| {
                let months = i32::try_from(row.whole(1)?).ok()?;
                if months.unsigned_abs() > MONTHS_MAX {
                    return None;
                }
                let shifted = month_in(row.text(0)?)?.plus(months);
                write!(out, "{shifted}").ok()
            },
        )
        .takes("month", Kind::Text)
        .takes("months", Kind::Whole)
        .example("month_plus('2021-01', -1)", "'2020-12'")
        .example("month_plus('2020-02', 12)", "'2021-02'"),
    ]
}

/// A stretch of time with one label.
struct Stretch<T> {
    from_us: i64,
    before_us: i64,
    label: T,
}

impl<T> Stretch<T> {
    fn holds(&self, micros: i64) -> bool {
        self.from_us <= micros && micros < self.before_us
    }
}

/// The stretches that instants have been in.
struct Stretches<T> {
    /// Rising.
    met: Vec<Stretch<T>>,
    /// Where the last instant was.
    last: usize,
}

/// How many stretches are kept: the days of eleven years. To put a day before so many costs less
/// than to ask the time zone for it.
const MET_MAX: usize = 4_096;

impl<T> Stretches<T> {
    fn none() -> Self {
        Self {
            met: Vec::new(),
            last: 0,
        }
    }

    /// The label of the stretch that holds `micros`, which `next` gives when it is met first; `None`
    /// where the calendar ends.
    fn at(&mut self, micros: i64, next: impl Fn(i64) -> Option<Stretch<T>>) -> Option<&T> {
        let holds = |at: usize| self.met.get(at).is_some_and(|one| one.holds(micros));
        // The same one or the one after it, as a rule.
        if holds(self.last + 1) {
            self.last += 1;
        } else if !holds(self.last) {
            let mut at = self.met.partition_point(|one| one.before_us <= micros);
            if !holds(at) {
                let stretch = next(micros)?;
                if self.met.len() == MET_MAX {
                    self.met.clear();
                    at = 0;
                }
                self.met.insert(at, stretch);
            }
            self.last = at;
        }
        Some(&self.met[self.last].label)
    }
}

/// The month, quarter or year of an instant.
fn period_around<T>(
    tz: &TimeZone,
    every: Every,
    micros: i64,
    label: impl Fn(Period) -> T,
) -> Option<Stretch<T>> {
    let period = Period::of(every, Month::of(micros, tz)?);
    let first = period.months().next()?;
    Some(Stretch {
        from_us: first.bounds(tz)?.0,
        before_us: first.plus(every.months()).bounds(tz)?.0,
        label: label(period),
    })
}

fn day_around(tz: &TimeZone, micros: i64) -> Option<Stretch<i32>> {
    let instant = Timestamp::from_microsecond(micros).ok()?;
    let date = instant.to_zoned_datetime(tz.clone()).date();
    let begins = |date: Date| {
        let begins = date.to_zoned_datetime(tz.clone()).ok()?;
        Some(begins.timestamp().as_microsecond())
    };
    Some(Stretch {
        from_us: begins(date)?,
        before_us: begins(date.tomorrow().ok()?)?,
        label: days_since_1970(date),
    })
}

fn periods(
    tz: &TimeZone,
    every: Every,
    micros: &[i64],
    is_null: &dyn Fn(usize) -> bool,
) -> ArrayRef {
    let next = |at| period_around(tz, every, at, |period| period.to_string());
    let mut out = StringViewBuilder::with_capacity(micros.len());
    let mut stretches = Stretches::none();
    for (i, &at) in micros.iter().enumerate() {
        let label = (!is_null(i)).then(|| stretches.at(at, next)).flatten();
        out.append_option(label);
    }
    Arc::new(out.finish())
}

fn days(tz: &TimeZone, micros: &[i64], is_null: &dyn Fn(usize) -> bool) -> ArrayRef {
    let mut out = Date32Builder::with_capacity(micros.len());
    let mut stretches = Stretches::none();
    for (i, &at) in micros.iter().enumerate() {
        let next = |at| day_around(tz, at);
        let label = (!is_null(i)).then(|| stretches.at(at, next)).flatten();
        out.append_option(label.copied());
    }
    Arc::new(out.finish())
}

fn years(tz: &TimeZone, micros: &[i64], is_null: &dyn Fn(usize) -> bool) -> ArrayRef {
    let year = |period: Period| period.months().next().map_or(0, Month::year);
    let next = |at| period_around(tz, Every::Year, at, |period| i64::from(year(period)));
    let mut out = Int64Builder::with_capacity(micros.len());
    let mut stretches = Stretches::none();
    for (i, &at) in micros.iter().enumerate() {
        let label = (!is_null(i)).then(|| stretches.at(at, next)).flatten();
        out.append_option(label.copied());
    }
    Arc::new(out.finish())
}

fn days_since_1970(date: Date) -> i32 {
    date.since((jiff::Unit::Day, EPOCH))
        .map_or(0, |span| span.get_days())
}

fn month_in(text: &str) -> Option<Period> {
    Period::parse(Every::Month, text)
}

/// The longer period that a month lies in.
fn write_period(every: Every, month: &str, out: &mut String) -> Option<()> {
    let month = month_in(month)?.months().next()?;
    write!(out, "{}", Period::of(every, month)).ok()
}
