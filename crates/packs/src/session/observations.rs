//! `observations`: the readings of the lake, each with what its series says of it.
//!
//! A condition on the thing, the property or the sample kind chooses series, which are known before
//! anything is read: the lake is asked for those alone, and a reading finds its series by its number.

mod plan;

use std::sync::Arc;

use async_trait::async_trait;
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::{FieldRef, Fields, Schema, SchemaRef};
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::{DFSchema, Result};
use datafusion::logical_expr::{TableProviderFilterPushDown, TableType};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::empty::EmptyExec;
use datafusion::physical_plan::filter::FilterExec;
use datafusion::prelude::{Expr, col, lit};

use super::chosen::{SERIES, chosen, numbers_of, speaks_of};
use plan::{Column, ObservationsPlan};

/// Chosen series are named to the lake one by one up to so many; of more, it is told the first and
/// the last number.
const NAMED_MAX: usize = 64;

/// What a reading shows of its series, and what the noun `series` calls it.
const OF_SERIES: [(&str, &str); 6] = [
    ("kind", "kind"),
    ("thing", "thing"),
    ("property", "property"),
    ("unit", "unit"),
    ("sample_kind", "series_sample_kind"),
    (SERIES, SERIES),
];

/// The noun `observations`.
#[derive(Debug)]
pub(super) struct Observations {
    readings: Arc<dyn TableProvider>,
    /// What each series says of its readings, under the names that the readings show it by.
    series: RecordBatch,
    /// Whether the lake may hold readings of other series too.
    is_part: bool,
    schema: SchemaRef,
}

impl Observations {
    /// The `readings` of the lake whose series is one of `series`, the noun; those are all that the
    /// lake holds, or a part.
    pub fn new(
        readings: Arc<dyn TableProvider>,
        series: &RecordBatch,
        is_part: bool,
    ) -> Result<Self> {
        let (mut fields, mut columns) = (Vec::new(), Vec::new());
        for (shown, called) in OF_SERIES {
            let place = series.schema().index_of(called)?;
            let field = series.schema().field(place).clone();
            fields.push(Arc::new(field.with_name(shown)));
            columns.push(Arc::clone(series.column(place)));
        }
        let series = RecordBatch::try_new(Arc::new(Schema::new(fields)), columns)?;
        let (said, read) = (series.schema(), readings.schema());
        let is_read = |field: &&FieldRef| read.column_with_name(field.name()).is_some();
        let first = said.fields().iter().filter(|field| !is_read(field));
        let time_on = read.fields().iter().filter(|field| field.name() != SERIES);
        let last = read.fields().iter().filter(|field| field.name() == SERIES);
        let all = first.chain(time_on).chain(last).map(|field| {
            let of_series = said.fields().iter().find(|f| f.name() == field.name());
            Arc::clone(of_series.unwrap_or(field))
        });
        let schema = Arc::new(Schema::new(all.collect::<Fields>()));
        Ok(Self {
            readings,
            series,
            is_part,
            schema,
        })
    }

    fn is_of_series(&self, filter: &Expr) -> bool {
        speaks_of(filter, &self.series.schema())
    }

    /// What spares the lake the files and row groups that hold none of the series `asked`.
    fn spares(&self, asked: &RecordBatch) -> Result<Option<Expr>> {
        let ids = numbers_of(asked)?;
        let (Some(first), Some(last)) = (ids.iter().min(), ids.iter().max()) else {
            return Ok(None);
        };
        if !self.is_part && ids.len() == self.series.num_rows() {
            return Ok(None);
        }
        Ok(Some(if ids.len() <= NAMED_MAX {
            let named = ids.iter().map(|id| lit(*id)).collect();
            col(SERIES).in_list(named, false)
        } else {
            col(SERIES).between(lit(*first), lit(*last))
        }))
    }

    /// Where each column of `schema` comes from, and the columns to read, the series first.
    fn columns(&self, schema: &Schema, asked: &RecordBatch) -> Result<(Vec<Column>, Vec<usize>)> {
        let readings = self.readings.schema();
        let mut read = vec![readings.index_of(SERIES)?];
        let mut columns = Vec::with_capacity(schema.fields().len());
        for field in schema.fields() {
            let name = field.name();
            columns.push(match asked.column_by_name(name) {
                _ if name == SERIES => Column::Reading(0),
                Some(of_series) => Column::Series(Arc::clone(of_series)),
                None => {
                    read.push(readings.index_of(name)?);
                    Column::Reading(read.len() - 1)
                }
            });
        }
        Ok((columns, read))
    }
}

#[async_trait]
impl TableProvider for Observations {
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
        let of_reading = self.readings.schema();
        filters
            .iter()
            .map(|filter| {
                if self.is_of_series(filter) {
                    return Ok(TableProviderFilterPushDown::Exact);
                }
                if !speaks_of(filter, &of_reading) {
                    return Ok(TableProviderFilterPushDown::Unsupported);
                }
                let asked = self.readings.supports_filters_pushdown(&[*filter])?;
                let answer = asked.into_iter().next();
                Ok(answer.unwrap_or(TableProviderFilterPushDown::Unsupported))
            })
            .collect()
    }

    async fn scan(
        &self,
        state: &dyn Session,
        projection: Option<&Vec<usize>>,
        filters: &[Expr],
        _limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let schema = match projection {
            Some(columns) => Arc::new(self.schema.project(columns)?),
            None => self.schema(),
        };
        let (of_series, mut of_readings): (Vec<Expr>, Vec<Expr>) = filters
            .iter()
            .cloned()
            .partition(|filter| self.is_of_series(filter));
        let asked = chosen(state, &self.series, &of_series)?;
        if asked.num_rows() == 0 {
            return Ok(Arc::new(EmptyExec::new(schema)));
        }
        let spares = self.spares(&asked)?;
        of_readings.extend(spares.clone());
        let (columns, read) = self.columns(&schema, &asked)?;
        let mut readings = self
            .readings
            .scan(state, Some(&read), &of_readings, None)
            .await?;
        // Where it stands in the plan, the files' statistics are asked; in the scan alone they are not.
        if let Some(spares) = spares {
            let of = DFSchema::try_from(readings.schema())?;
            let spares = state.create_physical_expr(spares, &of)?;
            readings = Arc::new(FilterExec::try_new(spares, readings)?);
        }
        let plan = ObservationsPlan::new(readings, numbers_of(&asked)?, columns, schema);
        Ok(Arc::new(plan))
    }
}
