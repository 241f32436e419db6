//! Running: each table is computed as soon as those that it reads have been; then all are kept in
//! the lake by one commit.

mod compute;
mod difference;
mod recompute;
mod scope;
mod slices;
mod standing;
mod store;
mod stored;
mod table;
mod work;

use std::collections::BTreeSet;
use std::sync::Arc;

use datafusion::arrow::array::{Int64Array, RecordBatch};
use zone::Zone;

pub(crate) use compute::{arrow, rows_of};
pub use recompute::{Again, Recomputed};

use compute::compute;
pub(crate) use slices::Slice;
use work::Work;

use crate::error::{PackError, Result};
use crate::kept::keep_texts;
use crate::model::{Pack, Table};
use crate::order::{order, reads};
use crate::session::{Session, put_table};

/// What became of one table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableRun {
    /// `water_quality.section_month`.
    pub table: String,
    /// Rows that the table has now.
    pub rows: usize,
    /// Whether the stored table changed; the same result is not written again.
    pub changed: bool,
}

/// Brings `only` (all tables when empty) and whatever they read up to date, all in one commit of the
/// lake; `told` hears of each when that is done. Computed again are the months that commits touched since a table's last run; all of
/// it where the pack's text, the settings or the dossiers changed.
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
    keep_texts(zone, packs, who).await?;
    let session = Session::open(zone, packs).await?;
    let work = Work::begin(zone, &session, &tables).await?;
    let outcomes = work.compute().await?;
    let runs = store::store(zone, &session, who, &outcomes).await?;
    runs.iter().for_each(&mut told);
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
        let fresh = compute(&session, zone, pack, table, None).await?;
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
            let name = pack.full_name(&table.name);
            if wanted.contains(&name) {
                tables.push((pack, table, name));
            }
        }
    }
    Ok(tables)
}

fn wanted(packs: &[Pack], only: &[String]) -> Result<BTreeSet<String>> {
    let known: Vec<String> = packs
        .iter()
        .flat_map(|p| p.tables.keys().map(|t| p.full_name(t)))
        .collect();
    if only.is_empty() {
        return Ok(known.into_iter().collect());
    }
    let mut wanted = BTreeSet::new();
    for name in only {
        let (pack, table) = find(packs, name)?;
        let mut waiting = vec![table];
        while let Some(table) = waiting.pop() {
            if wanted.insert(pack.full_name(&table.name)) {
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
        .find(|(pack, table)| wanted == pack.full_name(&table.name))
        .ok_or_else(|| PackError::UnknownTable {
            found: name.to_owned(),
            known: packs
                .iter()
                .flat_map(|p| p.tables.keys().map(|t| p.full_name(t)))
                .collect(),
        })
}

pub(crate) fn with_run(rows: &RecordBatch, id: i64, table: &Table) -> Result<RecordBatch> {
    let mut columns = rows.columns().to_vec();
    columns.push(Arc::new(Int64Array::from(vec![id; rows.num_rows()])));
    RecordBatch::try_new(table.schema(), columns).map_err(arrow)
}
