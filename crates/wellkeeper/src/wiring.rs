//! Which packs a zone uses, and who is at the keyboard.

use std::path::Path;

use packs::{Pack, PackError, PackSource, embedded, vocabulary};
use zone::Zone;
use zone::clock::Clock;
use zone::config::ZoneConfig;

use crate::failure::Failure;

/// Who does this, for the audit log.
pub fn who() -> String {
    ["WELLKEEPER_WHO", "USER", "LOGNAME"]
        .into_iter()
        .filter_map(|name| std::env::var(name).ok())
        .find(|value| !value.is_empty())
        .unwrap_or_else(|| "unknown".to_owned())
}

/// The files of the pack `id`: the zone's own folder `packs/ID` before the program's copy.
pub fn pack_source(zone: &Path, id: &str) -> Result<PackSource, Failure> {
    let own = zone.join("packs").join(id);
    if own.is_dir() {
        return Ok(PackSource::from_folder(&own)?);
    }
    let mut carried = embedded();
    match carried.remove(id) {
        Some(source) => Ok(source),
        None => Err(PackError::UnknownPack {
            found: id.to_owned(),
            known: carried.into_keys().collect(),
        }
        .into()),
    }
}

/// Opens the zone in `dir` with the packs that its `zone.toml` names.
pub async fn open(dir: &Path) -> Result<(Zone, Vec<Pack>), Failure> {
    open_with(dir, ZoneConfig::read(dir)?).await
}

/// Opens the zone in `dir`, whose `zone.toml` says `config`.
pub async fn open_with(dir: &Path, config: ZoneConfig) -> Result<(Zone, Vec<Pack>), Failure> {
    let mut packs = Vec::with_capacity(config.packs.len());
    for id in &config.packs {
        packs.push(Pack::load(&pack_source(dir, id)?)?);
    }
    let zone = Zone::open_with(dir, config, vocabulary(&packs)?, Clock::system()).await?;
    Ok((zone, packs))
}
