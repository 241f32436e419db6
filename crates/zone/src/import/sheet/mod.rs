//! A monitoring file becomes rows of cells, whatever program wrote it.
//!
//! What a file is, its bytes say and not its name: systems that export a text table or a web page
//! under `.xls` are common. The delimiter of a text table alone listens to the name (`.tsv`).

mod delimited;
mod error;
mod inflated;
mod kind;
mod pieces;
mod text;
mod xlsx;

#[cfg(test)]
mod pieces_tests;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod raw_xlsx_tests;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod xlsx_tests;

use std::fs::File;
use std::io::Read;
use std::path::Path;

pub use error::SheetError;
pub use pieces::{PIECE_BYTES, Pieces, Walk};

use kind::Kind;

/// Bytes of a table that is held in memory: one of things, or a UTF-16 text. A text of readings
/// that is larger than a piece is walked over instead, and has no limit.
pub const SHEET_BYTES_MAX: u64 = 64 << 20;

/// Bytes of a workbook: it is compressed, about ten to one.
pub const XLSX_BYTES_MAX: u64 = 64 << 20;

/// Bytes of all that a workbook inflates to: a worksheet of half a million rows of ten columns.
pub const XLSX_INFLATED_BYTES_MAX: u64 = 512 << 20;

/// Bytes of a workbook's table of texts, which is held in memory.
pub const XLSX_TEXTS_BYTES_MAX: u64 = 128 << 20;

/// Parts of a workbook: worksheets, pictures, styles.
pub const XLSX_PARTS_MAX: usize = 10_000;

/// Cells of a worksheet in which something stands: half a million rows of eight.
pub const XLSX_CELLS_MAX: usize = 4_000_000;

/// Bytes of one cell. A note is shorter, and a quotation mark that nobody closed is found by this.
pub const CELL_BYTES_MAX: usize = 64 << 10;

/// Cells of one row: more than a table of one column a property and station ever needs.
pub const ROW_CELLS_MAX: usize = 4096;

/// Rows of a worksheet: the format's own limit.
pub const XLSX_ROWS_MAX: u32 = 1_048_576;

/// Rows in which a merged cell is repeated over its region: titles and headers stand there.
pub const MERGED_ROWS: usize = 3;

const _: () = assert!(
    PIECE_BYTES as u64 <= SHEET_BYTES_MAX,
    "what is no larger than a piece is held"
);

/// How a file is to be read, where it does not say so itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SheetOptions {
    /// The worksheet of a workbook. Text tables have none and do not look here.
    pub sheet: Option<String>,
    /// What stands between the cells of a text table. Workbooks do not look here.
    pub delimiter: Option<u8>,
}

/// The format that a file turned out to have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SheetFormat {
    /// Text with commas, semicolons or another delimiter.
    Csv,
    /// Text with tabs.
    Tsv,
    /// An Excel workbook, `.xlsx` or `.xlsm`.
    Xlsx,
}

/// The rows of one table.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// What the file is.
    pub format: SheetFormat,
    /// Its encoding: `UTF-8`, `UTF-8 with BOM`, `UTF-16LE`, `UTF-16BE` or `GB18030`.
    pub encoding: &'static str,
    /// The worksheet that was read, in a workbook.
    pub sheet_name: Option<String>,
    /// Rows in which something stands; never empty. Blank ones are left out and keep their number.
    pub rows: Vec<Row>,
}

/// One row of a table. Rows are as long as they are: they need not have equally many cells.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Row {
    /// The line on which the row starts, or the worksheet's row; from 1.
    pub line: u64,
    /// Its cells from column A on.
    pub cells: Vec<Cell>,
}

impl Row {
    /// The cell of a column, from 0; [`Cell::Empty`] beyond the row's end.
    pub fn cell(&self, column: usize) -> &Cell {
        self.cells.get(column).unwrap_or(&Cell::Empty)
    }

    /// Whether nothing stands in it.
    pub fn is_blank(&self) -> bool {
        self.cells.iter().all(|cell| *cell == Cell::Empty)
    }

    /// `line 5, column C`, for messages; `column` from 1.
    pub fn place(&self, column: usize) -> String {
        format!("line {}, column {}", self.line, column_letter(column))
    }
}

/// What stands in a cell. A text table has only the first two.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing, or nothing but space.
    Empty,
    /// Text as it stands, untrimmed.
    Text(String),
    /// A number of a workbook.
    Number {
        /// The shortest decimal that is this number.
        text: String,
        /// The number, always finite.
        value: f64,
    },
    /// A date cell of a workbook, without a zone, to the second.
    Stamp(jiff::civil::DateTime),
    /// An error cell of a workbook, such as `#DIV/0!`.
    Error(String),
}

/// Reads the file at `path`.
///
/// # Errors
/// [`SheetError`]; the name in it is the path.
pub fn read_sheet(path: &Path, options: &SheetOptions) -> Result<Sheet, SheetError> {
    let bytes = read_bytes(path, SHEET_BYTES_MAX)?;
    read_sheet_bytes(&path.display().to_string(), &bytes, options)
}

