//! A series as it is gathered row by row, and as a test takes it: a value for each time.

use datafusion::common::exec_err;
use datafusion::error::Result;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use methods::mean::mean;
use zone::lake::Month;

/// What the times of a series are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Grain {
    /// Instants, µs since 1970.
    Instant,
    /// Dates, days since 1970.
    Day,
    /// Months, each by how many lie before it from the year 0 on.
    Month,
    /// Quarters, each by its first month.
    Quarter,
    /// Years, each by its first month.
    Year,
}

impl Grain {
    const ALL: [Self; 5] = [
        Self::Instant,
        Self::Day,
        Self::Month,
        Self::Quarter,
        Self::Year,
    ];

    /// As it stands in a state that is passed between threads.
    pub fn number(self) -> i64 {
        self as i64
    }

    /// What [`number`](Self::number) gave.
    pub fn of_number(number: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|grain| grain.number() == number)
    }

    const fn in_words(self) -> &'static str {
        match self {
            Self::Instant => "instants",
            Self::Day => "dates",
            Self::Month => "months",
            Self::Quarter => "quarters",
            Self::Year => "years",
        }
    }
}

/// Says in `grain` what the times are that come next.
pub(super) fn expect(grain: &mut Option<Grain>, next: Grain) -> Result<()> {
    match *grain {
        Some(already) if already != next => exec_err!(
            "a trend is asked of {} and {} together; expected one kind of period",
            already.in_words(),
            next.in_words()
        ),
        _ => {
            *grain = Some(next);
            Ok(())
        }
    }
}

/// The period that `text` names; `None` where it names none.
pub(super) fn period(text: &str) -> Option<(Grain, i64)> {
    let digits = |digits: &[u8]| {
        digits.iter().try_fold(0_i64, |number, digit| {
            digit
                .is_ascii_digit()
                .then(|| number * 10 + i64::from(digit - b'0'))
        })
    };
    let (year, rest) = text.as_bytes().split_at_checked(4)?;
    let first = digits(year)? * 12;
    match rest {
        [] => Some((Grain::Year, first)),
        [b'-', b'Q', quarter @ b'1'..=b'4'] => {
            Some((Grain::Quarter, first + 3 * i64::from(quarter - b'1')))
        }
        [b'-', tens, ones] => {
            let month = digits(&[*tens, *ones]).filter(|month| (1..=12).contains(month))?;
            Some((Grain::Month, first + month - 1))
        }
        _ => None,
    }
}

/// Times and values in any order, several of one time among them.
#[derive(Debug, Default)]
pub(super) struct Series {
    /// What its times are; `None` where there are none.
    pub grain: Option<Grain>,
    pub times: Vec<i64>,
    pub values: Vec<f64>,
    /// Whether each value is a limit that was not reached.
    pub is_below: Vec<bool>,
}

impl Series {
    /// Adds a row.
    pub fn push(&mut self, time: i64, value: f64, is_below: bool) {
        self.times.push(time);
        self.values.push(value);
        self.is_below.push(is_below);
    }

    /// The same with months for instants and dates, by the calendar of `tz`.
    pub fn by_season(self, tz: &TimeZone) -> Self {
        let month = match self.grain {
            Some(Grain::Instant) => month_of_instant,
            Some(Grain::Day) => month_of_day,
            _ => return self,
        };
        let mut by_month = Self {
            grain: Some(Grain::Month),
            ..Self::default()
        };
        for (row, &time) in self.times.iter().enumerate() {
            if let Some(month) = month(time, tz) {
                by_month.push(month, self.values[row], self.is_below[row]);
            }
        }
        by_month
    }

