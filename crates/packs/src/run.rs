//! Running: tables are computed one after another, each from those before, and kept in the lake.

use std::collections::BTreeSet;
use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, Int64Array, RecordBatch};
use datafusion::arrow::compute::{cast, concat_batches};
use datafusion::arrow::row::{RowConverter, SortField};
use datafusion::prelude::{Expr, SessionContext, col};
use serde_json::json;
use zone::Zone;
use zone::lake::{Commit, Extra, ExtraRun, log_new_commits};
use zone::run::NewRun;
use zone::state::AuditEntry;

use crate::error::{PackError, Result};
use crate::model::{Pack, Table};
use crate::order::{order, reads};
use crate::session::{Session, parameters, put_table};

/// What became of one table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableRun {
    /// `water_quality.section_month`.
    pub table: String,
    /// Rows of the result.
    pub rows: usize,
    /// Whether the stored table changed; the same result is not written again.
    pub changed: bool,
}

/// Computes `only` (all tables when empty) and whatever they read; `told` hears of each when done.
///
/// # Errors
/// [`PackError::UnknownTable`], a mistake of SQL, two rows with one key, or what the disk refuses.
pub async fn run(
    zone: &Zone,
    packs: &[Pack],
    only: &[String],
    who: &str,
    mut told: impl FnMut(&TableRun),
) -> Result<Vec<TableRun>> {
    let tables = in_order(packs, only)?;
    let session = Session::open(zone, packs).await?;
    let mut runs = Vec::with_capacity(tables.len());
    for (pack, table, name) in tables {
        let done = run_table(zone, &session, pack, table, &name, who).await?;
        told(&done);
        runs.push(done);
    }
    Ok(runs)
}

/// Computes `only` (all tables when empty) from what the zone knew at `at_us` (µs UTC), and writes
/// nothing. Gives each table's rows under its name, without the number of a run.
///
/// # Errors
/// As [`run`], and [`PackError::Refused`] for an instant before the book began.
pub async fn run_as_of(
    zone: &Zone,
    packs: &[Pack],
    only: &[String],
    at_us: i64,
) -> Result<Vec<(String, RecordBatch)>> {
    let tables = in_order(packs, only)?;
    let session = Session::open_at(zone, packs, at_us).await?;
    let asked: Vec<String> = only.iter().map(|name| name.replace('-', "_")).collect();
    let mut results = Vec::new();
    for (pack, table, name) in tables {
        let fresh = compute(&session.context, zone, pack, table).await?;
        let unnumbered = with_run(&fresh, NO_RUN, table)?;
        put_table(&session.context, pack, table, vec![unnumbered])?;
        if asked.is_empty() || asked.contains(&name) {
            results.push((name, fresh));
        }
    }
    Ok(results)
}

/// The number that rows carry which no run has stored.
const NO_RUN: i64 = 0;

/// The tables to compute, each after those that it reads.
fn in_order<'p>(packs: &'p [Pack], only: &[String]) -> Result<Vec<(&'p Pack, &'p Table, String)>> {
    let wanted = wanted(packs, only)?;
    let mut tables = Vec::new();
    for pack in packs {
        let sorted = order(pack).map_err(|cycle| {
            let names: Vec<_> = cycle.iter().map(|t| t.name.as_str()).collect();
            PackError::Refused(format!(
                "these tables read each other in a circle: {}",
                names.join(", ")
            ))
        })?;
        for table in sorted {
            let name = format!("{}.{}", pack.schema_name(), table.name);
            if wanted.contains(&name) {
                tables.push((pack, table, name));
            }
        }
    }
    Ok(tables)
}

fn wanted(packs: &[Pack], only: &[String]) -> Result<BTreeSet<String>> {
    let full = |pack: &Pack, table: &str| format!("{}.{table}", pack.schema_name());
    let known: Vec<String> = packs
        .iter()
        .flat_map(|p| p.tables.keys().map(|t| full(p, t)))
        .collect();
    if only.is_empty() {
        return Ok(known.into_iter().collect());
    }
    let mut wanted = BTreeSet::new();
    for name in only {
        let (pack, table) = find(packs, name)?;
        let mut waiting = vec![table];
        while let Some(table) = waiting.pop() {
            if wanted.insert(full(pack, &table.name)) {
                waiting.extend(reads(table, pack).iter().map(|name| &pack.tables[name]));
            }
        }
    }
    Ok(wanted)
}

