//! Expected rows against those found, by the table's key.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use datafusion::arrow::array::RecordBatch;

use super::case::Case;
use crate::cell::{Cell, cell};
use crate::model::Table;

/// How a table differs from what a case expects of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// The table.
    pub table: String,
    /// The row, by the columns of the table's key.
    pub key: Vec<(String, String)>,
    /// What is wrong with it.
    pub what: Wrong,
}

/// What is wrong with a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Wrong {
    /// It is expected and was not computed.
    Missing,
    /// It was computed and is not expected.
    Extra,
    /// It is expected more than once.
    Doubled,
    /// A column says something else.
    Column {
        /// The column.
        column: String,
        /// What the case expects.
        expected: Cell,
        /// What was computed.
        found: Cell,
    },
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key: Vec<String> = self.key.iter().map(|(k, v)| format!("{k}={v}")).collect();
        write!(f, "{} {}: ", self.table, key.join(" "))?;
        match &self.what {
            Wrong::Missing => f.write_str("expected, and not there"),
            Wrong::Extra => f.write_str("there, and not expected"),
            Wrong::Doubled => f.write_str("expected twice; a key tells rows apart"),
            Wrong::Column {
                column,
                expected,
                found,
            } => write!(
                f,
                "{column} is expected to be {}; found {}",
                shown(expected),
                shown(found)
            ),
        }
    }
}

fn shown(cell: &Cell) -> String {
    match cell {
        Cell::Nothing => "nothing".to_owned(),
        Cell::Text(text) => format!("`{text}`"),
        other => other.text(),
    }
}

type Key = Vec<String>;

/// The differences, by key and column. Numbers are compared exactly, or within the case's
/// tolerance; only the columns that the case names are compared.
pub(super) fn compare(
    case: &Case,
    table: &Table,
    expected: &RecordBatch,
    found: &RecordBatch,
) -> Vec<Difference> {
    let (wanted, doubled) = by_key(case, table, expected);
    let (there, _) = by_key(case, table, found);
    let key = |key: &Key| table.key.iter().cloned().zip(key.iter().cloned()).collect();
    let difference = |row: &Key, what| Difference {
        table: table.name.clone(),
        key: key(row),
        what,
    };
    let mut differences: Vec<Difference> = doubled
        .iter()
        .map(|row| difference(row, Wrong::Doubled))
        .collect();
    let keys: BTreeSet<&Key> = wanted.keys().chain(there.keys()).collect();
    for row in keys {
        match (wanted.get(row), there.get(row)) {
            (Some(_), None) => differences.push(difference(row, Wrong::Missing)),
            (None, Some(_)) if !case.only => differences.push(difference(row, Wrong::Extra)),
            (Some(w), Some(t)) => differences.extend(
                columns(case, table, (expected, *w), (found, *t))
                    .into_iter()
                    .map(|what| difference(row, what)),
            ),
            _ => {}
        }
    }
    differences
}

/// Row numbers by key, and the keys that stand more than once.
fn by_key(case: &Case, table: &Table, rows: &RecordBatch) -> (BTreeMap<Key, usize>, BTreeSet<Key>) {
    let (mut by_key, mut doubled) = (BTreeMap::new(), BTreeSet::new());
    for row in 0..rows.num_rows() {
        let key: Key = table
            .key
            .iter()
            .map(|name| {
                rows.column_by_name(name)
                    .map(|array| cell(array, row, &case.tz).text())
                    .unwrap_or_default()
            })
            .collect();
        if by_key.insert(key.clone(), row).is_some() {
            doubled.insert(key);
        }
    }
    (by_key, doubled)
}

fn columns(
    case: &Case,
    table: &Table,
    (expected, wanted): (&RecordBatch, usize),
    (found, there): (&RecordBatch, usize),
) -> Vec<Wrong> {
    let within = case.tolerance.get(&table.name);
    let schema = expected.schema();
    let mut wrong = Vec::new();
    for (field, array) in schema.fields().iter().zip(expected.columns()) {
        let Some(other) = found.column_by_name(field.name()) else {
            continue;
        };
        let expected = cell(array, wanted, &case.tz);
        let found = cell(other, there, &case.tz);
        let tolerance = within.and_then(|w| w.get(field.name())).copied();
        if !same(&expected, &found, tolerance) {
            wrong.push(Wrong::Column {
                column: field.name().clone(),
                expected,
                found,
            });
        }
    }
    wrong
}

fn same(expected: &Cell, found: &Cell, tolerance: Option<f64>) -> bool {
    match (expected, found, tolerance) {
        (Cell::Number(expected), Cell::Number(found), Some(within)) => {
            (expected - found).abs() <= within
        }
        _ => expected == found,
    }
}
