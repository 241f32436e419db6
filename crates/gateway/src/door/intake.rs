//! Group commit: all frames that wait are made durable together, and each is told when they are.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;
use zone::Zone;
use zone::inbox::Arrival;

use super::tally::Tally;
use crate::limits::{DOOR_COMMIT_FRAMES_MAX, DOOR_FRAMES_WAITING_MAX};

/// Commits between two looks whether the inbox is full.
const COMMITS_BETWEEN_LOOKS: u32 = 64;
/// How long nothing is committed after the disk or the inbox refused.
const PAUSE: Duration = Duration::from_millis(500);

type Waiting = (Arrival, oneshot::Sender<bool>);

/// Where lines hand in their frames.
#[derive(Debug, Clone)]
pub(super) struct Intake(mpsc::Sender<Waiting>);

impl Intake {
    /// Starts the one task that commits. It ends when every intake was dropped and all is committed.
    pub fn start(zone: Arc<Zone>, tally: Arc<Tally>) -> (Self, JoinHandle<()>) {
        let (hand_in, waiting) = mpsc::channel(DOOR_FRAMES_WAITING_MAX);
        let task = tokio::spawn(commit_all(zone, tally, waiting));
        (Self(hand_in), task)
    }

    /// Hands in a frame, waiting while too many wait. What comes back says whether it is durable.
    pub async fn hand_in(&self, arrival: Arrival) -> oneshot::Receiver<bool> {
        let (tell, told) = oneshot::channel();
        // Where nobody commits any more the sender is dropped, which says the same as *not kept*.
        let _ = self.0.send((arrival, tell)).await;
        told
    }
}

async fn commit_all(zone: Arc<Zone>, tally: Arc<Tally>, mut waiting: mpsc::Receiver<Waiting>) {
    let mut batch = Vec::new();
    let mut commits: u32 = 0;
    while waiting.recv_many(&mut batch, DOOR_COMMIT_FRAMES_MAX).await > 0 {
        let (arrivals, tell): (Vec<Arrival>, Vec<_>) = batch.drain(..).unzip();
        let is_kept = keep(
            &zone,
            &arrivals,
            commits.is_multiple_of(COMMITS_BETWEEN_LOOKS),
        )
        .await;
        commits = commits.wrapping_add(1);
        if is_kept {
            tally.kept(arrivals.len());
        } else {
            tally.not_kept(arrivals.len(), zone.clock().now_us());
            // Look again at the very next one.
            commits = 0;
        }
        for tell in tell {
            let _ = tell.send(is_kept);
        }
        if !is_kept {
            tokio::time::sleep(PAUSE).await;
        }
    }
}

async fn keep(zone: &Zone, arrivals: &[Arrival], look: bool) -> bool {
    if look {
        match zone.waiting().await {
            Ok(waiting) if waiting.is_full() => {
                tracing::error!(
                    frames = waiting.frames,
                    "the inbox is full; no frame is taken"
                );
                return false;
            }
            Ok(_) => {}
            Err(error) => {
                tracing::error!(%error, "the inbox cannot be read; no frame is taken");
                return false;
            }
        }
    }
    match zone.accept(arrivals).await {
        Ok(_) => true,
        Err(error) => {
            tracing::error!(%error, frames = arrivals.len(), "frames were not kept, and are not answered");
            false
        }
    }
}
