//! The way back: every byte is checked while it is written, and the zone is proved before it gets
//! its name.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read, Write};
use std::path::{Component, Path, PathBuf};

use futures::StreamExt;
use serde_json::json;

use super::archive::{Hashing, sync_folder_of, with_ending};
use super::folder::BackupStore;
use super::{FORMAT, FileEntry, MANIFEST, Manifest};
use crate::clock::Clock;
use crate::config::{self, ZoneConfig};
use crate::limits::BACKUP_MANIFEST_BYTES_MAX;
use crate::schema::Vocabulary;
use crate::state::{self, AuditEntry, PostgresAddress, State};
use crate::verify::Verification;
use crate::{Result, Zone, ZoneError};

/// Where a backup lies.
#[derive(Debug, Clone)]
pub enum Source {
    /// An archive.
    Archive(PathBuf),
    /// A folder of backups, and the name of one; the newest where none is named.
    Folder(BackupStore, Option<String>),
}

/// What was restored.
#[derive(Debug)]
pub struct Restored {
    /// What the backup held.
    pub manifest: Manifest,
    /// What the proof looked at; it found nothing.
    pub proof: Verification,
}

/// Makes the zone of a backup in `dir`, which must be missing or empty. Nothing stands there until
/// all of it was checked and the zone was proved. Its state lives at `address` or in a file of the
/// folder, wherever that of the zone lived from which the backup was taken.
///
/// # Errors
/// [`ZoneError::Refused`] naming what is wrong with the backup; then nothing is left behind.
pub async fn restore(
    source: &Source,
    dir: &Path,
    address: Option<&PostgresAddress>,
    clock: Clock,
    who: &str,
) -> Result<Restored> {
    let is_free = match std::fs::read_dir(dir) {
        Ok(mut entries) => entries.next().is_none(),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => true,
        Err(e) => return Err(ZoneError::io(dir)(e)),
    };
    if !is_free {
        return Err(ZoneError::Refused(format!(
            "{} is not empty; a zone is restored into a folder of its own",
            dir.display()
        )));
    }
    let partial = with_ending(dir, ".partial");
    if partial.exists() {
        // What an interrupted restore left.
        std::fs::remove_dir_all(&partial).map_err(ZoneError::io(&partial))?;
    }
    std::fs::create_dir_all(&partial).map_err(ZoneError::io(&partial))?;
    match unpack_and_prove(source, &partial, address, clock, who).await {
        Ok(restored) => {
            if dir.exists() {
                std::fs::remove_dir(dir).map_err(ZoneError::io(dir))?;
            }
            std::fs::rename(&partial, dir).map_err(ZoneError::io(dir))?;
            sync_folder_of(dir)?;
            Ok(restored)
        }
        Err(error) => {
            // The first error is the one to tell.
            let _ = std::fs::remove_dir_all(&partial);
            Err(error)
        }
    }
}

async fn unpack_and_prove(
    source: &Source,
    dir: &Path,
    address: Option<&PostgresAddress>,
    clock: Clock,
    who: &str,
) -> Result<Restored> {
    let manifest = match source {
        Source::Archive(file) => {
            let (file, dir) = (file.clone(), dir.to_owned());
            let unpacked = tokio::task::spawn_blocking(move || unpack(&file, &dir));
            unpacked
                .await
                .map_err(|e| ZoneError::Refused(e.to_string()))??
        }
        Source::Folder(store, name) => fetch(store, name.as_deref(), dir).await?,
    };
    let mut config = ZoneConfig::read(dir)?;
    if config.state.take().is_some() {
        // The server's book goes on without this copy of it.
        write_config(dir, &config)?;
    }
    let zone = Zone::open(dir, Vocabulary::default(), clock).await?;
    drop(zone.write(who, "restore").await?);
    let proof = zone.verify(who).await?;
    if let Some(first) = proof.findings.first() {
        return Err(ZoneError::Refused(format!(
            "the backup was taken of a zone that does not hold: {}: {} ({} findings)",
            first.what,
            first.wrong,
            proof.findings.len()
        )));
    }
    let change = zone.state().change(who).await?;
    let detail = json!({ "backup_of_us": manifest.at_us, "audit": manifest.audit });
    change
        .commit(AuditEntry::new("restore", "zone", &detail))
        .await?;
    if let Some(address) = address {
        let state = State::create(dir, Some(address), clock).await?;
        zone.state().copy_to(&state).await?;
        state.close().await;
        config.state = Some(address.clone());
        write_config(dir, &config)?;
    }
    zone.state().close().await;
    if address.is_some() {
        let file = dir.join(state::FILE_NAME);
        std::fs::remove_file(&file).map_err(ZoneError::io(&file))?;
    }
    Ok(Restored { manifest, proof })
}

fn write_config(dir: &Path, config: &ZoneConfig) -> Result<()> {
    let file = dir.join(config::FILE_NAME);
    let text = config.to_text()?;
    File::create(&file)
        .and_then(|mut open| {
            open.write_all(text.as_bytes())?;
            open.sync_all()
        })
        .map_err(ZoneError::io(&file))
}

