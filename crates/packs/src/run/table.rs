//! Computing one table of a run: what of it has to be, beside what is stored.

use std::collections::BTreeSet;
use std::sync::Arc;

use datafusion::arrow::array::RecordBatch;
use datafusion::catalog::TableProvider;
use zone::Zone;

use super::compute::{as_declared, compute};
use super::difference::Difference;
use super::scope::{Scope, months_read, reads_of};
use super::slices::in_slices;
use super::standing::Standing;
use super::stored::Stored;
use super::{NO_RUN, with_run};
use crate::error::Result;
use crate::model::{Pack, Table};
use crate::order::names;
use crate::period::{Period, periods_of};
use crate::session::Session;

/// How a fresh result gets into the lake.
pub(super) enum Write {
    /// All rows, in the place of those that stand.
    Replace(RecordBatch),
    /// Some rows leave, others come.
    Amend(Difference),
    /// The table says so already.
    Nothing,
}

/// All that one table is computed from. It borrows nothing, so that tables which do not read each
/// other are computed side by side.
pub(super) struct Task {
    pub zone: Zone,
    /// Shows the table what it may read: its tables are its own.
    pub session: Session,
    pub pack: Arc<Pack>,
    pub table: Arc<Table>,
    /// The stored result and what of it may differ now, where it was computed by the same text.
    pub same_text: Option<(Arc<dyn TableProvider>, Scope)>,
    /// The periods that tables after it will read, where they read no more.
    pub ahead: BTreeSet<Period>,
    /// What it reads, as that is now, in the order of [`reads_of`].
    pub inputs: Vec<Arc<Standing>>,
}

impl Task {
    /// Computes what of the table has to be. Gives how the table stands now and what has to be
    /// written; nothing where nothing was touched.
    pub async fn done(self) -> Result<(Standing, Option<Write>)> {
        if let Some((provider, scope)) = &self.same_text {
            let stored = self.hold(Arc::clone(provider), scope).await?;
            return self.changes(stored, scope).await;
        }
        let rows = self.rows(None).await?;
        let standing = Standing::Fresh(with_run(&rows, NO_RUN, &self.table)?);
        Ok((standing, Some(Write::Replace(rows))))
    }

    /// The stored table, with the rows in memory that it is compared with and that others will read.
    async fn hold(&self, provider: Arc<dyn TableProvider>, scope: &Scope) -> Result<Stored> {
        let mut stored = Stored::new(provider);
        let mut periods = self.ahead.clone();
        match scope {
            Scope::Periods(own) => periods.extend(own),
            Scope::Everything => periods.clear(),
            Scope::Nothing => {}
        }
        if !periods.is_empty() {
            let context = &self.session.context;
            stored.hold(context, &self.table, periods).await?;
        }
        Ok(stored)
    }

    /// What has changed since the last run, by the same text.
    async fn changes(&self, stored: Stored, scope: &Scope) -> Result<(Standing, Option<Write>)> {
        let table = &self.table;
        let periods = match scope {
            Scope::Nothing => return Ok((Standing::Stored(stored), None)),
            Scope::Periods(periods) => Some(periods),
            Scope::Everything => None,
        };
        let rows = self.rows(periods).await?;
        let context = &self.session.context;
        let before = stored.rows(context, table, periods).await?;
        let difference = Difference::between(&as_declared(&before, table)?, &rows, table)?;
        if difference.is_empty() {
            return Ok((Standing::Stored(stored), Some(Write::Nothing)));
        }
        let fresh = with_run(&rows, NO_RUN, table)?;
        Ok(match periods {
            Some(periods) => {
                let standing = Standing::Partly {
                    stored,
                    periods: periods.clone(),
                    fresh,
                };
                (standing, Some(Write::Amend(difference)))
            }
            None if difference.fresh.num_rows() == rows.num_rows() => {
                (Standing::Fresh(fresh), Some(Write::Replace(rows)))
            }
            None => (Standing::Fresh(fresh), Some(Write::Amend(difference))),
        })
    }

    /// The table's rows, of `periods` where they are given: then nothing else is read than what
    /// they depend on.
    async fn rows(&self, periods: Option<&BTreeSet<Period>>) -> Result<RecordBatch> {
        let table = &self.table;
        if periods.is_none()
            && let Some(rows) = in_slices(self).await?
        {
            return Ok(rows);
        }
        let months = periods.map(|periods| months_read(table, periods));
        if let Some(months) = &months
            && names(&table.sql, "observations")
        {
            self.session.show_observations(&self.zone, months).await?;
        }
        let context = &self.session.context;
        for (input, standing) in reads_of(table, &self.pack).into_iter().zip(&self.inputs) {
            let shown = match &months {
                None => standing.whole(context, input)?,
                Some(months) => {
                    standing.within(context, input, &periods_of(input.every, months))?
                }
            };
            self.session.show_table(&self.pack, input, shown)?;
        }
        compute(&self.session, &self.zone, &self.pack, table, periods).await
    }
}
