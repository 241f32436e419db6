//! Cells of Arrow tables as people and programs read them: instants in the zone's time zone.

use datafusion::arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Int64Type, TimestampMicrosecondType};
use datafusion::arrow::util::display::array_value_to_string;
use jiff::tz::TimeZone;
use serde_json::{Map, Value};

/// One cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing.
    Nothing,
    /// True or false.
    Truth(bool),
    /// A whole number.
    Whole(i64),
    /// A number.
    Number(f64),
    /// Text, a date, an instant.
    Text(String),
}

/// The cell of `array` in `row`.
pub fn cell(array: &ArrayRef, row: usize, tz: &TimeZone) -> Cell {
    if array.is_null(row) {
        return Cell::Nothing;
    }
    match array.data_type() {
        DataType::Null => Cell::Nothing,
        DataType::Boolean => Cell::Truth(array.as_boolean().value(row)),
        DataType::Float16 | DataType::Float32 | DataType::Float64 => {
            cast(array, &DataType::Float64).map_or(Cell::Nothing, |a| {
                Cell::Number(
                    a.as_primitive::<datafusion::arrow::datatypes::Float64Type>()
                        .value(row),
                )
            })
        }
        kind if kind.is_integer() => cast(&array.slice(row, 1), &DataType::Int64).map_or_else(
            |_| shown(array, row),
            |a| {
                if a.is_null(0) {
                    shown(array, row)
                } else {
                    Cell::Whole(a.as_primitive::<Int64Type>().value(0))
                }
            },
        ),
        DataType::Timestamp(_, Some(_)) => {
            let micros = zone::observation::arrow::instant();
            cast(&array.slice(row, 1), &micros).map_or_else(
                |_| shown(array, row),
                |a| {
                    Cell::Text(zone::instant::show(
                        a.as_primitive::<TimestampMicrosecondType>().value(0),
                        tz,
                    ))
                },
            )
        }
        _ => shown(array, row),
    }
}

fn shown(array: &ArrayRef, row: usize) -> Cell {
    Cell::Text(array_value_to_string(array, row).unwrap_or_default())
}

impl Cell {
    /// As CSV writes it: `true`, `false`, nothing for nothing.
    pub fn text(&self) -> String {
        match self {
            Self::Nothing => String::new(),
            Self::Truth(truth) => truth.to_string(),
            Self::Whole(whole) => whole.to_string(),
            Self::Number(number) => number.to_string(),
            Self::Text(text) => text.clone(),
        }
    }

    /// As JSON writes it.
    pub fn json(&self) -> Value {
        match self {
            Self::Nothing => Value::Null,
            Self::Truth(truth) => Value::from(*truth),
            Self::Whole(whole) => Value::from(*whole),
            Self::Number(number) => Value::from(*number),
            Self::Text(text) => Value::from(text.as_str()),
        }
    }
}

/// An object a row.
pub fn json_rows(batches: &[RecordBatch], tz: &TimeZone) -> Vec<Value> {
    let mut rows = Vec::new();
    for batch in batches {
        let schema = batch.schema();
        for row in 0..batch.num_rows() {
            let object: Map<String, Value> = schema
                .fields()
                .iter()
                .zip(batch.columns())
                .map(|(field, array)| (field.name().clone(), cell(array, row, tz).json()))
                .collect();
            rows.push(Value::Object(object));
        }
    }
    rows
}

/// RFC 4180 with a header: `true`/`false`, nothing for nothing, instants in the zone's time zone.
pub fn csv_text(batches: &[RecordBatch], tz: &TimeZone) -> String {
    let mut out = String::new();
    if let Some(first) = batches.first() {
        let names: Vec<_> = first
            .schema()
            .fields()
            .iter()
            .map(|f| quoted(f.name()))
            .collect();
        out.push_str(&names.join(","));
        out.push('\n');
    }
    for batch in batches {
        for row in 0..batch.num_rows() {
            let cells: Vec<_> = batch
                .columns()
                .iter()
                .map(|a| quoted(&cell(a, row, tz).text()))
                .collect();
            out.push_str(&cells.join(","));
            out.push('\n');
        }
    }
    out
}

fn quoted(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}
