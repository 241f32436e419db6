//! Golden cases: a few rows in, the rows that a source or arithmetic by hand gives out; and table
//! tests, queries that return the wrong rows, asked over every case.
//!
//! A case needs no zone: it runs on a session of its own, in memory.

mod case;
mod compare;
mod device;
mod given;
mod marked;
mod observed;
mod typed;

use std::collections::{BTreeMap, BTreeSet};

use datafusion::arrow::array::RecordBatch;
use datafusion::prelude::SessionContext;
use zone::nouns::Nouns;

pub use case::Case;
pub(crate) use case::{OWN, cases};
pub use compare::{Difference, Wrong};

use crate::cell::{Cell, cell};
use crate::error::{Mistake, PackError, Result};
use crate::limits::WRONG_ROWS_SHOWN;
use crate::model::Pack;
use crate::order::{order, reads};
use crate::run::{rows_of, with_run};
use crate::session::{memory_context, put_table, settings};
use crate::source::PackSource;

/// What became of a case.
#[derive(Debug)]
pub struct Outcome {
    /// The case; `None` where its files cannot be read.
    pub case: Option<Case>,
    /// Where it differs from what it expects.
    pub differences: Vec<Difference>,
    /// Table tests that found wrong rows.
    pub wrong_rows: Vec<WrongRows>,
    /// Why it could not be computed.
    pub failure: Option<PackError>,
}

impl Outcome {
    /// Whether the case holds.
    pub fn holds(&self) -> bool {
        self.failure.is_none() && self.differences.is_empty() && self.wrong_rows.is_empty()
    }
}

/// What a table test found.
#[derive(Debug, Clone, PartialEq)]
pub struct WrongRows {
    /// The table.
    pub table: String,
    /// The test's title.
    pub title: crate::Title,
    /// How many rows are wrong.
    pub count: usize,
    /// The first of them, by column.
    pub rows: Vec<Vec<(String, Cell)>>,
}

/// Runs the cases of a pack, by name; of those only that have `named` in theirs, where it is given.
/// Mistakes in the cases' files come first, as one outcome without a case.
///
/// # Errors
/// Only what DataFusion refuses before the first case.
pub async fn test(source: &PackSource, pack: &Pack, named: Option<&str>) -> Result<Vec<Outcome>> {
    let mut mistakes = Vec::new();
    let mut cases = cases(source, pack, &mut mistakes);
    cases.retain(|name, _| named.is_none_or(|part| name.contains(part)));
    let mut outcomes = Vec::with_capacity(cases.len() + 1);
    for case in cases.into_values() {
        let before = mistakes.len();
        let read = given::read(pack, &case, &mut mistakes)?;
        let expected = expected(pack, &case, &mut mistakes)?;
        if mistakes.len() == before {
            outcomes.push(run(pack, case, read, &expected).await);
        }
    }
    if !mistakes.is_empty() {
        outcomes.insert(
            0,
            Outcome {
                case: None,
                differences: Vec::new(),
                wrong_rows: Vec::new(),
                failure: Some(PackError::Mistakes(mistakes)),
            },
        );
    }
    Ok(outcomes)
}

/// What is wrong in the files of a pack's cases.
pub(crate) fn check(source: &PackSource, pack: &Pack, mistakes: &mut Vec<Mistake>) -> Result<()> {
    for case in cases(source, pack, mistakes).values() {
        given::read(pack, case, mistakes)?;
        expected(pack, case, mistakes)?;
    }
    Ok(())
}

/// The expected rows by table, typed from the declared columns.
fn expected(
    pack: &Pack,
    case: &Case,
    mistakes: &mut Vec<Mistake>,
) -> Result<BTreeMap<String, RecordBatch>> {
    let mut expected = BTreeMap::new();
    for (name, sheet) in &case.expect {
        let Some(table) = pack.tables.get(name) else {
            let known: Vec<&str> = pack.tables.keys().map(String::as_str).collect();
            let message = format!(
                "`{name}` is no table of this pack; it has {}",
                known.join(", ")
            );
            let help = crate::near::nearest(name, known.iter().copied());
            mistakes.push(sheet.wrong_header(message).help(help));
            continue;
        };
        let rows = typed::rows(sheet, table, &case.tz, mistakes)?;
        expected.insert(name.clone(), rows);
    }
    Ok(expected)
}

