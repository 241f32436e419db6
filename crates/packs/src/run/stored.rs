//! A table as the lake has it. Rows of some periods are kept in memory, so that the tables after it
//! in a run need not read the lake again for the same few.

use std::collections::BTreeSet;
use std::sync::Arc;

use datafusion::arrow::array::{AsArray, BooleanArray, RecordBatch};
use datafusion::arrow::compute::{concat_batches, filter_record_batch};
use datafusion::catalog::TableProvider;
use datafusion::logical_expr::cast;
use datafusion::prelude::{DataFrame, Expr, SessionContext, col};

use super::compute::{arrow, within};
use crate::error::Result;
use crate::limits::HELD_ROWS_MAX;
use crate::model::Table;
use crate::period::Period;

/// A table of the lake, and what of it is in memory.
#[derive(Debug)]
pub(super) struct Stored {
    pub provider: Arc<dyn TableProvider>,
    held: Option<Held>,
}

/// The rows of some periods.
#[derive(Debug)]
struct Held {
    periods: BTreeSet<Period>,
    /// With the columns of [`Table::schema`].
    rows: RecordBatch,
}

impl Stored {
    pub fn new(provider: Arc<dyn TableProvider>) -> Self {
        Self {
            provider,
            held: None,
        }
    }

    /// Reads the rows of `periods` into memory, where they are not too many to be kept.
    pub async fn hold(
        &mut self,
        context: &SessionContext,
        table: &Table,
        periods: BTreeSet<Period>,
    ) -> Result<()> {
        let Some(column) = &table.period else {
            return Ok(());
        };
        let frame = self.frame(context, table, Some(within(column, &periods)))?;
        let rows = collected(frame.limit(0, Some(HELD_ROWS_MAX + 1))?).await?;
        if rows.num_rows() <= HELD_ROWS_MAX {
            self.held = Some(Held { periods, rows });
        }
        Ok(())
    }

    /// The rows of `periods`; `None` where not all of those are in memory.
    pub fn held(&self, periods: &BTreeSet<Period>, table: &Table) -> Result<Option<RecordBatch>> {
        match &self.held {
            Some(held) if periods.is_subset(&held.periods) => {
                rows_of_periods(&held.rows, periods, table).map(Some)
            }
            _ => Ok(None),
        }
    }

    /// The rows of `periods`, all of them where none are given.
    pub async fn rows(
        &self,
        context: &SessionContext,
        table: &Table,
        periods: Option<&BTreeSet<Period>>,
    ) -> Result<RecordBatch> {
        if let Some(periods) = periods
            && let Some(rows) = self.held(periods, table)?
        {
            return Ok(rows);
        }
        let column = table.period.as_ref();
        let only = column.zip(periods).map(|(id, periods)| within(id, periods));
        collected(self.frame(context, table, only)?).await
    }

    /// The rows for which `only` is true, with the columns of [`Table::schema`].
    ///
    /// The lake hands text over as views. A plan tells the types of a union by its first part before
    /// it is analysed: without a cast what it says of itself would not be what it gives.
    pub fn frame(
        &self,
        context: &SessionContext,
        table: &Table,
        only: Option<Expr>,
    ) -> Result<DataFrame> {
        let mut frame = context.read_table(Arc::clone(&self.provider))?;
        if let Some(only) = only {
            frame = frame.filter(only)?;
        }
        let schema = table.schema();
        let columns = schema.fields().iter().map(|field| {
            cast(col(field.name()), field.data_type().clone()).alias(field.name().as_str())
        });
        Ok(frame.select(columns.collect::<Vec<_>>())?)
    }
}

async fn collected(frame: DataFrame) -> Result<RecordBatch> {
    let schema = Arc::new(frame.schema().as_arrow().clone());
    concat_batches(&schema, &frame.collect().await?).map_err(arrow)
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
