//! Why a cell is no time: what was found, what was expected, what to do.

use thiserror::Error;

use super::YEARS;

/// A cell that gives no instant.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum StampError {
    /// Nothing stands there, or a sign for nothing.
    #[error("found `{found}`; {}", self.expected())]
    Missing {
        /// What stands there.
        found: String,
    },
    /// A month and a day, and no rule says of which year.
    #[error("found `{found}`; {}", self.expected())]
    NoYear {
        /// What stands there.
        found: String,
    },
    /// A year and a month without a day.
    #[error("found `{found}`; {}", self.expected())]
    NoDay {
        /// What stands there.
        found: String,
    },
    /// A date that can be read in two ways.
    #[error("found `{found}`; {}", self.expected())]
    Ambiguous {
        /// What stands there.
        found: String,
    },
    /// A day that the calendar does not have.
    #[error("found `{found}`; {}", self.expected())]
    NoSuchDate {
        /// What stands there.
        found: String,
    },
    /// A time that no clock shows.
    #[error("found `{found}`; {}", self.expected())]
    NoSuchTime {
        /// What stands there.
        found: String,
    },
    /// A year in which nobody took a reading.
    #[error("found `{found}`; {}", self.expected())]
    YearOutOfRange {
        /// What stands there.
        found: String,
        /// The year that it is read as.
        year: i16,
    },
    /// No time at all.
    #[error("found `{found}`; {}", self.expected())]
    NotAStamp {
        /// What stands there.
        found: String,
    },
}

impl StampError {
    /// What stands in the cell, shortened.
    pub fn found(&self) -> &str {
        match self {
            Self::Missing { found }
            | Self::NoYear { found }
            | Self::NoDay { found }
            | Self::Ambiguous { found }
            | Self::NoSuchDate { found }
            | Self::NoSuchTime { found }
            | Self::YearOutOfRange { found, .. }
            | Self::NotAStamp { found } => found,
        }
    }

    /// What was expected instead, and what to do: the message without what was found.
    pub fn expected(&self) -> String {
        match self {
            Self::Missing { .. } => "expected a time; the station sent none with this row".into(),
            Self::NoYear { .. } => {
                "expected a year; the table writes none, so give it (--year 2021)".into()
            }
            Self::NoDay { .. } => "expected a day; a month has no instant. Write 2021-04-01".into(),
            Self::Ambiguous { .. } => {
                "expected the year first, in four digits: day and month can be told apart in no \
                 other order. Write 2021-04-03"
                    .into()
            }
            Self::NoSuchDate { .. } => {
                "expected a day of the calendar; this one does not exist. Look it up in the source"
                    .into()
            }
            Self::NoSuchTime { .. } => {
                "expected a time from 00:00 to 23:59:59.999999, or 24:00 for the end of the day"
                    .into()
            }
            Self::YearOutOfRange { year, .. } => format!(
                "expected a year from {} to {}, and it reads as {year}. A time of day without a \
                 date reads like this too",
                YEARS.start(),
                YEARS.end()
            ),
            Self::NotAStamp { .. } => {
                "expected a time such as 2021-04-01 04:00, 2021/4/1 4:00, 2021年4月1日4时 or \
                 20210401040000"
                    .into()
            }
        }
    }
}
