//! A table as those after it in a run read it.

use std::collections::BTreeSet;
use std::sync::Arc;

use datafusion::arrow::array::RecordBatch;
use datafusion::catalog::TableProvider;
use datafusion::datasource::MemTable;
use datafusion::prelude::{DataFrame, SessionContext, col};

use super::compute::within;
use super::{NO_RUN, with_run};
use crate::error::Result;
use crate::model::Table;
use crate::period::Period;

/// What a table is while a run goes on: nothing is written before all tables are computed.
#[derive(Debug)]
pub(super) enum Standing {
    /// As it is stored.
    Stored(Arc<dyn TableProvider>),
    /// Every row was computed by this run.
    Fresh(Arc<MemTable>),
    /// The rows of some periods were.
    Partly {
        stored: Arc<dyn TableProvider>,
        periods: BTreeSet<Period>,
        fresh: Arc<MemTable>,
    },
}

/// Rows that the run computed, as a table with the declared columns.
pub(super) fn fresh(rows: &RecordBatch, table: &Table) -> Result<Arc<MemTable>> {
    let rows = with_run(rows, NO_RUN, table)?;
    Ok(Arc::new(MemTable::try_new(
        table.schema(),
        vec![vec![rows]],
    )?))
}

impl Standing {
    /// All of the table.
    pub fn whole(&self, context: &SessionContext, table: &Table) -> Result<Arc<dyn TableProvider>> {
        Ok(match self {
            Self::Stored(stored) => Arc::clone(stored),
            Self::Fresh(fresh) => Arc::clone(fresh) as _,
            Self::Partly { .. } => self.frame(context, table)?.into_view(),
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
        let frame = match self {
            Self::Partly {
                periods: computed,
                fresh,
                ..
            } if periods.is_subset(computed) => context.read_table(Arc::clone(fresh) as _)?,
            _ => self.frame(context, table)?,
        };
        Ok(frame.filter(within(column, periods))?.into_view())
    }

    fn frame(&self, context: &SessionContext, table: &Table) -> Result<DataFrame> {
        let (stored, periods, fresh) = match self {
            Self::Stored(stored) => return Ok(context.read_table(Arc::clone(stored))?),
            Self::Fresh(fresh) => return Ok(context.read_table(Arc::clone(fresh) as _)?),
            Self::Partly {
                stored,
                periods,
                fresh,
            } => (stored, periods, fresh),
        };
        let mut stays = context.read_table(Arc::clone(stored))?;
        if let Some(column) = &table.period {
            stays = stays.filter(!within(column, periods))?;
        }
        let schema = table.schema();
        let columns = schema.fields().iter().map(|field| col(field.name()));
        let stays = stays.select(columns.collect::<Vec<_>>())?;
        Ok(stays.union(context.read_table(Arc::clone(fresh) as _)?)?)
    }
}
