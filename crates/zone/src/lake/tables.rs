//! Computed tables: all that a run changes in them gets into the lake in one commit.

use std::sync::Arc;

use datafusion::arrow::array::{Array, RecordBatch};
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::common::ScalarValue;
use datafusion::prelude::{Expr, SessionContext, col, lit};
use datafusion_ducklake::metadata_writer::WriteMode;
use datafusion_ducklake::{DuckLakeTableWriter, DuckLakeWriteTransaction, SqliteMetadataWriter};

use super::correct::among;
use super::{Commit, Extra, Lake, full_name, options};
use crate::Result;

/// What a commit does to one computed table.
#[derive(Debug, Clone)]
pub struct TableChange {
    /// Its schema, the pack's.
    pub schema: String,
    /// Its name.
    pub table: String,
    /// Its columns.
    pub columns: SchemaRef,
    /// The rows that leave.
    pub leaving: Leaving,
    /// The rows that come, with those columns.
    pub coming: RecordBatch,
}

/// Which of a table's rows leave.
#[derive(Debug, Clone)]
pub enum Leaving {
    /// All; a table that is not there, or has other columns, is made anew.
    All,
    /// Those with one of these keys, whose columns are named as the table's.
    Keys(RecordBatch),
}

impl Lake {
    /// Changes tables in one commit; what they were stays readable at older snapshots. Gives the new
    /// snapshot, `None` where no row leaves or comes.
    ///
    /// What the lake's crate cannot put into that commit goes before it, in commits of its own
    /// without a row: a table that is made anew and stays empty, and the end of one that had other
    /// columns.
    ///
    /// # Errors
    /// [`crate::ZoneError::Contended`] when a table was changed meanwhile, and
    /// [`crate::ZoneError::Lake`] when the catalog or the disk refuses.
    pub async fn change_tables(
        &self,
        changes: &[TableChange],
        commit: &Commit<'_>,
    ) -> Result<Option<i64>> {
        let writer = self.table_writer().await?;
        let before = self.session(self.head()?)?;
        for change in changes {
            if matches!(change.leaving, Leaving::All) {
                self.settle(&before, &writer, change, commit).await?;
            }
        }
        let base = self.head()?;
        let session = self.session(base)?;
        let commit = Commit {
            base: Some(base),
            ..commit.clone()
        };
        let mut transaction = writer.transaction().with_options(&options(&commit));
        for change in changes {
            self.stage(&session, &writer, &mut transaction, change)
                .await?;
        }
        let written = transaction.commit().await?;
        Ok(written.last().map(|table| table.snapshot_id))
    }

    /// Lets the table begin anew where it has other columns, and makes it where it stays empty.
    async fn settle(
        &self,
        session: &SessionContext,
        writer: &DuckLakeTableWriter,
        change: &TableChange,
        commit: &Commit<'_>,
    ) -> Result<()> {
        let (schema, table) = (&change.schema, &change.table);
        let there = session.table_provider(full_name(schema, table)).await;
        let is_same = match &there {
            Ok(there) => are_same(&there.schema(), &change.columns),
            Err(_) => false,
        };
        if there.is_ok() && !is_same {
            let metadata = SqliteMetadataWriter::new(&self.url).await?;
            metadata.drop_table(schema, table)?;
        }
        if is_same || change.coming.num_rows() > 0 {
            return Ok(());
        }
        let commit = Commit {
            extra: Extra {
                kind: commit.extra.kind.clone(),
                ..Extra::default()
            },
            ..commit.clone()
        };
        let mut alone = writer
            .begin_write_single_file(schema, table, &change.columns, WriteMode::Replace)?
            .with_options(&options(&commit));
        alone.write_batch(&RecordBatch::new_empty(Arc::clone(&change.columns)))?;
        Box::pin(alone.finish()).await?;
        Ok(())
    }

    async fn stage(
        &self,
        session: &SessionContext,
        writer: &DuckLakeTableWriter,
        transaction: &mut DuckLakeWriteTransaction<'_>,
        change: &TableChange,
    ) -> Result<()> {
        let (schema, table) = (change.schema.as_str(), change.table.as_str());
        let coming = std::slice::from_ref(&change.coming);
        let doomed = match &change.leaving {
            Leaving::All if change.coming.num_rows() > 0 => {
                let mode = WriteMode::Replace;
                transaction
                    .stage_write(schema, table, &change.columns, mode, coming)
                    .await?;
                return Ok(());
            }
            Leaving::All => Some(lit(true)),
            Leaving::Keys(keys) if keys.num_rows() == 0 => None,
            Leaving::Keys(keys) => Some(with_bounds(keys)?),
        };
        let deletes = match doomed {
            Some(doomed) => {
                self.delete_files(session, writer, (schema, table), doomed)
                    .await?
            }
            None => Vec::new(),
        };
        let mode = WriteMode::Append;
        transaction
            .stage_write_with_deletes(schema, table, &change.columns, mode, coming, &deletes, &[])
            .await?;
        Ok(())
    }
}

fn are_same(there: &SchemaRef, wanted: &SchemaRef) -> bool {
    let of = |columns: &SchemaRef| -> Vec<_> {
        let fields = columns.fields().iter();
        fields
            .map(|f| (f.name().clone(), f.data_type().clone()))
            .collect()
    };
    of(there) == of(wanted)
}

/// The rows that have one of `keys`. The set decides; the bounds spare the files and row groups that
/// have none of them.
fn with_bounds(keys: &RecordBatch) -> Result<Expr> {
    let mut condition = among(keys)?;
    for (field, column) in keys.schema().fields().iter().zip(keys.columns()) {
        if let Some((least, greatest)) = bounds(column)? {
            let column = col(field.name().as_str());
            condition = condition.and(column.between(lit(least), lit(greatest)));
        }
    }
    Ok(condition)
}

/// The least and the greatest value of a column; `None` where one is missing or they have no order.
fn bounds(column: &dyn Array) -> Result<Option<(ScalarValue, ScalarValue)>> {
    let mut found: Option<(ScalarValue, ScalarValue)> = None;
    for row in 0..column.len() {
        let value = ScalarValue::try_from_array(column, row)?;
        if value.is_null() {
            return Ok(None);
        }
        found = Some(match found {
            None => (value.clone(), value),
            Some((least, greatest)) if value < least => (value, greatest),
            Some((least, greatest)) if value > greatest => (least, value),
            Some(both) => both,
        });
    }
    Ok(found)
}
