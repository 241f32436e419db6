//! Carries what waits in the inbox to the lake, in portions that are worth a commit.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use zone::{Result, Zone, ZoneError, inbox};

use super::WHO;
use crate::limits::{DOOR_CARRY_AGE_SECONDS, DOOR_CARRY_FRAMES, DOOR_CARRY_SECONDS};

const MICROS: i64 = 1_000_000;

/// Carries until told to stop.
pub(super) async fn keep_carrying(zone: Arc<Zone>, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        tokio::select! {
            () = tokio::time::sleep(Duration::from_secs(DOOR_CARRY_SECONDS)) => {}
            _ = stop.changed() => return,
        }
        match carry_if_due(&zone).await {
            // Another process writes: it is waited for, and what waits waits on.
            Ok(()) | Err(ZoneError::Held { .. }) => {}
            Err(error) => tracing::error!(%error, "the inbox was not carried to the lake"),
        }
    }
}

/// Carries all that waits, when the door closes.
pub(super) async fn carry_all(zone: &Zone) {
    loop {
        match inbox::carry(zone, WHO).await {
            Ok(carried) if carried.frames == 0 => return,
            Ok(_) => {}
            Err(error) => {
                tracing::warn!(%error, "what waits in the inbox is carried at the next opening");
                return;
            }
        }
    }
}

async fn carry_if_due(zone: &Zone) -> Result<()> {
    loop {
        let waiting = zone.waiting().await?;
        let now_us = zone.clock().now_us();
        let is_old = waiting
            .since_us
            .is_some_and(|since| now_us - since >= DOOR_CARRY_AGE_SECONDS * MICROS);
        if waiting.frames < DOOR_CARRY_FRAMES && !is_old {
            return Ok(());
        }
        inbox::carry(zone, WHO).await?;
    }
}
