//! A value that may be known only to lie below a detection limit, and which of two is less.

use crate::MethodError;
use crate::error::all_finite;

/// A value, or the limit that it is below.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Reading {
    /// The value; the detection limit where it is below it.
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

    /// 1 when `later` is surely more, −1 when it is surely less, 0 when that is not known.
    pub fn direction(self, later: Self) -> i64 {
        i64::from(self.is_surely_less(later)) - i64::from(later.is_surely_less(self))
    }

    /// By value, below a limit just before the limit itself.
    pub fn cmp_limits(self, other: Self) -> core::cmp::Ordering {
        // Values are finite; 0 and −0 are one.
        let by_value = self.value.partial_cmp(&other.value);
        by_value
            .unwrap_or(core::cmp::Ordering::Equal)
            .then(other.is_below.cmp(&self.is_below))
    }
}

/// Readings of which none is below a limit.
pub(super) fn all_measured(values: &[f64]) -> Result<Vec<Reading>, MethodError> {
    all_finite("`values`", values)?;
    let measured = |&value| Reading {
        value,
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
        .map(|(&value, &is_below)| Reading { value, is_below })
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
        let mut order: Vec<usize> = (0..readings.len()).collect();
        order.sort_unstable_by(|&one, &other| readings[one].cmp_limits(readings[other]));
        let count = |many: usize| i64::try_from(many).unwrap_or(i64::MAX);
        let mut measured_after = count(readings.iter().filter(|one| !one.is_below).count());
        let (mut before, mut pairs_that_differ) = (0, 0);
        let mut each = vec![0; readings.len()];
        for group in order.chunk_by(|&one, &next| readings[one].cmp_limits(readings[next]).is_eq())
        {
            let size = count(group.len());
            let is_below = readings[group[0]].is_below;
            let less = if is_below { 0 } else { before };
            measured_after -= if is_below { 0 } else { size };
            pairs_that_differ += size * less;
            for &index in group {
                each[index] = less - measured_after;
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
