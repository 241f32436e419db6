//! A value that may be known only to lie below a detection limit, and which of two is less.

use super::slopes::rising;
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
    /// The least that it may be: below a limit, whatever is.
    ///
    /// One is surely less than another, whatever stands behind the limits, just where its
    /// [`most`](Self::most) is below the other's least: below 2 is less than 2 and than 3, and
    /// neither less nor more than 1 or than below 5.
    pub fn least(self) -> f64 {
        if self.is_below {
            f64::NEG_INFINITY
        } else {
            self.value
        }
    }

    /// The most that it may be: below a limit, the double before that.
    pub fn most(self) -> f64 {
        if self.is_below {
            self.value.next_down()
        } else {
            self.value
        }
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
#[derive(Debug, PartialEq)]
pub(super) struct Standings {
    /// Of each, how many are surely less, less how many are surely more.
    ///
    /// Where nothing is below a limit that is twice the rank less the middle rank, ties sharing
    /// theirs: −2, 0 and 2 of three different values.
    pub each: Vec<i64>,
    /// How many pairs are surely different.
    pub pairs_that_differ: i64,
}

/// To how many readings comparing each with each is the faster way; measured.
pub(super) const FEW: usize = 256;

impl Standings {
    pub fn of(readings: &[Reading]) -> Self {
        // Whole numbers that rise with the readings, their rows at the end, sort faster than readings.
        const OF_ROW: i128 = i64::MAX as i128;
        let numbers = readings.iter().zip(0_i64..).map(|(one, row)| {
            let limits_first = i128::from(!one.is_below) << 63;
            i128::from(rising(one.value)) << 64 | limits_first | i128::from(row)
        });
        let mut order: Vec<i128> = numbers.collect();
        order.sort_unstable();
        let count = |many: usize| i64::try_from(many).unwrap_or(i64::MAX);
        let row = |number: i128| usize::try_from(number & OF_ROW).unwrap_or(0);
        let mut measured_after = count(readings.iter().filter(|one| !one.is_below).count());
        let (mut before, mut pairs_that_differ) = (0, 0);
        let mut each = vec![0; readings.len()];
        for group in order.chunk_by(|one, next| one & !OF_ROW == next & !OF_ROW) {
            let size = count(group.len());
            let is_below = readings[row(group[0])].is_below;
            let less = if is_below { 0 } else { before };
            measured_after -= if is_below { 0 } else { size };
            pairs_that_differ += size * less;
            for &number in group {
                each[row(number)] = less - measured_after;
            }
            before += size;
        }
        Self {
            each,
            pairs_that_differ,
        }
    }

    /// By comparing each with each, which also tells S: pairs that rise in the order of the readings
    /// less pairs that fall.
    pub fn by_pairs(readings: &[Reading]) -> (Self, i64) {
        let least: Vec<f64> = readings.iter().map(|one| one.least()).collect();
        let most: Vec<f64> = readings.iter().map(|one| one.most()).collect();
        let mut each = vec![0; readings.len()];
        let (mut rises, mut falls) = (0, 0);
        for later in 0..readings.len() {
            let (later_least, later_most) = (least[later], most[later]);
            let (mut less, mut more) = (0, 0);
            let earlier = least[..later].iter().zip(&most[..later]);
            for ((&least, &most), place) in earlier.zip(&mut each[..later]) {
                let is_less = i64::from(most < later_least);
                let is_more = i64::from(later_most < least);
                less += is_less;
                more += is_more;
                *place += is_more - is_less;
            }
            each[later] = less - more;
            rises += less;
            falls += more;
        }
        let standings = Self {
            each,
            pairs_that_differ: rises + falls,
        };
        (standings, rises - falls)
    }

    /// Σ x² over the standings.
    pub fn squares(&self) -> f64 {
        self.each.iter().map(|&one| (one * one) as f64).sum()
    }
}
