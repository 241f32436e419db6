//! What the cells of a raster come to, gathered as rows come.

use rayon::prelude::*;

use crate::cell::Cell;

/// How many cells there are, and what those with data come to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Figures {
    /// Cells with data.
    pub data: u64,
    /// Cells without.
    pub without: u64,
    /// The sum of those with data, taken cell after cell, row after row.
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

impl Figures {
    /// Of a raster's cells.
    pub fn of<T: Cell>(cells: &[T], nodata: Option<T>) -> Self {
        let mut figures = Self::default();
        figures.add(cells, nodata);
        figures
    }

    /// Adds the next cells. Any cut into pieces gives the same figures, to the last bit.
    pub fn add<T: Cell>(&mut self, cells: &[T], nodata: Option<T>) {
        let before = self.data;
        for cell in cells {
            let (is_data, value) = (cell.is_data(nodata), cell.to_f64());
            // -0 changes no sum, and a branch would cost more.
            self.sum += if is_data { value } else { -0.0 };
            self.data += u64::from(is_data);
            let value = if is_data { value } else { f64::NAN };
            self.least = self.least.min(value);
            self.greatest = self.greatest.max(value);
        }
        self.without += cells.len() as u64 - (self.data - before);
    }

    /// The mean of the cells with data; none where there are none.
    pub fn mean(&self) -> Option<f64> {
        (self.data > 0).then(|| self.sum / self.data as f64)
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
