//! `latest`: of each series the observation with the latest time.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use async_trait::async_trait;
use datafusion::arrow::array::{ArrayRef, AsArray, RecordBatch, RecordBatchOptions, UInt64Array};
use datafusion::arrow::compute::{cast, concat_batches, take, take_record_batch};
use datafusion::arrow::datatypes::{SchemaRef, TimestampMicrosecondType};
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::{DataFusionError, Result};
use datafusion::datasource::MemTable;
use datafusion::logical_expr::{TableProviderFilterPushDown, TableType};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::prelude::Expr;
use zone::lake::Lake;

use super::chosen::{SERIES, chosen, numbers_of, speaks_of};

/// The column of the instant.
const TIME: &str = "time";

/// Rows that the first look reads at least: nothing is gained by reading less.
const FIRST_ROWS: u64 = 1_000_000;

/// The noun `latest`. What it gives is looked for when a statement is planned that names it, and
/// only for the series that the statement asks for.
#[derive(Debug)]
pub(super) struct Latest {
    pub lake: Lake,
    pub snapshot: i64,
    /// Readings that wait in the inbox, in the columns of the lake's.
    pub waiting: Option<RecordBatch>,
    /// The noun `series`.
    pub series: RecordBatch,
    /// The columns of `observations`.
    pub schema: SchemaRef,
}

impl Latest {
    /// Whether `filter` speaks of the series alone: then it decides which are looked for.
    fn is_of_series(&self, filter: &Expr) -> bool {
        speaks_of(filter, &self.series.schema())
    }

    /// The latest readings of the series `asked`, with the columns of `schema`.
    async fn rows(&self, asked: &RecordBatch, schema: SchemaRef) -> Result<RecordBatch> {
        let ids = numbers_of(asked)?;
        let names = schema.fields().iter().map(|field| field.name().as_str());
        let mut of_reading: Vec<&str> = names
            .filter(|name| asked.column_by_name(name).is_none())
            .collect();
        of_reading.push(SERIES);
        if self.waiting.is_some() && !of_reading.contains(&TIME) {
            of_reading.push(TIME);
        }
        let series: BTreeSet<i64> = ids.iter().copied().collect();
        let mut found = self
            .lake
            .latest(&series, &of_reading, FIRST_ROWS, self.snapshot)
            .await
            .map_err(|error| DataFusionError::External(Box::new(error)))?;
        if let Some(waiting) = &self.waiting {
            found = newest(&found, waiting, &series)?;
        }
        let places: HashMap<i64, u64> = ids.iter().copied().zip(0..).collect();
        let places: UInt64Array = numbers_of(&found)?
            .iter()
            .map(|id| places.get(id).copied())
            .collect();
        let mut arrays: Vec<ArrayRef> = Vec::with_capacity(schema.fields().len());
        for field in schema.fields() {
            let name = field.name();
            let array = match (asked.column_by_name(name), found.column_by_name(name)) {
                (Some(of_series), _) => take(of_series, &places, None)?,
                (None, Some(of_reading)) => Arc::clone(of_reading),
                (None, None) => return Err(lacking(name)),
            };
            arrays.push(cast(&array, field.data_type())?);
        }
        let count = RecordBatchOptions::new().with_row_count(Some(found.num_rows()));
        Ok(RecordBatch::try_new_with_options(schema, arrays, &count)?)
    }
}

/// Of each of `series` the later of what was `found` and what is `waiting`, in the columns of what was
/// found; what waits at the same instant stands in the other's place.
fn newest(
    found: &RecordBatch,
    waiting: &RecordBatch,
    series: &BTreeSet<i64>,
) -> Result<RecordBatch> {
    let schema = found.schema();
    let columns = schema.fields().iter().map(|field| {
        let column = waiting.column_by_name(field.name());
        let column = column.ok_or_else(|| lacking(field.name()))?;
        Ok(cast(column, field.data_type())?)
    });
    let waiting = RecordBatch::try_new(Arc::clone(&schema), columns.collect::<Result<_>>()?)?;
    let all = concat_batches(&schema, [found, &waiting])?;
    let mut last: HashMap<i64, (i64, u64)> = HashMap::new();
    for ((of, at_us), place) in numbers_of(&all)?.iter().zip(times_of(&all)?).zip(0..) {
        if !series.contains(of) {
            continue;
        }
        let held = last.entry(*of).or_insert((*at_us, place));
        if held.0 <= *at_us {
            *held = (*at_us, place);
        }
    }
    let mut places: Vec<u64> = last.into_values().map(|(_, place)| place).collect();
    places.sort_unstable();
    Ok(take_record_batch(&all, &UInt64Array::from(places))?)
}

fn times_of(rows: &RecordBatch) -> Result<&[i64]> {
    let column = rows.column_by_name(TIME);
    let column = column.and_then(|column| column.as_primitive_opt::<TimestampMicrosecondType>());
    Ok(column.ok_or_else(|| lacking(TIME))?.values())
}

fn lacking(column: &str) -> DataFusionError {
    DataFusionError::Internal(format!("`latest` lacks the column `{column}`"))
}

#[async_trait]
impl TableProvider for Latest {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    fn supports_filters_pushdown(
        &self,
        filters: &[&Expr],
    ) -> Result<Vec<TableProviderFilterPushDown>> {
        // A condition on time or value asks something of the latest reading; it does not choose it.
        Ok(filters
            .iter()
            .map(|filter| {
                if self.is_of_series(filter) {
                    TableProviderFilterPushDown::Inexact
                } else {
                    TableProviderFilterPushDown::Unsupported
                }
            })
            .collect())
    }

    async fn scan(
        &self,
        state: &dyn Session,
        projection: Option<&Vec<usize>>,
        filters: &[Expr],
        limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let of_series: Vec<Expr> = filters
            .iter()
            .filter(|filter| self.is_of_series(filter))
            .cloned()
            .collect();
        let asked = chosen(state, &self.series, &of_series)?;
        let schema = match projection {
            Some(columns) => Arc::new(self.schema.project(columns)?),
            None => self.schema(),
        };
        let rows = self.rows(&asked, Arc::clone(&schema)).await?;
        let table = MemTable::try_new(schema, vec![vec![rows]])?;
        table.scan(state, None, &[], limit).await
    }
}
