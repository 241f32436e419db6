//! The corners of cells: from x and y to columns and rows and back.

use crate::limits::SIDE_MAX;
use crate::vector::Position;
use crate::{Georeference, Raster, Result, TerrainError};

/// The size of a raster and where its corners lie.
#[derive(Debug, Clone, PartialEq)]
pub struct Lattice {
    rows: usize,
    cols: usize,
    transform: [f64; 6],
    determinant: f64,
}

impl Lattice {
    /// Of so many rows and columns, with the transform of a [`crate::Georeference`].
    ///
    /// # Errors
    /// [`TerrainError::Refused`] when the transform cannot be turned round, or a side is beyond
    /// [`SIDE_MAX`].
    pub fn new((rows, cols): (usize, usize), transform: [f64; 6]) -> Result<Self> {
        if rows > SIDE_MAX || cols > SIDE_MAX {
            return Err(TerrainError::Refused(format!(
                "{rows} × {cols} cells; expected at most {SIDE_MAX} on a side"
            )));
        }
        let [_, east, turn, _, tilt, south] = transform;
        let determinant = east * south - turn * tilt;
        if !(determinant.is_finite()
            && determinant != 0.0
            && transform.iter().all(|t| t.is_finite()))
        {
            return Err(TerrainError::Refused(format!(
                "the transform {transform:?} gives cells no area"
            )));
        }
        Ok(Self {
            rows,
            cols,
            transform,
            determinant,
        })
    }

    /// Of a raster; one that does not say where it lies has cells of 1 × 1 from 0, 0, as with GDAL.
    ///
    /// # Errors
    /// As [`Lattice::new`].
    pub fn of<T: Copy>(raster: &Raster<T>) -> Result<Self> {
        let shape = (raster.grid.rows(), raster.grid.cols());
        Self::at(shape, raster.georeference.as_ref())
    }

    /// Of so many rows and columns that lie at `place`, as [`Lattice::of`].
    ///
    /// # Errors
    /// As [`Lattice::new`].
    pub fn at(shape: (usize, usize), place: Option<&Georeference>) -> Result<Self> {
        let transform = place.map_or([0.0, 1.0, 0.0, 0.0, 0.0, 1.0], |place| place.transform);
        Self::new(shape, transform)
    }

    /// How many rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// How many columns.
    pub fn cols(&self) -> usize {
        self.cols
    }

    /// Whether a grid has its size.
    pub(crate) fn check(&self, rows: usize, cols: usize) -> Result<()> {
        if (rows, cols) == (self.rows, self.cols) {
            return Ok(());
        }
        Err(TerrainError::Refused(format!(
            "a grid of {rows} × {cols} cells; expected {} × {}",
            self.rows, self.cols
        )))
    }

    /// Where the north-western corner of a cell lies. The same corner of any neighbour is the same to the
    /// last bit.
    pub(super) fn corner(&self, row: u32, col: u32) -> Position {
        let [x, east, turn, y, tilt, south] = self.transform;
        let (row, col) = (f64::from(row), f64::from(col));
        [x + col * east + row * turn, y + col * tilt + row * south]
    }

    /// Column and row of a position, with fractions. What x and y cannot tell from a corner of cells is that
    /// corner: otherwise a polygon drawn along cells would touch a sliver of the next ones.
    pub(super) fn place(&self, [x, y]: Position) -> Position {
        let [x0, east, turn, y0, tilt, south] = self.transform;
        let (dx, dy) = (x - x0, y - y0);
        let col = (dx * south - dy * turn) / self.determinant;
        let row = (dy * east - dx * tilt) / self.determinant;
        let doubt = |along: f64, across: f64| {
            let lost = (x.abs() + x0.abs()) * along.abs() + (y.abs() + y0.abs()) * across.abs();
            (2.0 * f64::EPSILON * lost / self.determinant.abs()).min(1e-6)
        };
        [snap(col, doubt(south, turn)), snap(row, doubt(tilt, east))]
    }
}

fn snap(value: f64, doubt: f64) -> f64 {
    let whole = value.round();
    if (value - whole).abs() <= doubt {
        whole
    } else {
        value
    }
}
