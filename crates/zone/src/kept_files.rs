//! Files that the book keeps under the hash of their bytes: the same bytes are one file, and a file
//! that was changed is found out by its name.

use std::io::Write;

use crate::{Result, Zone, ZoneError};

/// The address of some bytes: their BLAKE3, hexadecimal.
pub(crate) fn address(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}

/// Keeps `bytes` in `folder` of the zone and gives their address. They are on the disk before this
/// returns, so that a row of the book may name them.
///
/// # Errors
/// [`ZoneError::Io`] when the disk refuses.
pub(crate) fn store(zone: &Zone, folder: &str, bytes: &[u8]) -> Result<String> {
    let folder = zone.dir().join(folder);
    let address = address(bytes);
    let path = folder.join(&address);
    if path.exists() {
        return Ok(address);
    }
    let fresh = path.with_extension(format!("{}.partial", std::process::id()));
    let write = || {
        std::fs::create_dir_all(&folder)?;
        let mut file = std::fs::File::create(&fresh)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        std::fs::rename(&fresh, &path)?;
        std::fs::File::open(&folder)?.sync_all()?;
        // The folder itself may be new.
        std::fs::File::open(zone.dir())?.sync_all()
    };
    write().map_err(ZoneError::io(&path))?;
    Ok(address)
}

/// The bytes at `wanted` in `folder` of the zone.
///
/// # Errors
/// [`ZoneError::Io`] when they are not there, [`ZoneError::Refused`] when they were changed.
pub(crate) fn read(zone: &Zone, folder: &str, wanted: &str) -> Result<Vec<u8>> {
    let path = zone.dir().join(folder).join(wanted);
    let bytes = std::fs::read(&path).map_err(ZoneError::io(&path))?;
    if address(&bytes) == wanted {
        return Ok(bytes);
    }
    Err(ZoneError::Refused(format!(
        "{} was changed: its checksum is not its name",
        path.display()
    )))
}
