//! The readings of the lake, and beside them those that wait in the inbox.

use std::sync::Arc;

use async_trait::async_trait;
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::{DFSchema, Result};
use datafusion::datasource::memory::MemorySourceConfig;
use datafusion::logical_expr::{TableProviderFilterPushDown, TableType};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::expressions::Column;
use datafusion::physical_plan::filter::FilterExec;
use datafusion::physical_plan::projection::ProjectionExec;
use datafusion::physical_plan::union::UnionExec;
use datafusion::prelude::{Expr, not};
use zone::inbox::UnreadReadings;

use super::chosen::chosen;

/// The columns by which a reading is told apart.
const KEY: [&str; 2] = ["series", "time"];

/// The lake's readings without those whose place others take, and the others.
#[derive(Debug)]
pub(super) struct Beside {
    stored: Arc<dyn TableProvider>,
    rows: RecordBatch,
    in_place_of: Option<Expr>,
}

impl Beside {
    /// `unread` beside what is `stored`.
    pub fn new(stored: Arc<dyn TableProvider>, unread: &UnreadReadings) -> Result<Self> {
        let schema = stored.schema();
        let columns = schema
            .fields()
            .iter()
            .map(|field| {
                let place = unread.rows.schema().index_of(field.name())?;
                Ok(cast(unread.rows.column(place), field.data_type())?)
            })
            .collect::<Result<Vec<_>>>()?;
        Ok(Self {
            rows: RecordBatch::try_new(schema, columns)?,
            stored,
            in_place_of: unread.in_place_of.clone(),
        })
    }

    /// The readings that wait, in the columns of the lake.
    pub fn rows(&self) -> &RecordBatch {
        &self.rows
    }

    /// What the lake has, without the rows whose place others take.
    async fn scan_stored(
        &self,
        state: &dyn Session,
        wanted: &[usize],
        filters: &[Expr],
        in_place_of: &Expr,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let schema = self.stored.schema();
        let mut read = wanted.to_vec();
        for name in KEY {
            let place = schema.index_of(name)?;
            if !read.contains(&place) {
                read.push(place);
            }
        }
        let scanned = self.stored.scan(state, Some(&read), filters, None).await?;
        let of = DFSchema::try_from(scanned.schema())?;
        let stays = state.create_physical_expr(not(in_place_of.clone()), &of)?;
        let staying = Arc::new(FilterExec::try_new(stays, scanned)?);
        let shown = wanted.iter().enumerate().map(|(place, of_all)| {
            let name = schema.field(*of_all).name();
            (Arc::new(Column::new(name, place)) as _, name.clone())
        });
        let shown: Vec<(Arc<dyn datafusion::physical_expr::PhysicalExpr>, String)> =
            shown.collect();
        Ok(Arc::new(ProjectionExec::try_new(shown, staying)?))
    }
}

#[async_trait]
impl TableProvider for Beside {
    fn schema(&self) -> SchemaRef {
        self.stored.schema()
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    fn supports_filters_pushdown(
        &self,
        filters: &[&Expr],
    ) -> Result<Vec<TableProviderFilterPushDown>> {
        self.stored.supports_filters_pushdown(filters)
    }

    async fn scan(
        &self,
        state: &dyn Session,
        projection: Option<&Vec<usize>>,
        filters: &[Expr],
        _limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let all = || (0..self.schema().fields().len()).collect();
        let wanted: Vec<usize> = projection.cloned().unwrap_or_else(all);
        let stored = match &self.in_place_of {
            Some(of) => self.scan_stored(state, &wanted, filters, of).await?,
            None => {
                self.stored
                    .scan(state, Some(&wanted), filters, None)
                    .await?
            }
        };
        let rows = chosen(state, &self.rows, filters)?.project(&wanted)?;
        if rows.num_rows() == 0 {
            return Ok(stored);
        }
        let schema = rows.schema();
        let waiting = MemorySourceConfig::try_new_exec(&[vec![rows]], schema, None)?;
        UnionExec::try_new(vec![stored, waiting])
    }
}
