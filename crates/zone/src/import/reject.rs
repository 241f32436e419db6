//! What could not be taken, each with its place: nothing is dropped in silence.

use std::path::Path;

use super::sheet::column_letter;
use crate::{Result, ZoneError};

/// A row or a cell that was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reject {
    /// Line of the file, from 1.
    pub line: u64,
    /// Column, from 1; 0 for the whole row.
    pub column: usize,
    /// The column's header.
    pub header: String,
    /// What stood there.
    pub found: String,
    /// What was expected, and what to do.
    pub expected: String,
    /// Whether it is held only because its time has not come yet.
    pub held: bool,
}

impl Reject {
    /// `line 5, column C (氨氮)`.
    pub fn place(&self) -> String {
        if self.column == 0 {
            return format!("line {}", self.line);
        }
        format!(
            "line {}, column {} ({})",
            self.line,
            column_letter(self.column),
            self.header
        )
    }
}

/// Writes the rejects of several files as CSV with a byte order mark, so that Excel opens it.
///
/// # Errors
/// [`ZoneError::Io`] when the file cannot be written.
pub fn write_rejects(path: &Path, files: &[(String, Vec<Reject>)]) -> Result<()> {
    let io = |e: std::io::Error| ZoneError::io(path)(e);
    let mut bytes = vec![0xEF, 0xBB, 0xBF];
    {
        let mut csv = csv::Writer::from_writer(&mut bytes);
        let put = |csv: &mut csv::Writer<_>, record: [&str; 7]| {
            csv.write_record(record).map_err(|e| io(e.into()))
        };
        put(
            &mut csv,
            [
                "file", "line", "column", "header", "found", "expected", "held",
            ],
        )?;
        for (file, rejects) in files {
            for r in rejects {
                let (line, column) = (r.line.to_string(), r.column.to_string());
                let held = if r.held { "true" } else { "false" };
                put(
                    &mut csv,
                    [file, &line, &column, &r.header, &r.found, &r.expected, held],
                )?;
            }
        }
        csv.flush().map_err(io)?;
    }
    std::fs::write(path, bytes).map_err(io)
}
