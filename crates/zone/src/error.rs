//! What can go wrong with a book: what was found, what was expected, what to do.

use std::path::PathBuf;

use thiserror::Error;

/// The result of this room's functions.
pub type Result<T> = std::result::Result<T, ZoneError>;

/// An error of the book.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ZoneError {
    /// A folder that is no zone.
    #[error("{} is not a zone: it has no zone.toml", .0.display())]
    NotAZone(PathBuf),
    /// A folder that already is one.
    #[error("{} is a zone already", .0.display())]
    AlreadyAZone(PathBuf),
    /// A file system refusal.
    #[error("{}: {source}", path.display())]
    Io {
        /// Where.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// `zone.toml` cannot be read.
    #[error("{}{}: {message}", path.display(), shown(*place))]
    Config {
        /// The file.
        path: PathBuf,
        /// Line and column, each from 1, where the mistake has a place.
        place: Option<(usize, usize)>,
        /// What was found and expected.
        message: String,
    },
    /// The state database refused.
    #[error("the state database: {0}")]
    State(#[from] sqlx::Error),
    /// The lake refused.
    #[error("the lake: {0}")]
    Lake(String),
    /// Another process committed first, again and again.
    #[error(
        "another process kept committing to this zone; nothing of this commit was written. Try again"
    )]
    Contended,
    /// Another process writes, and did not finish in time.
    #[error(
        "the zone is held by {holder}; waited {waited_s} s and wrote nothing. Try again when it has finished"
    )]
    Held {
        /// What its lock says: who, which process, doing what.
        holder: String,
        /// How long was waited.
        waited_s: u64,
    },
    /// A query over the lake failed.
    #[error("a query over the lake: {0}")]
    Query(#[from] datafusion::error::DataFusionError),
    /// A thing, series, batch or snapshot that is not there.
    #[error("there is no {what} `{name}`")]
    Unknown {
        /// The noun.
        what: &'static str,
        /// Its name as given.
        name: String,
    },
    /// Something given that cannot be accepted; the sentence says found and expected.
    #[error("{0}")]
    Refused(String),
    /// A text that no database of a state can hold.
    #[error("{0:?} has a NUL character in it; expected text without one")]
    NulInText(String),
    /// What this person may not do, and another one may.
    #[error("{0}")]
    NotAllowed(String),
    /// What was true when it was asked for and is not any more.
    #[error("{0}")]
    Outdated(String),
    /// A file of things that cannot be accepted, with a place.
    #[error("{}:{line}:{column}: {message}", path.display())]
    BadFile {
        /// The file.
        path: PathBuf,
        /// Its line, from 1.
        line: u64,
        /// Its column, from 1.
        column: usize,
        /// What was found, what was expected, what to do.
        message: String,
    },
    /// A spreadsheet that cannot be read at all.
    #[error(transparent)]
    Sheet(#[from] crate::import::sheet::SheetError),
}

impl ZoneError {
    /// A refusal by the file system, with its place.
    pub fn io(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { path, source }
    }
}

impl From<datafusion_ducklake::DuckLakeError> for ZoneError {
    fn from(error: datafusion_ducklake::DuckLakeError) -> Self {
        match error {
            datafusion_ducklake::DuckLakeError::Conflict(_) => Self::Contended,
            other => Self::Lake(other.to_string()),
        }
    }
}

impl From<datafusion::arrow::error::ArrowError> for ZoneError {
    fn from(error: datafusion::arrow::error::ArrowError) -> Self {
        Self::Lake(error.to_string())
    }
}

/// A place as it stands behind a file's name.
fn shown(place: Option<(usize, usize)>) -> String {
    place.map_or_else(String::new, |(line, column)| format!(":{line}:{column}"))
}
