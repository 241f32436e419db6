//! Which months of which series a commit touched: what a run has to compute again.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// A month of the zone's calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(i32);

impl Month {
    /// `year`, and `month` from 1 to 12.
    pub fn new(year: i16, month: i8) -> Self {
        Self(i32::from(year) * 12 + i32::from(month) - 1)
    }

    /// Its year.
    pub fn year(self) -> i32 {
        self.0.div_euclid(12)
    }

    /// Which month of the year it is, 1 to 12.
    pub fn number(self) -> i32 {
        self.0.rem_euclid(12) + 1
    }

    /// The month of an instant, µs UTC; `None` when it is out of reach.
    pub fn of(micros: i64, tz: &TimeZone) -> Option<Self> {
        let instant = Timestamp::from_microsecond(micros).ok()?;
        let date = instant.to_zoned_datetime(tz.clone()).date();
        Some(Self::new(date.year(), date.month()))
    }

    /// The first instants of this month and of the next, µs UTC.
    pub fn bounds(self, tz: &TimeZone) -> Option<(i64, i64)> {
        Some((self.begins(tz)?, self.plus(1).begins(tz)?))
    }

    fn begins(self, tz: &TimeZone) -> Option<i64> {
        let year = i16::try_from(self.year()).ok()?;
        let month = i8::try_from(self.number()).ok()?;
        let first = jiff::civil::Date::new(year, month, 1).ok()?;
        let begins = first.to_zoned_datetime(tz.clone()).ok()?;
        Some(begins.timestamp().as_microsecond())
    }

    /// `2021-04`.
    pub fn parse(text: &str) -> Option<Self> {
        let (year, month) = text.split_once('-')?;
        let month = month.parse().ok().filter(|m| (1..=12).contains(m))?;
        Some(Self::new(year.parse().ok()?, month))
    }

    /// Months in a row, as first and last.
    pub fn runs(months: &BTreeSet<Self>) -> Vec<(Self, Self)> {
        let mut runs: Vec<(Self, Self)> = Vec::new();
        for month in months {
            match runs.last_mut() {
                Some((_, last)) if last.plus(1) == *month => *last = *month,
                _ => runs.push((*month, *month)),
            }
        }
        runs
    }

    /// How many months it lies after `other`.
    pub fn months_since(self, other: Self) -> i32 {
        self.0 - other.0
    }

    /// So many months later, or earlier.
    #[must_use]
    pub fn plus(self, months: i32) -> Self {
        Self(self.0 + months)
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year(), self.number())
    }
}

/// Months by series.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Touched(BTreeMap<i64, BTreeSet<Month>>);

impl Touched {
    /// Adds a month of a series.
    pub fn insert(&mut self, series: i64, month: Month) {
        self.0.entry(series).or_default().insert(month);
    }

    /// Adds all of `other`.
    pub fn extend(&mut self, other: &Self) {
        for (series, months) in &other.0 {
            self.0.entry(*series).or_default().extend(months);
        }
    }

    /// Every month of any series.
    pub fn months(&self) -> BTreeSet<Month> {
        self.0.values().flatten().copied().collect()
    }

    /// Series and their months.
    pub fn iter(&self) -> impl Iterator<Item = (i64, &BTreeSet<Month>)> {
        self.0.iter().map(|(series, months)| (*series, months))
    }

    /// Whether nothing was touched.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many months of series.
    pub fn len(&self) -> usize {
        self.0.values().map(BTreeSet::len).sum()
    }

    /// `7:2011-01/2020-12,2021-03;8:…`, runs of months as first and last.
    pub fn to_text(&self) -> String {
        let series = self.0.iter().map(|(series, months)| {
            let runs: Vec<String> = Month::runs(months)
                .into_iter()
                .map(|(first, last)| {
                    if first == last {
                        first.to_string()
                    } else {
                        format!("{first}/{last}")
                    }
                })
                .collect();
            format!("{series}:{}", runs.join(","))
        });
        series.collect::<Vec<_>>().join(";")
    }

    /// Reads what [`Touched::to_text`] wrote; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let mut touched = Self::default();
        for part in text.split(';').filter(|part| !part.is_empty()) {
            let (series, runs) = part.split_once(':')?;
            let series = series.parse().ok()?;
            for run in runs.split(',') {
                let (first, last) = run.split_once('/').unwrap_or((run, run));
                let (first, last) = (Month::parse(first)?, Month::parse(last)?);
                for month in first.0..=last.0 {
                    touched.insert(series, Month(month));
                }
            }
        }
        Some(touched)
    }
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on should stop and say where"
)]
mod tests {
    use proptest::prelude::*;

    use super::{Month, Touched};

    #[test]
    fn runs_of_months_are_written_as_first_and_last() {
        let mut touched = Touched::default();
        for (series, month) in [
            (7, "2020-11"),
            (7, "2020-12"),
            (7, "2021-01"),
            (7, "2021-03"),
        ] {
            touched.insert(series, Month::parse(month).unwrap());
        }
        touched.insert(8, Month::new(2021, 4));
        assert_eq!(touched.to_text(), "7:2020-11/2021-01,2021-03;8:2021-04");
        assert_eq!(touched.len(), 5);
    }

    proptest! {
        #[test]
        fn what_was_touched_reads_back_as_it_was_written(
            pairs in proptest::collection::vec((1_i64..20, 1990_i16..2040, 1_i8..=12), 0..60)
        ) {
            let mut touched = Touched::default();
            for (series, year, month) in pairs {
                touched.insert(series, Month::new(year, month));
            }
            prop_assert_eq!(Touched::parse(&touched.to_text()), Some(touched));
        }
    }
}
