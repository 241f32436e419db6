//! The lake: observations and computed tables as Parquet files under a SQL catalog (DuckLake).
//!
//! This is the only room's corner that names the lake's crate. Everyone else sees [`Lake::append`],
//! [`Lake::correct`], [`Lake::change_tables`] and [`Lake::register`] at a snapshot. DuckDB reads the same
//! files through `ATTACH 'ducklake:sqlite:…/lake.sqlite'`.

mod append;
mod catalog;
mod compact;
mod correct;
mod files;
mod frames;
mod latest;
mod log;
mod read;
mod store;
mod tables;
mod touched;

pub use compact::Compacted;
pub(crate) use correct::among_keys;
pub use files::{CatalogFile, CatalogSnapshot, Origins, rows_at};
pub use frames::{FRAMES, KeptFrame};
pub use log::{
    Extra, ExtraRun, LakeCommit, LoggedFile, commits, commits_between, last_commit, log_new_commits,
};
pub(crate) use log::{catch_up, expire_in_log, remove_from_log};
pub use read::instant;
pub use store::{SyncFile, SyncedStore};
pub use tables::{Leaving, TableChange};
pub use touched::{Month, Touched};

use std::any::Any;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use datafusion::arrow::array::RecordBatch;
use datafusion::catalog::TableProvider;
use datafusion::execution::object_store::ObjectStoreUrl;
use datafusion::prelude::{SessionConfig, SessionContext};
use datafusion_ducklake::metadata_writer::WriteMode;
use datafusion_ducklake::table_writer::DuckLakeWriteOptions;
use datafusion_ducklake::{
    DuckLakeCatalog, DuckLakeTable, DuckLakeTableWriter, MetadataProvider, SnapshotCommitMetadata,
    SqliteMetadataProvider, SqliteMetadataWriter, TableWriteOptions,
};

use crate::{Result, ZoneError};

/// The catalog's file name inside a zone.
pub const FILE_NAME: &str = "lake.sqlite";
/// The folder of the Parquet files inside a zone.
pub const DATA_FOLDER: &str = "lake";
/// The name under which [`Lake::register`] mounts the lake.
pub const CATALOG: &str = "lake";
/// The schema of the observations.
pub const MAIN: &str = "main";
/// The table of the observations.
pub const OBSERVATIONS: &str = "observations";

/// The lake of one zone.
#[derive(Debug, Clone)]
pub struct Lake {
    url: String,
    folder: PathBuf,
    provider: Arc<SqliteMetadataProvider>,
    store: Arc<SyncedStore>,
}

/// Who commits, why, and on which snapshot the decision was taken.
#[derive(Debug, Clone)]
pub struct Commit<'a> {
    /// Author.
    pub who: &'a str,
    /// Reason in words.
    pub reason: &'a str,
    /// What the log will say of it.
    pub extra: Extra,
    /// The snapshot that was read before deciding; a table changed since is a conflict.
    pub base: Option<i64>,
}

impl Lake {
    /// Makes an empty lake in `dir`.
    ///
    /// # Errors
    /// [`crate::ZoneError::Lake`] or [`crate::ZoneError::Io`] when the folder refuses.
    pub async fn create(dir: &Path) -> Result<Self> {
        catalog::create(dir).await?;
        let lake = Self::open(dir).await?;
        lake.create_observations().await?;
        Ok(lake)
    }

    /// Opens the lake in `dir`, which may have been moved since it was last open.
    ///
    /// # Errors
    /// [`crate::ZoneError::Lake`] when there is no catalog or it cannot be read.
    pub async fn open(dir: &Path) -> Result<Self> {
        Self::open_on(dir, SyncedStore::new()).await
    }

    /// Opens the lake in `dir`, whose files are written through `store`.
    ///
    /// # Errors
    /// As [`Lake::open`].
    pub async fn open_on(dir: &Path, store: SyncedStore) -> Result<Self> {
        let url = catalog::settle(dir).await?;
        let provider = Arc::new(SqliteMetadataProvider::new(&url).await?);
        Ok(Self {
            url,
            folder: dir
                .canonicalize()
                .map_err(ZoneError::io(dir))?
                .join(DATA_FOLDER),
            provider,
            store: Arc::new(store),
        })
    }

    /// The newest snapshot.
    ///
    /// # Errors
    /// [`crate::ZoneError::Lake`] when the catalog refuses.
    pub fn head(&self) -> Result<i64> {
        Ok(self.provider.get_current_snapshot()?)
    }

    /// The BLAKE3 of a file of the lake: as this process wrote it, else as it is on disk.
    pub(crate) async fn hash_of(&self, path: &str) -> Result<String> {
        if let Some(hash) = self.store.take_hash(&self.folder.join(path)) {
            return Ok(hash.to_hex().to_string());
        }
        Ok(self.read_hash(path).await?.1)
    }

    /// The size of a file of the lake and its BLAKE3, read from the disk.
    pub(crate) async fn read_hash(&self, path: &str) -> Result<(u64, String)> {
        let file = self.folder.join(path);
        let read = tokio::task::spawn_blocking(move || hash_file(&file));
        read.await.map_err(|e| ZoneError::Lake(e.to_string()))?
    }

