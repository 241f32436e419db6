//! A session: the zone's nouns, the packs' standards and tables, the functions, under one roof.
//!
//! `observations`, `latest`, `series`, `things`, `batches`, `points`, `diary` and a table for each kind of
//! thing stand in the default schema; a pack's standards and tables under its name: `water_quality.section_month`.

mod area;
mod beside;
mod chosen;
mod latest;
mod live;
mod narrow;
mod observations;

use std::collections::BTreeMap;
use std::sync::Arc;

use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::catalog::{
    CatalogProvider, MemoryCatalogProvider, MemorySchemaProvider, SchemaProvider, TableProvider,
};
use datafusion::common::{ParamValues, ScalarValue};
use datafusion::datasource::MemTable;
use datafusion::execution::runtime_env::{RuntimeEnv, RuntimeEnvBuilder};
use datafusion::prelude::{SessionConfig, SessionContext};
use jiff::tz::TimeZone;
use zone::Zone;
use zone::inbox::Unread;
use zone::instant::show;
use zone::lake::{commits, last_commit};
use zone::nouns::Nouns;
use zone::person::Area;

use crate::error::{PackError, Result};
use crate::functions;
use crate::model::{Pack, SettingValue, Table};
use crate::vocabulary::vocabulary;
use live::Readings;
use observations::Observations;

/// The catalog of the nouns and of the packs' schemas.
const ZONE_CATALOG: &str = "zone";

/// The schema of the nouns.
const PUBLIC: &str = "public";

/// The readings in the lake.
const READINGS: &str = "lake.main.observations";

/// `latest` where there is no lake to look it up in.
const LATEST_IN_MEMORY: &str = "\
select o.*
from observations o
join (select series, max(time) as time from lake.main.observations group by series) l
  on l.series = o.series and l.time = o.time";

/// A session on one snapshot of a zone.
#[derive(Clone)]
pub struct Session {
    /// DataFusion's own.
    pub context: SessionContext,
    /// The lake's snapshot.
    pub snapshot: i64,
    /// The instant whose knowledge it shows, µs UTC.
    pub read_us: i64,
    /// Tables that no run has computed yet, as `schema.table`.
    pub not_computed: Vec<String>,
    readings: Readings,
}

impl Session {
    /// Opens a session on all that the zone knows.
    ///
    /// # Errors
    /// What the book or DataFusion refuses.
    pub async fn open(zone: &Zone, packs: &[Pack]) -> Result<Self> {
        Self::open_at(zone, packs, zone.state().last_change_us().await?).await
    }

    /// As [`Session::open`], and `observations` and `latest` have what waits in the inbox too.
    ///
    /// # Errors
    /// What the book or DataFusion refuses.
    pub async fn open_live(zone: &Zone, packs: &[Pack]) -> Result<Self> {
        let unread = Unread::read(zone).await?;
        let at_us = zone.state().last_change_us().await?;
        let context = context(zone.tz());
        Self::open_seen(context, zone, packs, (at_us, Some(unread)), None).await
    }

    /// Opens a session on what the zone knew at `at_us` (µs UTC): observations, computed tables,
    /// things, series and batches as they stood. The standards are those of `packs`
    /// ([`crate::kept::as_of`] gives those of that instant).
    ///
    /// # Errors
    /// [`PackError::Refused`] for an instant before the book began, and as [`Session::open`].
    pub async fn open_at(zone: &Zone, packs: &[Pack], at_us: i64) -> Result<Self> {
        Self::open_seen(context(zone.tz()), zone, packs, (at_us, None), None).await
    }

    /// As [`Session::open_at`], with memory that all sessions share which are opened within it, and
    /// where `area` is one, showing nothing but its things, their readings and the rows of tables that
    /// are theirs. With what is `unread` of the inbox, where that was read before `at_us` was.
    ///
    /// # Errors
    /// As [`Session::open_at`].
    pub async fn open_within(
        zone: &Zone,
        packs: &[Pack],
        (at_us, unread): (i64, Option<Unread>),
        memory: &Memory,
        area: Option<&Area>,
    ) -> Result<Self> {
        let context = context_in(zone.tz(), Arc::clone(&memory.0));
        Self::open_seen(context, zone, packs, (at_us, unread), area).await
    }

