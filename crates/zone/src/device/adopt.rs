//! Taking a stranger into the register: a person looked at its frames and says who it is.

use ipnet::IpNet;
use serde_json::json;

use super::write::insert;
use super::{CHECKS, Device, EDITIONS, KIND, check_kind, devices, new_thing, stranger};
use crate::limits::{DEVICE_NAME_CHARS_MAX, DEVICE_NETWORKS_MAX};
use crate::state::AuditEntry;
use crate::thing::{self, ThingDraft};
use crate::{Result, Zone, ZoneError};

/// What a person says of a stranger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adopt {
    /// The protocol that it spoke.
    pub protocol: String,
    /// What it calls itself.
    pub identity: String,
    /// Its name in Chinese.
    pub name_zh: String,
    /// Its name in English.
    pub name_en: Option<String>,
    /// The edition that it speaks, of [`EDITIONS`].
    pub edition: String,
    /// The variant of the check that it sends, of [`CHECKS`].
    pub crc: String,
    /// The networks that it may speak from, such as `10.20.0.0/16`; any where there are none.
    pub networks: Vec<String>,
}

/// Takes a stranger into the register: a thing of kind `device`, an entry, and the stranger marked as
/// adopted, in one change. It has no points yet and so feeds nothing, but it is answered from then on,
/// and its frames are kept. A dossier that was kept on this identity before is kept, under the new names.
/// Gives the device.
///
/// # Errors
/// [`ZoneError::Refused`] when no pack declares the kind `device`, for a name that is empty or too long,
/// a word that is none of those expected, a network that is none, and too many of them; [`ZoneError::Outdated`] for an identity
/// that is registered already; [`ZoneError::Unknown`] for one that never spoke. Then nothing is written.
pub async fn adopt(zone: &Zone, said: &Adopt, who: &str) -> Result<Device> {
    check_kind(zone)?;
    let networks = check(said)?;
    let mut change = zone.state().change(who).await?;
    let is_it = |d: &Device| (&d.protocol, &d.identity) == (&said.protocol, &said.identity);
    if devices(zone.state()).await?.iter().any(is_it) {
        return Err(ZoneError::Outdated(format!(
            "the device `{}` is in the register already",
            said.identity
        )));
    }
    if !stranger::adopted(&mut change, &said.protocol, &said.identity).await? {
        return Err(ZoneError::Unknown {
            what: "stranger",
            name: said.identity.clone(),
        });
    }
    let dossiers = thing::versions(zone.state(), KIND, &said.identity).await?;
    let begun = new_thing(&said.identity, said.name_zh.clone(), said.name_en.clone());
    let draft = match dossiers.into_iter().next() {
        Some(there) => ThingDraft {
            name_zh: begun.name_zh,
            name_en: begun.name_en,
            ..there.thing.draft
        },
        None => begun,
    };
    let (thing, _) = thing::put(&mut change, &draft).await?;
    let mut device = Device {
        id: 0,
        thing,
        protocol: said.protocol.clone(),
        identity: said.identity.clone(),
        edition: said.edition.clone(),
        crc: said.crc.clone(),
        networks,
        sealing: "never".to_owned(),
        secret: None,
        is_simulated: false,
        points: Vec::new(),
        stopped_us: None,
    };
    device.id = insert(&mut change, &device).await?;
    let detail = json!({
        "protocol": said.protocol, "name_zh": said.name_zh, "name_en": said.name_en,
        "edition": said.edition, "check": said.crc, "networks": said.networks,
    });
    let entry = AuditEntry::new("adopt_device", said.identity.clone(), &detail);
    change.commit(entry).await?;
    Ok(device)
}

/// The networks of what is said, where all of it can be.
fn check(said: &Adopt) -> Result<Vec<IpNet>> {
    let one_of = |what: &str, word: &str, words: &[&str]| {
        if words.contains(&word) {
            return Ok(());
        }
        Err(ZoneError::Refused(format!(
            "the {what} is `{word}`; expected one of {}",
            words.join(", ")
        )))
    };
    one_of("edition", &said.edition, &EDITIONS)?;
    one_of("check", &said.crc, &CHECKS)?;
    let names = [Some(said.name_zh.as_str()), said.name_en.as_deref()];
    for name in names.into_iter().flatten() {
        let chars = name.trim().chars().count();
        if !(1..=DEVICE_NAME_CHARS_MAX).contains(&chars) {
            return Err(ZoneError::Refused(format!(
                "a name of {chars} characters; expected 1 to {DEVICE_NAME_CHARS_MAX}"
            )));
        }
    }
    if said.networks.len() > DEVICE_NETWORKS_MAX {
        return Err(ZoneError::Refused(format!(
            "{} networks; expected at most {DEVICE_NETWORKS_MAX}",
            said.networks.len()
        )));
    }
    let network = |written: &String| {
        written.parse().map_err(|_| {
            ZoneError::Refused(format!(
                "`{written}` is no network; expected such as 10.20.0.0/16"
            ))
        })
    };
    said.networks.iter().map(network).collect()
}
