//! Bands of rows: the rows around them, the order, the threads.

use std::ops::Range;

use rayon::prelude::*;

use super::kernel::{self, CHUNK, Scale, Wide, Window};
use super::spacing::Spacing;
use super::{Gradient, GradientMethod, Height, Product};
use crate::{Result, TerrainError};

/// Rows that a thread takes at a time.
const BAND_ROWS: usize = 16;

/// A raster on its way through a product: rows go in, rows come out.
///
/// What decodes a file hands over the rows of a tile and one more on either side; nothing is kept between
/// calls, so bands may come in any order and from any thread, and any cut into bands gives the same cells.
#[derive(Debug, Clone)]
pub struct Derivation<'p, P, T> {
    product: &'p P,
    rows: usize,
    cols: usize,
    nodata: Option<T>,
    spacing: Spacing,
}

/// Whole rows of a raster.
#[derive(Debug, Clone, Copy)]
pub struct Rows<'a, T> {
    /// Which row of the raster comes first.
    pub first: usize,
    /// The cells, row by row.
    pub cells: &'a [T],
}

impl<'p, P: Product, T: Height> Derivation<'p, P, T> {
    /// Of a raster of this size, whose cells are so far apart.
    ///
    /// # Errors
    /// [`TerrainError::Refused`] when the product has a parameter that is no number.
    pub fn new(
        product: &'p P,
        (rows, cols): (usize, usize),
        nodata: Option<T>,
        spacing: Spacing,
    ) -> Result<Self> {
        product.check()?;
        Ok(Self {
            product,
            rows,
            cols,
            nodata,
            spacing,
        })
    }

    /// The product of the rows `wanted`, written into `out`; `given` must hold them, and the row before and
    /// the row after where the raster has one.
    ///
    /// # Errors
    /// [`TerrainError::Refused`] when rows are missing, or `out` is not as long as the rows wanted.
    pub fn band(&self, given: Rows<'_, T>, wanted: Range<usize>, out: &mut [P::Out]) -> Result<()> {
        let needed = wanted.start.saturating_sub(1)..(wanted.end + 1).min(self.rows);
        let given_rows = given.cells.len() / self.cols.max(1);
        let is_there = given.first <= needed.start && needed.end <= given.first + given_rows;
        if wanted.end > self.rows || !is_there || out.len() != wanted.len() * self.cols {
            return Err(TerrainError::Refused(format!(
                "rows {wanted:?} of {} need rows {needed:?} and {} cells to write to; found {given_rows} rows \
                 from {} and {} cells",
                self.rows,
                wanted.len() * self.cols,
                given.first,
                out.len()
            )));
        }
        if self.cols < 3 && !(self.product.gradient().at_edges && self.cols == 2) {
            out.fill(P::NODATA);
            return Ok(());
        }
        let mut walk = Walk::new(self, given);
        for (row, out) in wanted.zip(out.chunks_exact_mut(self.cols)) {
            walk.row(row, out);
        }
        Ok(())
    }

    /// As [`Derivation::band`], on all threads, and what `of_row` says of each row that was made, from the north.
    ///
    /// # Errors
    /// As [`Derivation::band`].
    pub fn rows<F: Send>(
        &self,
        given: Rows<'_, T>,
        wanted: Range<usize>,
        out: &mut [P::Out],
        of_row: impl Fn(&[P::Out]) -> F + Sync,
    ) -> Result<Vec<F>> {
        if out.len() != wanted.len() * self.cols || out.is_empty() {
            self.band(given, wanted, out)?;
            return Ok(Vec::new());
        }
        let said = out
            .par_chunks_mut(BAND_ROWS * self.cols)
            .enumerate()
            .map(|(band, out)| {
                let first = wanted.start + band * BAND_ROWS;
                self.band(given, first..first + out.len() / self.cols, out)?;
                Ok(out.chunks_exact(self.cols).map(&of_row).collect())
            })
            .collect::<Result<Vec<Vec<F>>>>()?;
        Ok(said.into_iter().flatten().collect())
    }

    /// The product of a whole raster, on all threads.
    ///
    /// # Errors
    /// [`TerrainError::Refused`] when there are not as many cells as the raster has.
    pub fn whole(&self, cells: &[T]) -> Result<Vec<P::Out>> {
        let mut out = vec![P::NODATA; cells.len()];
        if !out.is_empty() {
            self.rows(Rows { first: 0, cells }, 0..self.rows, &mut out, |_| ())?;
        }
        Ok(out)
    }
}

/// Down a band, with the three rows around the present one widened.
struct Walk<'a, P, T: Height> {
    of: &'a Derivation<'a, P, T>,
    given: Rows<'a, T>,
    /// Each one cell wider than the raster on either side; row r of the raster is in r mod 3.
    lines: [Vec<T::Wide>; 3],
    /// Which row each line holds.
    held: [Option<usize>; 3],
    /// What stands beyond the first or the last row.
    beyond: Vec<T::Wide>,
    east: Vec<f32>,
    north: Vec<f32>,
}

