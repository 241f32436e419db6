//! What of each table of a run is computed, and what of it differs from what is stored.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use datafusion::arrow::array::RecordBatch;
use datafusion::catalog::TableProvider;
use zone::Zone;
use zone::run::{Run, last_of};

use super::compute::{as_declared, compute};
use super::difference::Difference;
use super::scope::{News, Scope, months_read, reads_of};
use super::standing::Standing;
use super::stored::Stored;
use super::{NO_RUN, with_run};
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
    /// What stood before, by the table's name.
    before: BTreeMap<String, Before>,
    /// The periods of a table that those after it will read, where they read no more.
    ahead: BTreeMap<String, BTreeSet<Period>>,
    standing: BTreeMap<String, Standing>,
}

/// What stood of a table before the run.
struct Before {
    /// The run before.
    last: Option<Run>,
    /// Its result and what of it may differ now, where it was computed by the same text.
    same_text: Option<(Arc<dyn TableProvider>, Scope)>,
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
    /// Looks at all `tables` of a run before the first is computed.
    pub async fn begin(
        zone: &'r Zone,
        session: &'r Session,
        tables: &[(&'r Pack, &'r Table, String)],
    ) -> Result<Self> {
        let mut work = Self {
            zone,
            session,
            before: BTreeMap::new(),
            ahead: BTreeMap::new(),
            standing: BTreeMap::new(),
        };
        // By snapshot and instant that a table's last run read.
        let mut known: BTreeMap<(i64, i64), News> = BTreeMap::new();
        for (pack, table, name) in tables {
            let last = last_of(zone.state(), name).await?;
            let stored = session.stored(pack, table).await?;
            let same_text = match (&last, stored) {
                (Some(last), Some(stored)) if last.pack_hash == pack.hash => {
                    let read = (last.read_snapshot, last.read_us);
                    let news = match known.entry(read) {
                        Entry::Occupied(known) => known.into_mut(),
                        Entry::Vacant(unknown) => {
                            unknown.insert(News::since(last, zone, session).await?)
                        }
                    };
                    let scope = news.scope(table, pack);
                    work.look_ahead(pack, table, &scope);
                    Some((stored, scope))
                }
                // Another text: every row is computed by it, and says so.
                _ => None,
            };
            work.before.insert(name.clone(), Before { last, same_text });
        }
        let all_by_the_same_text = work.before.values().all(|b| b.same_text.is_some());
        if all_by_the_same_text && known.values().all(News::is_little) {
            session.expect_few_rows();
        }
        Ok(work)
    }

    fn look_ahead(&mut self, pack: &Pack, table: &Table, scope: &Scope) {
        let Scope::Periods(periods) = scope else {
            return;
        };
        let months = months_read(table, periods);
        for input in reads_of(table, pack) {
            let name = format!("{}.{}", pack.schema_name(), input.name);
            let ahead = self.ahead.entry(name).or_default();
            ahead.extend(periods_of(input.every, &months));
        }
    }

    /// Computes what of the table has to be, from the tables before it as they are now.
    pub async fn compute(
        &mut self,
        pack: &'r Pack,
        table: &'r Table,
        name: String,
    ) -> Result<Outcome<'r>> {
        let before = self.before.remove(&name);
        let (last, same_text) = before.map_or((None, None), |b| (b.last, b.same_text));
        let (standing, write) = if let Some((provider, scope)) = same_text {
            let stored = self.hold(provider, &scope, table, &name).await?;
            self.changes(stored, scope, pack, table).await?
        } else {
            let rows = self.rows(pack, table, None).await?;
            let standing = Standing::Fresh(with_run(&rows, NO_RUN, table)?);
            (standing, Some(Write::Replace(rows)))
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

    /// The stored table, with the rows in memory that it is compared with and that others will read.
    async fn hold(
        &self,
        provider: Arc<dyn TableProvider>,
        scope: &Scope,
        table: &Table,
        name: &str,
    ) -> Result<Stored> {
        let mut stored = Stored::new(provider);
        let mut periods = self.ahead.get(name).cloned().unwrap_or_default();
        match scope {
            Scope::Periods(own) => periods.extend(own),
            Scope::Everything => periods.clear(),
            Scope::Nothing => {}
        }
        if !periods.is_empty() {
            let context = &self.session.context;
            stored.hold(context, table, periods).await?;
        }
        Ok(stored)
    }

    /// What has changed since the last run, by the same text.
    async fn changes(
        &self,
        stored: Stored,
        scope: Scope,
        pack: &Pack,
        table: &Table,
    ) -> Result<(Standing, Option<Write>)> {
        let periods = match scope {
            Scope::Nothing => return Ok((Standing::Stored(stored), None)),
            Scope::Periods(periods) => Some(periods),
            Scope::Everything => None,
        };
        let rows = self.rows(pack, table, periods.as_ref()).await?;
        let context = &self.session.context;
        let before = stored.rows(context, table, periods.as_ref()).await?;
        let difference = Difference::between(&as_declared(&before, table)?, &rows, table)?;
        if difference.is_empty() {
            return Ok((Standing::Stored(stored), Some(Write::Nothing)));
        }
        let fresh = with_run(&rows, NO_RUN, table)?;
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
