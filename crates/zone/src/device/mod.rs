//! The register of instruments: who may speak at the door, how, and which series its codes feed.
//!
//! A device is a thing of kind `device` with an entry here: its identity in a protocol, the edition
//! and the variant of the check that it speaks, the networks that it may speak from, and its points,
//! each a code of its own with the series that it feeds. Codes without a point are counted
//! ([`unpointed`]). Who is not in the register is a stranger ([`stranger`]) and feeds nothing.

mod adopt;
mod import;
mod read;
pub mod stranger;
mod table;
mod understand;
pub mod unpointed;
mod write;

use std::collections::HashMap;

use ipnet::IpNet;
use serde::{Deserialize, Serialize};
use serde_json::Map;

pub use adopt::{Adopt, adopt};
pub use import::{RegisterSummary, import_register};
pub use read::{changed_between, devices};
pub(crate) use table::{Cells, read_table};
pub use understand::{Said, Understood};

use crate::thing::ThingDraft;
use crate::{Result, Zone, ZoneError};

/// The kind of thing that a device is.
pub const KIND: &str = "device";
/// The sources that readings of devices speak for: of those that a program plays, and of the others.
pub const SOURCES: [&str; 2] = ["simulated", "door"];
/// The editions that a device may speak.
pub const EDITIONS: [&str; 4] = ["2005", "2017", "2025", "surface_water"];
/// The variants of the check that it may send.
pub const CHECKS: [&str; 3] = ["standard", "modbus", "either"];

/// A device of the register.
#[derive(Debug, Clone)]
pub struct Device {
    /// Its number in the register.
    pub id: i64,
    /// The thing that its dossier is kept on.
    pub thing: i64,
    /// The protocol, such as `hj212`.
    pub protocol: String,
    /// What it calls itself: the MN of HJ 212.
    pub identity: String,
    /// The edition that it speaks.
    pub edition: String,
    /// The variant of the check that it sends.
    pub crc: String,
    /// The networks that it may speak from; any where there are none.
    pub networks: Vec<IpNet>,
    /// Whether and how it seals its frames: `never`, `binary`, `printed`.
    pub sealing: String,
    /// Its key, hexadecimal; never shown.
    pub secret: Option<String>,
    /// Whether it is played by a program.
    pub is_simulated: bool,
    /// Its points.
    pub points: Vec<Point>,
    /// When it was taken out of service, µs UTC.
    pub stopped_us: Option<i64>,
}

/// A code of a device, and the series that it feeds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Point {
    /// The code, as the device sends it.
    pub code: String,
    /// Which of its values: `Rtd`, `Avg`, `Min`, `Max`, `Cou` …
    pub field: String,
    /// Of which data: `realtime`, `minute`, `hour`, `day`.
    pub data: String,
    /// The series.
    pub series: i64,
    /// The property of the series.
    pub property: String,
    /// The unit that the device sends.
    pub unit: String,
    /// The power of ten from that unit to the property's.
    pub shift: i32,
}

/// Every device by protocol and identity.
#[derive(Debug, Default)]
pub struct Register {
    devices: HashMap<(String, String), Device>,
}

impl Register {
    /// Of these devices.
    pub fn of(devices: Vec<Device>) -> Self {
        let keyed = devices.into_iter().map(|device| {
            let key = (device.protocol.clone(), device.identity.clone());
            (key, device)
        });
        Self {
            devices: keyed.collect(),
        }
    }

    /// The device with this identity.
    pub fn find(&self, protocol: &str, identity: &str) -> Option<&Device> {
        self.devices
            .get(&(protocol.to_owned(), identity.to_owned()))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.devices.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.devices.is_empty()
    }
}

impl Device {
    /// Whether it may speak from `address`.
    pub fn may_speak_from(&self, address: std::net::IpAddr) -> bool {
        self.networks.is_empty() || self.networks.iter().any(|net| net.contains(&address))
    }

    /// The source that its readings speak for.
    pub fn source(&self) -> &'static str {
        let [simulated, door] = SOURCES;
        if self.is_simulated { simulated } else { door }
    }
}

/// Refuses a zone none of whose packs knows what a device is.
fn check_kind(zone: &Zone) -> Result<()> {
    if zone.vocabulary().kinds.contains_key(KIND) {
        return Ok(());
    }
    Err(ZoneError::Refused(format!(
        "no pack of the zone declares the kind `{KIND}`; expected the pack `instruments` among the \
         packs of zone.toml"
    )))
}

/// The thing that a device's dossier is kept on, as it begins.
fn new_thing(identity: &str, name_zh: String, name_en: Option<String>) -> ThingDraft {
    ThingDraft {
        kind: KIND.to_owned(),
        code: identity.to_owned(),
        name_zh,
        name_en,
        geometry: None,
        fields: Map::new(),
    }
}
