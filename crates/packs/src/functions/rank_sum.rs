//! The rank-sum test over the rows of a group.

use datafusion::arrow::array::{Array, ArrayRef, AsArray};
use datafusion::arrow::datatypes::{DataType, Field, Float64Type};
use datafusion::common::ScalarValue;
use datafusion::error::{DataFusionError, Result};
use datafusion::logical_expr::Accumulator;
use methods::rank_sum::rank_sum;

use super::aggregate::SqlAggregate;
use super::declaration::Kind;

const GIVES: [(&str, Kind); 5] = [
    ("u", Kind::Number),
    ("z", Kind::Number),
    ("p", Kind::Number),
    ("n_first", Kind::Whole),
    ("n_second", Kind::Whole),
];

pub(super) fn declare() -> Vec<SqlAggregate> {
    let list = || DataType::List(Field::new_list_field(DataType::Float64, true).into());
    let state = vec![("first", list()), ("second", list())];
    vec![
        SqlAggregate::new(
            "rank_sum",
            "The rank-sum test (Mann-Whitney): whether the values of one group lie below those of the other, by u, z and a two-sided p; z is below 0 where the second lies lower. Nothing where a group is empty.",
            Kind::Fields(&GIVES),
            state,
            || Box::new(Groups::default()),
        )
        .takes("value", Kind::Number)
        .takes("is_second", Kind::Truth)
        .source("scipy_1_17", "stats.mannwhitneyu, method asymptotic")
        .example("rank_sum(value, is_second)['u'] from (values (3.0, false), (5.0, false), (1.0, true), (4.0, true)) as t(value, is_second)", "1.0")
        // The ages of SciPy's own documentation, where p is 0.11134688653314041.
        .example("round(rank_sum(value, is_second)['p'], 12) from (values (19.0, false), (22.0, false), (16.0, false), (29.0, false), (24.0, false), (20.0, true), (11.0, true), (17.0, true), (12.0, true)) as t(value, is_second)", "0.111346886533")
        .example("rank_sum(value, is_second)['z'] from (values (3.0, false)) as t(value, is_second)", "null"),
    ]
}

/// The values of both groups.
#[derive(Debug, Default)]
struct Groups {
    first: Vec<f64>,
    second: Vec<f64>,
}

impl Accumulator for Groups {
    fn update_batch(&mut self, columns: &[ArrayRef]) -> Result<()> {
        let values = columns[0].as_primitive::<Float64Type>();
        let is_second = columns[1].as_boolean();
        for place in 0..values.len() {
            if values.is_null(place) || is_second.is_null(place) {
                continue;
            }
            let group = if is_second.value(place) {
                &mut self.second
            } else {
                &mut self.first
            };
            group.push(values.value(place));
        }
        Ok(())
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        for (group, state) in [&mut self.first, &mut self.second].into_iter().zip(states) {
            for list in state.as_list::<i32>().iter().flatten() {
                group.extend(list.as_primitive::<Float64Type>().iter().flatten());
            }
        }
        Ok(())
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        let list = |group: &[f64]| {
            let values: Vec<ScalarValue> = group.iter().map(|value| (*value).into()).collect();
            ScalarValue::List(ScalarValue::new_list_nullable(&values, &DataType::Float64))
        };
        Ok(vec![list(&self.first), list(&self.second)])
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        let gives = Kind::Fields(&GIVES).arrow();
        if self.first.is_empty() || self.second.is_empty() {
            return ScalarValue::try_from(&gives);
        }
        let test = rank_sum(&self.first, &self.second)
            .map_err(|refused| DataFusionError::External(Box::new(refused)))?;
        let whole = |count: usize| ScalarValue::from(i64::try_from(count).unwrap_or(i64::MAX));
        let values: [ScalarValue; 5] = [
            test.u.into(),
            test.z.into(),
            test.p.into(),
            whole(self.first.len()),
            whole(self.second.len()),
        ];
        let DataType::Struct(fields) = gives else {
            return Err(DataFusionError::Internal("fields are no struct".to_owned()));
        };
        let columns = values.iter().map(ScalarValue::to_array);
        let columns = columns.collect::<Result<Vec<ArrayRef>>>()?;
        let row = datafusion::arrow::array::StructArray::try_new(fields, columns, None)?;
        Ok(ScalarValue::Struct(row.into()))
    }

    fn size(&self) -> usize {
        let held = self.first.capacity() + self.second.capacity();
        size_of_val(self) + held * size_of::<f64>()
    }
}
