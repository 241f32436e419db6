//! `standards/*.csv`: limits, each row with its source and clause.

use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, BooleanArray, Float64Array, RecordBatch, StringArray};
use datafusion::arrow::datatypes::{Field, Schema};

use crate::error::Mistake;
use crate::model::Standard;

type Placed<T> = Result<T, Box<Mistake>>;

/// Reads a standard. A column whose filled cells are all numbers is a column of numbers, likewise
/// of `true` and `false`.
pub(super) fn read(path: &str, text: &Arc<String>) -> Placed<Standard> {
    let wrong = |line: usize, column: usize, message: String| {
        Box::new(Mistake::at_line(path, text, line, column, message))
    };
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let headers: Vec<String> = reader
        .headers()
        .map_err(|e| wrong(1, 1, e.to_string()))?
        .iter()
        .map(str::to_owned)
        .collect();
    for needed in ["source", "clause"] {
        if !headers.iter().any(|h| h == needed) {
            return Err(wrong(
                1,
                1,
                format!("no column `{needed}`; every limit names its source and clause"),
            ));
        }
    }
    let mut columns: Vec<Vec<Cell>> = vec![Vec::new(); headers.len()];
    for record in reader.records() {
        let record = record.map_err(|e| wrong(line_of(e.position()), 1, e.to_string()))?;
        let line = line_of(record.position());
        if record.len() != headers.len() {
            return Err(wrong(
                line,
                1,
                format!("{} cells; the header has {}", record.len(), headers.len()),
            ));
        }
        let mut column = 1;
        for (index, cell) in record.iter().enumerate() {
            columns[index].push(Cell {
                text: cell.trim().to_owned(),
                line,
                column,
            });
            column += cell.chars().count() + 1;
        }
    }
    let mut fields = Vec::with_capacity(headers.len());
    let mut arrays = Vec::with_capacity(headers.len());
    for (header, cells) in headers.iter().zip(&columns) {
        if matches!(header.as_str(), "source" | "clause")
            && let Some(empty) = cells.iter().find(|c| c.text.is_empty())
        {
            return Err(wrong(
                empty.line,
                empty.column,
                format!("`{header}` is empty; every limit names its source and clause"),
            ));
        }
        let array = to_array(header, cells)
            .map_err(|(cell, message)| wrong(cell.line, cell.column, message))?;
        fields.push(Field::new(header, array.data_type().clone(), true));
        arrays.push(array);
    }
    let rows = RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays)
        .map_err(|e| wrong(1, 1, e.to_string()))?;
    Ok(Standard { rows })
}

#[derive(Clone)]
struct Cell {
    text: String,
    line: usize,
    column: usize,
}

fn line_of(position: Option<&csv::Position>) -> usize {
    position.map_or(1, |p| usize::try_from(p.line()).unwrap_or(1))
}

/// Columns that hold limits by their name: there a word is a mistake, not a text.
fn is_limit(header: &str) -> bool {
    header.starts_with("class_") || matches!(header, "limit" | "low" | "high" | "decimals")
}

fn to_array<'c>(header: &str, cells: &'c [Cell]) -> Result<ArrayRef, (&'c Cell, String)> {
    let filled = || cells.iter().filter(|c| !c.text.is_empty());
    if is_limit(header)
        || (filled().next().is_some() && filled().all(|c| c.text.parse::<f64>().is_ok()))
    {
        let numbers: Result<Float64Array, _> = cells
            .iter()
            .map(|cell| match cell.text.as_str() {
                "" => Ok(None),
                text => text
                    .parse::<f64>()
                    .ok()
                    .filter(|n| n.is_finite())
                    .map(Some)
                    .ok_or_else(|| {
                        (
                            cell,
                            format!("`{text}` in `{header}`; expected a number or nothing"),
                        )
                    }),
            })
            .collect();
        return Ok(Arc::new(numbers?));
    }
    if filled().next().is_some() && filled().all(|c| matches!(c.text.as_str(), "true" | "false")) {
        let truths: BooleanArray = cells
            .iter()
            .map(|c| (!c.text.is_empty()).then_some(c.text == "true"))
            .collect();
        return Ok(Arc::new(truths));
    }
    let texts: StringArray = cells
        .iter()
        .map(|c| (!c.text.is_empty()).then_some(c.text.as_str()))
        .collect();
    Ok(Arc::new(texts))
}