    async fn open_seen(
        context: SessionContext,
        zone: &Zone,
        packs: &[Pack],
        (at_us, unread): (i64, Option<Unread>),
        area: Option<&Area>,
    ) -> Result<Self> {
        let Some(commit) = last_commit(zone.state(), Some(at_us)).await? else {
            return Err(nothing_known(zone, at_us).await?);
        };
        if let Some(expired_us) = commit.expired_us {
            return Err(PackError::Refused(format!(
                "what the book knew at {} was given up at {}: its snapshot {} was cited by nothing",
                show(at_us, zone.tz()),
                show(expired_us, zone.tz()),
                commit.snapshot
            )));
        }
        zone.lake().register(&context, commit.snapshot)?;
        let mut nouns = Nouns::read_at(zone, at_us).await?;
        if let Some(area) = area {
            nouns = nouns.within(area);
        }
        let series = register_nouns(&context, &nouns)?;
        let seen = area.map(|_| nouns.codes());
        let readings = Readings {
            stored: context.table_provider(READINGS).await?,
            waiting: None,
            series,
            is_part: area.is_some(),
        };
        let readings = readings.beside(zone, commit.snapshot, unread).await?;
        readings.register(&context, zone.lake(), commit.snapshot)?;
        let mut not_computed = Vec::new();
        for pack in packs {
            let schema = register_standards(&context, pack)?;
            for table in pack.tables.values() {
                let name = format!("lake.\"{}\".\"{}\"", pack.schema_name(), table.name);
                match context.table_provider(name.as_str()).await {
                    Ok(stored) => {
                        let shown = match &seen {
                            Some(codes) => area::rows_of(&context, table, stored, codes)?,
                            None => stored,
                        };
                        put(&schema, &table.name, shown)?;
                    }
                    Err(_) => not_computed.push(pack.full_name(&table.name)),
                }
            }
        }
        Ok(Self {
            context,
            snapshot: commit.snapshot,
            read_us: at_us,
            not_computed,
            readings,
        })
    }

    /// The table as the lake has it, if a run has computed it.
    pub(crate) async fn stored(
        &self,
        pack: &Pack,
        table: &Table,
    ) -> Result<Option<Arc<dyn TableProvider>>> {
        let schema = schema_of(&self.context, pack)?;
        Ok(schema.table(&table.name).await?)
    }

    /// Runs a query of a reader's.
    ///
    /// # Errors
    /// [`PackError::Query`], or [`PackError::Refused`] with what to do about a table that no run
    /// has computed yet.
    pub async fn query(&self, sql: &str) -> Result<Vec<RecordBatch>> {
        self.query_with(sql, ParamValues::List(Vec::new())).await
    }

    /// Runs a query whose `$name` are `values`.
    ///
    /// # Errors
    /// As [`Session::query`].
    pub async fn query_with(&self, sql: &str, values: ParamValues) -> Result<Vec<RecordBatch>> {
        let planned = self
            .context
            .sql(sql)
            .await
            .and_then(|planned| planned.with_param_values(values))
            .map_err(|error| self.explain_missing(sql, error))?;
        let schema = Arc::new(planned.schema().as_arrow().clone());
        let mut batches = planned.collect().await?;
        if batches.is_empty() {
            batches.push(RecordBatch::new_empty(schema));
        }
        Ok(batches)
    }

    fn explain_missing(&self, sql: &str, error: datafusion::error::DataFusionError) -> PackError {
        match self
            .not_computed
            .iter()
            .find(|name| sql.contains(name.as_str()))
        {
            Some(name) => PackError::Refused(format!(
                "`{name}` is not computed yet: `wellkeeper run` first"
            )),
            None => error.into(),
        }
    }
}

/// Memory that sessions share for sorting, joining and grouping.
#[derive(Debug, Clone)]
pub struct Memory(Arc<RuntimeEnv>);

impl Memory {
    /// At most so many bytes, all sessions together.
    ///
    /// # Errors
    /// What DataFusion refuses.
    pub fn of(bytes: usize) -> Result<Self> {
        let builder = RuntimeEnvBuilder::new().with_memory_limit(bytes, 1.0);
        Ok(Self(builder.build_arc()?))
    }
}