/// The table called `pack.table`, the pack's name written with `-` or `_`.
///
/// # Errors
/// [`PackError::UnknownTable`] naming those that are there.
pub fn find<'p>(packs: &'p [Pack], name: &str) -> Result<(&'p Pack, &'p Table)> {
    let wanted = name.replace('-', "_");
    packs
        .iter()
        .flat_map(|pack| pack.tables.values().map(move |table| (pack, table)))
        .find(|(pack, table)| wanted == format!("{}.{}", pack.schema_name(), table.name))
        .ok_or_else(|| PackError::UnknownTable {
            found: name.to_owned(),
            known: packs
                .iter()
                .flat_map(|p| p.tables.keys().map(|t| format!("{}.{t}", p.schema_name())))
                .collect(),
        })
}

async fn run_table(
    zone: &Zone,
    session: &Session,
    pack: &Pack,
    table: &Table,
    name: &str,
    who: &str,
) -> Result<TableRun> {
    let fresh = compute(&session.context, zone, pack, table).await?;
    let rows = fresh.num_rows();
    let head = zone.lake().head()?;
    let stored = zone
        .lake()
        .table(&pack.schema_name(), &table.name, head)
        .await?;
    if let Some(stored) = stored
        && let Some(stored) = same_content(&fresh, &stored, table)?
        && same_text(zone, pack, table, name).await?
    {
        put_table(&session.context, pack, table, vec![stored])?;
        return Ok(TableRun {
            table: name.to_owned(),
            rows,
            changed: false,
        });
    }
    let numbered = store(zone, session, pack, table, &fresh, name, who).await?;
    put_table(&session.context, pack, table, vec![numbered])?;
    Ok(TableRun {
        table: name.to_owned(),
        rows,
        changed: true,
    })
}

/// Puts `fresh` in the place of the stored table, as a run of its own; gives the rows with its number.
async fn store(
    zone: &Zone,
    session: &Session,
    pack: &Pack,
    table: &Table,
    fresh: &RecordBatch,
    name: &str,
    who: &str,
) -> Result<RecordBatch> {
    let rows = fresh.num_rows();
    let reason = format!("run {name}");
    let _held = zone.write(who, &reason).await?;
    let mut change = zone.state().change(who).await?;
    let id = zone::run::next(&mut change).await?;
    let numbered = with_run(fresh, id, table)?;
    let run = NewRun {
        table_name: name.to_owned(),
        pack: pack.id.clone(),
        pack_version: pack.version.clone(),
        pack_hash: pack.hash.clone(),
        sql_text: table.sql.to_string(),
        read_snapshot: session.snapshot,
        row_count: rows,
    };
    let commit = Commit {
        who,
        reason: &reason,
        extra: Extra {
            kind: "run".to_owned(),
            run: Some(ExtraRun { id, run }),
            ..Extra::default()
        },
        base: None,
    };
    let written = zone
        .lake()
        .replace(
            &pack.schema_name(),
            &table.name,
            std::slice::from_ref(&numbered),
            &table.schema(),
            &commit,
        )
        .await?;
    log_new_commits(&mut change, zone.lake()).await?;
    let detail = json!({ "run": id, "rows": rows, "snapshot": written, "pack_hash": pack.hash });
    change
        .commit(AuditEntry::new("run", name, &detail))
        .await
        .map_err(PackError::from)?;
    Ok(numbered)
}

/// The table's rows, typed as declared, sorted by its key.
async fn compute(
    context: &SessionContext,
    zone: &Zone,
    pack: &Pack,
    table: &Table,
) -> Result<RecordBatch> {
    let frame = context
        .sql(&table.sql)
        .await?
        .with_param_values(parameters(Some(zone), pack)?)?;
    let columns: Vec<Expr> = table
        .columns
        .iter()
        .map(|c| Expr::from(datafusion::common::Column::from_name(&c.id)))
        .collect();
    let keys = table
        .key
        .iter()
        .map(|k| col(k.as_str()).sort(true, true))
        .collect();
    let frame = frame.select(columns)?.sort(keys)?;
    let schema = Arc::new(frame.schema().as_arrow().clone());
    let batches = frame.collect().await?;
    let whole = concat_batches(&schema, &batches).map_err(arrow)?;
    let typed: Vec<ArrayRef> = table
        .columns
        .iter()
        .zip(whole.columns())
        .map(|(column, array)| cast(array, &column.kind.arrow()))
        .collect::<std::result::Result<_, _>>()
        .map_err(arrow)?;
    let fields: Vec<_> = table
        .schema()
        .fields()
        .iter()
        .take(typed.len())
        .cloned()
        .collect();
    let typed = RecordBatch::try_new(
        Arc::new(datafusion::arrow::datatypes::Schema::new(fields)),
        typed,
    )
    .map_err(arrow)?;
    refuse_doubled_keys(&typed, table)?;
    Ok(typed)
}

