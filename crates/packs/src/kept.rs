//! The texts that judge, kept in the zone: what was known at an instant is judged by the rules and
//! limits of that instant.

use zone::config::ZoneConfig;
use zone::texts::{Texts, addresses_at, keep, read};
use zone::{Zone, instant};

use crate::error::{PackError, Result};
use crate::session::nothing_known;
use crate::{Pack, PackSource, vocabulary};

const PACKS: &str = "packs/";

/// Keeps the texts of `packs` and the zone's settings as those in force from now on; nothing is
/// written where they are in force already.
///
/// # Errors
/// What the disk or the book refuses.
pub async fn keep_texts(zone: &Zone, packs: &[Pack], who: &str) -> Result<()> {
    let mut texts = Texts::new();
    texts.insert(zone::config::FILE_NAME.to_owned(), zone.config().to_text()?);
    for pack in packs {
        texts.insert(format!("{PACKS}{}", pack.id), pack.text.to_string());
    }
    Ok(keep(zone, &texts, who).await?)
}

/// The zone with its settings and packs as they were at `at_us` (µs UTC).
///
/// # Errors
/// [`PackError::Refused`] for an instant at which no text was in force, or for a text that was lost
/// or changed since.
pub async fn as_of(zone: &Zone, at_us: i64) -> Result<(Zone, Vec<Pack>)> {
    let addresses = addresses_at(zone.state(), at_us).await?;
    let Some(settings) = addresses.get(zone::config::FILE_NAME) else {
        return Err(nothing_known(zone, at_us).await?);
    };
    let config = ZoneConfig::parse(&read(zone, settings)?)?;
    let mut packs = Vec::with_capacity(config.packs.len());
    for id in &config.packs {
        let Some(address) = addresses.get(&format!("{PACKS}{id}")) else {
            return Err(PackError::Refused(format!(
                "the book has no text of the pack `{id}` of {}",
                instant::show(at_us, zone.tz())
            )));
        };
        packs.push(kept_pack(zone, id, address)?);
    }
    let zone = zone.seen_with(config, vocabulary(&packs)?)?;
    Ok((zone, packs))
}

fn kept_pack(zone: &Zone, id: &str, address: &str) -> Result<Pack> {
    let name = format!("{PACKS}{id}@{}", &address[..12.min(address.len())]);
    Pack::load(&PackSource::from_text(&name, &read(zone, address)?)?)
}
