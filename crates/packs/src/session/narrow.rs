//! What a session shows to one table of a run, so that nothing else is read.

use std::collections::BTreeSet;
use std::sync::Arc;

use datafusion::catalog::{
    CatalogProvider, CatalogProviderList, MemoryCatalogProvider, MemoryCatalogProviderList,
    MemorySchemaProvider, SchemaProvider, TableProvider,
};
use datafusion::prelude::{SessionContext, col, lit};
use zone::Zone;
use zone::lake::{Month, instant};

use super::{PUBLIC, Session, ZONE_CATALOG, catalog_of, exchange, schema_of};
use crate::error::Result;
use crate::model::{Pack, Table};
use crate::run::Slice;

impl Session {
    /// The same session, in which other tables can be shown without the first knowing: the nouns
    /// and those of `pack` are registered once more.
    pub(crate) async fn apart(&self, pack: &Pack) -> Result<Self> {
        let mut state = self.context.state();
        let catalogs = MemoryCatalogProviderList::new();
        for name in state.catalog_list().catalog_names() {
            if let Some(catalog) = state.catalog_list().catalog(&name) {
                catalogs.register_catalog(name, catalog);
            }
        }
        let shown = catalog_of(&self.context)?;
        let own = MemoryCatalogProvider::new();
        for name in shown.schema_names() {
            let Some(mut schema) = shown.schema(&name) else {
                continue;
            };
            if name == PUBLIC || name == pack.schema_name() {
                schema = copied(schema.as_ref()).await?;
            }
            own.register_schema(&name, schema)?;
        }
        catalogs.register_catalog(ZONE_CATALOG.to_owned(), Arc::new(own));
        // Not by the builder, which registers all functions anew: DataFusion calls its own average
        // `mean` as well, and it would take the place of ours.
        state.register_catalog_list(Arc::new(catalogs));
        Ok(Self {
            context: SessionContext::new_with_state(state),
            ..self.clone()
        })
    }

    /// Shows no observations but those of `months` from now on.
    pub(crate) async fn show_observations(
        &self,
        zone: &Zone,
        months: &BTreeSet<Month>,
    ) -> Result<()> {
        let frame = self.context.table("observations").await?;
        let mut shown = lit(false);
        for (first, last) in Month::runs(months) {
            if let (Some((from, _)), Some((_, until))) =
                (first.bounds(zone.tz()), last.bounds(zone.tz()))
            {
                let (from, until) = (instant(from), instant(until));
                shown = shown.or(col("time").gt_eq(from).and(col("time").lt(until)));
            }
        }
        self.context.deregister_table("observations")?;
        let frame = frame.filter(shown)?;
        self.context
            .register_table("observations", frame.into_view())?;
        Ok(())
    }

    /// Shows no observations but those of `slice` from now on.
    pub(crate) async fn show_slice(&self, zone: &Zone, slice: Slice) -> Result<()> {
        let begins = |month: Month| month.bounds(zone.tz()).map(|(begins, _)| instant(begins));
        let mut shown = self.context.table("observations").await?;
        if let Some(from) = slice.from.and_then(begins) {
            shown = shown.filter(col("time").gt_eq(from))?;
        }
        if let Some(before) = slice.before.and_then(begins) {
            shown = shown.filter(col("time").lt(before))?;
        }
        self.context.deregister_table("observations")?;
        self.context
            .register_table("observations", shown.into_view())?;
        Ok(())
    }

    /// Keeps to one core from now on: others are at work beside it.
    pub(crate) fn on_one_core(&self) {
        let state = self.context.state_ref();
        let mut state = state.write();
        state.config_mut().options_mut().execution.target_partitions = 1;
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

async fn copied(schema: &dyn SchemaProvider) -> Result<Arc<dyn SchemaProvider>> {
    let copy = MemorySchemaProvider::new();
    for name in schema.table_names() {
        if let Some(table) = schema.table(&name).await? {
            copy.register_table(name, table)?;
        }
    }
    Ok(Arc::new(copy))
}
