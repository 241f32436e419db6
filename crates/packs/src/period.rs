//! The periods that tables are kept by: months, quarters and years of the zone's calendar.

use std::collections::BTreeSet;
use std::fmt;

use serde::Deserialize;
use zone::lake::Month;

/// How long a table's periods are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Every {
    /// `2021-04`.
    #[default]
    Month,
    /// `2021-Q2`.
    Quarter,
    /// `2021`.
    Year,
}

impl Every {
    /// How many months one of them has.
    pub const fn months(self) -> i32 {
        match self {
            Self::Month => 1,
            Self::Quarter => 3,
            Self::Year => 12,
        }
    }

    /// One of them as it is spelled, for messages.
    pub(crate) const fn example(self) -> &'static str {
        match self {
            Self::Month => "a month such as 2021-04",
            Self::Quarter => "a quarter such as 2021-Q2",
            Self::Year => "a year such as 2021",
        }
    }
}

/// One month, quarter or year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    every: Every,
    first: Month,
}

impl Period {
    /// The period that `month` lies in.
    pub fn of(every: Every, month: Month) -> Self {
        let since = (month.number() - 1) % every.months();
        Self {
            every,
            first: month.plus(-since),
        }
    }

    /// Reads what [`Period`] writes; `None` for any other spelling.
    ///
    /// ```
    /// use packs::period::{Every, Period};
    /// use wellkeeper_packs as packs;
    ///
    /// let spring = Period::parse(Every::Quarter, "2021-Q2").unwrap();
    /// assert_eq!(spring.plus(-4).to_string(), "2020-Q2");
    /// assert_eq!(Period::parse(Every::Quarter, "2021-Q5"), None);
    /// assert_eq!(Period::parse(Every::Month, "2021-4"), None);
    /// ```
    pub fn parse(every: Every, text: &str) -> Option<Self> {
        let month = match every {
            Every::Month => Month::parse(text)?,
            Every::Quarter => {
                let (year, quarter) = text.split_once("-Q")?;
                let quarter: i8 = quarter.parse().ok().filter(|q| (1..=4).contains(q))?;
                Month::new(year.parse().ok()?, 3 * quarter - 2)
            }
            Every::Year => Month::new(text.parse().ok()?, 1),
        };
        let read = Self::of(every, month);
        (read.to_string() == text).then_some(read)
    }

    /// So many periods later, or earlier.
    #[must_use]
    pub fn plus(self, periods: i32) -> Self {
        Self {
            first: self.first.plus(periods * self.every.months()),
            ..self
        }
    }

    /// How many months it begins after `other`.
    pub fn months_since(self, other: Self) -> i32 {
        self.first.months_since(other.first)
    }

    /// Its months in their order.
    pub fn months(self) -> impl Iterator<Item = Month> {
        (0..self.every.months()).map(move |month| self.first.plus(month))
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let year = self.first.year();
        match self.every {
            Every::Month => write!(f, "{}", self.first),
            Every::Quarter => write!(f, "{year:04}-Q{}", (self.first.number() + 2) / 3),
            Every::Year => write!(f, "{year:04}"),
        }
    }
}

/// The periods in which `months` lie.
pub(crate) fn periods_of(every: Every, months: &BTreeSet<Month>) -> BTreeSet<Period> {
    months
        .iter()
        .map(|month| Period::of(every, *month))
        .collect()
}

/// The months of `periods`.
pub(crate) fn months_of(periods: &BTreeSet<Period>) -> BTreeSet<Month> {
    periods.iter().flat_map(|period| period.months()).collect()
}
