//! Files at the door: spreadsheets of observations and of things become rows of the book.
//!
//! A file goes through: [`sheet`] (bytes → cells) → `header` (which column is what) → `rows`
//! (cells → drafts and rejects) → `names` (whose water it is) → `reconcile` (new, known, a
//! correction, a conflict) → the lake, one commit a chunk.

mod batch;
pub mod cell;
pub(crate) mod header;
mod mapping;
mod names;
mod observations;
mod options;
pub(crate) mod reconcile;
mod reject;
mod role;
mod rows;
pub mod sheet;
pub mod stamp;
mod standing;
mod things;
mod undo;
mod units;

pub use batch::{Batch, BatchCounts, list as list_batches};
pub(crate) use batch::{DOOR_HASH, last_of_door, of_door};
pub use mapping::Mapping;
pub use observations::import_observations;
pub use options::{CodeFrom, Conflict, FileSummary, ImportOptions};
pub(crate) use reconcile::{log, touched};
pub use reject::{Reject, write_rejects};
pub use role::Role;
pub use things::{THING_COLUMNS, ThingsSummary, import_things};
pub use undo::{UndoSummary, undo};
pub use units::{parse_unit, power_of_ten_between};

/// Told how far an import is.
pub trait Progress: Send + Sync {
    /// A file begins; so many rows stand in it.
    fn file(&self, name: &str, rows: usize);
    /// So many of its rows are dealt with.
    fn rows(&self, done: usize);
    /// Rows `from..=to` of this file's accepted observations are durable.
    fn committed(&self, from: usize, to: usize);
}

/// Says nothing.
#[derive(Debug, Clone, Copy)]
pub struct Quiet;

impl Progress for Quiet {
    fn file(&self, _: &str, _: usize) {}
    fn rows(&self, _: usize) {}
    fn committed(&self, _: usize, _: usize) {}
}
