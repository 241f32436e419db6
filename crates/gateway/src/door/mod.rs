//! The door: listens, knows who speaks, and believes no more than the register says.
//!
//! A frame goes from its line ([`line`](self)) through the register (`known`: who, from where, in which
//! edition) and the re-sends (`seen`) to the intake, which makes all that waits durable in one commit;
//! only then is it answered. Who is not in the register is written down as a stranger and never
//! answered. The carrier moves what is durable to the lake.
//!
//! | module | answers |
//! |---|---|
//! | `entrance` | an address to listen at, in clear or by TLS |
//! | [`tls`] | certificates: the door's own, and whose a device shows |
//! | `line` | one connection: bytes in, frames, answers out |
//! | [`speaker`] | a device of the register, and which frames of it are believed |
//! | [`hear`] | what a frame says, in the words of the book |
//! | `known` | the register as it is now, strangers that spoke |
//! | `lines` | who is on line |
//! | `unpointed` | what came of codes that feed no series |
//! | `record` | when the door was open and who was on line, written down |
//! | `seen` | whether a frame was sent again |
//! | `intake` | group commit |
//! | `carrier` | from the inbox to the lake |
//! | `tally` | what was counted |

mod carrier;
mod entrance;
pub mod hear;
mod intake;
mod known;
mod line;
mod lines;
mod record;
mod seen;
pub mod speaker;
mod tally;
pub mod tls;
mod told;
mod unpointed;

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::watch;
use tokio::task::JoinSet;
use zone::door::Record;
use zone::{Result, Zone};

pub use entrance::Entrance;
pub use lines::Lines;
pub use tally::{Counts, Tally};

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

/// Listens for HJ 212 at every one of `entrances` until `stop` says so; then lets no more frames in,
/// commits those that came, and carries them to the lake. Counts in `tally`, and says in `on_line` who
/// has a line.
///
/// # Errors
/// What the databases refuse when the register is read first. Later refusals are logged, and frames
/// that could not be kept are not answered: their devices send them again.
pub async fn listen(
    zone: Arc<Zone>,
    entrances: Vec<Entrance>,
    (tally, on_line): (Arc<Tally>, Arc<Lines>),
    stop: watch::Receiver<bool>,
) -> Result<()> {
    let known = Known::read(&zone).await?;
    let record = Record::open(&zone).await?;
    let (intake, committing) = Intake::start(Arc::clone(&zone), Arc::clone(&tally));
    let door = Arc::new(Door {
        zone: Arc::clone(&zone),
        known,
        on_line: Arc::clone(&on_line),
        intake,
        tally,
        lines: Mutex::default(),
    });
    let keeping = tokio::spawn(known::keep(Arc::clone(&door), stop.clone()));
    let (held, told) = (Arc::clone(&zone), Arc::clone(&on_line));
    let recording = tokio::spawn(record::keep(held, told, record, stop.clone()));
    let carrying = tokio::spawn(carrier::keep_carrying(Arc::clone(&zone), stop.clone()));
    let mut open = JoinSet::new();
    for entrance in entrances {
        open.spawn(entrance.attend(Arc::clone(&door), stop.clone()));
    }
    while open.join_next().await.is_some() {}
    if let Ok(record) = recording.await {
        record::close(&zone, &on_line, record).await;
    }
    let _ = keeping.await;
    door.known.write_down(&zone, true).await;
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
