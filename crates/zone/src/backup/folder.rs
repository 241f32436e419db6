//! A folder of backups that share what they have in common: blobs named by their hash, and a
//! manifest a backup.

use std::fs::File;
use std::io::Read;
use std::path::Path as FilePath;
use std::sync::Arc;

use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt, PutPayload, WriteMultipart};

use super::archive::{Hashing, refuse_changed};
use super::gather::{Member, gather};
use super::{FileEntry, Manifest};
use crate::lake::{SyncedStore, hash_file};
use crate::limits::BACKUP_PART_BYTES;
use crate::{Result, Zone, ZoneError, instant};

/// What a backup into a folder wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// Its name among the folder's backups.
    pub name: String,
    /// What it holds.
    pub manifest: Manifest,
    /// Bytes that were not there before.
    pub new_bytes: u64,
}

/// An object store and the place in it under which backups lie.
#[derive(Debug, Clone)]
pub struct BackupStore {
    store: Arc<dyn ObjectStore>,
    root: Path,
}

impl BackupStore {
    /// The folder `dir` of this machine, made where it is missing.
    ///
    /// # Errors
    /// [`ZoneError::Io`] when it cannot be made.
    pub fn folder(dir: &FilePath) -> Result<Self> {
        std::fs::create_dir_all(dir).map_err(ZoneError::io(dir))?;
        let whole = dir.canonicalize().map_err(ZoneError::io(dir))?;
        let root = Path::from_absolute_path(whole).map_err(|e| refused(&e))?;
        Ok(Self::new(Arc::new(SyncedStore::new()), root))
    }

    /// Any store.
    pub fn new(store: Arc<dyn ObjectStore>, root: Path) -> Self {
        Self { store, root }
    }

    fn blob(&self, hash: &str) -> Path {
        self.below(&["blobs", &hash[..2.min(hash.len())], hash])
    }

    fn below(&self, parts: &[&str]) -> Path {
        parts
            .iter()
            .fold(self.root.clone(), |path, part| path.join(*part))
    }

    async fn has(&self, hash: &str, bytes: u64) -> Result<bool> {
        match self.store.head(&self.blob(hash)).await {
            Ok(meta) => Ok(meta.size == bytes),
            Err(object_store::Error::NotFound { .. }) => Ok(false),
            Err(error) => Err(refused(&error)),
        }
    }

    /// The bytes of a blob, to be read piece by piece.
    pub(super) async fn read(&self, hash: &str) -> Result<object_store::GetResult> {
        self.store
            .get(&self.blob(hash))
            .await
            .map_err(|e| refused(&e))
    }

    /// The names of the backups, oldest first.
    pub(super) async fn names(&self) -> Result<Vec<String>> {
        let folder = self.below(&["backups"]);
        let listed = self
            .store
            .list_with_delimiter(Some(&folder))
            .await
            .map_err(|e| refused(&e))?;
        let mut names: Vec<String> = listed
            .objects
            .iter()
            .filter_map(|object| object.location.filename()?.strip_suffix(".json"))
            .map(str::to_owned)
            .collect();
        names.sort();
        Ok(names)
    }

    /// The manifest of the backup called `name`.
    pub(super) async fn manifest(&self, name: &str) -> Result<Manifest> {
        let path = self.below(&["backups", &format!("{name}.json")]);
        let bytes = self.store.get(&path).await.map_err(|e| refused(&e))?;
        let bytes = bytes.bytes().await.map_err(|e| refused(&e))?;
        serde_json::from_slice(&bytes)
            .map_err(|e| ZoneError::Refused(format!("{path} is no manifest of a backup: {e}")))
    }

    /// Copies a file under its hash. Gives the entry, and whether it was new.
    async fn take(&self, member: &Member) -> Result<(FileEntry, bool)> {
        let io = || ZoneError::io(&member.from);
        let bytes = std::fs::metadata(&member.from).map_err(io())?.len();
        // A file of the lake never changes, and its hash is in the log: when the blob is there, the
        // file need not be read.
        let hash = match &member.logged_hash {
            Some(hash) => hash.clone(),
            None => hash_file(&member.from)?.1,
        };
        let entry = FileEntry {
            path: member.path.clone(),
            bytes,
            hash: hash.clone(),
        };
        if self.has(&hash, bytes).await? {
            return Ok((entry, false));
        }
        let upload = self
            .store
            .put_multipart(&self.blob(&hash))
            .await
            .map_err(|e| refused(&e))?;
        let mut upload = WriteMultipart::new_with_chunk_size(upload, BACKUP_PART_BYTES);
        let mut reader = Hashing::new(File::open(&member.from).map_err(io())?);
        let mut buffer = vec![0; BACKUP_PART_BYTES];
        loop {
            let read = reader.read(&mut buffer).map_err(io())?;
            if read == 0 {
                break;
            }
            upload.wait_for_capacity(1).await.map_err(|e| refused(&e))?;
            upload.write(&buffer[..read]);
        }
        if let Err(changed) = refuse_changed(&member.path, Some(&hash), &reader.finish()) {
            upload.abort().await.map_err(|e| refused(&e))?;
            return Err(changed);
        }
        upload.finish().await.map_err(|e| refused(&e))?;
        Ok((entry, true))
    }
}

/// Adds a backup of the zone to `store`; what is there already is not written again.
///
/// # Errors
/// [`ZoneError::Refused`] for a file that was changed in the lake, or what the store refuses.
pub async fn write_folder(zone: &Zone, store: &BackupStore, who: &str) -> Result<Stored> {
    let gathered = gather(zone, &zone.dir().join("backup"), who).await?;
    let mut manifest = gathered.manifest.clone();
    let mut new_bytes = 0;
    for member in &gathered.members {
        let (entry, is_new) = store.take(member).await?;
        new_bytes += if is_new { entry.bytes } else { 0 };
        manifest.files.push(entry);
    }
    let at = instant::show(manifest.at_us, &jiff::tz::TimeZone::UTC).replace(':', "-");
    // Two backups within a second: the audit log's place tells them apart.
    let place = manifest.audit.split(' ').next().unwrap_or_default();
    let name = format!("{at}_{place}");
    let text =
        serde_json::to_vec_pretty(&manifest).map_err(|e| ZoneError::Refused(e.to_string()))?;
    // The manifest last: a backup that was interrupted is none, and its blobs serve the next.
    let path = store.below(&["backups", &format!("{name}.json")]);
    store
        .store
        .put(&path, PutPayload::from(text))
        .await
        .map_err(|e| refused(&e))?;
    Ok(Stored {
        name,
        manifest,
        new_bytes,
    })
}

fn refused(error: &dyn std::error::Error) -> ZoneError {
    ZoneError::Refused(format!("the folder of backups: {error}"))
}
