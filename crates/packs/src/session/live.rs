//! A session that moves on as frames come in: they change its readings and nothing else of it.

use std::sync::Arc;

use datafusion::arrow::array::RecordBatch;
use datafusion::catalog::{MemorySchemaProvider, TableProvider};
use datafusion::prelude::SessionContext;
use zone::Zone;
use zone::inbox::{Unread, UnreadReadings};
use zone::lake::{CATALOG, Lake};

use super::beside::Beside;
use super::latest::Latest;
use super::observations::Observations;
use super::{PUBLIC, Session, catalog_of, context_in, put};
use crate::error::{PackError, Result};

/// The nouns that frames change.
const OBSERVATIONS: &str = "observations";
const LATEST: &str = "latest";

/// What `observations` and `latest` are made of.
#[derive(Debug, Clone)]
pub(super) struct Readings {
    /// The lake's.
    pub stored: Arc<dyn TableProvider>,
    /// Those of the inbox that stand beside them, or in the place of some.
    pub waiting: Option<Arc<UnreadReadings>>,
    /// The noun `series`.
    pub series: RecordBatch,
    /// Whether the lake holds readings of other series too.
    pub is_part: bool,
}

impl Readings {
    /// The same beside what is `unread` at `snapshot`.
    pub async fn beside(
        mut self,
        zone: &Zone,
        snapshot: i64,
        unread: Option<Unread>,
    ) -> Result<Self> {
        self.waiting = match unread {
            Some(unread) => unread.beside(zone, snapshot).await?.map(Arc::new),
            None => None,
        };
        Ok(self)
    }

    /// As the nouns of a session.
    pub fn register(&self, context: &SessionContext, lake: &Lake, snapshot: i64) -> Result<()> {
        let beside = match &self.waiting {
            Some(unread) => Some(Beside::new(Arc::clone(&self.stored), unread)?),
            None => None,
        };
        let waiting = beside.as_ref().map(|beside| beside.rows().clone());
        let readings = beside.map_or_else(
            || Arc::clone(&self.stored),
            |beside| Arc::new(beside) as Arc<dyn TableProvider>,
        );
        let observations = Observations::new(readings, &self.series, self.is_part)?;
        let latest = Latest {
            lake: lake.clone(),
            snapshot,
            waiting,
            series: self.series.clone(),
            schema: observations.schema(),
        };
        context.register_table(LATEST, Arc::new(latest))?;
        context.register_table(OBSERVATIONS, Arc::new(observations))?;
        Ok(())
    }
}

impl Session {
    /// A session that shows what this one does but for what waits in the inbox: it has what is `unread`. The
    /// book must not have changed since this one read it.
    ///
    /// # Errors
    /// What the book or DataFusion refuses.
    pub async fn moved_on(&self, zone: &Zone, unread: Unread) -> Result<Self> {
        let context = context_in(zone.tz(), self.context.runtime_env());
        let lake = self.context.catalog(CATALOG);
        let lake = lake.ok_or_else(|| PackError::Refused("the session has no lake".to_owned()))?;
        context.register_catalog(CATALOG, lake);
        let (from, to) = (catalog_of(&self.context)?, catalog_of(&context)?);
        for name in from.schema_names() {
            let Some(schema) = from.schema(&name) else {
                continue;
            };
            let copy = Arc::new(MemorySchemaProvider::new());
            for table in schema.table_names() {
                let moves = name == PUBLIC && [OBSERVATIONS, LATEST].contains(&table.as_str());
                if !moves && let Some(provider) = schema.table(&table).await? {
                    put(&copy, &table, provider)?;
                }
            }
            to.register_schema(&name, copy)?;
        }
        let readings = self.readings.clone();
        let readings = readings.beside(zone, self.snapshot, Some(unread)).await?;
        readings.register(&context, zone.lake(), self.snapshot)?;
        Ok(Self {
            context,
            snapshot: self.snapshot,
            read_us: self.read_us,
            not_computed: self.not_computed.clone(),
            readings,
        })
    }

    /// The readings that wait in the inbox, in the lake's columns of a reading.
    pub(crate) fn waiting(&self) -> Option<&RecordBatch> {
        self.readings.waiting.as_ref().map(|unread| &unread.rows)
    }
}
