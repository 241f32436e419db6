//! Sums that no order of adding changes: numbers as whole multiples of a power of two.

use crate::flow::metres::CellSize;
use crate::{Result, TerrainError};

/// Bits of a sum that are left for its value: one is the sign, one is spare.
const SUM_BITS: i32 = 126;
/// As above, in sums of half that width.
const NARROW_SUM_BITS: i32 = 62;
/// Where a finite number's bits begin at the least (IEEE 754, binary64).
const EXPONENT_MIN: i32 = -1074;

/// The power of two that some numbers stay below, and the largest that all are multiples of, as exponents. The
/// order of the numbers has no part in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Reach {
    highest: i32,
    lowest: i32,
}

impl Default for Reach {
    /// Of no numbers.
    fn default() -> Self {
        Self {
            highest: EXPONENT_MIN,
            lowest: i32::MAX,
        }
    }
}

impl Reach {
    /// Of those numbers of a row that count; the row and the column of its first are for the error.
    pub(super) fn of_row(
        numbers: &[f64],
        counts: impl Fn(f64) -> bool,
        row: usize,
        first_col: usize,
    ) -> Result<Self> {
        let mut reach = Self::default();
        for (col, &number) in (first_col..).zip(numbers) {
            if number == 0.0 || !counts(number) {
                continue;
            }
            if number.is_infinite() {
                return Err(TerrainError::Refused(format!(
                    "row {row}, column {col}, counted from 0: a weight of {number}; expected a number"
                )));
            }
            let (mantissa, exponent) = parts(number);
            reach = reach.and(Self {
                highest: exponent + bits(mantissa),
                lowest: exponent + trailing(mantissa),
            });
        }
        Ok(reach)
    }

    /// Of these numbers and others.
    pub(super) fn and(self, other: Self) -> Self {
        Self {
            highest: self.highest.max(other.highest),
            lowest: self.lowest.min(other.lowest),
        }
    }
}

/// The unit that numbers are counted in: 2^exponent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unit {
    exponent: i32,
    /// Whether sums fit 64 bits with not a bit of any number lost.
    pub is_narrow: bool,
}

impl Unit {
    /// The unit for all sums of so many numbers of a reach.
    pub(super) fn for_sums_of(numbers: usize, reach: Reach) -> Self {
        Self::for_sums(numbers, reach.highest, reach.lowest)
    }

    /// For sums of so many numbers below 2^highest that are whole multiples of 2^lowest.
    fn for_sums(numbers: usize, highest: i32, lowest: i32) -> Self {
        let room = highest + bits(u64::try_from(numbers).unwrap_or(u64::MAX));
        let is_narrow = lowest >= room - NARROW_SUM_BITS;
        let sum_bits = if is_narrow { NARROW_SUM_BITS } else { SUM_BITS };
        Self {
            exponent: (room - sum_bits).max(EXPONENT_MIN),
            is_narrow,
        }
    }

    /// For sums up to this, in 64 bits.
    fn for_sums_up_to(whole: f64) -> Self {
        let (mantissa, exponent) = parts(whole);
        Self {
            exponent: exponent + bits(mantissa) + 1 - NARROW_SUM_BITS,
            is_narrow: true,
        }
    }

    /// The whole multiple that is nearest to a number, of two the one farther from 0.
    pub(super) fn count(self, number: f64) -> i128 {
        let (mantissa, exponent) = parts(number);
        let shift = exponent - self.exponent;
        let magnitude = match u32::try_from(shift) {
            Ok(up) => i128::from(mantissa).checked_shl(up).unwrap_or(0),
            Err(_) => match shift.unsigned_abs() {
                down @ 1..=63 => (i128::from(mantissa) + (1 << (down - 1))) >> down,
                _ => 0,
            },
        };
        if number.is_sign_negative() {
            -magnitude
        } else {
            magnitude
        }
    }

    /// The number nearest to a whole multiple; of two the one with the even last bit.
    pub(super) fn number(self, count: i128) -> f64 {
        // Rounded once: 53 bits and a mark whether anything was cut off behind them, then a power of two.
        // 2^exponent in two halves, since the whole may be too small to be written.
        let half = self.exponent / 2;
        to_f64(count) * power(half) * power(self.exponent - half)
    }
}

/// Areas of rows of cells as whole numbers whose sums fit 64 bits: a raster as large as the earth, to the
/// last 10^-18 of it.
#[derive(Debug, Clone)]
pub(in crate::flow) struct AreaUnit {
    unit: Unit,
    rows: Vec<i64>,
}

impl AreaUnit {
    /// For a raster of so many rows and columns.
    pub(in crate::flow) fn new(size: &CellSize, rows: usize, cols: usize) -> Self {
        let areas: Vec<f64> = (0..rows).map(|row| size.area_m2(row)).collect();
        let unit = Unit::for_sums_up_to(areas.iter().sum::<f64>() * cols as f64);
        let rows = areas
            .into_iter()
            .map(|area| i64::try_from(unit.count(area)).unwrap_or_default())
            .collect();
        Self { unit, rows }
    }

    /// The area of a cell of a row.
    #[inline]
    pub(in crate::flow) fn of_row(&self, row: usize) -> i64 {
        self.rows.get(row).copied().unwrap_or_default()
    }

    /// A sum, m².
    pub(in crate::flow) fn m2(&self, sum: i64) -> f64 {
        self.unit.number(i128::from(sum))
    }

    /// A sum, km².
    pub(in crate::flow) fn km2(&self, sum: i64) -> f64 {
        self.m2(sum) / 1e6
    }

    /// A number of m² as a sum; of more than all ground that can be summed, the largest.
    pub(in crate::flow) fn sum(&self, m2: f64) -> i64 {
        if m2 >= self.m2(i64::MAX) {
            return i64::MAX;
        }
        i64::try_from(self.unit.count(m2)).unwrap_or_default()
    }
}

fn to_f64(count: i128) -> f64 {
    count as f64
}

fn power(exponent: i32) -> f64 {
    2.0_f64.powi(exponent)
}

/// |number| = mantissa · 2^exponent.
fn parts(number: f64) -> (u64, i32) {
    let bits = number.to_bits();
    let exponent = i32::try_from(bits >> 52 & 0x7FF).unwrap_or_default();
    let fraction = bits & ((1 << 52) - 1);
    if exponent == 0 {
        (fraction, EXPONENT_MIN)
    } else {
        (fraction | 1 << 52, exponent - 1 + EXPONENT_MIN)
    }
}

fn bits(number: u64) -> i32 {
    64 - i32::try_from(number.leading_zeros()).unwrap_or_default()
}

fn trailing(number: u64) -> i32 {
    i32::try_from(number.trailing_zeros()).unwrap_or_default()
}
