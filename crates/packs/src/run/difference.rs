//! What a run changes in a stored table, row by row: an unchanged figure keeps the run that it cites.

use std::collections::HashMap;
use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, RecordBatch, UInt64Array};
use datafusion::arrow::compute::take;
use datafusion::arrow::datatypes::{Field, Schema};

use super::compute::{arrow, converter, key_of};
use crate::error::Result;
use crate::model::Table;

/// The rows to take away and those to put.
#[derive(Debug)]
pub(super) struct Difference {
    /// Keys of stored rows that are no more, or not so any more.
    pub doomed: RecordBatch,
    /// Rows that are new, or other than before.
    pub fresh: RecordBatch,
}

impl Difference {
    /// Whether the stored rows say the same as the fresh ones.
    pub fn is_empty(&self) -> bool {
        self.doomed.num_rows() == 0 && self.fresh.num_rows() == 0
    }

    /// What leads from `stored` to `fresh`, both with the declared columns.
    pub fn between(stored: &RecordBatch, fresh: &RecordBatch, table: &Table) -> Result<Self> {
        let (stored_keys, fresh_keys) = (key_of(stored, table), key_of(fresh, table));
        let keys = converter(&fresh_keys)?;
        let rows = converter(fresh.columns())?;
        let of_stored = keys.convert_columns(&stored_keys).map_err(arrow)?;
        let of_fresh = keys.convert_columns(&fresh_keys).map_err(arrow)?;
        let stored_rows = rows.convert_columns(stored.columns()).map_err(arrow)?;
        let fresh_rows = rows.convert_columns(fresh.columns()).map_err(arrow)?;
        let mut left: HashMap<_, usize> = of_stored.iter().zip(0..).collect();
        let (mut doomed, mut news) = (Vec::new(), Vec::new());
        for (index, key) in of_fresh.iter().enumerate() {
            match left.remove(&key) {
                Some(before) if stored_rows.row(before) == fresh_rows.row(index) => {}
                Some(before) => {
                    doomed.push(before as u64);
                    news.push(index as u64);
                }
                None => news.push(index as u64),
            }
        }
        doomed.extend(left.into_values().map(|index| index as u64));
        doomed.sort_unstable();
        Ok(Self {
            doomed: rows_at(&keys_only(&stored_keys, table)?, doomed)?,
            fresh: rows_at(fresh, news)?,
        })
    }
}

/// A batch of nothing but the key's columns.
fn keys_only(keys: &[ArrayRef], table: &Table) -> Result<RecordBatch> {
    let fields: Vec<Field> = table
        .key
        .iter()
        .zip(keys)
        .map(|(name, array)| Field::new(name, array.data_type().clone(), true))
        .collect();
    RecordBatch::try_new(Arc::new(Schema::new(fields)), keys.to_vec()).map_err(arrow)
}

fn rows_at(batch: &RecordBatch, indices: Vec<u64>) -> Result<RecordBatch> {
    let indices = UInt64Array::from(indices);
    let columns = batch
        .columns()
        .iter()
        .map(|column| take(column, &indices, None))
        .collect::<std::result::Result<_, _>>()
        .map_err(arrow)?;
    RecordBatch::try_new(batch.schema(), columns).map_err(arrow)
}
