//! One archive: a plain tar, the files first and the manifest last, so that each file is read once.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use super::gather::{Gathered, gather};
use super::{FileEntry, MANIFEST, Manifest};
use crate::{Result, Zone, ZoneError};

/// Writes the zone into the archive `file`, which must not be there unless `replace` is set. Until
/// all of it is on the disk it is called `….partial`.
///
/// # Errors
/// [`ZoneError::Refused`] for a file that is there or that was changed in the lake, and what the
/// disk refuses.
pub async fn write_archive(zone: &Zone, file: &Path, replace: bool, who: &str) -> Result<Manifest> {
    if file.exists() && !replace {
        return Err(ZoneError::Refused(format!(
            "{} is there already; choose another name, or say --replace",
            file.display()
        )));
    }
    let gathered = gather(zone, file, who).await?;
    let target = file.to_owned();
    let written = tokio::task::spawn_blocking(move || write(&gathered, &target));
    written
        .await
        .map_err(|e| ZoneError::Refused(e.to_string()))?
}

fn write(gathered: &Gathered, target: &Path) -> Result<Manifest> {
    let partial = with_ending(target, ".partial");
    let io = || ZoneError::io(&partial);
    let mut archive = tar::Builder::new(File::create(&partial).map_err(io())?);
    let mut manifest = gathered.manifest.clone();
    for member in &gathered.members {
        let file = File::open(&member.from).map_err(ZoneError::io(&member.from))?;
        let bytes = file.metadata().map_err(ZoneError::io(&member.from))?.len();
        let mut reader = Hashing::new(file);
        let mut header = header(bytes);
        archive
            .append_data(&mut header, &member.path, &mut reader)
            .map_err(ZoneError::io(&member.from))?;
        let hash = reader.finish();
        refuse_changed(&member.path, member.logged_hash.as_deref(), &hash)?;
        manifest.files.push(FileEntry {
            path: member.path.clone(),
            bytes,
            hash,
        });
    }
    let text =
        serde_json::to_vec_pretty(&manifest).map_err(|e| ZoneError::Refused(e.to_string()))?;
    let mut header = header(text.len() as u64);
    archive
        .append_data(&mut header, MANIFEST, text.as_slice())
        .map_err(io())?;
    let file = archive.into_inner().map_err(io())?;
    file.sync_all().map_err(io())?;
    std::fs::rename(&partial, target).map_err(ZoneError::io(target))?;
    sync_folder_of(target)?;
    Ok(manifest)
}

fn header(bytes: u64) -> tar::Header {
    let mut header = tar::Header::new_gnu();
    header.set_size(bytes);
    header.set_mode(0o644);
    header
}

/// A file of the lake whose bytes are not those of its commit has no place in a backup.
pub(super) fn refuse_changed(path: &str, logged: Option<&str>, hash: &str) -> Result<()> {
    match logged {
        Some(logged) if logged != hash => Err(ZoneError::Refused(format!(
            "{path} was changed since it was committed; `wellkeeper verify` names all that is wrong, \
             and an older backup may still have it"
        ))),
        _ => Ok(()),
    }
}

/// `name` with `ending` behind it.
pub(super) fn with_ending(path: &Path, ending: &str) -> std::path::PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// The folder that `path` lies in.
pub(super) fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Makes the entry of `path` in its folder durable.
pub(super) fn sync_folder_of(path: &Path) -> Result<()> {
    let folder = folder_of(path);
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(ZoneError::io(folder))
}

/// A reader that hashes what passes.
pub(super) struct Hashing<R> {
    inner: R,
    hasher: blake3::Hasher,
}

impl<R: Read> Hashing<R> {
    pub fn new(inner: R) -> Self {
        Self {
            inner,
            hasher: blake3::Hasher::new(),
        }
    }

    /// The hash of all that was read, hexadecimal.
    pub fn finish(self) -> String {
        self.hasher.finalize().to_hex().to_string()
    }
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.hasher.update(&buffer[..read]);
        Ok(read)
    }
}
