//! Why a layer is not taken: what was found, what was expected, where.

use thiserror::Error;

/// The result of this room's functions.
pub type Result<T> = std::result::Result<T, LayerError>;

/// Why a layer is not taken.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum LayerError {
    /// Something is wrong with the file as a whole.
    #[error("{0}")]
    File(String),
    /// Something is wrong with one feature.
    #[error("{noun} {number}: {wrong}")]
    Feature {
        /// What the file calls it: `feature`, `record` or `row`.
        noun: &'static str,
        /// Its number, from 1.
        number: usize,
        /// What was found and what was expected.
        wrong: String,
    },
}

impl LayerError {
    pub(crate) fn file(wrong: impl Into<String>) -> Self {
        Self::File(wrong.into())
    }
}
