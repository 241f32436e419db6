//! What the cells of a raster come to, gathered as rows come.

use rayon::prelude::*;

use crate::Grid;
use crate::cell::Cell;

/// How many cells there are, and what those with data come to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Figures {
    /// Cells with data.
    pub data: u64,
    /// Cells without.
    pub without: u64,
    /// The sum of those with data: of each row, then row after row.
    pub sum: f64,
    /// The least; infinite where none has data.
    pub least: f64,
    /// The greatest; infinite where none has data.
    pub greatest: f64,
}

impl Default for Figures {
    fn default() -> Self {
        Self {
            data: 0,
            without: 0,
            sum: 0.0,
            least: f64::INFINITY,
            greatest: f64::NEG_INFINITY,
        }
    }
}

/// Sums that a row is taken in side by side: each addition waits for none of the others.
const LANES: usize = 8;

impl Figures {
    /// Of a raster.
    pub fn of<T: Cell>(grid: &Grid<T>, nodata: Option<T>) -> Self {
        let mut figures = Self::default();
        let rows = grid.cells().par_chunks(grid.cols().max(1));
        let rows: Vec<Self> = rows.map(|row| Self::of_row(row, nodata)).collect();
        figures.extend(rows);
        figures
    }

    /// Of one row.
    pub fn of_row<T: Cell>(cells: &[T], nodata: Option<T>) -> Self {
        let (mut data, mut sums) = (0, [0.0; LANES]);
        let (mut least, mut greatest) = ([f64::INFINITY; LANES], [f64::NEG_INFINITY; LANES]);
        let mut step = |few: &[T]| {
            for (lane, cell) in few.iter().enumerate() {
                let (is_data, value) = (cell.is_data(nodata), cell.to_f64());
                data += u64::from(is_data);
                // -0 changes no sum, and a branch would cost more.
                sums[lane] += if is_data { value } else { -0.0 };
                // No comparison with NaN holds.
                let value = if is_data { value } else { f64::NAN };
                least[lane] = if value < least[lane] {
                    value
                } else {
                    least[lane]
                };
                greatest[lane] = if value > greatest[lane] {
                    value
                } else {
                    greatest[lane]
                };
            }
        };
        let (whole, rest) = cells.as_chunks::<LANES>();
        for few in whole {
            step(few);
        }
        step(rest);
        Self {
            data,
            without: cells.len() as u64 - data,
            sum: sums.iter().sum(),
            least: least.into_iter().fold(f64::INFINITY, f64::min),
            greatest: greatest.into_iter().fold(f64::NEG_INFINITY, f64::max),
        }
    }

    /// The mean of the cells with data; none where there are none.
    pub fn mean(&self) -> Option<f64> {
        (self.data > 0).then(|| self.sum / self.data as f64)
    }
}

impl Extend<Self> for Figures {
    /// With the next rows, each by itself: any cut of a raster into whole rows gives the same figures, to the last bit.
    fn extend<I: IntoIterator<Item = Self>>(&mut self, rows: I) {
        for row in rows {
            self.data += row.data;
            self.without += row.without;
            self.sum += row.sum;
            self.least = self.least.min(row.least);
            self.greatest = self.greatest.max(row.greatest);
        }
    }
}

/// How many cells have no data.
pub fn without_data<T: Cell>(cells: &[T], nodata: Option<T>) -> u64 {
    let count = |cells: &[T]| match nodata {
        None => missing(cells, |cell| cell.is_data(None)),
        Some(_) => missing(cells, |cell| cell.is_data(nodata)),
    };
    cells.par_chunks(1 << 16).map(count).sum()
}

#[inline]
fn missing<T: Cell>(cells: &[T], is_data: impl Fn(T) -> bool) -> u64 {
    let count = |cells: &[T]| -> u32 { cells.iter().map(|cell| u32::from(!is_data(*cell))).sum() };
    cells.chunks(1 << 12).map(|few| u64::from(count(few))).sum()
}
