//! `latest`: of each series the observation with the latest time.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use async_trait::async_trait;
use datafusion::arrow::array::{ArrayRef, RecordBatch, RecordBatchOptions, UInt64Array};
use datafusion::arrow::compute::{cast, take};
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::{DataFusionError, Result};
use datafusion::datasource::MemTable;
use datafusion::logical_expr::{TableProviderFilterPushDown, TableType};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::prelude::Expr;
use zone::lake::Lake;

use super::chosen::{SERIES, chosen, numbers_of, speaks_of};

/// Rows that the first look reads at least: nothing is gained by reading less.
const FIRST_ROWS: u64 = 1_000_000;

/// The noun `latest`. What it gives is looked for when a statement is planned that names it, and
/// only for the series that the statement asks for.
#[derive(Debug)]
pub(super) struct Latest {
    pub lake: Lake,
    pub snapshot: i64,
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
        let series: BTreeSet<i64> = ids.iter().copied().collect();
        let found = self
            .lake
            .latest(&series, &of_reading, FIRST_ROWS, self.snapshot)
            .await
            .map_err(|error| DataFusionError::External(Box::new(error)))?;
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
