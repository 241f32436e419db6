//! A CSV of the register: rows whose cells know their place.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use csv::StringRecord;

use crate::import::sheet::read_bytes;
use crate::limits::REGISTER_BYTES_MAX;
use crate::{Result, ZoneError};

/// A row.
pub(crate) struct Cells {
    path: Arc<PathBuf>,
    columns: Arc<HashMap<String, usize>>,
    record: StringRecord,
    line: u64,
}

/// The rows of a CSV in UTF-8 whose header has all of `needed`, and of others only `allowed`.
pub(crate) fn read_table(path: &Path, needed: &[&str], allowed: &[&str]) -> Result<Vec<Cells>> {
    let bytes = read_bytes(path, REGISTER_BYTES_MAX)?;
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_reader(text);
    let bad = |line: u64, column: usize, message: String| ZoneError::BadFile {
        path: path.to_owned(),
        line,
        column,
        message,
    };
    let refused = |error: &csv::Error| {
        let line = error.position().map_or(1, csv::Position::line);
        bad(line, 1, format!("{error}; expected a CSV in UTF-8"))
    };
    let header = reader.headers().map_err(|e| refused(&e))?.clone();
    let mut columns = HashMap::new();
    for (name, place) in header.iter().zip(1..) {
        if !needed.contains(&name) && !allowed.contains(&name) {
            let known = [needed, allowed].concat().join(", ");
            return Err(bad(
                1,
                place,
                format!("the column `{name}` is not known; expected {known}"),
            ));
        }
        if columns.insert(name.to_owned(), place - 1).is_some() {
            return Err(bad(
                1,
                place,
                format!("the column `{name}` stands here twice"),
            ));
        }
    }
    if let Some(missing) = needed.iter().find(|name| !columns.contains_key(**name)) {
        let message = format!(
            "there is no column `{missing}`; expected {}",
            needed.join(", ")
        );
        return Err(bad(1, 1, message));
    }
    let (path, columns) = (Arc::new(path.to_owned()), Arc::new(columns));
    reader
        .records()
        .map(|record| {
            let record = record.map_err(|e| refused(&e))?;
            Ok(Cells {
                path: Arc::clone(&path),
                columns: Arc::clone(&columns),
                line: record.position().map_or(1, csv::Position::line),
                record,
            })
        })
        .collect()
}

impl Cells {
    /// The text of a column; empty where there is none.
    pub fn text(&self, column: &str) -> &str {
        let place = self.columns.get(column);
        place
            .and_then(|place| self.record.get(*place))
            .unwrap_or_default()
    }

    /// The text of a column that is not empty.
    pub fn filled(&self, column: &str) -> Result<&str> {
        let text = self.text(column);
        if text.is_empty() {
            return Err(self.place(column, format!("`{column}` is empty")));
        }
        Ok(text)
    }

    /// One of these words.
    pub fn one_of(&self, column: &str, words: &[&'static str]) -> Result<&'static str> {
        let text = self.text(column);
        let found = words.iter().find(|word| **word == text);
        found.copied().ok_or_else(|| {
            let expected = format!("expected one of {}", words.join(", "));
            self.wrong(column, &expected)
        })
    }

    /// One of these words, or `otherwise` where the cell is empty.
    pub fn one_of_or(
        &self,
        column: &str,
        words: &[&'static str],
        otherwise: &'static str,
    ) -> Result<&'static str> {
        if self.text(column).is_empty() {
            return Ok(otherwise);
        }
        self.one_of(column, words)
    }

    /// What is wrong with a cell: its text, and what was expected.
    pub fn wrong(&self, column: &str, expected: &str) -> ZoneError {
        self.place(
            column,
            format!("`{}` in `{column}`; {expected}", self.text(column)),
        )
    }

    /// A mistake in a cell.
    pub fn place(&self, column: &str, message: String) -> ZoneError {
        ZoneError::BadFile {
            path: self.path.as_ref().clone(),
            line: self.line,
            column: self.columns.get(column).map_or(1, |place| place + 1),
            message,
        }
    }
}