/// Reads a file that is in memory; `name` is for messages, and its ending says whether it is `.tsv`.
///
/// UTF-8, UTF-16 with a byte order mark and GB18030 are told apart by the bytes. A delimiter that
/// is not given is the most frequent of tab, comma and semicolon in the first line that has one. A
/// worksheet that is not given is the first with more than one row, hidden ones last.
///
/// # Errors
/// [`SheetError`]: nothing of a file with a broken place is returned, so that no row is lost unseen.
///
/// ```
/// use wellkeeper_zone::import::sheet::{Cell, SheetOptions, read_sheet_bytes};
///
/// let bytes = "断面名称,氨氮\n\n羊尾,0.110\n".as_bytes();
/// let sheet = read_sheet_bytes("april.csv", bytes, &SheetOptions::default())?;
/// assert_eq!(sheet.rows[1].line, 3);
/// assert_eq!(sheet.rows[1].cell(1), &Cell::Text("0.110".into()));
/// # Ok::<(), wellkeeper_zone::import::sheet::SheetError>(())
/// ```
pub fn read_sheet_bytes(
    name: &str,
    bytes: &[u8],
    options: &SheetOptions,
) -> Result<Sheet, SheetError> {
    let sheet = match kind::recognise(name, bytes)? {
        Kind::Workbook => xlsx::read(name, bytes, options.sheet.as_deref())?,
        Kind::Text => delimited::read(name, bytes, options.delimiter)?,
    };
    if sheet.rows.is_empty() {
        return Err(SheetError::Empty {
            name: name.to_owned(),
        });
    }
    Ok(sheet)
}

/// The bytes of the file at `path`, up to `limit`.
///
/// # Errors
/// [`SheetError::Io`], [`SheetError::NotAFile`] and [`SheetError::FileTooLarge`].
pub fn read_bytes(path: &Path, limit: u64) -> Result<Vec<u8>, SheetError> {
    let name = path.display().to_string();
    let (file, declared) = regular_file(path)?;
    check_size(&name, "a table", declared, limit)?;
    let mut bytes = Vec::with_capacity(usize::try_from(declared).unwrap_or(0));
    // A file may grow: the limit holds for what is read.
    file.take(limit + 1)
        .read_to_end(&mut bytes)
        .map_err(|source| SheetError::Io {
            name: name.clone(),
            source,
        })?;
    check_size(&name, "a table", bytes.len() as u64, limit)?;
    Ok(bytes)
}

/// Opens a regular file and gives its length; a pipe or a device has none and may never end.
fn regular_file(path: &Path) -> Result<(File, u64), SheetError> {
    let name = path.display().to_string();
    let io = |source| SheetError::Io {
        name: name.clone(),
        source,
    };
    // Before it is opened: opening a pipe waits for somebody to write.
    let metadata = std::fs::metadata(path).map_err(io)?;
    if !metadata.is_file() {
        return Err(SheetError::NotAFile {
            name,
            found: if metadata.is_dir() {
                "a folder"
            } else {
                "a pipe or a device"
            },
        });
    }
    Ok((File::open(path).map_err(io)?, metadata.len()))
}

/// The letters of a column as Excel has them, from 1; nothing for 0.
///
/// ```
/// use wellkeeper_zone::import::sheet::column_letter;
///
/// assert_eq!(column_letter(3), "C");
/// assert_eq!(column_letter(28), "AB");
/// ```
pub fn column_letter(column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column;
    while rest > 0 {
        letters.push(char::from(
            b'A' + u8::try_from((rest - 1) % 26).unwrap_or(0),
        ));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

fn check_size(name: &str, what: &'static str, found: u64, limit: u64) -> Result<(), SheetError> {
    if found <= limit {
        return Ok(());
    }
    Err(SheetError::FileTooLarge {
        name: name.to_owned(),
        what,
        found_bytes: found,
        limit_bytes: limit,
    })
}

/// A cell of text, if it is not too long.
fn text_cell(name: &str, line: u64, column: usize, text: &str) -> Result<Cell, SheetError> {
    let mut cell = Cell::Empty;
    set_text(&mut cell, (name, line, column), text)?;
    Ok(cell)
}

/// Puts a text that is not too long into `cell`, in the room of the text that stood there.
fn set_text(
    cell: &mut Cell,
    (name, line, column): (&str, u64, usize),
    text: &str,
) -> Result<(), SheetError> {
    if text.len() > CELL_BYTES_MAX {
        let (name, bytes) = (name.to_owned(), text.len());
        return Err(SheetError::CellTooLarge {
            name,
            line,
            column,
            bytes,
        });
    }
    match cell {
        _ if super::cell::is_blank(text) => *cell = Cell::Empty,
        Cell::Text(held) => text.clone_into(held),
        other => *other = Cell::Text(text.to_owned()),
    }
    Ok(())
}
