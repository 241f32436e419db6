//! Means over groups.

use datafusion::arrow::array::{Array, ArrayRef, AsArray};
use datafusion::arrow::datatypes::{DataType, Float64Type, Int64Type};
use datafusion::common::ScalarValue;
use datafusion::error::Result;
use datafusion::logical_expr::Accumulator;
use methods::mean::{Mean, MeanPh};

use super::aggregate::SqlAggregate;
use super::declaration::Kind;

pub(super) fn declare() -> Vec<SqlAggregate> {
    vec![
        mean_of(
            "mean",
            "The mean of numbers, the same whatever their order.",
            || Box::new(State(Mean::new())),
        )
        .example(
            "mean(value) from (values (1.0), (2.0), (6.0)) as t(value)",
            "3.0",
        ),
        mean_of(
            "mean_ph",
            "The mean of pH, taken over hydrogen ions.",
            || Box::new(State(MeanPh::new())),
        )
        .source("statistical_regulations", "mean of pH")
        // (1e-6 + 1e-8) / 2 = 5.05e-7, whose negative decimal logarithm is 6.2967.
        .example(
            "round(mean_ph(value), 4) from (values (6.0), (8.0)) as t(value)",
            "6.2967",
        ),
    ]
}

fn mean_of(
    name: &'static str,
    says: &'static str,
    make: fn() -> Box<dyn Accumulator>,
) -> SqlAggregate {
    let state = vec![
        ("count", DataType::Int64),
        ("sum", DataType::Float64),
        ("lost", DataType::Float64),
        ("scale", DataType::Float64),
    ];
    SqlAggregate::new(name, says, Kind::Number, state, make).takes("value", Kind::Number)
}

/// A mean that can be cut into parts, so that several threads work on one group.
trait Cut: std::fmt::Debug + Send + Sync + 'static {
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
        let counts = states[0].as_primitive::<Int64Type>();
        let sum = |part: usize, row: usize| states[part].as_primitive::<Float64Type>().value(row);
        for row in (0..counts.len()).filter(|row| !counts.is_null(*row)) {
            let count = u64::try_from(counts.value(row)).unwrap_or(0);
            self.0.merge(count, [sum(1, row), sum(2, row), sum(3, row)]);
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
