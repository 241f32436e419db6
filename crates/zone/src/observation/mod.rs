//! Observations: what an instrument or a laboratory said of a property at an instant.
//!
//! Four things about a value are kept apart and never merged: the instrument's [`Flag`], the
//! [`Quality`] that a check or a person gave it, the [`Level`] of review that it reached, and the
//! `cause` of that judgement.

use std::sync::Arc;

pub mod arrow;
mod words;

pub(crate) use words::closed_words;
pub use words::{Flag, Level, Quality, SampleKind};

/// One observation.
#[derive(Debug, Clone, PartialEq)]
pub struct Observation {
    /// The series' id.
    pub series: i64,
    /// When it happened, µs UTC.
    pub time_us: i64,
    /// The value in the property's unit; none below detection.
    pub value: Option<f64>,
    /// What the instrument said of itself.
    pub flag: Flag,
    /// What was judged of the value.
    pub quality: Quality,
    /// How far the judgement went.
    pub level: Level,
    /// Which check or person judged.
    pub cause: Option<String>,
    /// Kind of sample; only routine ones enter a mean.
    pub sample_kind: SampleKind,
    /// Method of analysis as given.
    pub method: Option<Arc<str>>,
    /// Detection limit in the property's unit, where the value lies below it.
    pub detection_limit: Option<f64>,
    /// What stood beside the value, such as `>`.
    pub qualifier: Option<String>,
    /// When the book learned it, µs UTC.
    pub learned_us: i64,
    /// Where it comes from.
    pub source: Arc<str>,
    /// The import batch.
    pub batch: i64,
    /// The line of the batch's file.
    pub line: i64,
}

impl Observation {
    /// Whether a person corrected or reviewed it.
    pub fn is_judged_by_a_person(&self) -> bool {
        matches!(self.level, Level::Reviewed | Level::Approved)
    }

    /// Whether `other` says the same about the water; when, by whom and in which file it was said
    /// does not matter.
    pub fn says_the_same_as(&self, other: &Self) -> bool {
        let same = |a: Option<f64>, b: Option<f64>| a.map(f64::to_bits) == b.map(f64::to_bits);
        same(self.value, other.value)
            && same(self.detection_limit, other.detection_limit)
            && self.flag == other.flag
            && self.qualifier == other.qualifier
            && self.method == other.method
    }
}
