//! Rows of a stored table that a run keeps in memory, so that the tables after it need not read the
//! lake again for the same few periods.

use std::collections::BTreeSet;
use std::sync::Arc;

use datafusion::arrow::array::{AsArray, BooleanArray, RecordBatch};
use datafusion::arrow::compute::{cast, concat_batches, filter_record_batch};
use datafusion::catalog::TableProvider;
use datafusion::prelude::SessionContext;

use super::compute::{arrow, within};
use crate::error::{PackError, Result};
use crate::limits::HELD_ROWS_MAX;
use crate::model::Table;
use crate::period::Period;

/// The stored rows of some periods.
#[derive(Debug)]
pub(super) struct Held {
    periods: BTreeSet<Period>,
    /// With the columns of [`Table::schema`].
    rows: RecordBatch,
}

impl Held {
    /// The rows of `stored` that lie in `periods`; `None` where they are too many to be kept.
    pub async fn read(
        context: &SessionContext,
        stored: &Arc<dyn TableProvider>,
        table: &Table,
        periods: BTreeSet<Period>,
    ) -> Result<Option<Self>> {
        let Some(column) = &table.period else {
            return Ok(None);
        };
        let frame = context
            .read_table(Arc::clone(stored))?
            .filter(within(column, &periods))?
            .limit(0, Some(HELD_ROWS_MAX + 1))?;
        let schema = Arc::new(frame.schema().as_arrow().clone());
        let rows = concat_batches(&schema, &frame.collect().await?).map_err(arrow)?;
        if rows.num_rows() > HELD_ROWS_MAX {
            return Ok(None);
        }
        let rows = as_stored(&rows, table)?;
        Ok(Some(Self { periods, rows }))
    }

    /// The rows of `periods`; `None` where not all of those were read.
    pub fn of(&self, periods: &BTreeSet<Period>, table: &Table) -> Result<Option<RecordBatch>> {
        if !periods.is_subset(&self.periods) {
            return Ok(None);
        }
        rows_of_periods(&self.rows, periods, table).map(Some)
    }
}

/// The rows with the columns of [`Table::schema`].
fn as_stored(rows: &RecordBatch, table: &Table) -> Result<RecordBatch> {
    let schema = table.schema();
    let mut columns = Vec::with_capacity(schema.fields().len());
    for field in schema.fields() {
        let Some(array) = rows.column_by_name(field.name()) else {
            return Err(PackError::Refused(format!(
                "`{}` is stored without its column `{}`",
                table.name,
                field.name()
            )));
        };
        columns.push(cast(array, field.data_type()).map_err(arrow)?);
    }
    RecordBatch::try_new(schema, columns).map_err(arrow)
}

/// Of `rows` those that lie in `periods`; all of them where the table has no periods.
pub(super) fn rows_of_periods(
    rows: &RecordBatch,
    periods: &BTreeSet<Period>,
    table: &Table,
) -> Result<RecordBatch> {
    let Some(column) = table.period.as_ref().and_then(|id| rows.column_by_name(id)) else {
        return Ok(rows.clone());
    };
    let wanted: BTreeSet<String> = periods.iter().map(Period::to_string).collect();
    let lies_within: BooleanArray = column
        .as_string::<i32>()
        .iter()
        .map(|period| Some(period.is_some_and(|period| wanted.contains(period))))
        .collect();
    filter_record_batch(rows, &lies_within).map_err(arrow)
}
