//! Why a workbook is not filled.

use thiserror::Error;

use crate::place::Place;

/// Why a workbook is not filled.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum FormError {
    /// It is of another kind than `.xlsx`.
    #[error("{found}; expected an .xlsx without a password: {instead}")]
    OtherKind {
        /// What it is.
        found: String,
        /// What to do.
        instead: &'static str,
    },
    /// It holds more than is read.
    #[error("{found} {what}; expected at most {limit}")]
    TooLarge {
        /// What there is too much of.
        what: &'static str,
        /// How much was found before it was given up.
        found: u64,
        /// How much is read.
        limit: u64,
    },
    /// A part is not there, or cannot be read.
    #[error("part `{part}`: {message}; open it in Excel and save it anew")]
    Damaged {
        /// The part of the archive.
        part: String,
        /// What is wrong with it.
        message: String,
    },
    /// A cell was to be filled that cannot be.
    #[error("worksheet `{sheet}`, {cell}: {message}")]
    Cell {
        /// The worksheet.
        sheet: String,
        /// The cell.
        cell: Place,
        /// What is wrong with it.
        message: String,
    },
}

impl FormError {
    pub(crate) fn damaged(part: &str, message: impl std::fmt::Display) -> Self {
        Self::Damaged {
            part: part.to_owned(),
            message: message.to_string(),
        }
    }
}
