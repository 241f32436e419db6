//! Corrections and reviews as people write them: on the command line, or as a table with a row a
//! change.

use std::path::Path;

use super::{Edit, To};
use crate::import::cell::{Reading, read_value};
use crate::import::header::cell_text;
use crate::import::sheet::{Cell, Row, SheetOptions, read_sheet};
use crate::instant;
use crate::observation::Quality;
use crate::series::SeriesNames;
use crate::{Result, Zone, ZoneError};

/// The columns of a correction file.
pub const CORRECTION_COLUMNS: [&str; 3] = ["series", "time", "value"];
/// The columns of a review file.
pub const REVIEW_COLUMNS: [&str; 4] = ["series", "from", "to", "quality"];

/// Readings of one series between two instants, both included, and what is judged of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Reviewed {
    /// The series.
    pub series: i64,
    /// The first instant, µs UTC.
    pub from_us: i64,
    /// The last, µs UTC.
    pub to_us: i64,
    /// The judgement.
    pub to: To,
}

/// What a corrected value becomes: a number in the property's unit, `<0.01`, `0.01L` or `未检出`.
///
/// # Errors
/// [`ZoneError::Refused`] for what is no value, for `>`, and for an empty cell: a reading that
/// should not count is reviewed as invalid, never deleted.
pub fn read_new_value(written: &str) -> Result<To> {
    match read_value(&Cell::Text(written.to_owned())) {
        Ok(Reading::Value { value, .. }) => Ok(To::Value(value)),
        Ok(Reading::Below { limit, .. }) => Ok(To::Below(Some(limit))),
        Ok(Reading::NotDetected) => Ok(To::Below(None)),
        Ok(Reading::Above { .. }) => Err(ZoneError::Refused(format!(
            "`{written}` is no value; expected a number or a detection limit such as `<0.01`"
        ))),
        Ok(Reading::Missing(_)) => Err(ZoneError::Refused(format!(
            "`{written}` takes the value away; review the reading as `invalid` instead, and it does not count"
        ))),
        Err(e) => Err(ZoneError::Refused(e.to_string())),
    }
}

/// `valid`, `doubtful` or `invalid`; `approved` confirms what another person reviewed.
///
/// # Errors
/// [`ZoneError::Refused`] for another word.
pub fn read_judgement(written: &str) -> Result<To> {
    let word = written.trim();
    if word == "approved" {
        return Ok(To::Approved);
    }
    Quality::parse(word).map(To::Judged).ok_or_else(|| {
        ZoneError::Refused(format!(
            "found `{written}`; expected valid, doubtful, invalid or approved"
        ))
    })
}

/// The corrections in the table at `path`.
///
/// # Errors
/// [`ZoneError::BadFile`] for the first mistake, with line and column.
pub fn read_corrections(zone: &Zone, names: &SeriesNames<'_>, path: &Path) -> Result<Vec<Edit>> {
    read_rows(path, &CORRECTION_COLUMNS, |cells| {
        Ok(Edit {
            series: cells.take(0, |text| Ok(names.find(text)?.id))?,
            time_us: cells.take(1, |text| instant::read(text, zone.tz()))?,
            to: cells.take(2, read_new_value)?,
        })
    })
}

/// The reviews in the table at `path`.
///
/// # Errors
/// [`ZoneError::BadFile`] for the first mistake, with line and column.
pub fn read_reviews(zone: &Zone, names: &SeriesNames<'_>, path: &Path) -> Result<Vec<Reviewed>> {
    read_rows(path, &REVIEW_COLUMNS, |cells| {
        Ok(Reviewed {
            series: cells.take(0, |text| Ok(names.find(text)?.id))?,
            from_us: cells.take(1, |text| instant::read(text, zone.tz()))?,
            to_us: cells.take(2, |text| instant::read_last(text, zone.tz()))?,
            to: cells.take(3, read_judgement)?,
        })
    })
}

/// The cells of one row, in the order of the columns that were asked for.
struct Cells<'r> {
    path: &'r Path,
    row: &'r Row,
    at: &'r [usize],
}

impl Cells<'_> {
    /// Reads the cell of the wanted column `index`; a refusal gets its place.
    fn take<T>(&self, index: usize, read: impl FnOnce(&str) -> Result<T>) -> Result<T> {
        let column = self.at[index];
        read(&cell_text(self.row.cell(column))).map_err(|e| ZoneError::BadFile {
            path: self.path.to_owned(),
            line: self.row.line,
            column: column + 1,
            message: e.to_string(),
        })
    }
}

fn read_rows<T>(
    path: &Path,
    columns: &[&str],
    mut read: impl FnMut(&Cells<'_>) -> Result<T>,
) -> Result<Vec<T>> {
    let sheet = read_sheet(path, &SheetOptions::default())?;
    let bad = |line, column, message| ZoneError::BadFile {
        path: path.to_owned(),
        line,
        column,
        message,
    };
    let Some((header, rows)) = sheet.rows.split_first() else {
        return Ok(Vec::new());
    };
    let titles: Vec<String> = header
        .cells
        .iter()
        .map(|cell| cell_text(cell).trim().to_lowercase())
        .collect();
    if let Some((at, title)) = titles
        .iter()
        .enumerate()
        .find(|(_, title)| !columns.contains(&title.as_str()))
    {
        let message = format!("unknown column `{title}`; expected {}", columns.join(", "));
        return Err(bad(header.line, at + 1, message));
    }
    let mut at = Vec::with_capacity(columns.len());
    for column in columns {
        let Some(index) = titles.iter().position(|title| title == column) else {
            let message = format!("no column `{column}`; expected {}", columns.join(", "));
            return Err(bad(header.line, 1, message));
        };
        at.push(index);
    }
    rows.iter()
        .map(|row| read(&Cells { path, row, at: &at }))
        .collect()
}
