//! The rows of many groups, side by side: a series of its own for each group costs more than its
//! readings.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use datafusion::arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, Float64Array, Int64Array, ListArray, StructArray,
    new_empty_array,
};
use datafusion::arrow::buffer::{NullBuffer, OffsetBuffer};
use datafusion::arrow::datatypes::{DataType, Field, Float64Type, Int64Type};
use datafusion::common::{ScalarValue, exec_err};
use datafusion::error::{DataFusionError, Result};
use datafusion::logical_expr::{EmitTo, GroupsAccumulator};
use jiff::tz::TimeZone;
use methods::MethodError;

use super::super::aggregate::is_let_in;
use super::gather::each_row;
use super::series::{Grain, Series, expect};

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

/// The rows of groups, and what is asked of each.
pub(super) struct Groups {
    /// What the times of each group are.
    grains: Vec<Option<Grain>>,
    /// Of each row its group.
    group_of: Vec<usize>,
    /// All of them in one, as they come.
    rows: Series,
    test: Test,
    gives: DataType,
    tz: TimeZone,
}

/// Groups that are done with, their rows one group after the other.
struct Done {
    grains: Vec<Option<Grain>>,
    /// Where the rows of each begin, and after the last its end.
    begins: Vec<usize>,
    rows: Series,
}

impl Groups {
    pub fn new(test: Test, gives: DataType, tz: TimeZone) -> Self {
        Self {
            grains: Vec::new(),
            group_of: Vec::new(),
            rows: Series::default(),
            test,
            gives,
            tz,
        }
    }

    /// Makes room so that there are so many groups.
    pub fn begin(&mut self, total: usize) {
        self.grains.resize(total.max(self.grains.len()), None);
    }

    /// Takes the groups that are wanted; the others are counted from 0 again.
    fn take(&mut self, emit: EmitTo) -> Done {
        let grains = emit.take_needed(&mut self.grains);
        let (groups, rows) = (
            std::mem::take(&mut self.group_of),
            std::mem::take(&mut self.rows),
        );
        let mut begins = vec![0; grains.len() + 1];
        for &group in groups.iter().filter(|group| **group < grains.len()) {
            begins[group + 1] += 1;
        }
        for group in 0..grains.len() {
            begins[group + 1] += begins[group];
        }
        let count = begins[grains.len()];
        if count == groups.len() && groups.is_sorted() {
            return Done {
                grains,
                begins,
                rows,
            };
        }
        let mut done = Series {
            grain: None,
            times: vec![0; count],
            values: vec![0.0; count],
            is_below: vec![false; count],
        };
        let mut next = begins.clone();
        for (row, group) in groups.into_iter().enumerate() {
            let (time, value, is_below) = (rows.times[row], rows.values[row], rows.is_below[row]);
            if group < grains.len() {
                let place = next[group];
                next[group] += 1;
                done.times[place] = time;
                done.values[place] = value;
                done.is_below[place] = is_below;
            } else {
                self.group_of.push(group - grains.len());
                self.rows.push(time, value, is_below);
            }
        }
        Done {
            grains,
            begins,
            rows: done,
        }
    }
}

impl Done {
    fn series(&self, group: usize) -> Series {
        let rows = self.begins[group]..self.begins[group + 1];
        Series {
            grain: self.grains[group],
            times: self.rows.times[rows.clone()].to_vec(),
            values: self.rows.values[rows.clone()].to_vec(),
            is_below: self.rows.is_below[rows].to_vec(),
        }
    }
}

impl GroupsAccumulator for Groups {
    fn update_batch(
        &mut self,
        columns: &[ArrayRef],
        groups: &[usize],
        filter: Option<&BooleanArray>,
        total: usize,
    ) -> Result<()> {
        self.begin(total);
        each_row(
            columns,
            |row| is_let_in(filter, row),
            |row| {
                let group = groups[row.place];
                expect(&mut self.grains[group], row.grain)?;
                self.group_of.push(group);
                self.rows.push(row.time, row.value, row.is_below);
                Ok(())
            },
        )
    }