/// The refusal of an instant before the book began.
pub(crate) async fn nothing_known(zone: &Zone, at_us: i64) -> Result<PackError> {
    let first = commits(zone.state()).await?.first().map(|c| c.at_us);
    Ok(PackError::Refused(format!(
        "the book knew nothing at {}: it began at {}",
        show(at_us, zone.tz()),
        first.map_or_else(|| "no time yet".to_owned(), |us| show(us, zone.tz())),
    )))
}

/// A context on nothing but empty tables, to plan statements where there is no zone.
pub(crate) async fn empty_context(pack: &Pack) -> Result<SessionContext> {
    let nouns = Nouns::none(vocabulary([pack])?);
    let observations = RecordBatch::new_empty(zone::observation::arrow::schema());
    memory_context(pack, &nouns, observations, &TimeZone::UTC).await
}

/// A context on `nouns` and `observations` that are in memory, with the pack's standards: a book
/// for the length of a golden case.
pub(crate) async fn memory_context(
    pack: &Pack,
    nouns: &Nouns,
    observations: RecordBatch,
    tz: &TimeZone,
) -> Result<SessionContext> {
    let context = context(tz);
    let series = register_nouns(&context, nouns)?;
    let lake = MemoryCatalogProvider::new();
    let main = Arc::new(MemorySchemaProvider::new());
    let readings = mem(observations)?;
    put(&main, "observations", Arc::clone(&readings))?;
    lake.register_schema("main", main)?;
    context.register_catalog("lake", Arc::new(lake));
    let observations = Observations::new(readings, &series, false)?;
    context.register_table("observations", Arc::new(observations))?;
    let view = context.sql(LATEST_IN_MEMORY).await?.into_view();
    context.register_table("latest", view)?;
    register_standards(&context, pack)?;
    Ok(context)
}

/// The tables of the default schema with their columns: the nouns.
pub(crate) async fn public_tables(context: &SessionContext) -> Result<Vec<(String, SchemaRef)>> {
    let mut tables = Vec::new();
    if let Some(schema) = catalog_of(context)?.schema(PUBLIC) {
        for name in schema.table_names() {
            if let Some(table) = schema.table(&name).await? {
                tables.push((name, table.schema()));
            }
        }
    }
    Ok(tables)
}

fn catalog_of(context: &SessionContext) -> Result<Arc<dyn CatalogProvider>> {
    context
        .catalog(ZONE_CATALOG)
        .ok_or_else(|| PackError::Refused(format!("the session has no catalog `{ZONE_CATALOG}`")))
}

fn schema_of(context: &SessionContext, pack: &Pack) -> Result<Arc<dyn SchemaProvider>> {
    let name = pack.schema_name();
    catalog_of(context)?
        .schema(&name)
        .ok_or_else(|| PackError::Refused(format!("the session has no schema `{name}`")))
}

fn context(tz: &TimeZone) -> SessionContext {
    context_in(tz, Arc::default())
}

fn context_in(tz: &TimeZone, runtime: Arc<RuntimeEnv>) -> SessionContext {
    let mut config = SessionConfig::new()
        .with_default_catalog_and_schema(ZONE_CATALOG, PUBLIC)
        .with_information_schema(true);
    // Off by default: without it a mistake in SQL has no place.
    config.options_mut().sql_parser.collect_spans = true;
    let context = SessionContext::new_with_config_rt(config, runtime);
    functions::register(&context, tz);
    context
}

/// Registers the nouns of the state. Gives the series.
fn register_nouns(context: &SessionContext, nouns: &Nouns) -> Result<RecordBatch> {
    let mut series = None;
    for (name, rows) in nouns.tables()? {
        if name == "series" {
            series = Some(rows.clone());
        }
        context.register_table(name.as_str(), mem(rows)?)?;
    }
    series.ok_or_else(|| PackError::Refused("the nouns have no `series`".to_owned()))
}

