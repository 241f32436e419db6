//! A session that shows some months only, so that nothing else is read.

use std::collections::BTreeSet;
use std::sync::Arc;

use datafusion::catalog::{MemorySchemaProvider, SchemaProvider};
use datafusion::prelude::{col, lit};
use zone::Zone;
use zone::lake::{Month, instant};

use super::{
    OBSERVATIONS_VIEW, Session, ZONE_CATALOG, catalog_of, context_with, exchange, schema_of,
};
use crate::error::Result;
use crate::model::{Pack, Table};
use crate::period::periods_of;
use crate::run::within;

impl Session {
    /// The same session, but that the observations show nothing but `months`, and the tables
    /// `inputs` of `pack` nothing but their periods that have one of them.
    pub(crate) async fn narrowed(
        &self,
        zone: &Zone,
        pack: &Pack,
        inputs: &[&Table],
        months: &BTreeSet<Month>,
    ) -> Result<Self> {
        let context = context_with(zone.tz(), self.context.runtime_env());
        for catalog in self.context.catalog_names() {
            let Some(there) = self.context.catalog(&catalog) else {
                continue;
            };
            if catalog != ZONE_CATALOG {
                context.register_catalog(catalog, there);
                continue;
            }
            let here = catalog_of(&context)?;
            for name in there
                .schema_names()
                .iter()
                .filter(|n| *n != "information_schema")
            {
                if let Some(schema) = there.schema(name) {
                    here.register_schema(name, copied(schema.as_ref()).await? as _)?;
                }
            }
        }
        let narrowed = Self {
            context,
            ..self.clone()
        };
        narrowed.narrow_observations(zone, months).await?;
        let schema = schema_of(&narrowed.context, pack)?;
        for table in inputs {
            if let (Some(period), Some(provider)) =
                (&table.period, schema.table(&table.name).await?)
            {
                let frame = narrowed.context.read_table(provider)?;
                let shown = periods_of(table.every, months);
                let view = frame.filter(within(period, &shown))?.into_view();
                exchange(schema.as_ref(), &table.name, view)?;
            }
        }
        Ok(narrowed)
    }

    async fn narrow_observations(&self, zone: &Zone, months: &BTreeSet<Month>) -> Result<()> {
        let mut shown = lit(false);
        for (first, last) in Month::runs(months) {
            if let (Some((from, _)), Some((_, until))) =
                (first.bounds(zone.tz()), last.bounds(zone.tz()))
            {
                let (from, until) = (instant(from), instant(until));
                shown = shown.or(col("time").gt_eq(from).and(col("time").lt(until)));
            }
        }
        let frame = self.context.sql(OBSERVATIONS_VIEW).await?;
        let view = frame.filter(shown)?.into_view();
        self.context.deregister_table("observations")?;
        self.context.register_table("observations", view)?;
        Ok(())
    }
}

/// A schema with the same tables, which can be exchanged without touching the other's.
async fn copied(schema: &dyn SchemaProvider) -> Result<Arc<MemorySchemaProvider>> {
    let copy = MemorySchemaProvider::new();
    for name in schema.table_names() {
        if let Some(table) = schema.table(&name).await? {
            copy.register_table(name, table)?;
        }
    }
    Ok(Arc::new(copy))
}
