//! A file that grows beside the work that makes its bytes.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{Builder, JoinHandle};

use super::kept::Kept;
use super::wide;

/// Bytes on the way to the system.
const BUFFER_BYTES: usize = 1 << 20;
/// Bytes after which the disk is asked to keep them, so that little is left to wait for at the end.
const SYNC_BYTES: u64 = 32 << 20;

/// A file that another thread writes to: some blocks are written while the next are packed.
///
/// In memory are what is handed over and what is written, no more: who hands over waits for the disk.
pub(super) struct Append {
    /// None once writing failed.
    to_writer: Option<SyncSender<Vec<Vec<u8>>>>,
    writer: Option<JoinHandle<io::Result<File>>>,
    /// Buffers whose bytes are written.
    pub spare: Arc<Kept<Vec<u8>>>,
}

impl Append {
    /// From where the file is, and whose bytes are written goes to `spare`; what is written is synced meanwhile where
    /// somebody is going to wait for that.
    ///
    /// # Errors
    /// Of the system, that has no thread.
    pub fn to(file: File, is_synced: bool, spare: &Arc<Kept<Vec<u8>>>) -> io::Result<Self> {
        let (to_writer, blocks) = sync_channel(1);
        let writer = Builder::new().name("raster writer".to_owned()).spawn({
            let spare = Arc::clone(spare);
            move || write(&blocks, file, is_synced, &spare)
        })?;
        Ok(Self {
            spare: Arc::clone(spare),
            to_writer: Some(to_writer),
            writer: Some(writer),
        })
    }

    /// The next bytes, piece after piece.
    ///
    /// # Errors
    /// Of the disk, maybe for what was handed over before.
    pub fn push(&mut self, pieces: Vec<Vec<u8>>) -> io::Result<()> {
        let sent = self.to_writer.as_ref().map(|to| to.send(pieces));
        if let Some(Ok(())) = sent {
            return Ok(());
        }
        Err(self.end().err().unwrap_or(io::ErrorKind::BrokenPipe.into()))
    }

    /// The file, with all that was handed over.
    ///
    /// # Errors
    /// Of the disk.
    pub fn finish(mut self) -> io::Result<File> {
        self.end()
    }

    fn end(&mut self) -> io::Result<File> {
        self.to_writer = None;
        joined(self.writer.take())
    }
}

impl Drop for Append {
    /// Nobody writes to a file that is given up.
    fn drop(&mut self) {
        let _ = self.end();
    }
}

fn write(
    blocks: &Receiver<Vec<Vec<u8>>>,
    file: File,
    is_synced: bool,
    spare: &Kept<Vec<u8>>,
) -> io::Result<File> {
    let mut file = BufWriter::with_capacity(BUFFER_BYTES, file);
    let mut syncing = Syncing::default();
    for pieces in blocks {
        for mut piece in pieces {
            file.write_all(&piece)?;
            if is_synced {
                syncing.wrote(file.get_ref(), wide(piece.len()))?;
            }
            piece.clear();
            spare.give(piece);
        }
    }
    syncing.finish()?;
    file.into_inner().map_err(io::IntoInnerError::into_error)
}

/// What is written to a file is asked to be kept while more is written.
#[derive(Default)]
pub(super) struct Syncing {
    since: u64,
    running: Option<JoinHandle<io::Result<()>>>,
}

impl Syncing {
    /// Says that bytes were written to the file.
    ///
    /// # Errors
    /// Of the disk, for what was written before: it is told once, so whoever syncs at the end does not hear of it.
    pub fn wrote(&mut self, file: &File, bytes: u64) -> io::Result<()> {
        self.since += bytes;
        let is_running = self.running.as_ref().is_some_and(|r| !r.is_finished());
        if self.since < SYNC_BYTES || is_running {
            return Ok(());
        }
        self.since = 0;
        if self.running.is_some() {
            joined(self.running.take())?;
        }
        let file = file.try_clone()?;
        let syncing = Builder::new().name("raster sync".to_owned());
        self.running = Some(syncing.spawn(move || file.sync_data())?);
        Ok(())
    }

    /// Waits for what was asked for; what came after is not synced.
    ///
    /// # Errors
    /// Of the disk.
    pub fn finish(mut self) -> io::Result<()> {
        match self.running.take() {
            Some(running) => joined(Some(running)),
            None => Ok(()),
        }
    }
}

fn joined<T>(thread: Option<JoinHandle<io::Result<T>>>) -> io::Result<T> {
    let thread = thread.ok_or(io::ErrorKind::BrokenPipe)?;
    thread
        .join()
        .unwrap_or_else(|_| Err(io::Error::other("the thread that writes ended early")))
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        reason = "a test that cannot go on should stop and say where"
    )]

    use std::io::{Read, Seek};

    use super::*;

    #[test]
    fn pieces_stand_in_the_order_in_which_they_came() {
        let spare = Arc::default();
        for is_synced in [false, true] {
            let file = tempfile::tempfile().unwrap();
            // More than is synced at a time.
            let mut append = Append::to(file, is_synced, &spare).unwrap();
            let piece = |k: u8| vec![k; 2000 * usize::from(k)];
            for k in 0..100 {
                append.push(vec![piece(2 * k), piece(2 * k + 1)]).unwrap();
            }
            let mut file = append.finish().unwrap();
            file.rewind().unwrap();
            let mut found = Vec::new();
            file.read_to_end(&mut found).unwrap();
            assert!(found == (0..200).flat_map(piece).collect::<Vec<u8>>());
        }
    }

    #[test]
    fn a_disk_that_is_full_is_told_and_no_more_is_taken() {
        let full = File::options().write(true).open("/dev/full").unwrap();
        let mut append = Append::to(full, true, &Arc::default()).unwrap();
        // More than is held on the way.
        let told = (0..9).find_map(|_| append.push(vec![vec![0; BUFFER_BYTES]]).err());
        assert_eq!(told.unwrap().kind(), io::ErrorKind::StorageFull);
        assert!(append.push(vec![vec![0]]).is_err());
        assert!(append.finish().is_err());
    }
}