impl<'a, P: Product, T: Height> Walk<'a, P, T> {
    fn new(of: &'a Derivation<'a, P, T>, given: Rows<'a, T>) -> Self {
        let line = || vec![T::Wide::NAN; of.cols + 2];
        Self {
            of,
            given,
            lines: [line(), line(), line()],
            held: [None; 3],
            beyond: line(),
            east: vec![0.0; CHUNK],
            north: vec![0.0; CHUNK],
        }
    }

    fn row(&mut self, row: usize, out: &mut [P::Out]) {
        let Derivation { rows, cols, .. } = *self.of;
        let gradient = self.of.product.gradient();
        let is_rim = row == 0 || row + 1 == rows;
        if is_rim && (rows < 2 || !gradient.at_edges) {
            out.fill(P::NODATA);
            return;
        }
        for row in row.saturating_sub(1)..(row + 2).min(rows) {
            self.hold(row);
        }
        let [above, here, below] = [(row + 2) % 3, row % 3, (row + 1) % 3];
        if is_rim {
            // As gdaldem: the raster goes on beyond its first and last row as it comes, and beside its
            // corners as they are.
            let inner = if row == 0 { below } else { above };
            self.lines[here] = extend(std::mem::take(&mut self.lines[here]), false);
            self.lines[inner] = extend(std::mem::take(&mut self.lines[inner]), false);
            for ((beyond, rim), inner) in
                (self.beyond.iter_mut().zip(&self.lines[here])).zip(&self.lines[inner])
            {
                *beyond = (*rim - *inner) + *rim;
            }
        } else if gradient.at_edges {
            for line in &mut self.lines {
                *line = extend(std::mem::take(line), true);
            }
        }
        let window = Window {
            above: if row == 0 {
                &self.beyond
            } else {
                &self.lines[above]
            },
            row: &self.lines[here],
            below: if row + 1 == rows {
                &self.beyond
            } else {
                &self.lines[below]
            },
        };
        let scale = scale(gradient, &self.of.spacing, row);
        for (chunk, out) in out.chunks_mut(CHUNK).enumerate() {
            let cells = chunk * CHUNK..chunk * CHUNK + out.len() + 2;
            let window = Window {
                above: &window.above[cells.clone()],
                row: &window.row[cells.clone()],
                below: &window.below[cells],
            };
            let east = &mut self.east[..out.len()];
            let north = &mut self.north[..out.len()];
            match (gradient.method, gradient.at_edges) {
                (GradientMethod::Horn, false) => {
                    kernel::horn::<_, false>(window, scale, east, north);
                }
                (GradientMethod::Horn, true) => {
                    kernel::horn::<_, true>(window, scale, east, north);
                }
                (GradientMethod::ZevenbergenThorne, false) => {
                    kernel::zevenbergen_thorne::<_, false>(window, scale, east, north);
                }
                (GradientMethod::ZevenbergenThorne, true) => {
                    kernel::zevenbergen_thorne::<_, true>(window, scale, east, north);
                }
            }
            self.of.product.row(east, north, out);
        }
        debug_assert_eq!(out.len(), cols);
    }

    /// Widens a row, unless it is held.
    fn hold(&mut self, row: usize) {
        let line = row % 3;
        if self.held[line] == Some(row) {
            return;
        }
        let cols = self.of.cols;
        let start = (row - self.given.first) * cols;
        kernel::widen(
            &self.given.cells[start..start + cols],
            self.of.nodata,
            T::wide,
            &mut self.lines[line][1..=cols],
        );
        self.lines[line][0] = T::Wide::NAN;
        self.lines[line][cols + 1] = T::Wide::NAN;
        self.held[line] = Some(row);
    }
}

/// A row with what stands beside its ends: as it comes, or the same again.
fn extend<W: Wide>(mut line: Vec<W>, as_it_comes: bool) -> Vec<W> {
    let last = line.len() - 1;
    let beside = |end: W, inner: W| {
        if as_it_comes {
            (end - inner) + end
        } else {
            end
        }
    };
    line[0] = beside(line[1], line[2]);
    line[last] = beside(line[last - 1], line[last - 2]);
    line
}

#[allow(
    clippy::cast_possible_truncation,
    reason = "weights in the kernel's own precision"
)]
fn scale(gradient: &Gradient, spacing: &Spacing, row: usize) -> Scale {
    let step = spacing.at(row);
    let span = match gradient.method {
        GradientMethod::Horn => 8.0,
        GradientMethod::ZevenbergenThorne => 2.0,
    };
    Scale {
        east: (gradient.z_factor / (span * step.east)) as f32,
        north: (gradient.z_factor / (span * step.north)) as f32,
    }
}
