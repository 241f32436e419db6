//! Excel workbooks: the cells of one worksheet.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, Dimensions, Reader, SheetType, SheetVisible, Xlsx, XlsxError};
use jiff::civil::DateTime;

use super::super::cell::plain;
use super::super::stamp::from_serial;
use super::inflated::check_inflated;
use super::{
    Cell, MERGED_ROWS, ROW_CELLS_MAX, Row, Sheet, SheetError, SheetFormat, XLSX_BYTES_MAX,
    XLSX_CELLS_MAX, XLSX_ROWS_MAX, check_size, kind, text_cell,
};

/// Days between the epochs of the two date systems of Excel, 1900 and 1904.
const DAYS_1900_TO_1904: f64 = 1462.0;

/// Numbers from here on, and below the second, are written with an exponent.
const PLAIN_DECIMAL: std::ops::Range<f64> = 1e-7..1e21;

/// Reads the worksheet `wanted`, or the first with more than one row.
pub(super) fn read(name: &str, bytes: &[u8], wanted: Option<&str>) -> Result<Sheet, SheetError> {
    check_size(name, "a workbook", bytes.len() as u64, XLSX_BYTES_MAX)?;
    check_inflated(name, bytes)?;
    // calamine reckons unchecked with what a file declares: a merged region `B2:A1` panics in a
    // build that checks overflow. A file that somebody sent must not end the process.
    let sheet = catch_unwind(AssertUnwindSafe(|| read_sheet(name, bytes, wanted)));
    sheet.unwrap_or_else(|_| Err(refuse(name, "a number in it is out of range")))
}

fn read_sheet(name: &str, bytes: &[u8], wanted: Option<&str>) -> Result<Sheet, SheetError> {
    let mut book = Book {
        name,
        book: Xlsx::new(Cursor::new(bytes)).map_err(|error| refuse_book(name, &error))?,
    };
    let sheets = book.worksheets();
    if sheets.is_empty() {
        return Err(kind::plain_zip(name));
    }
    if let Some(wanted) = wanted {
        let found = sheets
            .iter()
            .find(|sheet| *sheet == wanted)
            .or_else(|| sheets.iter().find(|sheet| plain(sheet) == plain(wanted)))
            .ok_or_else(|| SheetError::UnknownSheet {
                name: name.to_owned(),
                wanted: wanted.to_owned(),
                sheets: sheets.clone(),
            })?;
        let rows = book.rows(found)?;
        return Ok(sheet_of(found, rows));
    }
    let mut fallback = None;
    for sheet in &sheets {
        let rows = book.rows(sheet)?;
        if rows.len() > 1 {
            return Ok(sheet_of(sheet, rows));
        }
        if fallback.is_none() && !rows.is_empty() {
            fallback = Some(sheet_of(sheet, rows));
        }
    }
    fallback.ok_or_else(|| SheetError::Empty {
        name: name.to_owned(),
    })
}

fn sheet_of(sheet: &str, rows: Vec<Row>) -> Sheet {
    Sheet {
        format: SheetFormat::Xlsx,
        encoding: "UTF-8",
        sheet_name: Some(sheet.to_owned()),
        rows,
    }
}

struct Book<'b> {
    name: &'b str,
    book: Xlsx<Cursor<&'b [u8]>>,
}

impl Book<'_> {
    /// Names of the worksheets. Hidden ones stand last: they hold the lists behind drop-down
    /// cells, and nobody who sends a table means them.
    fn worksheets(&self) -> Vec<String> {
        let sheets = self.book.sheets_metadata().iter();
        let mut sheets: Vec<_> = sheets.filter(|s| s.typ == SheetType::WorkSheet).collect();
        sheets.sort_by_key(|sheet| sheet.visible != SheetVisible::Visible);
        sheets.iter().map(|sheet| sheet.name.clone()).collect()
    }

    /// The rows of a worksheet in which something stands.
    fn rows(&mut self, sheet: &str) -> Result<Vec<Row>, SheetError> {
        let name = self.name;
        let is_1904 = self.book.has_1904_epoch();
        let refuse = |error: XlsxError| refuse_sheet(name, sheet, &error);
        let mut rows = Vec::new();
        let mut cells = 0;
        // Cell by cell: a range would be as large as its corners are far apart.
        let mut reader = self.book.worksheet_cells_reader(sheet).map_err(refuse)?;
        while let Some(found) = reader.next_cell().map_err(refuse)? {
            let (row, column) = found.get_position();
            let line = u64::from(row) + 1;
            let column = column as usize;
            let cell = convert(name, line, column + 1, found.get_value(), is_1904)?;
            if cell == Cell::Empty {
                continue;
            }
            if row >= XLSX_ROWS_MAX {
                return Err(SheetError::TooManyRows {
                    name: name.to_owned(),
                    line,
                });
            }
            if column >= ROW_CELLS_MAX {
                return Err(SheetError::RowTooWide {
                    name: name.to_owned(),
                    line,
                });
            }
            cells += 1;
            if cells > XLSX_CELLS_MAX {
                return Err(SheetError::WorkbookTooLarge {
                    name: name.to_owned(),
                    what: "cells in a worksheet",
                    found: cells as u64,
                    limit: XLSX_CELLS_MAX as u64,
                });
            }
            put(row_at(&mut rows, line), column, cell);
        }
        drop(reader);
        let regions = self.book.merge_cells_by_sheet_name(sheet).map_err(refuse)?;
        repeat_merged(&mut rows, &regions);
        Ok(rows)
    }
}

