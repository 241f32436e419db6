//! The door: listens, knows who speaks, and believes no more than the register says.
//!
//! A frame goes from its line ([`line`](self)) through the register (`known`: who, from where, in which
//! edition) and the re-sends (`seen`) to the intake, which makes all that waits durable in one commit;
//! only then is it answered. Who is not in the register is written down as a stranger and never
//! answered. The carrier moves what is durable to the lake.
//!
//! | module | answers |
//! |---|---|
//! | `line` | one connection: bytes in, frames, answers out |
//! | `hear` | what a frame says, in the words of the book |
//! | `known` | the register as it is now, strangers that spoke |
//! | `lines` | who is on line |
//! | `seen` | whether a frame was sent again |
//! | `intake` | group commit |
//! | `carrier` | from the inbox to the lake |
//! | `tally` | what was counted |

mod carrier;
mod hear;
mod intake;
mod known;
mod line;
mod lines;
mod seen;
mod tally;
mod told;

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;
use zone::{Result, Zone};

pub use lines::Lines;
pub use tally::Tally;

use intake::Intake;
use known::Known;

use crate::limits::{DOOR_LINES_MAX, DOOR_LINES_OF_SOURCE_MAX};

/// Who the audit log says did what the door does by itself.
pub const WHO: &str = "door";

/// What the lines share.
struct Door {
    zone: Arc<Zone>,
    known: Known,
    on_line: Arc<Lines>,
    intake: Intake,
    tally: Arc<Tally>,
    lines: Mutex<HashMap<IpAddr, usize>>,
}

/// Listens for HJ 212 on `listener` until `stop` says so; then lets no more frames in, commits those
/// that came, and carries them to the lake. Counts in `tally`, and says in `on_line` who
/// has a line.
///
/// # Errors
/// What the databases refuse when the register is read first. Later refusals are logged, and frames
/// that could not be kept are not answered: their devices send them again.
pub async fn listen(
    zone: Arc<Zone>,
    listener: TcpListener,
    (tally, on_line): (Arc<Tally>, Arc<Lines>),
    mut stop: watch::Receiver<bool>,
) -> Result<()> {
    let known = Known::read(&zone).await?;
    let (intake, committing) = Intake::start(Arc::clone(&zone), Arc::clone(&tally));
    let door = Arc::new(Door {
        zone: Arc::clone(&zone),
        known,
        on_line,
        intake,
        tally,
        lines: Mutex::default(),
    });
    let keeping = tokio::spawn(known::keep(Arc::clone(&door), stop.clone()));
    let carrying = tokio::spawn(carrier::keep_carrying(Arc::clone(&zone), stop.clone()));
    let mut lines = JoinSet::new();
    while !*stop.borrow() {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((socket, peer)) => {
                    let Some(guard) = LineGuard::take(&door, peer.ip()) else {
                        door.tally.turned_away();
                        continue;
                    };
                    let (door, stop) = (Arc::clone(&door), stop.clone());
                    lines.spawn(async move {
                        Box::pin(line::serve(&door, socket, peer, stop)).await;
                        drop(guard);
                    });
                }
                Err(error) => {
                    tracing::error!(%error, "the door could not take a connection");
                    tokio::time::sleep(std::time::Duration::from_millis(100)).await;
                }
            },
            _ = stop.changed() => {}
            Some(_) = lines.join_next() => {}
        }
    }
    while lines.join_next().await.is_some() {}
    let _ = keeping.await;
    // The last line let go of the intake: what it holds is committed, and its task ends.
    drop(door);
    let _ = committing.await;
    let _ = carrying.await;
    carrier::carry_all(&zone).await;
    Ok(())
}

/// A line that counts towards its source's, until it is dropped.
struct LineGuard {
    door: Arc<Door>,
    source: IpAddr,
}

impl LineGuard {
    fn take(door: &Arc<Door>, source: IpAddr) -> Option<Self> {
        let mut lines = door.lines.lock().unwrap_or_else(PoisonError::into_inner);
        let of_source = lines.get(&source).copied().unwrap_or_default();
        let of_all: usize = lines.values().sum();
        if of_source >= DOOR_LINES_OF_SOURCE_MAX || of_all >= DOOR_LINES_MAX {
            return None;
        }
        lines.insert(source, of_source + 1);
        drop(lines);
        Some(Self {
            door: Arc::clone(door),
            source,
        })
    }
}

impl Drop for LineGuard {
    fn drop(&mut self) {
        let mut lines = self
            .door
            .lines
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = lines.get_mut(&self.source) {
            *count -= 1;
            if *count == 0 {
                lines.remove(&self.source);
            }
        }
    }
}
