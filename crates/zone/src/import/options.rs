//! How files are imported, and what became of each.

use serde_json::json;

use super::batch::BatchCounts;
use super::mapping::Mapping;
use super::reject::Reject;

/// The source of a file that names none.
const DEFAULT_SOURCE: &str = "files";

/// What the code of a new thing is made of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum CodeFrom {
    /// The section's name.
    #[default]
    Section,
    /// Province and section, where names repeat between provinces.
    ProvinceAndSection,
}

/// How files are imported.
#[derive(Debug, Clone, Default)]
pub struct ImportOptions {
    /// Columns and units that the headers do not tell.
    pub mapping: Mapping,
    /// The source; else the mapping's; else `files`.
    pub source: Option<String>,
    /// The year of stamps that have none.
    pub year: Option<i16>,
    /// The sheet of a workbook.
    pub sheet: Option<String>,
    /// The kind of thing to make for each unknown name.
    pub create_things: Option<String>,
    /// What the code of a new thing is made of.
    pub code_from: CodeFrom,
    /// Stop at the first reject, with nothing written.
    pub strict: bool,
    /// Say what would happen, and write nothing.
    pub dry_run: bool,
}

impl ImportOptions {
    /// The source that the files speak for.
    pub(super) fn source_name(&self) -> String {
        let named = self.source.clone().or_else(|| self.mapping.source.clone());
        named.unwrap_or_else(|| DEFAULT_SOURCE.to_owned())
    }

    /// What decides how the bytes of a file are understood: with the same, the same file says the
    /// same.
    pub(super) fn reading(&self) -> String {
        let mapping = format!(
            "{:?}{:?}{:?}",
            self.mapping.columns, self.mapping.values, self.mapping.header_line
        );
        json!({
            "source": self.source_name(),
            "year": self.year,
            "sheet": self.sheet.as_ref().or(self.mapping.sheet.as_ref()),
            "mapping": blake3::hash(mapping.as_bytes()).to_hex().as_str()[..16],
            "code": self.code_from == CodeFrom::ProvinceAndSection,
        })
        .to_string()
    }
}

/// A value that another source holds otherwise.
#[derive(Debug, Clone, PartialEq)]
pub struct Conflict {
    /// The series.
    pub series: i64,
    /// When, µs UTC.
    pub time_us: i64,
    /// The line of the file.
    pub line: i64,
    /// What the file says.
    pub given: Option<f64>,
    /// What stands.
    pub held: Option<f64>,
    /// Whose value stands.
    pub held_source: String,
}

/// What became of one file.
#[derive(Debug, Clone)]
pub struct FileSummary {
    /// The file's name as given.
    pub file: String,
    /// Its batch; `None` for a dry run, or when the same file stands already.
    pub batch: Option<i64>,
    /// The batch by which the very same file stands already.
    pub already: Option<i64>,
    /// The source.
    pub source: String,
    /// Counts.
    pub counts: BatchCounts,
    /// Codes of the things that were made.
    pub created: Vec<String>,
    /// Headers that nothing was made of.
    pub ignored: Vec<String>,
    /// Values that another source holds otherwise.
    pub conflicts: Vec<Conflict>,
    /// What was not taken.
    pub rejects: Vec<Reject>,
}