    /// Mounts the lake in a session as catalog [`CATALOG`], at one snapshot for the session's life.
    ///
    /// # Errors
    /// [`crate::ZoneError::Lake`] when the catalog refuses.
    pub fn register(&self, session: &SessionContext, snapshot: i64) -> Result<()> {
        let catalog = DuckLakeCatalog::with_snapshot(Arc::clone(&self.provider) as _, snapshot)?;
        DuckLakeCatalog::register(session, CATALOG, catalog);
        self.register_files(session);
        Ok(())
    }

    fn register_files(&self, session: &SessionContext) {
        let files = ObjectStoreUrl::local_filesystem();
        let store = Arc::clone(&self.store) as _;
        session
            .runtime_env()
            .register_object_store(files.as_ref(), store);
    }

    /// Appends `batches` to a table, which is made when it is not there. Gives the new snapshot.
    ///
    /// # Errors
    /// [`crate::ZoneError::Contended`] when the table changed since `commit.base`.
    pub async fn append(
        &self,
        schema: &str,
        table: &str,
        batches: &[RecordBatch],
        commit: &Commit<'_>,
    ) -> Result<i64> {
        self.write(schema, table, batches, WriteMode::Append, commit)
            .await
    }

    async fn write(
        &self,
        schema: &str,
        table: &str,
        batches: &[RecordBatch],
        mode: WriteMode,
        commit: &Commit<'_>,
    ) -> Result<i64> {
        let Some(first) = batches.first() else {
            return self.head();
        };
        let writer = self.table_writer().await?;
        let mut transaction = writer.transaction().with_options(&options(commit));
        transaction
            .stage_write(schema, table, &first.schema(), mode, batches)
            .await?;
        let written = transaction.commit().await?;
        written
            .last()
            .map_or_else(|| self.head(), |w| Ok(w.snapshot_id))
    }

    async fn table_writer(&self) -> Result<DuckLakeTableWriter> {
        let metadata = Arc::new(SqliteMetadataWriter::new(&self.url).await?);
        Ok(
            DuckLakeTableWriter::new(metadata, Arc::clone(&self.store) as _)?
                .with_options(&write_settings()),
        )
    }

    async fn create_observations(&self) -> Result<()> {
        let writer = Arc::new(SqliteMetadataWriter::new_with_init(&self.url).await?);
        let catalog = DuckLakeCatalog::with_writer(Arc::clone(&self.provider) as _, writer)?;
        let mut config = SessionConfig::new();
        config.options_mut().execution.time_zone = Some("UTC".into());
        let session = SessionContext::new_with_config(config);
        let ddl = DuckLakeCatalog::with_writer(
            catalog.provider(),
            Arc::new(SqliteMetadataWriter::new(&self.url).await?),
        )?;
        DuckLakeCatalog::register(&session, CATALOG, catalog);
        for statement in [
            "create table lake.main.observations (\
             series bigint, time timestamp(6) with time zone, value double, flag varchar, quality varchar, \
             level varchar, cause varchar, sample_kind varchar, method varchar, \
             detection_limit double, qualifier varchar, learned_at timestamp(6) with time zone, source varchar, \
             batch bigint, line bigint)",
            "alter table lake.main.observations set partitioned by (year(time))",
            "alter table lake.main.observations set sorted by (series asc, time asc)",
        ] {
            datafusion_ducklake::execute_ducklake_sql(&session, &ddl, statement)
                .await?
                .collect()
                .await?;
        }
        Ok(())
    }
}

/// How SQL names a table of the lake.
pub(crate) fn full_name(schema: &str, table: &str) -> String {
    format!("{CATALOG}.\"{schema}\".\"{table}\"")
}

fn lake_table<'p>(provider: &'p dyn TableProvider, name: &str) -> Result<&'p DuckLakeTable> {
    (provider as &dyn Any)
        .downcast_ref::<DuckLakeTable>()
        .ok_or_else(|| ZoneError::Lake(format!("`{name}` is no table of the lake")))
}

/// The size of a file and its BLAKE3, hexadecimal.
pub(crate) fn hash_file(file: &Path) -> Result<(u64, String)> {
    let mut hasher = blake3::Hasher::new();
    let bytes = std::fs::File::open(file)
        .and_then(|mut open| std::io::copy(&mut open, &mut hasher))
        .map_err(ZoneError::io(file))?;
    Ok((bytes, hasher.finalize().to_hex().to_string()))
}

/// How files are written, whoever writes them.
fn write_settings() -> DuckLakeWriteOptions {
    let mut settings = DuckLakeWriteOptions::default();
    settings.hive_file_pattern = Some(false);
    settings.data_inlining_row_limit = Some(0);
    settings.compression = Some(datafusion::parquet::basic::Compression::SNAPPY);
    settings.max_row_group_rows = Some(122_880);
    settings
}

fn options(commit: &Commit<'_>) -> TableWriteOptions {
    let extra = serde_json::to_string(&commit.extra).unwrap_or_default();
    let metadata = SnapshotCommitMetadata::new()
        .with_author(commit.who)
        .with_message(commit.reason)
        .with_extra_info(extra);
    let options = TableWriteOptions::new().with_commit_metadata(metadata);
    match commit.base {
        Some(snapshot) => options.with_expected_base_snapshot_id(snapshot),
        None => options,
    }
}
