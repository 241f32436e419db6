//! An object store whose files survive a power cut: each file and its folder are synced before the
//! write is reported done, so a commit never names bytes that the disk may still forget.

use std::collections::HashMap;
use std::fmt;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use futures::StreamExt;
use futures::stream::BoxStream;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{
    CopyOptions, GetOptions, GetResult, ListResult, MultipartUpload, ObjectMeta, ObjectStore,
    PutMultipartOptions, PutOptions, PutPayload, PutResult, RenameOptions, Result, UploadPart,
};
use percent_encoding::percent_decode_str;

/// The local file system with `fsync`, reached by the paths that the lake's crate makes.
///
/// The crate turns a folder into an object's name by percent-encoding all that is not ASCII, and the
/// local store takes the result for the folder's name: a zone in `守井/` would write its files to
/// `%E5%AE%88…/`. Here the name is decoded first.
#[derive(Debug)]
pub struct SyncedStore {
    inner: Arc<LocalFileSystem>,
    hashes: Hashes,
    sync: SyncFile,
}

/// Makes a file and the folders above it durable, or says why it cannot.
pub type SyncFile = fn(&std::path::Path) -> std::io::Result<()>;

/// BLAKE3 of the files that this process wrote and nobody has asked for yet, by path.
type Hashes = Arc<Mutex<HashMap<PathBuf, blake3::Hash>>>;

fn remember(hashes: &Hashes, file: PathBuf, hash: blake3::Hash) {
    hashes
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .insert(file, hash);
}

impl SyncedStore {
    /// The machine's file system.
    pub fn new() -> Self {
        Self::with(sync_file)
    }

    /// The machine's file system, where `sync` decides what survives a power cut.
    pub fn with(sync: SyncFile) -> Self {
        Self {
            inner: Arc::new(LocalFileSystem::new()),
            hashes: Hashes::default(),
            sync,
        }
    }

    /// The hash of a file as it was written by this process; told once.
    pub(super) fn take_hash(&self, file: &std::path::Path) -> Option<blake3::Hash> {
        self.hashes
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(file)
    }

    fn file(&self, location: &Path) -> Result<PathBuf> {
        self.inner.path_to_filesystem(location)
    }
}

/// The path of a percent-encoded one.
fn decoded(location: &Path) -> Result<Path> {
    let text = percent_decode_str(location.as_ref()).decode_utf8_lossy();
    Path::parse(text).map_err(|source| object_store::Error::InvalidPath { source })
}

impl Default for SyncedStore {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Display for SyncedStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Synced({})", self.inner)
    }
}

/// Syncs `file` and the folders above it.
fn sync_file(file: &std::path::Path) -> std::io::Result<()> {
    std::fs::File::open(file)?.sync_all()?;
    // A folder made for this file has its own entry in the folder above: three levels cover
    // data/<schema>/<table>/<partition>.
    for folder in file.ancestors().skip(1).take(4) {
        std::fs::File::open(folder)?.sync_all()?;
    }
    Ok(())
}

async fn run_sync(sync: SyncFile, file: PathBuf) -> Result<()> {
    let done = tokio::task::spawn_blocking(move || sync(&file)).await;
    let failed = |source: Box<dyn std::error::Error + Send + Sync>| object_store::Error::Generic {
        store: "SyncedStore",
        source,
    };
    done.map_err(|e| failed(Box::new(e)))?
        .map_err(|e| failed(Box::new(e)))
}

#[async_trait]
impl ObjectStore for SyncedStore {
    async fn put_opts(
        &self,
        location: &Path,
        payload: PutPayload,
        opts: PutOptions,
    ) -> Result<PutResult> {
        let location = decoded(location)?;
        let mut hasher = blake3::Hasher::new();
        payload.iter().for_each(|part| {
            hasher.update(part);
        });
        let put = self.inner.put_opts(&location, payload, opts).await?;
        let file = self.file(&location)?;
        run_sync(self.sync, file.clone()).await?;
        remember(&self.hashes, file, hasher.finalize());
        Ok(put)
    }

    async fn put_multipart_opts(
        &self,
        location: &Path,
        opts: PutMultipartOptions,
    ) -> Result<Box<dyn MultipartUpload>> {
        let location = decoded(location)?;
        let inner = self.inner.put_multipart_opts(&location, opts).await?;
        Ok(Box::new(SyncedUpload {
            inner,
            file: self.file(&location)?,
            hasher: blake3::Hasher::new(),
            hashes: Arc::clone(&self.hashes),
            sync: self.sync,
        }))
    }

    async fn get_opts(&self, location: &Path, options: GetOptions) -> Result<GetResult> {
        self.inner.get_opts(&decoded(location)?, options).await
    }

    async fn get_ranges(
        &self,
        location: &Path,
        ranges: &[Range<u64>],
    ) -> Result<Vec<bytes::Bytes>> {
        self.inner.get_ranges(&decoded(location)?, ranges).await
    }

    fn delete_stream(
        &self,
        locations: BoxStream<'static, Result<Path>>,
    ) -> BoxStream<'static, Result<Path>> {
        let locations = locations.map(|location| decoded(&location?)).boxed();
        self.inner.delete_stream(locations)
    }

    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, Result<ObjectMeta>> {
        match prefix.map(decoded).transpose() {
            Ok(prefix) => self.inner.list(prefix.as_ref()),
            Err(error) => futures::stream::once(async { Err(error) }).boxed(),
        }
    }

    async fn list_with_delimiter(&self, prefix: Option<&Path>) -> Result<ListResult> {
        let prefix = prefix.map(decoded).transpose()?;
        self.inner.list_with_delimiter(prefix.as_ref()).await
    }

    async fn copy_opts(&self, from: &Path, to: &Path, options: CopyOptions) -> Result<()> {
        let (from, to) = (decoded(from)?, decoded(to)?);
        self.inner.copy_opts(&from, &to, options).await?;
        run_sync(self.sync, self.file(&to)?).await
    }

    async fn rename_opts(&self, from: &Path, to: &Path, options: RenameOptions) -> Result<()> {
        let (from, to) = (decoded(from)?, decoded(to)?);
        self.inner.rename_opts(&from, &to, options).await?;
        run_sync(self.sync, self.file(&to)?).await
    }
}

#[derive(Debug)]
struct SyncedUpload {
    inner: Box<dyn MultipartUpload>,
    file: PathBuf,
    hasher: blake3::Hasher,
    hashes: Hashes,
    sync: SyncFile,
}

#[async_trait]
impl MultipartUpload for SyncedUpload {
    fn put_part(&mut self, data: PutPayload) -> UploadPart {
        // Parts are handed in their order, whatever the order in which they are written.
        data.iter().for_each(|part| {
            self.hasher.update(part);
        });
        self.inner.put_part(data)
    }

    async fn complete(&mut self) -> Result<PutResult> {
        let put = self.inner.complete().await?;
        run_sync(self.sync, self.file.clone()).await?;
        remember(&self.hashes, self.file.clone(), self.hasher.finalize());
        Ok(put)
    }

    async fn abort(&mut self) -> Result<()> {
        self.inner.abort().await
    }
}
