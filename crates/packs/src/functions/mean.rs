//! Means over groups.

use std::fmt;
use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, AsArray, BooleanArray, Float64Array, Int64Array};
use datafusion::arrow::datatypes::{DataType, Float64Type, Int64Type};
use datafusion::common::ScalarValue;
use datafusion::error::Result;
use datafusion::logical_expr::{Accumulator, EmitTo, GroupsAccumulator};
use methods::mean::{Mean, MeanPh};

use super::aggregate::{SqlAggregate, is_let_in};
use super::declaration::Kind;

pub(super) fn declare() -> Vec<SqlAggregate> {
    vec![
        mean_of(
            "mean",
            "The mean of numbers, the same whatever their order.",
            Mean::new(),
        )
        .example(
            "mean(value) from (values (1.0), (2.0), (6.0)) as t(value)",
            "3.0",
        ),
        mean_of(
            "mean_ph",
            "The mean of pH, taken over hydrogen ions.",
            MeanPh::new(),
        )
        .source("statistical_regulations", "mean of pH")
        // (1e-6 + 1e-8) / 2 = 5.05e-7, whose negative decimal logarithm is 6.2967.
        .example(
            "round(mean_ph(value), 4) from (values (6.0), (8.0)) as t(value)",
            "6.2967",
        ),
    ]
}

fn mean_of(name: &'static str, says: &'static str, empty: impl Cut) -> SqlAggregate {
    let state = vec![
        ("count", DataType::Int64),
        ("sum", DataType::Float64),
        ("lost", DataType::Float64),
        ("scale", DataType::Float64),
    ];
    let one = move || Box::new(State(empty)) as Box<dyn Accumulator>;
    SqlAggregate::new(name, says, Kind::Number, state, one)
        .in_groups(move || {
            Box::new(Groups {
                means: Vec::new(),
                empty,
            })
        })
        .takes("value", Kind::Number)
}

/// A mean that can be cut into parts, so that several threads work on one group.
trait Cut: fmt::Debug + Copy + Send + Sync + 'static {
    fn add(&mut self, value: f64);
    fn merge(&mut self, count: u64, sums: [f64; 3]);
    fn cut(&self) -> (u64, [f64; 3]);
    fn value(&self) -> Option<f64>;
}

macro_rules! cut {
    ($mean:ty) => {
        impl Cut for $mean {
            fn add(&mut self, value: f64) {
                <$mean>::add(self, value);
            }
            fn merge(&mut self, count: u64, sums: [f64; 3]) {
                <$mean>::merge(self, &<$mean>::from_state(count, sums));
            }
            fn cut(&self) -> (u64, [f64; 3]) {
                <$mean>::state(self)
            }
            fn value(&self) -> Option<f64> {
                <$mean>::value(self)
            }
        }
    };
}

cut!(Mean);
cut!(MeanPh);

#[derive(Debug)]
struct State<M: Cut>(M);

impl<M: Cut> Accumulator for State<M> {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        values[0]
            .as_primitive::<Float64Type>()
            .iter()
            .flatten()
            .for_each(|value| self.0.add(value));
        Ok(())
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        let parts = Parts::of(states);
        for row in 0..parts.counts.len() {
            if let Some((count, sums)) = parts.at(row) {
                self.0.merge(count, sums);
            }
        }
        Ok(())
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        let (count, sums) = self.0.cut();
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        Ok(std::iter::once(count.into())
            .chain(sums.map(ScalarValue::from))
            .collect())
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        Ok(ScalarValue::Float64(self.0.value()))
    }

    fn size(&self) -> usize {
        size_of_val(self)
    }
}

/// The columns of states.
struct Parts<'a> {
    counts: &'a Int64Array,
    sums: [&'a Float64Array; 3],
}

impl<'a> Parts<'a> {
    fn of(states: &'a [ArrayRef]) -> Self {
        let sums = [1, 2, 3].map(|part: usize| states[part].as_primitive::<Float64Type>());
        Self {
            counts: states[0].as_primitive::<Int64Type>(),
            sums,
        }
    }

    fn at(&self, row: usize) -> Option<(u64, [f64; 3])> {
        if self.counts.is_null(row) {
            return None;
        }
        let count = u64::try_from(self.counts.value(row)).unwrap_or(0);
        Some((count, self.sums.map(|sums| sums.value(row))))
    }
}

fn columns_of<M: Cut>(means: &[M]) -> Vec<ArrayRef> {
    let cut: Vec<(u64, [f64; 3])> = means.iter().map(Cut::cut).collect();
    let counts = cut
        .iter()
        .map(|(count, _)| i64::try_from(*count).unwrap_or(i64::MAX));
    let mut columns: Vec<ArrayRef> = vec![Arc::new(Int64Array::from_iter_values(counts))];
    for part in 0..3 {
        let sums = cut.iter().map(|(_, sums)| sums[part]);
        columns.push(Arc::new(Float64Array::from_iter_values(sums)));
    }
    columns
}

/// The means of many groups, side by side: one object a group costs more than its readings.
struct Groups<M: Cut> {
    means: Vec<M>,
    empty: M,
}

impl<M: Cut> GroupsAccumulator for Groups<M> {
    fn update_batch(
        &mut self,
        values: &[ArrayRef],
        groups: &[usize],
        filter: Option<&BooleanArray>,
        total: usize,
    ) -> Result<()> {
        self.means.resize(total, self.empty);
        // A mean of pH lets nothing in where nothing is pH: whole batches are passed by.
        if filter.is_some_and(|filter| !filter.has_true()) {
            return Ok(());
        }
        let values = values[0].as_primitive::<Float64Type>();
        let is_taken = |row| values.is_valid(row) && is_let_in(filter, row);
        let mut first = 0;
        // Readings come sorted: neighbours share a group as a rule.
        for run in groups.chunk_by(|one, next| one == next) {
            let rows = first..first + run.len();
            first = rows.end;
            let mut mean = self.means[run[0]];
            for row in rows.filter(|row| is_taken(*row)) {
                mean.add(values.value(row));
            }
            self.means[run[0]] = mean;
        }
        Ok(())
    }

    fn merge_batch(&mut self, states: &[ArrayRef], groups: &[usize], total: usize) -> Result<()> {
        self.means.resize(total, self.empty);
        let parts = Parts::of(states);
        for (row, group) in groups.iter().enumerate() {
            if let Some((count, sums)) = parts.at(row) {
                self.means[*group].merge(count, sums);
            }
        }
        Ok(())
    }

    fn evaluate(&mut self, emit: EmitTo) -> Result<ArrayRef> {
        let means = emit.take_needed(&mut self.means);
        let values: Float64Array = means.iter().map(Cut::value).collect();
        Ok(Arc::new(values))
    }

    fn state(&mut self, emit: EmitTo) -> Result<Vec<ArrayRef>> {
        Ok(columns_of(&emit.take_needed(&mut self.means)))
    }

    fn convert_to_state(
        &self,
        values: &[ArrayRef],
        filter: Option<&BooleanArray>,
    ) -> Result<Vec<ArrayRef>> {
        let values = values[0].as_primitive::<Float64Type>();
        let means: Vec<M> = (0..values.len())
            .map(|row| {
                let mut mean = self.empty;
                if values.is_valid(row) && is_let_in(filter, row) {
                    mean.add(values.value(row));
                }
                mean
            })
            .collect();
        Ok(columns_of(&means))
    }

    fn size(&self) -> usize {
        self.means.capacity() * size_of::<M>()
    }
}
