//! Where the bytes of a file come from.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::Path;

use super::wide;
use crate::{Result, TerrainError};

/// Bytes that are read by position, from many threads at once.
pub trait ReadAt: Sync {
    /// How many there are.
    fn size(&self) -> u64;

    /// The bytes from an offset on, as many as fit.
    ///
    /// # Errors
    /// Of the source, also when it ends before.
    fn read_exact_at(&self, offset: u64, bytes: &mut [u8]) -> io::Result<()>;
}

impl<R: ReadAt + ?Sized> ReadAt for &R {
    fn size(&self) -> u64 {
        (**self).size()
    }

    fn read_exact_at(&self, offset: u64, bytes: &mut [u8]) -> io::Result<()> {
        (**self).read_exact_at(offset, bytes)
    }
}

impl ReadAt for [u8] {
    fn size(&self) -> u64 {
        wide(self.len())
    }

    fn read_exact_at(&self, offset: u64, bytes: &mut [u8]) -> io::Result<()> {
        let found = usize::try_from(offset)
            .ok()
            .and_then(|start| self.get(start..start.checked_add(bytes.len())?))
            .ok_or(io::ErrorKind::UnexpectedEof)?;
        bytes.copy_from_slice(found);
        Ok(())
    }
}

/// A file of the disk.
#[derive(Debug)]
pub struct FileSource {
    file: File,
    size: u64,
}

impl FileSource {
    /// Opens it.
    ///
    /// # Errors
    /// Of the disk.
    pub fn open(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        let size = file.metadata()?.len();
        Ok(Self { file, size })
    }
}

impl ReadAt for FileSource {
    fn size(&self) -> u64 {
        self.size
    }

    fn read_exact_at(&self, offset: u64, bytes: &mut [u8]) -> io::Result<()> {
        self.file.read_exact_at(bytes, offset)
    }
}

/// That so many bytes lie within the source; told before anything is made room for.
pub(super) fn within(source: &impl ReadAt, offset: u64, bytes: u64, what: &str) -> Result<()> {
    let size = source.size();
    if offset.checked_add(bytes).is_none_or(|end| end > size) {
        return Err(TerrainError::at(
            offset,
            format!("{what} of {bytes} bytes; the file ends at byte {size}"),
        ));
    }
    Ok(())
}

/// Reads, having looked that it can.
pub(super) fn read(source: &impl ReadAt, offset: u64, bytes: &mut [u8], what: &str) -> Result<()> {
    within(source, offset, wide(bytes.len()), what)?;
    source.read_exact_at(offset, bytes)?;
    Ok(())
}
