//! What the catalog says of its files, read beside the lake's crate: for the log, for proofs, for
//! backups.

use sqlx::{Connection, FromRow, SqliteConnection};

use super::Lake;
use crate::Result;

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
}

impl CatalogFile {
    /// Whether it counts at `snapshot`.
    pub fn stands_at(&self, snapshot: i64) -> bool {
        self.begin_snapshot <= snapshot && self.end_snapshot.is_none_or(|end| snapshot < end)
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
}

const FILES: &str = "\
select case when f.path_is_relative = 0 then f.path
            when t.path_is_relative = 0 then t.path || f.path
            else s.path || t.path || f.path end as path,
       f.file_size_bytes as bytes, f.row_count, f.is_deletion, f.begin_snapshot, f.end_snapshot
from (
  select table_id, path, path_is_relative, file_size_bytes, record_count as row_count,
         0 as is_deletion, begin_snapshot, end_snapshot
  from ducklake_data_file
  union all
  select table_id, path, path_is_relative, file_size_bytes, delete_count, 1, begin_snapshot, end_snapshot
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
        let mut catalog = SqliteConnection::connect(&self.url).await?;
        let files = sqlx::query_as(FILES).fetch_all(&mut catalog).await?;
        catalog.close().await?;
        Ok(files)
    }

    /// The snapshots after `last`, oldest first.
    ///
    /// # Errors
    /// [`crate::ZoneError::State`] when the catalog refuses.
    pub async fn snapshots_after(&self, last: i64) -> Result<Vec<CatalogSnapshot>> {
        let mut catalog = SqliteConnection::connect(&self.url).await?;
        let snapshots = sqlx::query_as(
            "select s.snapshot_id as snapshot, c.author, c.commit_message as message, \
             c.commit_extra_info as extra \
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

/// Rows that stand at `snapshot`, over all tables.
pub fn rows_at(files: &[CatalogFile], snapshot: i64) -> i64 {
    files
        .iter()
        .filter(|file| file.stands_at(snapshot))
        .map(|file| {
            if file.is_deletion {
                -file.row_count
            } else {
                file.row_count
            }
        })
        .sum()
}
