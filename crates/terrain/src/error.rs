//! What a raster is refused for.

use thiserror::Error;

/// A result of this room.
pub type Result<T> = std::result::Result<T, TerrainError>;

/// Why something was refused.
#[derive(Debug, Error)]
pub enum TerrainError {
    /// A grid whose cells are not as many as its rows and columns say.
    #[error("{cells} cells for a grid of {rows} rows and {cols} columns; expected {expected}")]
    Shape {
        /// The cells that were given.
        cells: usize,
        /// Rows.
        rows: usize,
        /// Columns.
        cols: usize,
        /// How many cells that makes.
        expected: usize,
    },
    /// Bytes that are no raster as expected, at an offset.
    #[error("at byte {offset}: {message}")]
    Bytes {
        /// Where in the file.
        offset: u64,
        /// What was found, and what was expected.
        message: String,
    },
    /// Text that is no raster as expected, at a place.
    #[error("line {line}, column {column}: found {found}, expected {expected}")]
    Text {
        /// Counted from 1.
        line: usize,
        /// Counted from 1, bytes.
        column: usize,
        /// What stands there.
        found: String,
        /// What should.
        expected: String,
    },
    /// Something that was asked for and cannot be.
    #[error("{0}")]
    Refused(String),
    /// A code that is no direction.
    #[error(
        "row {row}, column {col}, counted from 0: {found} is no direction; expected 0, 255 or one of 1, 2, 4, 8, \
         16, 32, 64, 128"
    )]
    Direction {
        /// Its row.
        row: usize,
        /// Its column.
        col: usize,
        /// The code.
        found: u8,
    },
    /// Directions that lead back to where they came from.
    #[error(
        "the directions go in a circle through row {row}, column {col}, counted from 0; expected every cell to \
         reach an exit"
    )]
    Circle {
        /// The row of one of its cells.
        row: usize,
        /// The column of that cell.
        col: usize,
    },
    /// The disk.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

impl TerrainError {
    /// Bytes at an offset that are not as they should be.
    pub(crate) fn at(offset: u64, message: impl Into<String>) -> Self {
        Self::Bytes {
            offset,
            message: message.into(),
        }
    }
}

/// Why work with two files was refused, and for which of them.
#[derive(Debug, Error)]
pub enum OfTwo {
    /// For the raster that is read.
    #[error(transparent)]
    Read(#[from] TerrainError),
    /// For the file beside it: that is written, or holds weights.
    #[error("the file beside it: {0}")]
    Beside(TerrainError),
}
