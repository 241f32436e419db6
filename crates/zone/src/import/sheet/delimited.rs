//! Text tables: RFC 4180 with any delimiter, ragged rows kept.
//!
//! The splitter is our own for two reasons. A place in a message must be the line on which a
//! record starts, also after blank lines and after cells with line breaks in them. And a quotation
//! mark that nobody closed must be an error: lenient readers take the rest of the file for one
//! cell, and its readings are gone without a word.

use memchr::{memchr_iter, memchr3};

use super::text::decode;
use super::{
    CELL_BYTES_MAX, Cell, ROW_CELLS_MAX, Row, SHEET_BYTES_MAX, Sheet, SheetError, SheetFormat,
    check_size, set_text,
};

/// Delimiters that are recognised; of equally frequent ones the first.
const DELIMITERS: [u8; 3] = [b'\t', b',', b';'];

/// Reads a text table.
pub(super) fn read(name: &str, bytes: &[u8], delimiter: Option<u8>) -> Result<Sheet, SheetError> {
    check_size(name, "a text table", bytes.len() as u64, SHEET_BYTES_MAX)?;
    let (text, encoding) = decode(name, bytes)?;
    let delimiter = delimiter_given(name, delimiter)?.unwrap_or_else(|| delimiter_of(&text));
    let mut splitter = Splitter::new(name, &text, delimiter);
    let (mut rows, mut row) = (Vec::new(), Row::default());
    while splitter.next_row(&mut row)? {
        if !row.is_blank() {
            rows.push(row.clone());
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
    let bytes = text.as_bytes();
    let lone = |at: &usize| bytes.get(at + 1) != Some(&b'\n');
    let breaks = memchr_iter(b'\n', bytes).count() + memchr_iter(b'\r', bytes).filter(lone).count();
    breaks as u64
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
    /// At the beginning of `text`.
    pub fn new(name: &'a str, text: &'a str, delimiter: u8) -> Self {
        Self::resume(name, text, delimiter, (0, 1))
    }

    /// In `text`, so many bytes behind its beginning, where a line of this number starts.
    pub fn resume(name: &'a str, text: &'a str, delimiter: u8, (at, line): (usize, u64)) -> Self {
        Self {
            name,
            text,
            delimiter,
            at,
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

    /// Reads the next row into `row`, whose room is used again; false at the end.
    pub fn next_row(&mut self, row: &mut Row) -> Result<bool, SheetError> {
        if self.at == self.text.len() {
            return Ok(false);
        }
        row.line = self.line;
        for index in 0..ROW_CELLS_MAX {
            if index == row.cells.len() {
                row.cells.push(Cell::Empty);
            }
            let (cell, column) = (&mut row.cells[index], index + 1);
            match self.peek() {
                Some(b'"') => self.quoted(column, cell)?,
                _ => self.bare(column, cell)?,
            }
            if self.after(column)? == After::EndOfRow {
                row.cells.truncate(column);
                return Ok(true);
            }
        }
        Err(SheetError::RowTooWide {
            name: self.name.to_owned(),
            line: row.line,
        })
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// A cell that does not open with a quotation mark; marks inside it are text.
    fn bare(&mut self, column: usize, cell: &mut Cell) -> Result<(), SheetError> {
        let rest = &self.text[self.at..];
        let end = memchr3(self.delimiter, b'\n', b'\r', rest.as_bytes());
        let length = end.unwrap_or(rest.len());
        self.at += length;
        set_text(cell, (self.name, self.line, column), &rest[..length])
    }

    fn quoted(&mut self, column: usize, cell: &mut Cell) -> Result<(), SheetError> {
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
                return set_text(cell, (self.name, line, column), &text);
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