/// The row of a line, made where it belongs if it is not there. Rows come in order from every
/// known writer, so that the place is the end.
fn row_at(rows: &mut Vec<Row>, line: u64) -> &mut Row {
    let index = match rows.last() {
        Some(last) if last.line == line => rows.len() - 1,
        Some(last) if last.line > line => {
            let place = rows.binary_search_by_key(&line, |row| row.line);
            if let Err(gap) = place {
                rows.insert(
                    gap,
                    Row {
                        line,
                        cells: Vec::new(),
                    },
                );
            }
            place.unwrap_or_else(|gap| gap)
        }
        _ => {
            rows.push(Row {
                line,
                cells: Vec::new(),
            });
            rows.len() - 1
        }
    };
    &mut rows[index]
}

fn put(row: &mut Row, column: usize, cell: Cell) {
    if row.cells.len() <= column {
        row.cells.resize(column + 1, Cell::Empty);
    }
    row.cells[column] = cell;
}

fn convert(
    name: &str,
    line: u64,
    column: usize,
    value: &DataRef<'_>,
    is_1904: bool,
) -> Result<Cell, SheetError> {
    Ok(match value {
        DataRef::Empty => Cell::Empty,
        DataRef::Int(whole) => Cell::Number {
            text: whole.to_string(),
            value: *whole as f64,
        },
        DataRef::Float(value) => number(*value),
        DataRef::String(text) | DataRef::DurationIso(text) => text_cell(name, line, column, text)?,
        DataRef::SharedString(text) => text_cell(name, line, column, text)?,
        DataRef::Bool(is) => Cell::Text(if *is { "TRUE" } else { "FALSE" }.to_owned()),
        // A length of time, such as `[h]:mm`, is a number of days and no date.
        DataRef::DateTime(stamp) if stamp.is_duration() => number(stamp.as_f64()),
        DataRef::DateTime(stamp) => {
            let days = stamp.as_f64() + if is_1904 { DAYS_1900_TO_1904 } else { 0.0 };
            from_serial(days).map_or_else(|| number(stamp.as_f64()), Cell::Stamp)
        }
        DataRef::DateTimeIso(text) => match iso_without_offset(text) {
            Some(stamp) => Cell::Stamp(stamp),
            None => text_cell(name, line, column, text)?,
        },
        DataRef::Error(error) => Cell::Error(error.to_string()),
    })
}

/// The civil time of an ISO 8601 text. One with an offset stays a text, that the offset is heard:
/// jiff would drop it here.
fn iso_without_offset(text: &str) -> Option<DateTime> {
    let (_, clock) = text.split_once('T').unwrap_or((text, ""));
    if clock.contains(['Z', 'z', '+', '-']) {
        return None;
    }
    text.parse().ok()
}

/// A number with the shortest decimal that reads back as it: `7.2999999999999998`, as Excel writes
/// it, is `7.3`.
fn number(value: f64) -> Cell {
    if !value.is_finite() {
        return Cell::Error(value.to_string());
    }
    let value = if value == 0.0 { 0.0 } else { value };
    let text = if value == 0.0 || PLAIN_DECIMAL.contains(&value.abs()) {
        value.to_string()
    } else {
        format!("{value:e}")
    };
    Cell::Number { text, value }
}

/// Repeats the value of each merged region over it, in the first rows: a header of two tiers then
/// says in every column what stands above it.
fn repeat_merged(rows: &mut [Row], regions: &[Dimensions]) {
    let width = rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    for region in regions {
        let lines = u64::from(region.start.0) + 1..=u64::from(region.end.0) + 1;
        let first = region.start.1 as usize;
        let columns = first..width.min(region.end.1 as usize + 1);
        let anchor = rows
            .iter()
            .take(MERGED_ROWS)
            .find(|row| row.line == *lines.start());
        let Some(value) = anchor.map(|row| row.cell(first).clone()) else {
            continue;
        };
        for row in rows
            .iter_mut()
            .take(MERGED_ROWS)
            .filter(|row| lines.contains(&row.line))
        {
            for column in columns.clone() {
                if *row.cell(column) == Cell::Empty && value != Cell::Empty {
                    put(row, column, value.clone());
                }
            }
        }
    }
}

fn refuse_book(name: &str, error: &XlsxError) -> SheetError {
    match error {
        XlsxError::Password => kind::protected(name),
        XlsxError::FileNotFound(_) | XlsxError::RelationshipNotFound => kind::plain_zip(name),
        other => refuse(name, &other.to_string()),
    }
}

fn refuse_sheet(name: &str, sheet: &str, error: &XlsxError) -> SheetError {
    refuse(name, &format!("worksheet `{sheet}`: {error}"))
}

fn refuse(name: &str, message: &str) -> SheetError {
    let message = message.trim_end_matches('.').to_owned();
    SheetError::BadWorkbook {
        name: name.to_owned(),
        message,
    }
}
