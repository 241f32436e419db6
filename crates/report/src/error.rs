//! Why a document was not set.

use thiserror::Error;

/// Why a document was not set.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ReportError {
    /// More of something than [`crate::limits`] allows.
    #[error(
        "the document has {found} {what}; at most {at_most} are set: report a shorter period or fewer rows"
    )]
    TooMuch {
        /// What there is too much of.
        what: &'static str,
        /// How much was found, at least.
        found: usize,
        /// How much there may be.
        at_most: usize,
    },
    /// A row of a table that has not one cell a column.
    #[error("row {row} of a table has {found} cells; its columns are {expected}")]
    RowCells {
        /// The row, from 1.
        row: usize,
        /// Cells of the row.
        found: usize,
        /// Columns of the table.
        expected: usize,
    },
    /// A chart value that is no finite number.
    #[error("the chart `{chart}` has {value} among its values; expected finite numbers")]
    NotFinite {
        /// Title of the chart.
        chart: String,
        /// The value.
        value: f64,
    },
    /// A link that is no web address.
    #[error(
        "the link `{0}` is no address of printable ASCII that begins with http:// or https://: percent-encode it"
    )]
    Link(String),
    /// A date that no calendar has.
    #[error("the document says that it was made on {0}; expected a date of the calendar")]
    Created(String),
    /// The fonts in the program could not be read: the program was built from damaged files.
    #[error("the font {0} in the program cannot be read: scripts/bulletin-fonts.py makes it anew")]
    Font(&'static str),
    /// What the writer of the PDF refused.
    #[error("the PDF could not be written: {0}")]
    Pdf(String),
}
