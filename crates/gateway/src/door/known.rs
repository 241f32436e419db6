//! The register as it is now, and who spoke that is in no register.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Duration;

use serde_json::json;
use tokio::sync::watch;
use zone::device::stranger::{Heard, write_down};
use zone::device::{devices, unpointed};
use zone::limits::STRANGER_FRAMES_KEPT;
use zone::state::AuditEntry;
use zone::{Result, Zone};

use super::seen::Seen;
use super::speaker::Speaker;
use super::unpointed::Counter;
use super::{Door, WHO, hear};
use crate::hj212::crc::CrcRule;
use crate::hj212::frame::{Framing, Sealing};
use crate::limits::DOOR_REGISTER_SECONDS;

/// The protocol's word in the register.
const PROTOCOL: &str = "hj212";
/// Identities of strangers that wait to be written down; more are only counted.
const STRANGERS_WAITING_MAX: usize = 256;

/// What the lines know together.
#[derive(Debug)]
pub(super) struct Known {
    speakers: RwLock<Arc<HashMap<String, Arc<Speaker>>>>,
    read_us: Mutex<i64>,
    strangers: Mutex<HashMap<String, Heard>>,
    unpointed: Mutex<Counter>,
    pub seen: Seen,
}

impl Known {
    pub async fn read(zone: &Zone) -> Result<Self> {
        let known = Self {
            speakers: RwLock::default(),
            read_us: Mutex::new(i64::MIN),
            strangers: Mutex::default(),
            unpointed: Mutex::default(),
            seen: Seen::default(),
        };
        known.read_again(zone).await?;
        Ok(known)
    }

    /// Reads the register again where the book changed since.
    async fn read_again(&self, zone: &Zone) -> Result<()> {
        let changed_us = zone.state().last_change_us().await?;
        if changed_us == *held(&self.read_us) {
            return Ok(());
        }
        let all = devices(zone.state()).await?;
        let speakers = all
            .into_iter()
            .filter(|d| d.protocol == PROTOCOL && d.stopped_us.is_none());
        let speakers = speakers.map(|device| {
            let identity = device.identity.clone();
            (identity, Arc::new(Speaker::of(device, zone.vocabulary())))
        });
        let speakers = Arc::new(speakers.collect());
        *self
            .speakers
            .write()
            .unwrap_or_else(PoisonError::into_inner) = speakers;
        *held(&self.read_us) = changed_us;
        Ok(())
    }

    /// The device that calls itself so.
    pub fn find(&self, identity: &str) -> Option<Arc<Speaker>> {
        let speakers = self.speakers.read().unwrap_or_else(PoisonError::into_inner);
        speakers.get(identity).map(Arc::clone)
    }

    /// What the first frame of a line may look like, before it is known who speaks: either variant of
    /// the check, and sealed in any of the forms that the register has.
    pub fn first_framing(&self) -> Framing {
        let speakers = self.speakers.read().unwrap_or_else(PoisonError::into_inner);
        let is_printed = |speaker: &Arc<Speaker>| speaker.framing.sealed == Sealing::Printed;
        let sealed = if speakers.values().any(is_printed) {
            Sealing::Printed
        } else {
            Sealing::Binary
        };
        Framing {
            crc: CrcRule::Either,
            sealed,
        }
    }

    /// Hears a frame of somebody who is not in the register.
    pub fn hear_stranger(&self, identity: &str, from: IpAddr, bytes: &[u8], at_us: i64) {
        let mut strangers = held(&self.strangers);
        if strangers.len() >= STRANGERS_WAITING_MAX && !strangers.contains_key(identity) {
            return;
        }
        let heard = strangers
            .entry(identity.to_owned())
            .or_insert_with(|| Heard {
                protocol: PROTOCOL.to_owned(),
                identity: identity.to_owned(),
                source: from.to_string(),
                first_us: at_us,
                last_us: at_us,
                frames: 0,
                kept: Vec::new(),
            });
        heard.source = from.to_string();
        heard.last_us = at_us;
        heard.frames += 1;
        if heard.kept.len() < STRANGER_FRAMES_KEPT {
            heard.kept.push(bytes.to_vec());
        }
    }

    /// Counts what a frame of a device said of codes without a point.
    pub fn count_unpointed(&self, device: i64, values: Vec<hear::Unpointed>, at_us: i64) {
        held(&self.unpointed).add(device, values, at_us);
    }

    /// Writes down what was heard of strangers and of codes without a point; all of it where the door
    /// `closes`.
    pub async fn write_down(&self, zone: &Zone, closes: bool) {
        if let Err(error) = self.write_strangers_down(zone).await {
            tracing::error!(%error, "strangers were not written down");
        }
        if let Err(error) = self.write_unpointed_down(zone, closes).await {
            tracing::error!(%error, "codes without a point were not written down");
        }
    }

    async fn write_unpointed_down(&self, zone: &Zone, closes: bool) -> Result<()> {
        loop {
            let came = held(&self.unpointed).take(zone.clock().now_us(), closes);
            if came.is_empty() {
                return Ok(());
            }
            let without_room = unpointed::write_down(zone, &came, WHO).await?;
            if without_room > 0 {
                tracing::warn!(
                    without_room,
                    "there is no room for more codes without a point"
                );
            }
            if !closes {
                return Ok(());
            }
        }
    }

    async fn write_strangers_down(&self, zone: &Zone) -> Result<()> {
        let heard: Vec<Heard> = held(&self.strangers)
            .drain()
            .map(|(_, heard)| heard)
            .collect();
        if heard.is_empty() {
            return Ok(());
        }
        let without_room = write_down(zone, &heard, WHO).await?;
        if without_room > 0 {
            tracing::warn!(without_room, "there is no room for more strangers");
        }
        Ok(())
    }
}

/// Keeps what is known up to date, until told to stop.
pub(super) async fn keep(door: Arc<Door>, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        tokio::select! {
            () = tokio::time::sleep(Duration::from_secs(DOOR_REGISTER_SECONDS)) => {}
            _ = stop.changed() => {}
        }
        door.known.write_down(&door.zone, false).await;
        if let Err(error) = door.known.read_again(&door.zone).await {
            tracing::error!(%error, "the register cannot be read; the door goes on with what it knew");
        }
    }
}

/// Enters in the audit log that a device went on from elsewhere.
pub(super) async fn record_takeover(
    zone: &Zone,
    identity: &str,
    (before, now): (IpAddr, IpAddr),
) -> Result<()> {
    let change = zone.state().change(WHO).await?;
    let detail = json!({ "before": before.to_string(), "now": now.to_string() });
    let entry = AuditEntry::new("takeover", format!("device {identity}"), &detail);
    change.commit(entry).await
}

pub(super) fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
