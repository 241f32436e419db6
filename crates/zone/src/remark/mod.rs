//! Remarks: what a person notes on a reading, a thing, or a month of a thing.
//!
//! A remark changes no figure. It is never deleted: one that was withdrawn says when and by whom.

mod read;
mod write;

pub use read::{RemarksAsked, remark, remarks};
pub use write::{withdraw, write};

use sqlx::FromRow;

/// What a remark is on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    /// A reading.
    Reading {
        /// Its series.
        series: i64,
        /// When it was observed, µs UTC.
        time_us: i64,
    },
    /// A thing.
    Thing {
        /// The thing's id.
        thing: i64,
    },
    /// A month of a thing.
    Month {
        /// The thing's id.
        thing: i64,
        /// `2021-04`.
        month: String,
    },
}

/// A remark.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Remark {
    /// Its number.
    pub id: i64,
    /// The thing's id.
    pub thing: i64,
    /// The series of the reading that it is on.
    pub series: Option<i64>,
    /// When that was observed, µs UTC.
    pub time_us: Option<i64>,
    /// The month that it is on.
    pub month: Option<String>,
    /// The first instant that it is about, µs UTC: a reading's, a month's first, or when it was
    /// written of a thing.
    pub from_us: i64,
    /// The last.
    pub to_us: i64,
    /// The words.
    pub words: String,
    /// When it was written, µs UTC.
    pub at_us: i64,
    /// By whom.
    pub who: String,
    /// When it was withdrawn, µs UTC.
    pub ended_us: Option<i64>,
    /// By whom.
    pub ended_who: Option<String>,
}