async fn run(
    pack: &Pack,
    case: Case,
    given: given::Given,
    expected: &BTreeMap<String, RecordBatch>,
) -> Outcome {
    let mut outcome = Outcome {
        case: None,
        differences: Vec::new(),
        wrong_rows: Vec::new(),
        failure: None,
    };
    let done = async {
        let (context, computed) = compute(pack, &case, given).await?;
        for (name, wanted) in expected {
            if let (Some(table), Some(rows)) = (pack.tables.get(name), computed.get(name)) {
                outcome
                    .differences
                    .extend(compare::compare(&case, table, wanted, rows));
            }
        }
        let there: BTreeSet<&str> = computed.keys().map(String::as_str).collect();
        outcome.wrong_rows = wrong_rows(&context, pack, &case, &there).await?;
        Ok(())
    };
    outcome.failure = done.await.err();
    outcome.case = Some(case);
    outcome
}

/// The case's tables and those that they read, each computed after those that it reads; a table
/// that is given is taken as it is.
async fn compute(
    pack: &Pack,
    case: &Case,
    given: given::Given,
) -> Result<(SessionContext, BTreeMap<String, RecordBatch>)> {
    let observations = zone::observation::arrow::to_batch(&given.observations)?;
    let nouns = Nouns::given(given.things, given.series, given.marks, given.vocabulary)
        .with_devices(given.devices, given.entries);
    let context = memory_context(pack, &nouns, observations, &case.tz).await?;
    let values = settings(Some(&case.settings), pack, "case.toml")?;
    let in_order = order(pack).map_err(|cycle| {
        let names: Vec<&str> = cycle.iter().map(|t| t.name.as_str()).collect();
        PackError::Refused(format!("tables in a circle: {}", names.join(", ")))
    })?;
    let needed = needed(pack, case, &given.tables);
    let mut computed = BTreeMap::new();
    for table in in_order {
        let rows = if let Some(rows) = given.tables.get(&table.name) {
            rows.clone()
        } else if needed.contains(&table.name) {
            let rows = rows_of(&context, table, values.clone(), None).await?;
            with_run(&rows, 1, table)?
        } else {
            continue;
        };
        put_table(&context, pack, table, vec![rows.clone()])?;
        computed.insert(table.name.clone(), rows);
    }
    Ok((context, computed))
}

fn needed(pack: &Pack, case: &Case, given: &BTreeMap<String, RecordBatch>) -> BTreeSet<String> {
    let mut needed = BTreeSet::new();
    let mut waiting: Vec<String> = case.tables.iter().cloned().collect();
    while let Some(name) = waiting.pop() {
        let Some(table) = pack.tables.get(&name) else {
            continue;
        };
        if !given.contains_key(&name) && needed.insert(name) {
            waiting.extend(reads(table, pack));
        }
    }
    needed
}

/// The tests of every table that is there, where all that they read is there.
async fn wrong_rows(
    context: &SessionContext,
    pack: &Pack,
    case: &Case,
    there: &BTreeSet<&str>,
) -> Result<Vec<WrongRows>> {
    let mut wrong = Vec::new();
    for table in there.iter().filter_map(|name| pack.tables.get(*name)) {
        for test in &table.tests {
            let read = crate::order::named_in(&test.sql, pack);
            if !read.iter().all(|name| there.contains(name.as_str())) {
                continue;
            }
            let values = settings(Some(&case.settings), pack, "case.toml")?;
            let frame = context.sql(&test.sql).await?.with_param_values(values)?;
            let batches = frame.collect().await?;
            let count = batches.iter().map(RecordBatch::num_rows).sum();
            if count > 0 {
                wrong.push(WrongRows {
                    table: table.name.clone(),
                    title: test.title.clone(),
                    count,
                    rows: first_rows(&batches, case),
                });
            }
        }
    }
    Ok(wrong)
}

fn first_rows(batches: &[RecordBatch], case: &Case) -> Vec<Vec<(String, Cell)>> {
    let row = |batch: &RecordBatch, row: usize| {
        let schema = batch.schema();
        let names = schema.fields().iter().map(|f| f.name().clone());
        let cells = batch.columns().iter().map(|a| cell(a, row, &case.tz));
        names.zip(cells).collect()
    };
    batches
        .iter()
        .flat_map(|batch| (0..batch.num_rows()).map(move |i| row(batch, i)))
        .take(WRONG_ROWS_SHOWN)
        .collect()
}
