//! The book of one zone: what is known of its waters, since when, and from whom.
//!
//! A [`Zone`] is a folder: `zone.toml` (names, time zone, packs), `zone.sqlite` (the **state**:
//! things, series, batches, audit; or a schema of a PostgreSQL server holds it) and `lake.sqlite`
//! with Parquet files beside it (the **lake**: observations and computed tables, an open DuckLake).
//! This room owns every byte of it.
//!
//! Start reading at [`Zone::open`], [`import::import_observations`] and [`lake::Lake::append`].
//! State is written only through a [`state::Change`], whose commit takes the audit entry.

pub mod backup;
pub mod bulletin;
pub mod clock;
pub mod compaction;
pub mod config;
pub mod correction;
pub mod decision;
pub mod device;
pub mod diary;
pub mod door;
pub mod error;
mod files_lock;
pub mod import;
pub mod inbox;
pub mod instant;
mod kept_files;
pub mod lake;
pub mod layer;
pub mod limits;
mod lock;
pub mod mark;
pub mod nouns;
pub mod observation;
pub mod person;
pub mod relation;
pub mod remark;
pub mod run;
pub mod schema;
pub mod series;
pub mod sign_in;
pub mod state;
pub mod texts;
pub mod thing;
pub mod verify;
mod writing;
mod zone;

pub use error::{Result, ZoneError};
pub use files_lock::FilesHeld;
pub use writing::Writing;
pub use zone::Zone;