fn arrow(error: datafusion::arrow::error::ArrowError) -> PackError {
    PackError::Query(error.into())
}

fn refuse_doubled_keys(rows: &RecordBatch, table: &Table) -> Result<()> {
    let keys: Vec<ArrayRef> = table
        .key
        .iter()
        .filter_map(|k| rows.column_by_name(k))
        .map(Arc::clone)
        .collect();
    let fields = keys
        .iter()
        .map(|k| SortField::new(k.data_type().clone()))
        .collect();
    let converted = RowConverter::new(fields)
        .and_then(|c| c.convert_columns(&keys))
        .map_err(arrow)?;
    for i in 1..converted.num_rows() {
        if converted.row(i) == converted.row(i - 1) {
            let shown: Vec<String> = table
                .key
                .iter()
                .zip(&keys)
                .map(|(name, key)| {
                    let value = datafusion::arrow::util::display::array_value_to_string(key, i);
                    format!("{name}={}", value.unwrap_or_default())
                })
                .collect();
            return Err(PackError::Refused(format!(
                "`{}` has two rows with the key {}; a key tells rows apart",
                table.name,
                shown.join(", ")
            )));
        }
    }
    Ok(())
}

/// The stored rows, sorted, when they say the same as `fresh`.
fn same_content(
    fresh: &RecordBatch,
    stored: &[RecordBatch],
    table: &Table,
) -> Result<Option<RecordBatch>> {
    let Some(first) = stored.first() else {
        return Ok((fresh.num_rows() == 0).then(|| RecordBatch::new_empty(table.schema())));
    };
    let stored = concat_batches(&first.schema(), stored).map_err(arrow)?;
    let declared = table.schema().fields().len();
    if stored.num_rows() != fresh.num_rows() || stored.num_columns() != declared {
        return Ok(None);
    }
    let mut columns = Vec::with_capacity(stored.num_columns());
    for field in table.schema().fields() {
        let Some(column) = stored.column_by_name(field.name()) else {
            return Ok(None);
        };
        columns.push(cast(column, field.data_type()).map_err(arrow)?);
    }
    let sort: Vec<_> = table
        .key
        .iter()
        .filter_map(|k| table.columns.iter().position(|c| &c.id == k))
        .map(|i| datafusion::arrow::compute::SortColumn {
            values: Arc::clone(&columns[i]),
            options: Some(datafusion::arrow::compute::SortOptions {
                descending: false,
                nulls_first: true,
            }),
        })
        .collect();
    let order = datafusion::arrow::compute::lexsort_to_indices(&sort, None).map_err(arrow)?;
    let sorted: Vec<ArrayRef> = columns
        .iter()
        .map(|c| datafusion::arrow::compute::take(c, &order, None))
        .collect::<std::result::Result<_, _>>()
        .map_err(arrow)?;
    let same = sorted
        .iter()
        .zip(fresh.columns())
        .all(|(a, b)| a.to_data() == b.to_data());
    let whole = RecordBatch::try_new(table.schema(), sorted).map_err(arrow)?;
    Ok(same.then_some(whole))
}

/// Whether the last run of the table was by this very pack.
async fn same_text(zone: &Zone, pack: &Pack, table: &Table, name: &str) -> Result<bool> {
    let last = zone::run::last_of_each(zone.state()).await?;
    Ok(last.iter().any(|run| {
        run.table_name == name && run.pack_hash == pack.hash && run.sql_text == *table.sql
    }))
}

fn with_run(rows: &RecordBatch, id: i64, table: &Table) -> Result<RecordBatch> {
    let mut columns = rows.columns().to_vec();
    columns.push(Arc::new(Int64Array::from(vec![id; rows.num_rows()])));
    RecordBatch::try_new(table.schema(), columns).map_err(arrow)
}