/// Unpacks an archive; what it holds is what its manifest, at its end, says.
fn unpack(file: &Path, dir: &Path) -> Result<Manifest> {
    let open = File::open(file).map_err(ZoneError::io(file))?;
    let broken = |wrong: String| ZoneError::Refused(format!("{}: {wrong}", file.display()));
    let mut archive = tar::Archive::new(open);
    let mut written: BTreeMap<String, FileEntry> = BTreeMap::new();
    let entries = archive
        .entries()
        .map_err(|e| broken(format!("is no archive: {e}")))?;
    for entry in entries {
        let mut entry = entry.map_err(|e| broken(format!("is damaged or ends early: {e}")))?;
        let path = entry.path_bytes().into_owned();
        let path = String::from_utf8(path).map_err(|e| broken(format!("names a file {e}")))?;
        if path == MANIFEST {
            let mut text = Vec::new();
            entry
                .by_ref()
                .take(BACKUP_MANIFEST_BYTES_MAX)
                .read_to_end(&mut text)
                .map_err(|e| broken(format!("its manifest ends early: {e}")))?;
            let manifest: Manifest = serde_json::from_slice(&text)
                .map_err(|e| broken(format!("its manifest cannot be read: {e}")))?;
            check_format(&manifest)?;
            compare(&manifest, &written).map_err(broken)?;
            return Ok(manifest);
        }
        if !entry.header().entry_type().is_file() {
            return Err(broken(format!(
                "`{path}` is no file; a backup holds nothing else"
            )));
        }
        let target = inside(dir, &path).map_err(&broken)?;
        let (bytes, hash) =
            copy(&mut entry, &target).map_err(|e| broken(format!("`{path}`: {e}")))?;
        let entry = FileEntry {
            path: path.clone(),
            bytes,
            hash,
        };
        if written.insert(path.clone(), entry).is_some() {
            return Err(broken(format!("has `{path}` twice")));
        }
    }
    Err(broken("ends early: it has no manifest".to_owned()))
}

/// Copies a backup out of its folder.
async fn fetch(store: &BackupStore, name: Option<&str>, dir: &Path) -> Result<Manifest> {
    let names = store.names().await?;
    let name = match name {
        Some(name) => names.iter().find(|known| *known == name),
        None => names.last(),
    };
    let Some(name) = name else {
        return Err(ZoneError::Refused(format!(
            "there is no such backup; the folder has {}",
            if names.is_empty() {
                "none".to_owned()
            } else {
                names.join(", ")
            }
        )));
    };
    let manifest = store.manifest(name).await?;
    check_format(&manifest)?;
    for file in &manifest.files {
        let wrong = |what: String| ZoneError::Refused(format!("backup {name}: {what}"));
        let target = inside(dir, &file.path).map_err(wrong)?;
        let mut stream = store.read(&file.hash).await?.into_stream();
        let (mut hasher, mut bytes) = (blake3::Hasher::new(), 0);
        let mut out = create(&target).map_err(ZoneError::io(&target))?;
        while let Some(part) = stream.next().await {
            let part = part.map_err(|e| wrong(format!("`{}`: {e}", file.path)))?;
            hasher.update(&part);
            bytes += part.len() as u64;
            out.write_all(&part).map_err(ZoneError::io(&target))?;
        }
        out.sync_all().map_err(ZoneError::io(&target))?;
        if bytes != file.bytes || hasher.finalize().to_hex().as_str() != file.hash {
            return Err(wrong(format!(
                "`{}` was changed: its checksum is not its name",
                file.path
            )));
        }
    }
    Ok(manifest)
}

fn check_format(manifest: &Manifest) -> Result<()> {
    if manifest.format == FORMAT {
        return Ok(());
    }
    Err(ZoneError::Refused(format!(
        "the backup has format {}, written by version {}; this program reads format {FORMAT}",
        manifest.format, manifest.program
    )))
}

/// What is written must be what the manifest names, no more and no less.
fn compare(
    manifest: &Manifest,
    written: &BTreeMap<String, FileEntry>,
) -> std::result::Result<(), String> {
    for file in &manifest.files {
        match written.get(&file.path) {
            None => return Err(format!("has lost `{}`", file.path)),
            Some(found) if found.bytes != file.bytes || found.hash != file.hash => {
                return Err(format!(
                    "`{}` was changed: its checksum is not that of the manifest",
                    file.path
                ));
            }
            Some(_) => {}
        }
    }
    let named: std::collections::BTreeSet<_> = manifest.files.iter().map(|f| &f.path).collect();
    match written.keys().find(|path| !named.contains(path)) {
        Some(stranger) => Err(format!(
            "has `{stranger}`, which its manifest does not name"
        )),
        None => Ok(()),
    }
}

/// The place of `path` below `dir`; a path that would leave it is refused.
fn inside(dir: &Path, path: &str) -> std::result::Result<PathBuf, String> {
    let is_plain = Path::new(path)
        .components()
        .all(|part| matches!(part, Component::Normal(_)));
    if path.is_empty() || !is_plain {
        return Err(format!("`{path}` would be written outside the zone"));
    }
    Ok(dir.join(path))
}

fn create(target: &Path) -> std::io::Result<File> {
    if let Some(folder) = target.parent() {
        std::fs::create_dir_all(folder)?;
    }
    File::create_new(target)
}

fn copy(from: &mut impl Read, target: &Path) -> std::io::Result<(u64, String)> {
    let mut reader = Hashing::new(from);
    let mut file = create(target)?;
    let bytes = std::io::copy(&mut reader, &mut file)?;
    file.sync_all()?;
    Ok((bytes, reader.finish()))
}
