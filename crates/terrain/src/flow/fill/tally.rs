//! Raising cells, and counting what was raised.

#![allow(
    clippy::cast_possible_truncation,
    reason = "heights in fixed point; one that is beyond them stops at the last"
)]

use super::super::ground::{Altitude, Elevation};
use super::kernel::NO_BASIN;

/// What filling came to, in counts that no order of work changes.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    pub ground: u64,
    pub raised: u64,
    pub depressions: u64,
    /// By row, by how much its cells were raised in all, in units of [`UNIT`].
    rows: Vec<i128>,
}

/// 2⁻²⁸ of a unit of elevation: sums of floats would depend on the order of adding.
const UNIT: f64 = 1.0 / 268_435_456.0;

impl Tally {
    pub fn of_rows(rows: usize) -> Self {
        Self {
            rows: vec![0; rows],
            ..Self::default()
        }
    }

    /// Adds a part that begins in a row.
    pub fn add(&mut self, first_row: usize, part: &Self) {
        self.ground += part.ground;
        self.raised += part.raised;
        for (to, from) in self.rows[first_row..].iter_mut().zip(&part.rows) {
            *to += from;
        }
    }

    /// The sum of raised heights, each times what `area` says of its row.
    pub fn volume(&self, area: impl Fn(usize) -> f64) -> f64 {
        let rows = self.rows.iter().enumerate();
        let raised = rows.filter(|(_, sum)| **sum != 0);
        // Not `sum`, which of nothing is −0.
        raised.fold(0.0, |volume, (row, sum)| {
            volume + *sum as f64 * UNIT * area(row)
        })
    }

    /// Raises a row of cells to the levels of their basins.
    pub fn row<T: Elevation>(
        &mut self,
        row: usize,
        cells: &mut [T],
        labels: &[u16],
        levels: &[T::Key],
        raised: &mut [bool],
    ) {
        let (mut ground, mut count, mut sum) = (0_u64, 0_u64, 0_i128);
        for ((cell, label), is_raised) in cells.iter_mut().zip(labels).zip(raised) {
            if *label == NO_BASIN {
                continue;
            }
            ground += 1;
            let level = levels[usize::from(*label)];
            if cell.key() < level {
                let to = T::of_key(level);
                sum += i128::from((to.altitude().above(cell.altitude()) / UNIT) as i64);
                *cell = to;
                *is_raised = true;
                count += 1;
            }
        }
        self.ground += ground;
        self.raised += count;
        self.rows[row] += sum;
    }
}
