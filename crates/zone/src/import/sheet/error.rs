//! Why a file cannot be read: what was found, what was expected, where, and what to do.

use thiserror::Error;

use super::{CELL_BYTES_MAX, ROW_CELLS_MAX, XLSX_ROWS_MAX, column_letter};

/// A file that cannot be read as a table.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum SheetError {
    /// The file system refused.
    #[error("{name}: cannot be read: {source}")]
    Io {
        /// The file.
        name: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// Something that is no regular file.
    #[error("{name}: found {found}; expected a file. Write it to a file first")]
    NotAFile {
        /// Its name.
        name: String,
        /// What it is.
        found: &'static str,
    },
    /// The file was changed while it was read.
    #[error("{name}: was changed while it was read; import it again when nobody writes to it")]
    Changed {
        /// The file.
        name: String,
    },
    /// A workbook that would fill the memory.
    #[error(
        "{name}: the workbook has {found} {what}; {limit} are read at most. Save the table alone, or export it as CSV UTF-8"
    )]
    WorkbookTooLarge {
        /// The file.
        name: String,
        /// What there is too much of.
        what: &'static str,
        /// How many, at least.
        found: u64,
        /// The most that is read.
        limit: u64,
    },
    /// Nothing stands in the file.
    #[error("{name}: found an empty file; expected a header and rows. Export it again")]
    Empty {
        /// The file.
        name: String,
    },
    /// More bytes than are read.
    #[error(
        "{name}: found {found_bytes} bytes; {what} is read up to {limit_bytes} bytes. \
         Split it, by month or by section"
    )]
    FileTooLarge {
        /// The file.
        name: String,
        /// The kind of file that the limit is for.
        what: &'static str,
        /// Its size.
        found_bytes: u64,
        /// The most that is read.
        limit_bytes: u64,
    },
    /// A file that is no table.
    #[error(
        "{name}: found {found}; expected text with commas, semicolons or tabs, or an Excel \
         workbook (.xlsx, .xlsm). {help}"
    )]
    UnknownKind {
        /// The file.
        name: String,
        /// What it is.
        found: &'static str,
        /// What to do.
        help: &'static str,
    },
    /// Bytes that are text in no encoding that is read.
    #[error(
        "{name}:{line}: found the byte 0x{byte:02X} (byte {at} of the file), which is no {encoding}; \
         expected UTF-8, UTF-16 with a byte order mark, or GB18030. \
         Save the file again as CSV UTF-8"
    )]
    Undecodable {
        /// The file.
        name: String,
        /// The line, from 1.
        line: u64,
        /// The place in the file, from 0.
        at: u64,
        /// What stands there.
        byte: u8,
        /// The encoding that the text before it has.
        encoding: &'static str,
    },
    /// A delimiter that cannot separate anything.
    #[error(
        "{name}: found the byte 0x{found:02X} as delimiter; expected a printable ASCII character \
         other than a quotation mark, or a tab"
    )]
    BadDelimiter {
        /// The file.
        name: String,
        /// The delimiter asked for.
        found: u8,
    },
    /// A quotation mark that nothing closes.
    #[error(
        "{name}:{line}: the cell in column {} opens with a quotation mark that nothing closes; \
         close it, or write \"\" for a mark that belongs to the text",
        column_letter(*column)
    )]
    UnclosedQuote {
        /// The file.
        name: String,
        /// The line on which the cell starts, from 1.
        line: u64,
        /// The column, from 1.
        column: usize,
    },
    /// Text between a closing quotation mark and the delimiter.
    #[error(
        "{name}:{line}: found text after the closing quotation mark of the cell in column {}; \
         expected the delimiter or the end of the line. Write \"\" for a mark that belongs to the \
         text, or close a cell further up",
        column_letter(*column)
    )]
    TextAfterQuote {
        /// The file.
        name: String,
        /// The line on which the mark stands, from 1.
        line: u64,
        /// The column, from 1.
        column: usize,
    },
    /// A cell with more text than is read.
    #[error(
        "{name}:{line}: found {bytes} bytes in the cell of column {}; a cell holds up to \
         {CELL_BYTES_MAX}. Look for a quotation mark that is not closed",
        column_letter(*column)
    )]
    CellTooLarge {
        /// The file.
        name: String,
        /// The line on which the cell starts, from 1.
        line: u64,
        /// The column, from 1.
        column: usize,
        /// Its size, at least.
        bytes: usize,
    },
    /// A row with more cells than are read.
    #[error(
        "{name}:{line}: found more than {ROW_CELLS_MAX} cells in a row; expected one column a \
         property. Write one row a reading instead"
    )]
    RowTooWide {
        /// The file.
        name: String,
        /// The line, from 1.
        line: u64,
    },
    /// A worksheet with more rows than the format allows.
    #[error(
        "{name}: found row {line}; a worksheet has {XLSX_ROWS_MAX} at most. Split it, or export CSV"
    )]
    TooManyRows {
        /// The file.
        name: String,
        /// The row, from 1.
        line: u64,
    },
    /// A worksheet that is not there.
    #[error(
        "{name}: there is no worksheet `{wanted}`; there are {}",
        listed(sheets)
    )]
    UnknownSheet {
        /// The file.
        name: String,
        /// The name asked for.
        wanted: String,
        /// The names that there are.
        sheets: Vec<String>,
    },
    /// A workbook that breaks its own format.
    #[error(
        "{name}: the workbook is damaged: {message}. Open it in Excel or WPS, save it as .xlsx and \
         import that"
    )]
    BadWorkbook {
        /// The file.
        name: String,
        /// What is wrong, as the reader of the format says it.
        message: String,
    },
}

fn listed(names: &[String]) -> String {
    names
        .iter()
        .map(|n| format!("`{n}`"))
        .collect::<Vec<_>>()
        .join(", ")
}
