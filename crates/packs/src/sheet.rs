//! CSV whose cells know where they stand, so that what is wrong in one can be pointed at.

use std::collections::HashSet;
use std::sync::Arc;

use crate::check::csv;
use crate::error::Mistake;

/// A CSV file: a header and rows as wide as it.
#[derive(Debug, Clone)]
pub(crate) struct Sheet {
    path: String,
    text: Arc<String>,
    /// The names of the columns.
    pub header: Vec<SheetCell>,
    /// The rows below, in their order.
    pub rows: Vec<Vec<SheetCell>>,
}

/// One cell: its text without blanks around it, and the bytes that it takes in the file.
#[derive(Debug, Clone)]
pub(crate) struct SheetCell {
    pub text: String,
    offset: usize,
    length: usize,
}

impl Sheet {
    /// Reads RFC 4180: cells between commas, `"` around those with commas, breaks or quotes. Rows
    /// that are not as wide as the header are mistakes and left away.
    pub fn read(path: &str, text: &Arc<String>, mistakes: &mut Vec<Mistake>) -> Option<Self> {
        let mut sheet = Self {
            path: path.to_owned(),
            text: Arc::clone(text),
            header: Vec::new(),
            rows: Vec::new(),
        };
        let (mut records, open_quote) = records(text);
        if let Some(offset) = open_quote {
            mistakes.push(csv::open_quote(&sheet, offset));
            return None;
        }
        if records.is_empty() {
            mistakes.push(csv::empty(&sheet));
            return None;
        }
        sheet.header = records.remove(0);
        let mut seen = HashSet::new();
        for cell in &sheet.header {
            if !seen.insert(cell.text.clone()) {
                mistakes.push(csv::twice(&sheet, cell));
            }
        }
        for row in records {
            if row.len() == sheet.header.len() {
                sheet.rows.push(row);
            } else {
                mistakes.push(csv::width(&sheet, &row));
            }
        }
        Some(sheet)
    }

    /// Which column is called `name`.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.header.iter().position(|cell| cell.text == name)
    }

    /// The line of a cell, from 1.
    pub fn line(&self, cell: &SheetCell) -> usize {
        self.text[..cell.offset].matches('\n').count() + 1
    }

    /// A mistake that points at `cell`.
    pub fn wrong(&self, cell: &SheetCell, message: impl Into<String>) -> Mistake {
        self.at(cell.offset, cell.length.max(1), message)
    }

    /// A mistake that points at the beginning of the header.
    pub fn wrong_header(&self, message: impl Into<String>) -> Mistake {
        self.at(self.header[0].offset, self.header[0].length.max(1), message)
    }

    /// A mistake at a byte of the file.
    pub fn at(&self, offset: usize, length: usize, message: impl Into<String>) -> Mistake {
        Mistake::at(&self.path, &self.text, offset, length, message)
    }
}

/// The records of a text; where a quoted cell never ends, where it began.
fn records(text: &str) -> (Vec<Vec<SheetCell>>, Option<usize>) {
    let bytes = text.as_bytes();
    let mut at = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let mut records = Vec::new();
    while at < bytes.len() {
        let mut record = Vec::new();
        loop {
            let Some((cell, after)) = cell_at(text, at) else {
                return (records, Some(at));
            };
            record.push(cell);
            at = after;
            if bytes.get(at) == Some(&b',') {
                at += 1;
            } else {
                break;
            }
        }
        if bytes.get(at) == Some(&b'\r') {
            at += 1;
        }
        at += 1;
        // A blank line is no row.
        if record.len() > 1 || !record[0].text.is_empty() {
            records.push(record);
        }
    }
    (records, None)
}

/// The cell that begins at `start`, and where it ends.
fn cell_at(text: &str, start: usize) -> Option<(SheetCell, usize)> {
    let rest = &text[start..];
    let (raw, length) = if let Some(quoted) = rest.strip_prefix('"') {
        let mut raw = String::new();
        let mut at = 0;
        loop {
            let end = at + quoted[at..].find('"')?;
            raw.push_str(&quoted[at..end]);
            if quoted[end + 1..].starts_with('"') {
                raw.push('"');
                at = end + 2;
            } else {
                break (raw, end + 2);
            }
        }
    } else {
        let end = rest.find([',', '\n', '\r']).unwrap_or(rest.len());
        (rest[..end].to_owned(), end)
    };
    let after = text[start + length..]
        .find([',', '\n', '\r'])
        .map_or(text.len(), |more| start + length + more);
    let cell = SheetCell {
        text: raw.trim().to_owned(),
        offset: start,
        length,
    };
    Some((cell, after))
}
