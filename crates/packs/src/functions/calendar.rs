//! The zone's calendar: what month, day or year an instant falls in where the water is.
//!
//! DataFusion's `date_trunc` costs six times the rest of a monthly mean. Readings come sorted by
//! time within a series, so each function keeps the period it is in and asks the time zone only
//! when an instant leaves it.

use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, Date32Builder, Int64Builder, StringViewBuilder};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use super::declaration::{Kind, SqlFunction};

pub(super) fn declare(tz: &TimeZone) -> Vec<SqlFunction> {
    let (month_tz, day_tz, year_tz) = (tz.clone(), tz.clone(), tz.clone());
    vec![
        SqlFunction::of_instants(
            "month_of",
            "The month of an instant in the zone's calendar, as `2021-04`.",
            Kind::Text,
            move |micros, is_null| months(&month_tz, micros, is_null),
        )
        .example("month_of(timestamp '2021-03-31T16:00:00Z')", "'2021-04'"),
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
        SqlFunction::texts(
            "month_plus",
            "The month that lies a number of months after another, or before it.",
            |row, out| shift(row.text(0)?, row.whole(1)?, out),
        )
        .takes("month", Kind::Text)
        .takes("months", Kind::Whole)
        .example("month_plus('2021-01', -1)", "'2020-12'")
        .example("month_plus('2020-02', 12)", "'2021-02'"),
    ]
}

/// A stretch of time with one label.
struct Period {
    from_us: i64,
    before_us: i64,
    first: Date,
}

impl Period {
    const NONE: Self = Self {
        from_us: 1,
        before_us: 0,
        first: Date::ZERO,
    };

    fn holds(&self, micros: i64) -> bool {
        self.from_us <= micros && micros < self.before_us
    }

    /// The period around `micros` whose first day `first_of` gives and whose next one begins
    /// `next_of` that day.
    fn around(
        tz: &TimeZone,
        micros: i64,
        first_of: impl Fn(Date) -> Date,
        next_of: impl Fn(Date) -> Option<Date>,
    ) -> Option<Self> {
        let date = Timestamp::from_microsecond(micros)
            .ok()?
            .to_zoned_datetime(tz.clone())
            .date();
        let first = first_of(date);
        let start = |date: Date| {
            Some(
                date.to_zoned_datetime(tz.clone())
                    .ok()?
                    .timestamp()
                    .as_microsecond(),
            )
        };
        Some(Self {
            from_us: start(first)?,
            before_us: start(next_of(first)?)?,
            first,
        })
    }
}

fn month_around(tz: &TimeZone, micros: i64) -> Option<Period> {
    Period::around(tz, micros, Date::first_of_month, |d| {
        d.checked_add(1.month()).ok()
    })
}

fn months(tz: &TimeZone, micros: &[i64], is_null: &dyn Fn(usize) -> bool) -> ArrayRef {
    let mut out = StringViewBuilder::with_capacity(micros.len());
    let (mut period, mut label) = (Period::NONE, String::new());
    for (i, &at) in micros.iter().enumerate() {
        if is_null(i) {
            out.append_null();
            continue;
        }
        if !period.holds(at) {
            let Some(next) = month_around(tz, at) else {
                out.append_null();
                continue;
            };
            period = next;
            label = format!("{:04}-{:02}", period.first.year(), period.first.month());
        }
        out.append_value(&label);
    }
    Arc::new(out.finish())
}

fn days(tz: &TimeZone, micros: &[i64], is_null: &dyn Fn(usize) -> bool) -> ArrayRef {
    let mut out = Date32Builder::with_capacity(micros.len());
    let (mut period, mut label) = (Period::NONE, 0);
    for (i, &at) in micros.iter().enumerate() {
        if !is_null(i) && !period.holds(at) {
            period = Period::around(tz, at, |d| d, |d| d.tomorrow().ok()).unwrap_or(Period::NONE);
            label = days_since_1970(period.first);
        }
        out.append_option((!is_null(i) && period.holds(at)).then_some(label));
    }
    Arc::new(out.finish())
}

fn years(tz: &TimeZone, micros: &[i64], is_null: &dyn Fn(usize) -> bool) -> ArrayRef {
    let mut out = Int64Builder::with_capacity(micros.len());
    let mut period = Period::NONE;
    for (i, &at) in micros.iter().enumerate() {
        if !is_null(i) && !period.holds(at) {
            period = Period::around(tz, at, Date::first_of_year, |d| {
                d.checked_add(1.year()).ok()
            })
            .unwrap_or(Period::NONE);
        }
        out.append_option(
            (!is_null(i) && period.holds(at)).then(|| i64::from(period.first.year())),
        );
    }
    Arc::new(out.finish())
}

fn days_since_1970(date: Date) -> i32 {
    const EPOCH: Date = Date::constant(1970, 1, 1);
    date.since((jiff::Unit::Day, EPOCH))
        .map_or(0, |span| span.get_days())
}

fn shift(month: &str, months: i64, out: &mut String) -> Option<()> {
    use std::fmt::Write;
    let (year, month) = month.split_once('-')?;
    let (year, month): (i64, i64) = (year.parse().ok()?, month.parse().ok()?);
    let index = (year * 12 + month - 1).checked_add(months)?;
    write!(
        out,
        "{:04}-{:02}",
        index.div_euclid(12),
        index.rem_euclid(12) + 1
    )
    .ok()
}
