//! Compaction: small files become few, files full of dead rows lose them. No row says anything else
//! afterwards, at any snapshot.

use std::sync::Arc;

use datafusion::prelude::{SessionConfig, SessionContext};
use datafusion_ducklake::maintenance::{CleanupCriteria, ExpireCriteria, cleanup_old_files_sqlite};
use datafusion_ducklake::{
    DuckLakeCatalog, DuckLakeTable, MergeOptions, RewriteOptions, SqliteMetadataWriter,
};

use super::{CATALOG, Lake, full_name, lake_table, write_settings};
use crate::Result;
use crate::limits::{COMPACT_DEAD_SHARE, COMPACT_FILE_BYTES};

/// What a compaction did to the files.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Compacted {
    /// Files that were read.
    pub from_files: usize,
    /// Files that were written in their place.
    pub to_files: usize,
}

impl Lake {
    /// Every table of the lake at its head, as schema and name.
    ///
    /// # Errors
    /// [`crate::ZoneError::Lake`] when the catalog refuses.
    pub fn tables(&self) -> Result<Vec<(String, String)>> {
        self.tables_at(self.head()?)
    }

    /// Every table of the lake at `snapshot`, as schema and name.
    pub(crate) fn tables_at(&self, snapshot: i64) -> Result<Vec<(String, String)>> {
        let session = self.session(snapshot)?;
        let mut tables = Vec::new();
        let Some(catalog) = session.catalog(CATALOG) else {
            return Ok(tables);
        };
        for schema in catalog.schema_names() {
            if schema == "information_schema" {
                continue;
            }
            if let Some(provider) = catalog.schema(&schema) {
                let names = provider.table_names();
                tables.extend(names.into_iter().map(|table| (schema.clone(), table)));
            }
        }
        tables.sort();
        Ok(tables)
    }

    /// Rewrites the files of a table that have many dead rows, then merges its small ones.
    ///
    /// # Errors
    /// [`crate::ZoneError::Contended`] when another program changed the table meanwhile.
    pub(crate) async fn compact_table(&self, schema: &str, table: &str) -> Result<Compacted> {
        let (session, rewritten) = self.writable(schema, table).await?;
        let options = RewriteOptions {
            delete_threshold: COMPACT_DEAD_SHARE,
            ..RewriteOptions::default()
        };
        let rewritten = rewritten
            .rewrite_data_files(&session.state(), options)
            .await?;
        let (session, merged) = self.writable(schema, table).await?;
        let options = MergeOptions {
            target_file_size: COMPACT_FILE_BYTES,
            ..MergeOptions::default()
        };
        let merged = merged
            .merge_adjacent_files(&session.state(), options)
            .await?;
        Ok(Compacted {
            from_files: rewritten.files_processed + merged.files_processed,
            to_files: rewritten.files_created + merged.files_created,
        })
    }

    async fn writable(&self, schema: &str, table: &str) -> Result<(SessionContext, DuckLakeTable)> {
        let writer = Arc::new(SqliteMetadataWriter::new(&self.url).await?);
        let catalog = DuckLakeCatalog::with_writer(Arc::clone(&self.provider) as _, writer)?;
        let session = SessionContext::new_with_config(SessionConfig::new());
        DuckLakeCatalog::register(&session, CATALOG, catalog);
        self.register_files(&session);
        let provider = session.table_provider(full_name(schema, table)).await?;
        let table = lake_table(provider.as_ref(), table)?
            .clone()
            .with_write_options(write_settings());
        Ok((session, table))
    }

    /// Lets go of `snapshots` in the catalog; the files that no other snapshot shows are removed
    /// later, by [`Lake::remove_files`].
    pub(crate) async fn expire(&self, snapshots: &[i64]) -> Result<()> {
        if snapshots.is_empty() {
            return Ok(());
        }
        let writer = SqliteMetadataWriter::new(&self.url).await?;
        writer.expire_snapshots(ExpireCriteria::Versions(snapshots.to_vec()))?;
        Ok(())
    }

    /// Deletes the files that the catalog let go of before `before_us` (µs UTC). Gives how many.
    pub(crate) async fn remove_files(&self, before_us: i64) -> Result<usize> {
        let Some(before) = chrono::DateTime::from_timestamp_micros(before_us) else {
            return Ok(0);
        };
        let writer = SqliteMetadataWriter::new(&self.url).await?;
        let removed = cleanup_old_files_sqlite(
            &writer,
            Arc::clone(&self.store) as _,
            CleanupCriteria::OlderThan(before),
            false,
        )
        .await?;
        Ok(removed.len())
    }
}
