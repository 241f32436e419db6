//! Who may write to the lake: one process at a time, from its reading of the head to its entry in
//! the log. The lock is the system's, on an open file: a process that dies lets go of it.

use std::fs::File;
use std::io::{Read, Seek, Write};
use std::time::Duration;

use serde_json::json;

use crate::lake::catch_up;
use crate::limits::{WRITER_POLL_MS, WRITER_WAIT_MS};
use crate::lock::{open, take_if_free};
use crate::{Result, Zone, ZoneError};

/// The file that writers lock; it says who holds the zone.
pub const LOCK_NAME: &str = "zone.lock";

/// The right to commit to the lake, until it is dropped.
#[derive(Debug)]
pub struct Writing {
    lock: File,
}

impl Zone {
    /// Waits for the right to commit to the lake; `doing` is what others are told meanwhile. What
    /// an interrupted writer left without an entry in the log is entered first.
    ///
    /// # Errors
    /// [`ZoneError::Held`] with who holds it when the other does not finish in time.
    pub async fn write(&self, who: &str, doing: &str) -> Result<Writing> {
        let path = self.dir().join(LOCK_NAME);
        let mut lock = open(&path)?;
        let mut waited_ms = 0;
        while !take_if_free(&lock, &path)? {
            if waited_ms >= WRITER_WAIT_MS {
                let mut holder = String::new();
                let _ = lock.read_to_string(&mut holder);
                return Err(ZoneError::Held {
                    holder: holder.trim().to_owned(),
                    waited_s: waited_ms / 1_000,
                });
            }
            tokio::time::sleep(Duration::from_millis(WRITER_POLL_MS)).await;
            waited_ms += WRITER_POLL_MS;
        }
        self.hold(lock, who, doing).await
    }

    /// The right to commit to the lake, if nobody has it.
    ///
    /// # Errors
    /// What the disk or the databases refuse.
    pub async fn write_if_free(&self, who: &str, doing: &str) -> Result<Option<Writing>> {
        let path = self.dir().join(LOCK_NAME);
        let lock = open(&path)?;
        if take_if_free(&lock, &path)? {
            return Ok(Some(self.hold(lock, who, doing).await?));
        }
        Ok(None)
    }

    async fn hold(&self, mut lock: File, who: &str, doing: &str) -> Result<Writing> {
        let holder = json!({ "who": who, "process": std::process::id(), "doing": doing });
        // The name is for those who wait; the lock holds without it.
        let _ = lock.set_len(0).and_then(|()| lock.rewind());
        let _ = writeln!(lock, "{holder}");
        catch_up(self.state(), self.lake(), who).await?;
        Ok(Writing { lock })
    }
}

impl Drop for Writing {
    fn drop(&mut self) {
        let _ = self.lock.set_len(0);
    }
}
