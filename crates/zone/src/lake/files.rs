//! What the catalog says of its files, read beside the lake's crate: for the log, for proofs, for
//! backups.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use datafusion::arrow::array::AsArray;
use datafusion::arrow::datatypes::Int64Type;
use datafusion::functions_aggregate::expr_fn::count;
use datafusion::prelude::{ParquetReadOptions, SessionContext, col, lit};
use sqlx::{Connection, FromRow, SqliteConnection};

use super::Lake;
use crate::Result;

/// The column in which a merged file keeps the commit of each row.
const ORIGIN: &str = "_ducklake_internal_snapshot_id";

/// A file that the catalog names.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct CatalogFile {
    /// Its path below the folder of the lake's files, or absolute.
    pub path: String,
    /// Its size in bytes.
    pub bytes: i64,
    /// Rows in it; in a file of deletions, rows that it takes away.
    pub row_count: i64,
    /// Whether it takes rows away.
    pub is_deletion: bool,
    /// The snapshot from which on it counts.
    pub begin_snapshot: i64,
    /// The snapshot from which on it counts no more.
    pub end_snapshot: Option<i64>,
    /// For a file merged from several commits, the last of them: each of its rows counts from its
    /// own commit on.
    pub partial_max: Option<i64>,
}

impl CatalogFile {
    /// Whether it counts at `snapshot`.
    pub fn stands_at(&self, snapshot: i64) -> bool {
        self.begin_snapshot <= snapshot && self.end_snapshot.is_none_or(|end| snapshot < end)
    }

    /// Whether some of its rows came with a later commit than `snapshot`.
    fn is_partial_at(&self, snapshot: i64) -> bool {
        self.partial_max.is_some_and(|last| last > snapshot)
    }
}

/// A snapshot that the catalog names.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct CatalogSnapshot {
    /// Its number.
    pub snapshot: i64,
    /// Who committed it, where that is told.
    pub author: Option<String>,
    /// Why.
    pub message: Option<String>,
    /// What the book wrote beside it, JSON.
    pub extra: Option<String>,
    /// What the catalog says was changed, such as `inserted_into_table:1`.
    pub changes: Option<String>,
}

impl CatalogSnapshot {
    /// Whether nothing but the layout of files was changed.
    pub fn is_compaction(&self) -> bool {
        let words = ["merge_adjacent", "rewrite_delete", "compacted_table"];
        let changes = self.changes.as_deref().unwrap_or_default();
        !changes.is_empty()
            && changes
                .split(',')
                .all(|change| words.iter().any(|word| change.trim().starts_with(word)))
    }
}

const FILES: &str = "\
select case when f.path_is_relative = 0 then f.path
            when t.path_is_relative = 0 then t.path || f.path
            else s.path || t.path || f.path end as path,
       f.file_size_bytes as bytes, f.row_count, f.is_deletion, f.begin_snapshot, f.end_snapshot,
       f.partial_max
from (
  select table_id, path, path_is_relative, file_size_bytes, record_count as row_count,
         0 as is_deletion, begin_snapshot, end_snapshot, partial_max
  from ducklake_data_file
  union all
  select table_id, path, path_is_relative, file_size_bytes, delete_count, 1, begin_snapshot, end_snapshot, null
  from ducklake_delete_file
) f
join ducklake_table t on t.table_id = f.table_id
join ducklake_schema s on s.schema_id = t.schema_id
order by f.begin_snapshot, path";

impl Lake {
    /// Every file of every snapshot, oldest first.
    ///
    /// # Errors
    /// [`crate::ZoneError::State`] when the catalog refuses.
    pub async fn files(&self) -> Result<Vec<CatalogFile>> {
        files_of(&self.url).await
    }

    /// Writes a consistent copy of the catalog to `path`. Gives the files that the copy names.
    ///
    /// # Errors
    /// [`crate::ZoneError::State`] when the catalog refuses.
    pub async fn save_to(&self, path: &Path) -> Result<Vec<CatalogFile>> {
        let copy = path.display().to_string();
        let mut catalog = SqliteConnection::connect(&self.url).await?;
        sqlx::query("vacuum into $1")
            .bind(&copy)
            .execute(&mut catalog)
            .await?;
        catalog.close().await?;
        files_of(&format!("sqlite:{copy}")).await
    }

    /// The commits that the rows of merged files came with; of those among `files` that had not all
    /// their rows at the snapshot `first` yet.
    ///
    /// # Errors
    /// [`crate::ZoneError::Query`] when a file cannot be read.
    pub async fn origins(&self, files: &[CatalogFile], first: i64) -> Result<Origins> {
        let session = SessionContext::new();
        let mut origins = Origins::new();
        for file in files.iter().filter(|f| f.is_partial_at(first)) {
            let path = self.folder.join(&file.path).display().to_string();
            let options = ParquetReadOptions::default();
            let frame = session
                .read_parquet(path, options)
                .await?
                .aggregate(vec![col(ORIGIN)], vec![count(lit(1_i64))])?;
            let counts: &mut BTreeMap<i64, i64> = origins.entry(file.path.clone()).or_default();
            for batch in frame.collect().await? {
                let snapshots = batch.column(0).as_primitive::<Int64Type>();
                let rows = batch.column(1).as_primitive::<Int64Type>();
                counts.extend(
                    snapshots
                        .values()
                        .iter()
                        .copied()
                        .zip(rows.values().iter().copied()),
                );
            }
        }
        Ok(origins)
    }

    /// The snapshots after `last`, oldest first.
    ///
    /// # Errors
    /// [`crate::ZoneError::State`] when the catalog refuses.
    pub async fn snapshots_after(&self, last: i64) -> Result<Vec<CatalogSnapshot>> {
        let mut catalog = SqliteConnection::connect(&self.url).await?;
        let snapshots = sqlx::query_as(
            "select s.snapshot_id as snapshot, c.author, c.commit_message as message, \
             c.commit_extra_info as extra, \
             c.changes_made as changes \
             from ducklake_snapshot s \
             left join ducklake_snapshot_changes c on c.snapshot_id = s.snapshot_id \
             where s.snapshot_id > $1 order by s.snapshot_id",
        )
        .bind(last)
        .fetch_all(&mut catalog)
        .await?;
        catalog.close().await?;
        Ok(snapshots)
    }
}

async fn files_of(url: &str) -> Result<Vec<CatalogFile>> {
    let mut catalog = SqliteConnection::connect(url).await?;
    let files = sqlx::query_as(FILES).fetch_all(&mut catalog).await?;
    catalog.close().await?;
    Ok(files)
}

/// How many rows of a merged file came with which commit.
pub type Origins = HashMap<String, BTreeMap<i64, i64>>;

/// Rows that stand at `snapshot`, over all tables; `origins` are those of merged files.
pub fn rows_at(files: &[CatalogFile], origins: &Origins, snapshot: i64) -> i64 {
    files
        .iter()
        .filter(|file| file.stands_at(snapshot))
        .map(|file| match origins.get(&file.path) {
            Some(counts) if file.is_partial_at(snapshot) => {
                counts.range(..=snapshot).map(|(_, rows)| rows).sum()
            }
            _ if file.is_deletion => -file.row_count,
            _ => file.row_count,
        })
        .sum()
}
