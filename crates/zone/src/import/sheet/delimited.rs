//! Text tables: RFC 4180 with any delimiter, ragged rows kept.
//!
//! The splitter is our own for two reasons. A place in a message must be the line on which a
//! record starts, also after blank lines and after cells with line breaks in them. And a quotation
//! mark that nobody closed must be an error: lenient readers take the rest of the file for one
//! cell, and its readings are gone without a word.

use super::text::decode;
use super::{
    CELL_BYTES_MAX, Cell, ROW_CELLS_MAX, Row, SHEET_BYTES_MAX, Sheet, SheetError, SheetFormat,
    check_size, text_cell,
};

/// Delimiters that are recognised; of equally frequent ones the first.
const DELIMITERS: [u8; 3] = [b'\t', b',', b';'];

/// Reads a text table.
pub(super) fn read(name: &str, bytes: &[u8], delimiter: Option<u8>) -> Result<Sheet, SheetError> {
    check_size(name, "a text table", bytes.len() as u64, SHEET_BYTES_MAX)?;
    let (text, encoding) = decode(name, bytes)?;
    let delimiter = delimiter_given(name, delimiter)?.unwrap_or_else(|| delimiter_of(&text));
    let mut splitter = Splitter::new(name, &text, delimiter, 1);
    let mut rows = Vec::new();
    while let Some(row) = splitter.next_row()? {
        if row.cells.iter().any(|cell| *cell != Cell::Empty) {
            rows.push(row);
        }
    }
    let format = if delimiter == b'\t' {
        SheetFormat::Tsv
    } else {
        SheetFormat::Csv
    };
    Ok(Sheet {
        format,
        encoding,
        sheet_name: None,
        rows,
    })
}

/// Line breaks in `text`: `\n`, `\r\n` and a lone `\r` are one each.
pub(super) fn line_breaks(text: &str) -> u64 {
    let mut breaks = 0;
    let mut before = 0;
    for byte in text.bytes() {
        breaks += u64::from(byte == b'\r' || (byte == b'\n' && before != b'\r'));
        before = byte;
    }
    breaks
}

fn is_delimiter(byte: u8) -> bool {
    byte == b'\t' || (byte != b'"' && (b' '..=b'~').contains(&byte))
}

/// The delimiter that is asked for, or that the file's name tells.
pub(super) fn delimiter_given(name: &str, delimiter: Option<u8>) -> Result<Option<u8>, SheetError> {
    match delimiter {
        Some(found) if !is_delimiter(found) => Err(SheetError::BadDelimiter {
            name: name.to_owned(),
            found,
        }),
        Some(given) => Ok(Some(given)),
        None if name.to_ascii_lowercase().ends_with(".tsv") => Ok(Some(b'\t')),
        None => Ok(None),
    }
}

/// The most frequent delimiter outside quotation marks in the first line that has any: a title may
/// stand above the header.
pub(super) fn delimiter_of(text: &str) -> u8 {
    let mut counts = [0_usize; DELIMITERS.len()];
    let (mut quoted, mut starts_cell) = (false, true);
    for byte in text.bytes() {
        let delimiter = DELIMITERS.iter().position(|d| *d == byte);
        match (byte, delimiter) {
            (b'"', _) if quoted || starts_cell => quoted = !quoted,
            (b'\r' | b'\n', _) if !quoted && counts.iter().any(|n| *n > 0) => break,
            (_, Some(which)) if !quoted => counts[which] += 1,
            _ => {}
        }
        starts_cell = delimiter.is_some() || matches!(byte, b'\r' | b'\n');
    }
    let most = counts.iter().max().copied().unwrap_or(0);
    let first = counts.iter().position(|n| *n == most && most > 0);
    first.map_or(b',', |which| DELIMITERS[which])
}

/// What stood after a cell.
#[derive(PartialEq, Eq)]
enum After {
    Delimiter,
    EndOfRow,
}

/// Walks over a text, cell by cell.
pub(super) struct Splitter<'a> {
    name: &'a str,
    text: &'a str,
    delimiter: u8,
    at: usize,
    line: u64,
}

impl<'a> Splitter<'a> {
    /// At the beginning of `text`, which is line `line` of the file.
    pub fn new(name: &'a str, text: &'a str, delimiter: u8, line: u64) -> Self {
        Self {
            name,
            text,
            delimiter,
            at: 0,
            line,
        }
    }

    /// How far it went, in bytes of the text.
    pub fn at(&self) -> usize {
        self.at
    }

    /// The line on which it stands.
    pub fn line(&self) -> u64 {
        self.line
    }

    pub fn next_row(&mut self) -> Result<Option<Row>, SheetError> {
        if self.at == self.text.len() {
            return Ok(None);
        }
        let line = self.line;
        let mut cells = Vec::new();
        loop {
            if cells.len() == ROW_CELLS_MAX {
                return Err(SheetError::RowTooWide {
                    name: self.name.to_owned(),
                    line,
                });
            }
            let column = cells.len() + 1;
            let cell = match self.peek() {
                Some(b'"') => self.quoted(column)?,
                _ => self.bare(column)?,
            };
            cells.push(cell);
            if self.after(column)? == After::EndOfRow {
                return Ok(Some(Row { line, cells }));
            }
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// A cell that does not open with a quotation mark; marks inside it are text.
    fn bare(&mut self, column: usize) -> Result<Cell, SheetError> {
        let rest = &self.text[self.at..];
        let ends = |byte: u8| byte == self.delimiter || byte == b'\n' || byte == b'\r';
        let length = rest.bytes().position(ends).unwrap_or(rest.len());
        self.at += length;
        text_cell(self.name, self.line, column, &rest[..length])
    }

    fn quoted(&mut self, column: usize) -> Result<Cell, SheetError> {
        let line = self.line;
        let mut text = String::new();
        loop {
            self.at += 1;
            let rest = &self.text[self.at..];
            let Some(length) = rest.find('"') else {
                return Err(SheetError::UnclosedQuote {
                    name: self.name.to_owned(),
                    line,
                    column,
                });
            };
            text.push_str(&rest[..length]);
            self.line += line_breaks(&rest[..length]);
            self.at += length + 1;
            if self.peek() != Some(b'"') || text.len() > CELL_BYTES_MAX {
                return text_cell(self.name, line, column, &text);
            }
            text.push('"');
        }
    }

    fn after(&mut self, column: usize) -> Result<After, SheetError> {
        match self.peek() {
            Some(byte) if byte == self.delimiter => {
                self.at += 1;
                Ok(After::Delimiter)
            }
            None => Ok(After::EndOfRow),
            Some(b'\r') if self.text[self.at..].starts_with("\r\n") => Ok(self.end_row(2)),
            Some(b'\r' | b'\n') => Ok(self.end_row(1)),
            Some(_) => Err(SheetError::TextAfterQuote {
                name: self.name.to_owned(),
                line: self.line,
                column,
            }),
        }
    }

    fn end_row(&mut self, bytes: usize) -> After {
        self.at += bytes;
        self.line += 1;
        After::EndOfRow
    }
}
