//! The rows of one group gathered to a series, in parts that several threads may have gathered.

use datafusion::arrow::array::{Array, ArrayRef, AsArray};
use datafusion::arrow::datatypes::{DataType, Date32Type, Float64Type, TimestampMicrosecondType};
use datafusion::common::{ScalarValue, exec_err};
use datafusion::error::Result;
use datafusion::logical_expr::{Accumulator, EmitTo, GroupsAccumulator};

use super::groups::Groups;
use super::series::{Grain, period};

/// A row in which nothing is missing.
pub(super) struct Row {
    /// Its place in the batch.
    pub place: usize,
    pub grain: Grain,
    pub time: i64,
    pub value: f64,
    pub is_below: bool,
}

/// Visits the rows of a batch in which nothing is missing and that are wanted, by their places.
pub(super) fn each_row(
    columns: &[ArrayRef],
    is_wanted: impl Fn(usize) -> bool,
    mut visit: impl FnMut(Row) -> Result<()>,
) -> Result<()> {
    let values = columns[1].as_primitive::<Float64Type>();
    let is_below = columns.get(2).map(AsArray::as_boolean);
    let mut walk = |time: &dyn Fn(usize) -> Result<(Grain, i64)>| -> Result<()> {
        for place in 0..values.len() {
            if !is_wanted(place) || columns.iter().any(|column| column.is_null(place)) {
                continue;
            }
            let (grain, time) = time(place)?;
            visit(Row {
                place,
                grain,
                time,
                value: values.value(place),
                is_below: is_below.is_some_and(|is_below| is_below.value(place)),
            })?;
        }
        Ok(())
    };
    match columns[0].data_type() {
        DataType::Timestamp(..) => {
            let times = columns[0].as_primitive::<TimestampMicrosecondType>();
            walk(&|place| Ok((Grain::Instant, times.value(place))))
        }
        DataType::Date32 => {
            let times = columns[0].as_primitive::<Date32Type>();
            walk(&|place| Ok((Grain::Day, i64::from(times.value(place)))))
        }
        _ => {
            let times = columns[0].as_string_view();
            walk(&|place| {
                let text = times.value(place);
                period(text).map_or_else(|| no_period(text), Ok)
            })
        }
    }
}

fn no_period(text: &str) -> Result<(Grain, i64)> {
    exec_err!(
        "`{text}` is no period; expected a month such as 2021-04, a quarter such as 2021-Q2 or a \
         year such as 2021"
    )
}

/// The rows of one group, where it is not gathered among others: as [`Groups`] of one.
#[derive(Debug)]
pub(super) struct Alone(pub Groups);

impl Accumulator for Alone {
    fn update_batch(&mut self, columns: &[ArrayRef]) -> Result<()> {
        let groups = vec![0; columns[0].len()];
        self.0.update_batch(columns, &groups, None, 1)
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        let groups = vec![0; states[0].len()];
        self.0.merge_batch(states, &groups, 1)
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        self.0.begin(1);
        let columns = self.0.state(EmitTo::All)?;
        let of_one = columns
            .iter()
            .map(|column| ScalarValue::try_from_array(column, 0));
        of_one.collect()
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        self.0.begin(1);
        ScalarValue::try_from_array(&self.0.evaluate(EmitTo::All)?, 0)
    }

    fn size(&self) -> usize {
        size_of_val(self) + self.0.size()
    }
}
