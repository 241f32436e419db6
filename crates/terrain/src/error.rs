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
    /// Something that was asked for and cannot be.
    #[error("{0}")]
    Refused(String),
    /// The disk.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}
