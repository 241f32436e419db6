//! Who may delete files of the lake, and who may not lose them: whoever copies them holds them,
//! whoever deletes takes them alone.

use std::fs::File;

use crate::lock::{open, take_if_free};
use crate::{Result, Zone, ZoneError};

/// The file that is locked.
pub const LOCK_NAME: &str = "lake.files.lock";

/// The lake's files, held until this is dropped.
#[derive(Debug)]
#[allow(dead_code, reason = "the lock is let go of when the file is closed")]
pub struct FilesHeld(File);

impl Zone {
    /// Holds the lake's files: none is deleted until the result is dropped.
    ///
    /// # Errors
    /// [`ZoneError::Io`] when the folder refuses.
    pub fn hold_files(&self) -> Result<FilesHeld> {
        let path = self.dir().join(LOCK_NAME);
        let file = open(&path)?;
        file.lock_shared().map_err(ZoneError::io(path))?;
        Ok(FilesHeld(file))
    }

    /// Takes the lake's files alone, to delete some; `None` while somebody holds them.
    ///
    /// # Errors
    /// [`ZoneError::Io`] when the folder refuses.
    pub(crate) fn take_files(&self) -> Result<Option<FilesHeld>> {
        let path = self.dir().join(LOCK_NAME);
        let file = open(&path)?;
        Ok(take_if_free(&file, &path)?.then_some(FilesHeld(file)))
    }
}
