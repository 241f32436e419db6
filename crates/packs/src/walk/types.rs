//! Types as a reader names them.

use datafusion::arrow::datatypes::{DataType, TimeUnit};
use datafusion::sql::sqlparser::ast::DataType as Written;

/// Text of any width.
pub(crate) fn is_text(kind: &DataType) -> bool {
    matches!(
        kind,
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View
    )
}

/// Numbers, whole or not.
pub(crate) fn is_number(kind: &DataType) -> bool {
    kind.is_numeric()
}

/// Dates, instants and stretches of time.
pub(crate) fn is_time(kind: &DataType) -> bool {
    kind.is_temporal()
}

/// The type in a word.
pub(crate) fn name_of(kind: Option<&DataType>) -> &'static str {
    match kind {
        None => "something",
        Some(DataType::Null) => "nothing",
        Some(DataType::Boolean) => "truth",
        Some(kind) if is_text(kind) => "text",
        Some(kind) if kind.is_integer() => "whole number",
        Some(kind) if is_number(kind) => "number",
        Some(DataType::Date32 | DataType::Date64) => "date",
        Some(DataType::Timestamp(..)) => "instant",
        Some(DataType::Struct(_)) => "several values",
        Some(_) => "something else",
    }
}

/// Several types: `(text, number)`.
pub(crate) fn names_of(kinds: &[Option<DataType>]) -> String {
    let names: Vec<&str> = kinds.iter().map(|kind| name_of(kind.as_ref())).collect();
    format!("({})", names.join(", "))
}

/// The type that a cast names, where it is one of the common ones.
pub(super) fn written(kind: &Written) -> Option<DataType> {
    match kind {
        Written::Varchar(_) | Written::Text | Written::String(_) | Written::Char(_) => {
            Some(DataType::Utf8)
        }
        Written::BigInt(_) | Written::Int(_) | Written::Integer(_) | Written::SmallInt(_) => {
            Some(DataType::Int64)
        }
        Written::Double(_) | Written::DoublePrecision | Written::Float(_) | Written::Real => {
            Some(DataType::Float64)
        }
        Written::Boolean | Written::Bool => Some(DataType::Boolean),
        Written::Date => Some(DataType::Date32),
        Written::Timestamp(..) => Some(DataType::Timestamp(TimeUnit::Nanosecond, None)),
        _ => None,
    }
}

/// The type that both fit, where that is certain.
pub(super) fn joined(a: Option<DataType>, b: Option<DataType>) -> Option<DataType> {
    match (a?, b?) {
        (DataType::Null, other) | (other, DataType::Null) => Some(other),
        (a, b) if a == b => Some(a),
        (a, b) if is_text(&a) && is_text(&b) => Some(DataType::Utf8),
        (a, b) if a.is_integer() && b.is_integer() => Some(DataType::Int64),
        (a, b) if plain_number(&a) && plain_number(&b) => Some(DataType::Float64),
        _ => None,
    }
}

fn plain_number(kind: &DataType) -> bool {
    kind.is_integer() || kind.is_floating()
}
