//! What a session shows to one table of a run, so that nothing else is read.

use std::collections::BTreeSet;
use std::sync::Arc;

use datafusion::catalog::TableProvider;
use datafusion::prelude::{col, lit};
use zone::Zone;
use zone::lake::{Month, instant};

use super::{OBSERVATIONS_VIEW, Session, exchange, schema_of};
use crate::error::Result;
use crate::model::{Pack, Table};

impl Session {
    /// Shows no observations but those of `months` from now on; all where none are given.
    pub(crate) async fn show_observations(
        &self,
        zone: &Zone,
        months: Option<&BTreeSet<Month>>,
    ) -> Result<()> {
        let mut frame = self.context.sql(OBSERVATIONS_VIEW).await?;
        if let Some(months) = months {
            let mut shown = lit(false);
            for (first, last) in Month::runs(months) {
                if let (Some((from, _)), Some((_, until))) =
                    (first.bounds(zone.tz()), last.bounds(zone.tz()))
                {
                    let (from, until) = (instant(from), instant(until));
                    shown = shown.or(col("time").gt_eq(from).and(col("time").lt(until)));
                }
            }
            frame = frame.filter(shown)?;
        }
        self.context.deregister_table("observations")?;
        self.context
            .register_table("observations", frame.into_view())?;
        Ok(())
    }

    /// Plans as for few rows from now on: planning a statement then costs more than its rows do, and
    /// neither a second look at a plan nor a second core pays.
    pub(crate) fn expect_few_rows(&self) {
        let state = self.context.state_ref();
        let mut state = state.write();
        let options = state.config_mut().options_mut();
        options.execution.target_partitions = 1;
        options.optimizer.max_passes = 1;
        options.optimizer.enable_dynamic_filter_pushdown = false;
    }

    /// Shows `provider` as the pack's table from now on.
    pub(crate) fn show_table(
        &self,
        pack: &Pack,
        table: &Table,
        provider: Arc<dyn TableProvider>,
    ) -> Result<()> {
        let schema = schema_of(&self.context, pack)?;
        exchange(schema.as_ref(), &table.name, provider)
    }
}
