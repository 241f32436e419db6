//! One table of a run: what of it is computed, and how the result gets into the lake.

use std::collections::BTreeSet;
use std::slice::from_ref;
use std::sync::Arc;

use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::compute::concat_batches;
use datafusion::catalog::TableProvider;
use serde_json::json;
use zone::lake::{Commit, Extra, ExtraRun, log_new_commits};
use zone::run::{NewRun, Run, last_of, next, record};
use zone::state::{AuditEntry, Change};
use zone::{Zone, ZoneError};

use super::compute::{arrow, as_declared, compute, within};
use super::difference::Difference;
use super::scope::{Scope, scope_since};
use super::{TableRun, with_run};
use crate::error::Result;
use crate::model::{Pack, Table};
use crate::period::Period;
use crate::session::Session;

/// What one table of a run needs.
pub(super) struct TableRunner<'r> {
    pub zone: &'r Zone,
    pub session: &'r Session,
    pub pack: &'r Pack,
    pub table: &'r Table,
    /// `water_quality.section_month`.
    pub name: &'r str,
    pub who: &'r str,
}

/// How a fresh result gets into the lake.
enum Write {
    /// All rows, in the place of those that stand.
    Replace(RecordBatch),
    /// Some rows leave, others come.
    Amend(Difference),
    /// The table says so already.
    Nothing,
}

impl TableRunner<'_> {
    /// Brings the table up to date, in the lake and in the session.
    pub async fn run(&self) -> Result<TableRun> {
        let last = last_of(self.zone.state(), self.name).await?;
        let stored = self.session.stored(self.pack, self.table).await?;
        let write = match (&last, stored) {
            // Another text: every row is computed by it, and says so.
            (Some(last), Some(stored)) if last.pack_hash == self.pack.hash => {
                self.changes(last, stored).await?
            }
            _ => Some(Write::Replace(self.fresh(None).await?)),
        };
        let changed = !matches!(write, None | Some(Write::Nothing));
        let rows = match write {
            None => rows_of(last.as_ref()),
            Some(write) => self.store(last.as_ref(), write).await?,
        };
        Ok(TableRun {
            table: self.name.to_owned(),
            rows,
            changed,
        })
    }

    async fn fresh(&self, periods: Option<&BTreeSet<Period>>) -> Result<RecordBatch> {
        compute(self.session, self.zone, self.pack, self.table, periods).await
    }

    /// What has changed since the `last` run, by the same text; `None` where nothing was touched.
    async fn changes(&self, last: &Run, stored: Arc<dyn TableProvider>) -> Result<Option<Write>> {
        let scope = scope_since(last, self.zone, self.session, self.pack, self.table).await?;
        let periods = match &scope {
            Scope::Nothing => return Ok(None),
            Scope::Periods(periods) => Some(periods),
            Scope::Everything => None,
        };
        let fresh = self.fresh(periods).await?;
        let mut frame = self.session.context.read_table(stored)?;
        if let (Some(column), Some(periods)) = (&self.table.period, periods) {
            frame = frame.filter(within(column, periods))?;
        }
        let schema = Arc::new(frame.schema().as_arrow().clone());
        let stored = concat_batches(&schema, &frame.collect().await?).map_err(arrow)?;
        let stored = as_declared(&stored, self.table)?;
        let difference = Difference::between(&stored, &fresh, self.table)?;
        Ok(Some(if difference.is_empty() {
            Write::Nothing
        } else if periods.is_none() && difference.fresh.num_rows() == fresh.num_rows() {
            Write::Replace(fresh)
        } else {
            Write::Amend(difference)
        }))
    }

    /// Writes the result as a run of its own. Gives how many rows the table has now.
    async fn store(&self, last: Option<&Run>, write: Write) -> Result<usize> {
        let reason = format!("run {}", self.name);
        let _held = self.zone.write(self.who, &reason).await?;
        let now = last_of(self.zone.state(), self.name).await?;
        if now.as_ref().map(|run| run.id) != last.map(|run| run.id) {
            return Err(ZoneError::Contended.into());
        }
        let mut change = self.zone.state().change(self.who).await?;
        let id = next(&mut change).await?;
        let before = rows_of(last);
        let rows = match &write {
            Write::Replace(fresh) => fresh.num_rows(),
            Write::Amend(d) => before + d.fresh.num_rows() - d.doomed.num_rows().min(before),
            Write::Nothing => before,
        };
        let run = NewRun {
            table_name: self.name.to_owned(),
            pack: self.pack.id.clone(),
            pack_version: self.pack.version.clone(),
            pack_hash: self.pack.hash.clone(),
            sql_text: self.table.sql.to_string(),
            read_snapshot: self.session.snapshot,
            read_us: self.session.read_us,
            row_count: rows,
        };
        let written = self.commit(&mut change, id, run, &write, &reason).await?;
        let detail = json!({
            "run": id, "rows": rows, "snapshot": written, "pack_hash": self.pack.hash,
        });
        change
            .commit(AuditEntry::new("run", self.name, &detail))
            .await?;
        if !matches!(write, Write::Nothing) {
            self.session
                .refresh(self.zone, self.pack, self.table, written)
                .await?;
        }
        Ok(rows)
    }

    /// Commits the rows to the lake, and the run to the log. Gives the snapshot that has them.
    async fn commit(
        &self,
        change: &mut Change,
        id: i64,
        run: NewRun,
        write: &Write,
        reason: &str,
    ) -> Result<i64> {
        let lake = self.zone.lake();
        let (schema, table) = (self.pack.schema_name(), &self.table.name);
        let columns = self.table.schema();
        let commit = |run| Commit {
            who: self.who,
            reason,
            extra: Extra {
                kind: "run".to_owned(),
                run: Some(ExtraRun { id, run }),
                ..Extra::default()
            },
            base: None,
        };
        let written = match write {
            Write::Nothing => {
                record(change, id, &run, self.session.snapshot).await?;
                return Ok(self.session.snapshot);
            }
            Write::Replace(fresh) => {
                let rows = with_run(fresh, id, self.table)?;
                lake.replace(&schema, table, from_ref(&rows), &columns, &commit(run))
                    .await?
            }
            Write::Amend(Difference { doomed, fresh }) => {
                let rows = with_run(fresh, id, self.table)?;
                lake.amend(
                    &schema,
                    table,
                    doomed,
                    from_ref(&rows),
                    &columns,
                    &commit(run),
                )
                .await?
            }
        };
        log_new_commits(change, lake).await?;
        Ok(written)
    }
}

/// Rows that the table had after its `last` run.
fn rows_of(last: Option<&Run>) -> usize {
    last.map_or(0, |run| usize::try_from(run.row_count).unwrap_or(0))
}