fn register_standards(context: &SessionContext, pack: &Pack) -> Result<Arc<MemorySchemaProvider>> {
    let schema = Arc::new(MemorySchemaProvider::new());
    for (name, standard) in &pack.standards {
        put(&schema, name, mem(standard.rows.clone())?)?;
    }
    let catalog = catalog_of(context)?;
    catalog.register_schema(&pack.schema_name(), Arc::clone(&schema) as _)?;
    Ok(schema)
}

/// Puts `rows` in the place of a pack's table for the rest of the session.
pub(crate) fn put_table(
    context: &SessionContext,
    pack: &Pack,
    table: &Table,
    rows: Vec<RecordBatch>,
) -> Result<()> {
    let schema = schema_of(context, pack)?;
    let provider = MemTable::try_new(table.schema(), vec![rows])?;
    exchange(schema.as_ref(), &table.name, Arc::new(provider))
}

/// Puts `provider` in the place of the table called `name`, if there is one.
fn exchange(
    schema: &dyn SchemaProvider,
    name: &str,
    provider: Arc<dyn TableProvider>,
) -> Result<()> {
    if schema.table_exist(name) {
        schema.deregister_table(name)?;
    }
    schema.register_table(name.to_owned(), provider)?;
    Ok(())
}

fn mem(rows: RecordBatch) -> Result<Arc<dyn TableProvider>> {
    Ok(Arc::new(MemTable::try_new(
        rows.schema(),
        vec![vec![rows]],
    )?))
}

fn put(
    schema: &Arc<MemorySchemaProvider>,
    name: &str,
    provider: Arc<dyn TableProvider>,
) -> Result<()> {
    schema.register_table(name.to_owned(), provider)?;
    Ok(())
}

/// The pack's settings as the zone has them, for `$name` in SQL.
///
/// # Errors
/// [`PackError::Refused`] for a setting in zone.toml that the pack does not know, or a value that
/// is none of its own.
pub fn parameters(zone: Option<&Zone>, pack: &Pack) -> Result<ParamValues> {
    let chosen = zone.and_then(|z| z.config().settings.get(&pack.id));
    settings(chosen, pack, zone::config::FILE_NAME)
}

/// The pack's settings, those that `chosen` names as it has them, the others by default. `file` is
/// where they were chosen.
///
/// # Errors
/// [`PackError::Refused`] for a setting that the pack does not know, or a value that is none of its
/// own.
pub(crate) fn settings(
    chosen: Option<&toml::Table>,
    pack: &Pack,
    file: &str,
) -> Result<ParamValues> {
    if let Some(unknown) =
        chosen.and_then(|c| c.keys().find(|key| !pack.settings.contains_key(*key)))
    {
        let known: Vec<_> = pack.settings.keys().map(String::as_str).collect();
        return Err(PackError::Refused(format!(
            "{file} sets `{unknown}` of `{}`, which has {}",
            pack.id,
            known.join(", ")
        )));
    }
    let is_chosen = |id: &String| chosen.is_some_and(|c| c.contains_key(id));
    let mut values = BTreeMap::new();
    for (id, setting) in &pack.settings {
        let value = match chosen.and_then(|c| c.get(id)) {
            None => setting.default.clone(),
            Some(given) => given.clone().try_into().map_err(|_| {
                PackError::Refused(format!(
                    "{file} sets `{id}` of `{}` to {given}; expected a number or a word",
                    pack.id
                ))
            })?,
        };
        if let (SettingValue::Word(word), true) = (&value, is_chosen(id))
            && !setting.one_of.is_empty()
            && !setting.one_of.contains(word)
        {
            return Err(PackError::Refused(format!(
                "{file} sets `{id}` of `{}` to `{word}`; expected one of {}",
                pack.id,
                setting.one_of.join(", ")
            )));
        }
        values.insert(id.clone(), scalar(value));
    }
    let pairs: Vec<(String, ScalarValue)> = values.into_iter().collect();
    Ok(ParamValues::from(pairs))
}

fn scalar(value: SettingValue) -> ScalarValue {
    match value {
        SettingValue::Whole(whole) => ScalarValue::Int64(Some(whole)),
        SettingValue::Number(number) => ScalarValue::Float64(Some(number)),
        SettingValue::Word(word) => ScalarValue::Utf8(Some(word)),
    }
}
