//! A value that may be known only to lie below a detection limit, and which of two is less.

use crate::MethodError;
use crate::error::all_finite;

/// A value, or the limit that it is below.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Reading {
    /// The value, finite and never −0; the detection limit where it is below it.
    pub value: f64,
    /// Whether only that limit is known.
    pub is_below: bool,
}

impl Reading {
    /// Whether this one is less whatever stands behind the limits: below 2 is less than 2 and than
    /// 3, and neither less nor more than 1 or than below 5.
    pub fn is_surely_less(self, other: Self) -> bool {
        !other.is_below && self.cmp_limits(other).is_lt()
    }

    /// By value, below a limit just before the limit itself.
    pub fn cmp_limits(self, other: Self) -> core::cmp::Ordering {
        let by_value = self.value.total_cmp(&other.value);
        by_value.then(other.is_below.cmp(&self.is_below))
    }
}

/// Readings of which none is below a limit.
pub(super) fn all_measured(values: &[f64]) -> Result<Vec<Reading>, MethodError> {
    all_finite("`values`", values)?;
    let measured = |&value: &f64| Reading {
        value: value + 0.0,
        is_below: false,
    };
    Ok(values.iter().map(measured).collect())
}

/// Values and whether each is a limit that was not reached.
pub(super) fn partly_below(values: &[f64], is_below: &[bool]) -> Result<Vec<Reading>, MethodError> {
    if is_below.len() != values.len() {
        return Err(MethodError::UnequalLengths {
            item: "`is_below`",
            found: is_below.len(),
            expected: values.len(),
        });
    }
    all_finite("`values`", values)?;
    let rows = values.iter().zip(is_below);
    Ok(rows
        .map(|(&value, &is_below)| Reading {
            value: value + 0.0,
            is_below,
        })
        .collect())
}

/// How readings compare with each other, whatever their order in time.
pub(super) struct Standings {
    /// Of each, how many are surely less, less how many are surely more.
    ///
    /// Where nothing is below a limit that is twice the rank less the middle rank, ties sharing
    /// theirs: −2, 0 and 2 of three different values.
    pub each: Vec<i64>,
    /// How many pairs are surely different.
    pub pairs_that_differ: i64,
}

impl Standings {
    pub fn of(readings: &[Reading]) -> Self {
        // Readings with their rows, which sort faster than rows alone.
        let mut order: Vec<(Reading, usize)> = readings.iter().copied().zip(0..).collect();
        order.sort_unstable_by(|one, other| one.0.cmp_limits(other.0));
        let count = |many: usize| i64::try_from(many).unwrap_or(i64::MAX);
        let mut measured_after = count(readings.iter().filter(|one| !one.is_below).count());
        let (mut before, mut pairs_that_differ) = (0, 0);
        let mut each = vec![0; readings.len()];
        for group in order.chunk_by(|one, next| one.0.cmp_limits(next.0).is_eq()) {
            let size = count(group.len());
            let is_below = group[0].0.is_below;
            let less = if is_below { 0 } else { before };
            measured_after -= if is_below { 0 } else { size };
            pairs_that_differ += size * less;
            for &(_, row) in group {
                each[row] = less - measured_after;
            }
            before += size;
        }
        Self {
            each,
            pairs_that_differ,
        }
    }

    /// Σ x² over the standings.
    pub fn squares(&self) -> f64 {
        self.each.iter().map(|&one| (one * one) as f64).sum()
    }
}
