//! Locks of the system, on an open file: a process that dies lets go of them.

use std::fs::{File, TryLockError};
use std::path::Path;

use crate::{Result, ZoneError};

/// Opens the file that is locked, made where it is missing.
pub(crate) fn open(path: &Path) -> Result<File> {
    File::options()
        .create(true)
        .truncate(false)
        .read(true)
        .write(true)
        .open(path)
        .map_err(ZoneError::io(path))
}

/// Whether `lock` was free; then it is held.
pub(crate) fn take_if_free(lock: &File, path: &Path) -> Result<bool> {
    match lock.try_lock() {
        Ok(()) => Ok(true),
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(e)) => Err(ZoneError::io(path)(e)),
    }
}
