//! Cells of a case as the declared columns want them.

use std::sync::Arc;

use datafusion::arrow::array::{
    ArrayRef, BooleanArray, Date32Array, Float64Array, Int64Array, RecordBatch, StringArray,
    TimestampMicrosecondArray, new_null_array,
};
use datafusion::arrow::datatypes::{Field, Schema};
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::error::{Mistake, Result};
use crate::model::{Column, ColumnType, Table};
use crate::run::arrow;
use crate::sheet::{Sheet, SheetCell};

/// The rows of a sheet about `table`, typed from its declared columns, which the sheet may have a
/// part of. A column that is not declared, and a cell that is not of its type, are mistakes.
pub(super) fn rows(
    sheet: &Sheet,
    table: &Table,
    tz: &TimeZone,
    mistakes: &mut Vec<Mistake>,
) -> Result<RecordBatch> {
    let mut fields = Vec::with_capacity(sheet.header.len());
    let mut arrays = Vec::with_capacity(sheet.header.len());
    for (index, head) in sheet.header.iter().enumerate() {
        let Some(column) = table.columns.iter().find(|c| c.id == head.text) else {
            mistakes.push(unknown_column(sheet, head, table));
            continue;
        };
        let cells: Vec<&SheetCell> = sheet.rows.iter().map(|row| &row[index]).collect();
        fields.push(Field::new(&column.id, column.kind.arrow(), true));
        arrays.push(typed(sheet, column, &cells, tz, mistakes));
    }
    for key in &table.key {
        // A key that is no column has been told of.
        let is_declared = table.columns.iter().any(|c| &c.id == key);
        if is_declared && sheet.column(key).is_none() {
            let message = format!(
                "no column `{key}`; it is in the key of `{}`, which tells rows apart",
                table.name
            );
            mistakes.push(sheet.wrong_header(message));
        }
    }
    RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays).map_err(arrow)
}

fn unknown_column(sheet: &Sheet, head: &SheetCell, table: &Table) -> Mistake {
    let known: Vec<&str> = table.columns.iter().map(|c| c.id.as_str()).collect();
    let message = format!(
        "`{}` is no column of `{}`; it has {}",
        head.text,
        table.name,
        known.join(", ")
    );
    let near = crate::near::nearest(&head.text, known.iter().copied());
    sheet.wrong(head, message).help(near)
}

/// The rows of `given` with every declared column and the run that stored tables carry; what is not
/// given is nothing.
pub(super) fn whole(given: &RecordBatch, table: &Table) -> Result<RecordBatch> {
    let schema = table.schema();
    let columns = schema
        .fields()
        .iter()
        .map(|field| {
            given.column_by_name(field.name()).map_or_else(
                || new_null_array(field.data_type(), given.num_rows()),
                Arc::clone,
            )
        })
        .collect();
    RecordBatch::try_new(schema, columns).map_err(arrow)
}

fn typed(
    sheet: &Sheet,
    column: &Column,
    cells: &[&SheetCell],
    tz: &TimeZone,
    mistakes: &mut Vec<Mistake>,
) -> ArrayRef {
    let mut read = Reading {
        sheet,
        column,
        cells,
        mistakes,
    };
    match column.kind {
        ColumnType::Text => Arc::new(
            read.each("", |text| Some(text.to_owned()))
                .collect::<StringArray>(),
        ),
        ColumnType::Number => Arc::new(
            read.each("a number", |text| {
                text.parse::<f64>().ok().filter(|n| n.is_finite())
            })
            .collect::<Float64Array>(),
        ),
        ColumnType::Whole => Arc::new(
            read.each("a whole number", |text| text.parse().ok())
                .collect::<Int64Array>(),
        ),
        ColumnType::Truth => Arc::new(
            read.each("true or false", |text| text.parse().ok())
                .collect::<BooleanArray>(),
        ),
        ColumnType::Date => Arc::new(
            read.each("a date such as 2021-04-01", days_since_1970)
                .collect::<Date32Array>(),
        ),
        ColumnType::Instant => Arc::new(
            read.each("an instant such as 2021-04-01 08:00", |text| {
                zone::instant::read(text, tz).ok()
            })
            .collect::<TimestampMicrosecondArray>()
            .with_timezone("UTC"),
        ),
    }
}

fn days_since_1970(text: &str) -> Option<i32> {
    let date: Date = text.parse().ok()?;
    date.since((jiff::Unit::Day, jiff::civil::date(1970, 1, 1)))
        .ok()
        .map(|span| span.get_days())
}

struct Reading<'r> {
    sheet: &'r Sheet,
    column: &'r Column,
    cells: &'r [&'r SheetCell],
    mistakes: &'r mut Vec<Mistake>,
}

impl Reading<'_> {
    /// Each cell's value; nothing for an empty one, and for one that is a mistake.
    fn each<T>(
        &mut self,
        expected: &str,
        read: impl Fn(&str) -> Option<T>,
    ) -> std::vec::IntoIter<Option<T>> {
        let mut values = Vec::with_capacity(self.cells.len());
        for cell in self.cells {
            if cell.text.is_empty() {
                values.push(None);
                continue;
            }
            let value = read(&cell.text);
            if value.is_none() {
                let message = format!(
                    "`{}` in `{}`; expected {expected} or nothing",
                    cell.text, self.column.id
                );
                self.mistakes.push(self.sheet.wrong(cell, message));
            }
            values.push(value);
        }
        values.into_iter()
    }
}
