//! What of each table of a run is computed, and what of it differs from what is stored.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::compute::concat_batches;
use datafusion::catalog::TableProvider;
use zone::Zone;
use zone::run::{Run, last_of};

use super::compute::{arrow, as_declared, compute, within};
use super::difference::Difference;
use super::scope::{News, Scope, months_read, reads_of};
use super::standing::{Standing, fresh};
use crate::error::Result;
use crate::model::{Pack, Table};
use crate::order::names;
use crate::period::{Period, periods_of};
use crate::session::Session;

/// A run at work: what its tables have come to so far. Its session is its own, since each table is
/// shown no more than it may read.
pub(super) struct Work<'r> {
    zone: &'r Zone,
    session: &'r Session,
    standing: BTreeMap<String, Standing>,
    /// By snapshot and instant that a table's last run read.
    news: BTreeMap<(i64, i64), News>,
}

/// What one table has come to.
pub(super) struct Outcome<'r> {
    pub pack: &'r Pack,
    pub table: &'r Table,
    /// `water_quality.section_month`.
    pub name: String,
    /// The run before.
    pub last: Option<Run>,
    /// What has to be written; `None` where nothing was touched and nothing computed.
    pub write: Option<Write>,
}

/// How a fresh result gets into the lake.
pub(super) enum Write {
    /// All rows, in the place of those that stand.
    Replace(RecordBatch),
    /// Some rows leave, others come.
    Amend(Difference),
    /// The table says so already.
    Nothing,
}

impl<'r> Work<'r> {
    pub fn new(zone: &'r Zone, session: &'r Session) -> Self {
        Self {
            zone,
            session,
            standing: BTreeMap::new(),
            news: BTreeMap::new(),
        }
    }

    /// Computes what of the table has to be, from the tables before it as they are now.
    pub async fn compute(
        &mut self,
        pack: &'r Pack,
        table: &'r Table,
        name: String,
    ) -> Result<Outcome<'r>> {
        let last = last_of(self.zone.state(), &name).await?;
        let stored = self.session.stored(pack, table).await?;
        let (standing, write) = match (&last, stored) {
            // Another text: every row is computed by it, and says so.
            (Some(last), Some(stored)) if last.pack_hash == pack.hash => {
                self.changes(last, stored, pack, table).await?
            }
            _ => {
                let rows = self.rows(pack, table, None).await?;
                let standing = Standing::Fresh(fresh(&rows, table)?);
                (standing, Some(Write::Replace(rows)))
            }
        };
        let provider = standing.whole(&self.session.context, table)?;
        self.session.show_table(pack, table, provider)?;
        self.standing.insert(name.clone(), standing);
        Ok(Outcome {
            pack,
            table,
            name,
            last,
            write,
        })
    }

    /// What has changed since the `last` run, by the same text.
    async fn changes(
        &mut self,
        last: &Run,
        stored: Arc<dyn TableProvider>,
        pack: &Pack,
        table: &Table,
    ) -> Result<(Standing, Option<Write>)> {
        let scope = self.news_since(last).await?.scope(table, pack);
        let periods = match scope {
            Scope::Nothing => return Ok((Standing::Stored(stored), None)),
            Scope::Periods(periods) => Some(periods),
            Scope::Everything => None,
        };
        let rows = self.rows(pack, table, periods.as_ref()).await?;
        let mut frame = self.session.context.read_table(Arc::clone(&stored))?;
        if let (Some(column), Some(periods)) = (&table.period, &periods) {
            frame = frame.filter(within(column, periods))?;
        }
        let schema = Arc::new(frame.schema().as_arrow().clone());
        let before = concat_batches(&schema, &frame.collect().await?).map_err(arrow)?;
        let difference = Difference::between(&as_declared(&before, table)?, &rows, table)?;
        if difference.is_empty() {
            return Ok((Standing::Stored(stored), Some(Write::Nothing)));
        }
        let fresh = fresh(&rows, table)?;
        Ok(match periods {
            Some(periods) => {
                let standing = Standing::Partly {
                    stored,
                    periods,
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

    async fn news_since(&mut self, last: &Run) -> Result<&News> {
        let read = (last.read_snapshot, last.read_us);
        if !self.news.contains_key(&read) {
            let news = News::since(last, self.zone, self.session).await?;
            self.news.insert(read, news);
        }
        Ok(&self.news[&read])
    }

    /// The table's rows, of `periods` where they are given: then nothing else is read than what
    /// they depend on.
    async fn rows(
        &self,
        pack: &Pack,
        table: &Table,
        periods: Option<&BTreeSet<Period>>,
    ) -> Result<RecordBatch> {
        let months = periods.map(|periods| months_read(table, periods));
        let (zone, session) = (self.zone, self.session);
        if names(&table.sql, "observations") {
            session.show_observations(zone, months.as_ref()).await?;
        }
        for input in reads_of(table, pack) {
            let name = format!("{}.{}", pack.schema_name(), input.name);
            if let (Some(standing), Some(months)) = (self.standing.get(&name), &months) {
                let shown = periods_of(input.every, months);
                let provider = standing.within(&session.context, input, &shown)?;
                session.show_table(pack, input, provider)?;
            }
        }
        let rows = compute(session, zone, pack, table, periods).await?;
        for input in reads_of(table, pack) {
            let name = format!("{}.{}", pack.schema_name(), input.name);
            if let (Some(standing), Some(_)) = (self.standing.get(&name), &months) {
                let provider = standing.whole(&session.context, input)?;
                session.show_table(pack, input, provider)?;
            }
        }
        Ok(rows)
    }
}
