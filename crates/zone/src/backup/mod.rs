//! Backups: one archive, or a folder of blobs that only grows by what is new; and the way back.
//!
//! Others go on importing and asking meanwhile. The state and the lake's catalog are copied in the
//! one moment in which nobody commits; the lake's files never change once they are committed, and
//! nobody deletes one while it is copied.

mod archive;
mod folder;
mod gather;
mod noted;
mod restore;

pub use archive::write_archive;
pub use folder::{BackupStore, Stored, write_folder};
pub use noted::{Noted, last_noted, note_backup, note_proof};
pub use restore::{Restored, Source, restore};

use serde::{Deserialize, Serialize};

/// The number of the layout that is written and read.
pub const FORMAT: u32 = 1;
/// The last entry of an archive: what all others are.
pub const MANIFEST: &str = "manifest.json";

/// What a backup holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// [`FORMAT`].
    pub format: u32,
    /// The version of the program that wrote it.
    pub program: String,
    /// The zone's names.
    pub name_zh: String,
    /// In English.
    pub name_en: String,
    /// When the zone stood so, µs UTC.
    pub at_us: i64,
    /// The last row of the audit log: `7 1f3a…`.
    pub audit: String,
    /// The lake's newest snapshot.
    pub snapshot: i64,
    /// The files, by their path inside the zone.
    pub files: Vec<FileEntry>,
}

/// A file of a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileEntry {
    /// Its path inside the zone, `/` between folders.
    pub path: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// BLAKE3 of its bytes, hexadecimal.
    pub hash: String,
}

impl Manifest {
    /// All bytes of its files.
    pub fn bytes(&self) -> u64 {
        self.files.iter().map(|file| file.bytes).sum()
    }
}
