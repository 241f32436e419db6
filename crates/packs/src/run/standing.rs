//! A table as those after it in a run read it: nothing is written before all tables are computed.

use std::collections::BTreeSet;
use std::sync::Arc;

use datafusion::arrow::array::RecordBatch;
use datafusion::catalog::TableProvider;
use datafusion::datasource::MemTable;
use datafusion::prelude::SessionContext;

use super::compute::within;
use super::stored::{Stored, rows_of_periods};
use crate::error::Result;
use crate::model::Table;
use crate::period::Period;

/// What a table is while a run goes on.
#[derive(Debug)]
pub(super) enum Standing {
    /// As it is stored.
    Stored(Stored),
    /// Every row was computed by this run.
    Fresh(RecordBatch),
    /// The rows of some periods were.
    Partly {
        stored: Stored,
        periods: BTreeSet<Period>,
        fresh: RecordBatch,
    },
}

impl Standing {
    /// All of the table.
    pub fn whole(&self, context: &SessionContext, table: &Table) -> Result<Arc<dyn TableProvider>> {
        Ok(match self {
            Self::Stored(stored) => Arc::clone(&stored.provider),
            Self::Fresh(fresh) => in_memory(std::slice::from_ref(fresh), table)?,
            Self::Partly {
                stored,
                periods,
                fresh,
            } => {
                let stays = table.period.as_ref().map(|id| !within(id, periods));
                let stays = stored.frame(context, table, stays)?;
                let fresh = in_memory(std::slice::from_ref(fresh), table)?;
                stays.union(context.read_table(fresh)?)?.into_view()
            }
        })
    }

    /// What of the table lies in `periods`.
    pub fn within(
        &self,
        context: &SessionContext,
        table: &Table,
        periods: &BTreeSet<Period>,
    ) -> Result<Arc<dyn TableProvider>> {
        let Some(column) = &table.period else {
            return self.whole(context, table);
        };
        if let Some(rows) = self.rows_within(table, periods)? {
            return in_memory(&rows, table);
        }
        let whole = context.read_table(self.whole(context, table)?)?;
        Ok(whole.filter(within(column, periods))?.into_view())
    }

    /// The rows of `periods`, where all of them are in memory.
    fn rows_within(
        &self,
        table: &Table,
        periods: &BTreeSet<Period>,
    ) -> Result<Option<Vec<RecordBatch>>> {
        let (stored, computed, fresh) = match self {
            Self::Fresh(fresh) => return Ok(Some(vec![rows_of_periods(fresh, periods, table)?])),
            Self::Stored(stored) => (stored, &BTreeSet::new(), None),
            Self::Partly {
                stored,
                periods,
                fresh,
            } => (stored, periods, Some(fresh)),
        };
        let stays: BTreeSet<Period> = periods.difference(computed).copied().collect();
        let mut rows = Vec::new();
        if !stays.is_empty() {
            match stored.held(&stays, table)? {
                Some(held) => rows.push(held),
                None => return Ok(None),
            }
        }
        if let Some(fresh) = fresh {
            rows.push(rows_of_periods(fresh, periods, table)?);
        }
        Ok(Some(rows))
    }
}

/// Rows of one batch: in pieces like those that are read from the lake, cores share them.
const PIECE_ROWS: usize = 8_192;

fn in_memory(rows: &[RecordBatch], table: &Table) -> Result<Arc<dyn TableProvider>> {
    let pieces = rows.iter().flat_map(|rows| {
        let begins = (0..rows.num_rows()).step_by(PIECE_ROWS);
        begins.map(|from| rows.slice(from, PIECE_ROWS.min(rows.num_rows() - from)))
    });
    let pieces = vec![pieces.collect()];
    Ok(Arc::new(MemTable::try_new(table.schema(), pieces)?))
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on should stop and say where"
)]
mod tests {
    use datafusion::arrow::array::new_null_array;
    use datafusion::arrow::compute::cast;
    use datafusion::arrow::datatypes::{DataType, Field, Schema};
    use zone::lake::Month;

    use super::*;
    use crate::model::Pack;
    use crate::period::Every;
    use crate::source::embedded;

    /// A row with nothing but its month, text as the lake hands it over.
    fn row(table: &Table, month: &str, text: &DataType) -> RecordBatch {
        let typed = |field: &Arc<Field>| match field.data_type() {
            DataType::Utf8 => text.clone(),
            other => other.clone(),
        };
        let schema = table.schema();
        let fields = schema.fields().iter();
        let fields: Vec<Field> = fields
            .map(|field| Field::new(field.name(), typed(field), true))
            .collect();
        let month = datafusion::arrow::array::StringArray::from(vec![month]);
        let columns = fields.iter().map(|field| {
            if Some(field.name()) == table.period.as_ref() {
                cast(&month, field.data_type()).unwrap()
            } else {
                new_null_array(field.data_type(), 1)
            }
        });
        let columns = columns.collect();
        RecordBatch::try_new(Arc::new(Schema::new(fields)), columns).unwrap()
    }

    #[tokio::test]
    async fn a_table_that_is_partly_fresh_joins_with_one_in_memory() {
        let pack = Pack::load(&embedded()["water-quality"]).unwrap();
        let table = &pack.tables["zone_month"];
        let (old, new) = (
            row(table, "2021-03", &DataType::Utf8View),
            row(table, "2021-04", &DataType::Utf8),
        );
        let stored = MemTable::try_new(old.schema(), vec![vec![old]]).unwrap();
        let standing = Standing::Partly {
            stored: Stored::new(Arc::new(stored)),
            periods: BTreeSet::from([Period::of(Every::Month, Month::new(2021, 4))]),
            fresh: new,
        };
        let context = SessionContext::new();
        let periods = BTreeSet::from([3, 4].map(|m| Period::of(Every::Month, Month::new(2021, m))));
        let within = standing.within(&context, table, &periods).unwrap();
        let beside = in_memory(&[row(table, "2021-03", &DataType::Utf8)], table).unwrap();
        context.register_table("within", within).unwrap();
        context.register_table("beside", beside).unwrap();
        let joined = "select w.month, row_number() over (partition by w.month order by b.month) \
                      from within w join beside b on b.month = w.month and b.month <= w.month";
        let batches = context.sql(joined).await.unwrap().collect().await.unwrap();
        let rows: usize = batches.iter().map(RecordBatch::num_rows).sum();
        assert_eq!(rows, 1);
    }
}
