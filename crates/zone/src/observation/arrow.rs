//! Observations as Arrow, and back.

use std::borrow::Borrow;
use std::sync::{Arc, LazyLock};

use datafusion::arrow::array::{
    Array, ArrayRef, AsArray, Float64Array, Int64Array, RecordBatch, StringArray,
    TimestampMicrosecondArray,
};
use datafusion::arrow::buffer::{Buffer, OffsetBuffer};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{
    DataType, Field, Float64Type, Int64Type, Schema, SchemaRef, TimeUnit, TimestampMicrosecondType,
};

use super::{Flag, Level, Observation, Quality, SampleKind};
use crate::{Result, ZoneError};

/// The lake's type of an instant.
pub fn instant() -> DataType {
    DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()))
}

static SCHEMA: LazyLock<SchemaRef> = LazyLock::new(|| {
    let text = |name| Field::new(name, DataType::Utf8, true);
    let number = |name| Field::new(name, DataType::Float64, true);
    Arc::new(Schema::new(vec![
        Field::new("series", DataType::Int64, true),
        Field::new("time", instant(), true),
        number("value"),
        text("flag"),
        text("quality"),
        text("level"),
        text("cause"),
        text("sample_kind"),
        text("method"),
        number("detection_limit"),
        text("qualifier"),
        Field::new("learned_at", instant(), true),
        text("source"),
        Field::new("batch", DataType::Int64, true),
        Field::new("line", DataType::Int64, true),
    ]))
});

/// The columns of `observations` in the lake.
pub fn schema() -> SchemaRef {
    Arc::clone(&SCHEMA)
}

/// A batch of `rows`, in their order.
///
/// # Errors
/// [`ZoneError::Lake`] only if the schema and the columns disagree.
pub fn to_batch<O: Borrow<Observation>>(rows: &[O]) -> Result<RecordBatch> {
    let rows = || rows.iter().map(Borrow::borrow);
    let text =
        |get: fn(&Observation) -> Option<&str>| -> ArrayRef { Arc::new(words(rows().map(get))) };
    let whole = |get: fn(&Observation) -> i64| -> ArrayRef {
        Arc::new(Int64Array::from_iter_values(rows().map(get)))
    };
    let number = |get: fn(&Observation) -> Option<f64>| -> ArrayRef {
        Arc::new(rows().map(get).collect::<Float64Array>())
    };
    let time = |get: fn(&Observation) -> i64| -> ArrayRef {
        Arc::new(TimestampMicrosecondArray::from_iter_values(rows().map(get)).with_timezone("UTC"))
    };
    let columns = vec![
        whole(|o| o.series),
        time(|o| o.time_us),
        number(|o| o.value),
        text(|o| Some(o.flag.as_str())),
        text(|o| Some(o.quality.as_str())),
        text(|o| Some(o.level.as_str())),
        text(|o| o.cause.as_deref()),
        text(|o| Some(o.sample_kind.as_str())),
        text(|o| o.method.as_deref()),
        number(|o| o.detection_limit),
        text(|o| o.qualifier.as_deref()),
        time(|o| o.learned_us),
        text(|o| Some(&*o.source)),
        whole(|o| o.batch),
        whole(|o| o.line),
    ];
    Ok(RecordBatch::try_new(schema(), columns)?)
}

/// A column of words. Most columns of an import say the same in every row: that is not written word
/// by word.
fn words<'o>(words: impl ExactSizeIterator<Item = Option<&'o str>> + Clone) -> StringArray {
    let first = words.clone().next().flatten();
    if !words.clone().all(|word| word == first) {
        return words.collect();
    }
    match first {
        None => StringArray::new_null(words.len()),
        Some(word) => {
            let offsets = OffsetBuffer::from_repeated_length(word.len(), words.len());
            let bytes = Buffer::from_vec(word.repeat(words.len()).into_bytes());
            StringArray::new(offsets, bytes, None)
        }
    }
}

/// The observations in `batch`, whose columns are named as in [`schema`].
///
/// # Errors
/// [`ZoneError::Lake`] when a column is missing or holds a word that is none of ours.
pub fn from_batch(batch: &RecordBatch) -> Result<Vec<Observation>> {
    let column = |name: &str| -> Result<ArrayRef> {
        let index = batch.schema().index_of(name)?;
        let wanted = SCHEMA.field_with_name(name)?.data_type().clone();
        Ok(cast(batch.column(index), &wanted)?)
    };
    let (series, time, value) = (column("series")?, column("time")?, column("value")?);
    let (flag, quality, level) = (column("flag")?, column("quality")?, column("level")?);
    let (cause, sample_kind, method) =
        (column("cause")?, column("sample_kind")?, column("method")?);
    let (limit, qualifier) = (column("detection_limit")?, column("qualifier")?);
    let (learned, source) = (column("learned_at")?, column("source")?);
    let (batch_id, line) = (column("batch")?, column("line")?);
    let text =
        |a: &ArrayRef, i: usize| (!a.is_null(i)).then(|| a.as_string::<i32>().value(i).to_owned());
    let number =
        |a: &ArrayRef, i: usize| (!a.is_null(i)).then(|| a.as_primitive::<Float64Type>().value(i));
    let whole = |a: &ArrayRef, i: usize| a.as_primitive::<Int64Type>().value(i);
    let micros = |a: &ArrayRef, i: usize| a.as_primitive::<TimestampMicrosecondType>().value(i);
    (0..batch.num_rows())
        .map(|i| {
            Ok(Observation {
                series: whole(&series, i),
                time_us: micros(&time, i),
                value: number(&value, i),
                flag: word(&flag, i, Flag::parse)?,
                quality: word(&quality, i, Quality::parse)?,
                level: word(&level, i, Level::parse)?,
                cause: text(&cause, i),
                sample_kind: word(&sample_kind, i, SampleKind::parse)?,
                method: text(&method, i).map(Arc::from),
                detection_limit: number(&limit, i),
                qualifier: text(&qualifier, i),
                learned_us: micros(&learned, i),
                source: text(&source, i).unwrap_or_default().into(),
                batch: whole(&batch_id, i),
                line: whole(&line, i),
            })
        })
        .collect()
}

fn word<T>(array: &ArrayRef, row: usize, parse: fn(&str) -> Option<T>) -> Result<T> {
    let written = array.as_string::<i32>().value(row);
    parse(written)
        .ok_or_else(|| ZoneError::Lake(format!("`{written}` is no word of an observation")))
}