    /// One value a time, times rising: the mean where there are several.
    ///
    /// Of readings that are all below a limit the mean is below the mean of the limits; where some
    /// are measured, half the limit stands for the others (HJ 91.2-2022), and the mean is a value.
    pub fn by_time(self) -> Self {
        if self.times.is_sorted_by(|one, next| one < next) {
            return self;
        }
        let mut rows: Vec<usize> = (0..self.times.len()).collect();
        rows.sort_unstable_by_key(|&row| self.times[row]);
        let mut by_time = Self {
            grain: self.grain,
            ..Self::default()
        };
        let mut several = Vec::new();
        for rows in rows.chunk_by(|&one, &next| self.times[one] == self.times[next]) {
            let (time, is_below) = (
                self.times[rows[0]],
                rows.iter().all(|&row| self.is_below[row]),
            );
            let value = if let [row] = rows {
                self.values[*row]
            } else {
                several.clear();
                several.extend(rows.iter().map(|&row| {
                    let is_half = self.is_below[row] && !is_below;
                    self.values[row] * if is_half { 0.5 } else { 1.0 }
                }));
                several.sort_unstable_by(f64::total_cmp);
                mean(&several).unwrap_or(f64::NAN)
            };
            by_time.push(time, value, is_below);
        }
        by_time
    }

    /// The times in years, with the part of the year that is over.
    pub fn years(&self, tz: &TimeZone) -> Vec<f64> {
        let year = |&time: &i64| match self.grain {
            Some(Grain::Instant) => year_of_instant(time, tz),
            Some(Grain::Day) => year_of_day(time),
            _ => Some(time as f64 / 12.0),
        };
        self.times
            .iter()
            .map(|time| year(time).unwrap_or(f64::NAN))
            .collect()
    }

    /// Season and year of each time; months for instants and dates have been put before.
    pub fn seasons(&self) -> (Vec<i32>, Vec<i32>) {
        let season = |time: i64| match self.grain {
            Some(Grain::Year) => 1,
            Some(Grain::Quarter) => time % 12 / 3 + 1,
            _ => time % 12 + 1,
        };
        let whole = |number: i64| i32::try_from(number).unwrap_or(i32::MAX);
        let rows = self.times.iter();
        rows.map(|&time| (whole(season(time)), whole(time / 12)))
            .unzip()
    }

    /// How many readings are below a limit.
    pub fn below(&self) -> usize {
        self.is_below.iter().filter(|&&is_below| is_below).count()
    }

    /// The bytes that its rows take.
    pub fn size(&self) -> usize {
        self.times.capacity() * size_of::<i64>()
            + self.values.capacity() * size_of::<f64>()
            + self.is_below.capacity()
    }
}

fn month_of_instant(micros: i64, tz: &TimeZone) -> Option<i64> {
    let month = Month::of(micros, tz)?;
    Some(i64::from(month.year()) * 12 + i64::from(month.number()) - 1)
}

fn date(day: i64) -> Option<Date> {
    const EPOCH: Date = Date::constant(1970, 1, 1);
    EPOCH.checked_add(i32::try_from(day).ok()?.days()).ok()
}

fn month_of_day(day: i64, _: &TimeZone) -> Option<i64> {
    let date = date(day)?;
    Some(i64::from(date.year()) * 12 + i64::from(date.month()) - 1)
}

fn year_of_day(day: i64) -> Option<f64> {
    let date = date(day)?;
    Some(
        f64::from(date.year()) + f64::from(date.day_of_year() - 1) / f64::from(date.days_in_year()),
    )
}

/// By the clock on the wall: summer time neither lengthens nor shortens a year.
fn year_of_instant(micros: i64, tz: &TimeZone) -> Option<f64> {
    const DAY_US: f64 = 86_400e6;
    let at = Timestamp::from_microsecond(micros)
        .ok()?
        .to_zoned_datetime(tz.clone())
        .datetime();
    let since_midnight = at
        .time()
        .duration_since(jiff::civil::Time::midnight())
        .as_micros() as f64;
    let days = f64::from(at.date().day_of_year() - 1) + since_midnight / DAY_US;
    Some(f64::from(at.year()) + days / f64::from(at.date().days_in_year()))
}
