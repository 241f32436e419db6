//! What a method refuses: what was found, what was expected, what to do.

use thiserror::Error;

/// Why a method gives no number.
///
/// A method refuses only what would make its answer wrong or meaningless. *No data* is no error
/// where it can be said in the answer (`None`).
///
/// Source: our own wording.
///
/// ```
/// use wellkeeper_methods::{MethodError, trophic};
///
/// let refused = trophic::tp_index(0.0).unwrap_err();
/// assert_eq!(refused, MethodError::NotPositive { item: "total phosphorus", found: 0.0 });
/// assert_eq!(
///     refused.to_string(),
///     "total phosphorus is 0; expected a value above 0, because a logarithm is taken: \
///      put half the detection limit, or leave the item out",
/// );
/// ```
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum MethodError {
    /// A value of which the logarithm is taken is 0 or less.
    #[error(
        "{item} is {found}; expected a value above 0, because a logarithm is taken: \
         put half the detection limit, or leave the item out"
    )]
    NotPositive {
        /// The item, in words.
        item: &'static str,
        /// Its value.
        found: f64,
    },
    /// A value that is NaN or infinite.
    #[error("value {position} of {item} is {found}; expected a finite number: leave it out")]
    NotFinite {
        /// The item or the argument, in words.
        item: &'static str,
        /// Which value, counted from 1.
        position: usize,
        /// The value.
        found: f64,
    },
    /// A series too short for the question.
    #[error("{item}: {found} given, at least {needed} needed: take a longer period")]
    TooFew {
        /// What is counted.
        item: &'static str,
        /// How many there are.
        found: usize,
        /// How many there must be.
        needed: usize,
    },
    /// A series too long to be held.
    #[error("{item}: {found} needed, at most {limit} allowed: take the means of days or months")]
    TooMany {
        /// What is counted.
        item: &'static str,
        /// How many there are.
        found: usize,
        /// How many there may be.
        limit: usize,
    },
    /// Arguments that belong together have different lengths.
    #[error("{item} has {found} values; expected {expected}, one for each value of `values`")]
    UnequalLengths {
        /// The argument that does not fit.
        item: &'static str,
        /// Its length.
        found: usize,
        /// The length of `values`.
        expected: usize,
    },
    /// Every value has the same time, so nothing can have a slope.
    #[error("all {found} values have the same time; expected two times or more")]
    OneTime {
        /// How many values there are.
        found: usize,
    },
    /// So much is below a limit that every slope steep enough would do.
    #[error(
        "{found} of {of} values are below their limit, and the others only rise from them or only \
         fall to them: no slope can be said; take a longer period"
    )]
    TooManyBelow {
        /// How many values are below their limit.
        found: usize,
        /// How many values there are.
        of: usize,
    },
    /// A season has two values in one year.
    #[error(
        "season {season} has more than one value in {year}; expected one: \
         take the mean or the median of a season before testing"
    )]
    SeasonTwice {
        /// The season.
        season: i32,
        /// The year.
        year: i32,
    },
    /// Class limits that do not go one way.
    #[error("limit {position} is {found} after {before}; expected {expected}: check the ladder")]
    LimitsOutOfOrder {
        /// Which limit, counted from 1.
        position: usize,
        /// The limit.
        found: f64,
        /// The limit before it.
        before: f64,
        /// What it should have been.
        expected: &'static str,
    },
    /// Text that names no class.
    #[error(
        "`{found}` is no class of water; expected one of I, II, III, IV, V, inferior_V \
         or \u{2160}, \u{2161}, \u{2162}, \u{2163}, \u{2164}, 劣\u{2164}"
    )]
    UnknownClass {
        /// The text as given.
        found: String,
    },
}

/// The first value of `values` that is not finite, as an error.
pub(crate) fn all_finite(item: &'static str, values: &[f64]) -> Result<(), MethodError> {
    match values.iter().position(|value| !value.is_finite()) {
        None => Ok(()),
        Some(at) => Err(MethodError::NotFinite {
            item,
            position: at + 1,
            found: values[at],
        }),
    }
}