    fn merge_batch(&mut self, states: &[ArrayRef], groups: &[usize], total: usize) -> Result<()> {
        self.begin(total);
        let grains = states[0].as_primitive::<Int64Type>();
        let [times, values, is_below] = [1, 2, 3].map(|part| states[part].as_list::<i32>());
        for (part, &group) in groups.iter().enumerate() {
            let grain = (!grains.is_null(part))
                .then(|| Grain::of_number(grains.value(part)))
                .flatten();
            let Some(grain) = grain else {
                continue;
            };
            expect(&mut self.grains[group], grain)?;
            let rows = of_list(times, part);
            let times = &times.values().as_primitive::<Int64Type>().values()[rows.clone()];
            self.group_of.extend(std::iter::repeat_n(group, rows.len()));
            self.rows.times.extend_from_slice(times);
            let rows = of_list(values, part);
            let values = &values.values().as_primitive::<Float64Type>().values()[rows];
            self.rows.values.extend_from_slice(values);
            let rows = of_list(is_below, part);
            let is_below = is_below.values().as_boolean();
            self.rows
                .is_below
                .extend(rows.map(|row| is_below.value(row)));
        }
        Ok(())
    }

    fn state(&mut self, emit: EmitTo) -> Result<Vec<ArrayRef>> {
        let Done {
            grains,
            begins,
            rows,
        } = self.take(emit);
        if i32::try_from(rows.times.len()).is_err() {
            return exec_err!(
                "{} rows are gathered at once; expected {} at most",
                rows.times.len(),
                i32::MAX
            );
        }
        let lengths = begins.windows(2).map(|pair| pair[1] - pair[0]);
        let offsets = OffsetBuffer::from_lengths(lengths);
        let list = |of: ArrayRef| -> Result<ArrayRef> {
            let field = Arc::new(Field::new_list_field(of.data_type().clone(), true));
            Ok(Arc::new(ListArray::try_new(
                field,
                offsets.clone(),
                of,
                None,
            )?))
        };
        let grains = grains.into_iter().map(|grain| grain.map(Grain::number));
        let grains: ArrayRef = Arc::new(grains.collect::<Int64Array>());
        Ok(vec![
            grains,
            list(Arc::new(Int64Array::from(rows.times)))?,
            list(Arc::new(Float64Array::from(rows.values)))?,
            list(Arc::new(BooleanArray::from(rows.is_below)))?,
        ])
    }

    fn evaluate(&mut self, emit: EmitTo) -> Result<ArrayRef> {
        let DataType::Struct(fields) = self.gives.clone() else {
            return exec_err!("a trend gives {}, which has no fields", self.gives);
        };
        let done = self.take(emit);
        if done.grains.is_empty() {
            return Ok(new_empty_array(&self.gives));
        }
        let missing = fields
            .iter()
            .map(|field| ScalarValue::try_from(field.data_type()));
        let missing: Vec<ScalarValue> = missing.collect::<Result<_>>()?;
        let mut columns: Vec<Vec<ScalarValue>> = vec![Vec::new(); fields.len()];
        let mut is_found = Vec::with_capacity(done.grains.len());
        for group in 0..done.grains.len() {
            let found = match (self.test)(done.series(group), &self.tz) {
                Ok(found) => Some(found),
                Err(
                    MethodError::TooFew { .. }
                    | MethodError::OneTime { .. }
                    | MethodError::TooManyBelow { .. },
                ) => None,
                Err(refused) => return Err(DataFusionError::External(Box::new(refused))),
            };
            is_found.push(found.is_some());
            let row = found.unwrap_or_else(|| missing.clone());
            for (column, value) in columns.iter_mut().zip(row) {
                column.push(value);
            }
        }
        let columns = columns.into_iter().map(ScalarValue::iter_to_array);
        let columns: Vec<ArrayRef> = columns.collect::<Result<_>>()?;
        let nulls = NullBuffer::from(is_found);
        Ok(Arc::new(StructArray::try_new(
            fields,
            columns,
            Some(nulls),
        )?))
    }

    fn convert_to_state(
        &self,
        columns: &[ArrayRef],
        filter: Option<&BooleanArray>,
    ) -> Result<Vec<ArrayRef>> {
        let rows = columns[0].len();
        let of_each: Vec<usize> = (0..rows).collect();
        let mut groups = Self::new(self.test, self.gives.clone(), self.tz.clone());
        groups.update_batch(columns, &of_each, filter, rows)?;
        groups.state(EmitTo::All)
    }

    fn size(&self) -> usize {
        self.grains.capacity() * size_of::<Option<Grain>>()
            + self.group_of.capacity() * size_of::<usize>()
            + self.rows.size()
    }
}

impl fmt::Debug for Groups {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} groups of a trend", self.grains.len())
    }
}

/// Where the elements of one list stand among those of all.
fn of_list(lists: &ListArray, list: usize) -> Range<usize> {
    let offset = |at: usize| usize::try_from(lists.value_offsets()[at]).unwrap_or(0);
    offset(list)..offset(list + 1)
}
