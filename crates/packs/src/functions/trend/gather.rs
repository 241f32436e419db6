//! A group's rows gathered to one series, in parts that several threads may have gathered.

use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, AsArray, BooleanArray, Float64Array, Int64Array};
use datafusion::arrow::datatypes::{
    DataType, Date32Type, Field, Float64Type, Int64Type, TimestampMicrosecondType,
};
use datafusion::common::utils::SingleRowListArrayBuilder;
use datafusion::common::{ScalarValue, exec_err};
use datafusion::error::{DataFusionError, Result};
use datafusion::logical_expr::Accumulator;
use jiff::tz::TimeZone;
use methods::MethodError;

use super::series::{Grain, Series, period};

/// A test of a gathered series: the values of its fields.
pub(super) type Test = fn(Series, &TimeZone) -> std::result::Result<Vec<ScalarValue>, MethodError>;

/// What a thread passes on of a group.
pub(super) fn state() -> Vec<(&'static str, DataType)> {
    let list = |of| DataType::List(Arc::new(Field::new_list_field(of, true)));
    vec![
        ("grain", DataType::Int64),
        ("times", list(DataType::Int64)),
        ("values", list(DataType::Float64)),
        ("is_below", list(DataType::Boolean)),
    ]
}

/// The rows of one group, and what is asked of them.
#[derive(Debug)]
pub(super) struct Gathered {
    series: Series,
    test: Test,
    gives: DataType,
    tz: TimeZone,
}

impl Gathered {
    pub fn new(test: Test, gives: DataType, tz: TimeZone) -> Self {
        Self {
            series: Series::default(),
            test,
            gives,
            tz,
        }
    }

    /// Adds the rows in which nothing is missing.
    fn extend(
        &mut self,
        columns: &[ArrayRef],
        mut time: impl FnMut(&mut Series, usize) -> Result<i64>,
    ) -> Result<()> {
        let values = columns[1].as_primitive::<Float64Type>();
        let is_below = columns.get(2).map(AsArray::as_boolean);
        for row in 0..values.len() {
            if columns.iter().any(|column| column.is_null(row)) {
                continue;
            }
            let time = time(&mut self.series, row)?;
            let is_below = is_below.is_some_and(|is_below| is_below.value(row));
            self.series.push(time, values.value(row), is_below);
        }
        Ok(())
    }
}

impl Accumulator for Gathered {
    fn update_batch(&mut self, columns: &[ArrayRef]) -> Result<()> {
        let times = Arc::clone(&columns[0]);
        match times.data_type() {
            DataType::Timestamp(..) => {
                let times = times.as_primitive::<TimestampMicrosecondType>();
                self.extend(columns, |series, row| {
                    series.expect(Grain::Instant)?;
                    Ok(times.value(row))
                })
            }
            DataType::Date32 => {
                let times = times.as_primitive::<Date32Type>();
                self.extend(columns, |series, row| {
                    series.expect(Grain::Day)?;
                    Ok(i64::from(times.value(row)))
                })
            }
            _ => {
                let times = times.as_string_view();
                self.extend(columns, |series, row| {
                    let text = times.value(row);
                    let Some((grain, time)) = period(text) else {
                        return exec_err!(
                            "`{text}` is no period; expected a month such as 2021-04, a quarter \
                             such as 2021-Q2 or a year such as 2021"
                        );
                    };
                    series.expect(grain)?;
                    Ok(time)
                })
            }
        }
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        let grains = states[0].as_primitive::<Int64Type>();
        let [times, values, is_below] = [1, 2, 3].map(|part| states[part].as_list::<i32>());
        for part in 0..grains.len() {
            let grain = (!grains.is_null(part))
                .then(|| Grain::of_number(grains.value(part)))
                .flatten();
            let Some(grain) = grain else {
                continue;
            };
            self.series.expect(grain)?;
            let (times, values) = (times.value(part), values.value(part));
            let is_below = is_below.value(part);
            let (times, values) = (
                times.as_primitive::<Int64Type>(),
                values.as_primitive::<Float64Type>(),
            );
            self.series.times.extend_from_slice(times.values());
            self.series.values.extend_from_slice(values.values());
            self.series.is_below.extend(is_below.as_boolean().values());
        }
        Ok(())
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        let series = std::mem::take(&mut self.series);
        let grain = series.grain().map(Grain::number);
        let list = |array: ArrayRef| SingleRowListArrayBuilder::new(array).build_list_scalar();
        Ok(vec![
            ScalarValue::Int64(grain),
            list(Arc::new(Int64Array::from(series.times))),
            list(Arc::new(Float64Array::from(series.values))),
            list(Arc::new(BooleanArray::from(series.is_below))),
        ])
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        let DataType::Struct(fields) = &self.gives else {
            return exec_err!("a trend gives {}, which has no fields", self.gives);
        };
        let found = match (self.test)(std::mem::take(&mut self.series), &self.tz) {
            Ok(found) => found,
            Err(
                MethodError::TooFew { .. }
                | MethodError::OneTime { .. }
                | MethodError::TooManyBelow { .. },
            ) => return ScalarValue::try_from(&self.gives),
            Err(refused) => return Err(DataFusionError::External(Box::new(refused))),
        };
        let columns = found.iter().map(ScalarValue::to_array);
        let columns: Vec<ArrayRef> = columns.collect::<Result<_>>()?;
        let row = datafusion::arrow::array::StructArray::try_new(fields.clone(), columns, None)?;
        Ok(ScalarValue::Struct(Arc::new(row)))
    }

    fn size(&self) -> usize {
        size_of_val(self) + self.series.size()
    }
}
