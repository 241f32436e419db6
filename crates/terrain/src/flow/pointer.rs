//! Codes of directions: which neighbour a cell drains to.

use rayon::prelude::*;

use crate::{Grid, Raster, Result, TerrainError};

pub use super::d8::{EXIT, NODATA};

/// Rows and columns to the neighbour in each direction, clockwise from east; direction k has the code 2^k.
pub const STEPS: [(isize, isize); 8] = [
    (0, 1),
    (1, 1),
    (1, 0),
    (1, -1),
    (0, -1),
    (-1, -1),
    (-1, 0),
    (-1, 1),
];

/// Directions of which every code has been looked at.
#[derive(Debug)]
pub struct Directions<'a> {
    codes: &'a Grid<u8>,
}

impl<'a> Directions<'a> {
    /// Of a raster of codes: 1, 2, 4 … 128 clockwise from east, 0 where water leaves, 255 without data.
    ///
    /// A pointer that leaves the grid, or enters a cell without data, is an exit at its cell. Circles are
    /// not looked for here: who follows the pointers finds them.
    ///
    /// # Errors
    /// [`TerrainError::Direction`] with the first cell of another code, [`TerrainError::Refused`] when the
    /// raster says another value than 255 for no data.
    pub fn of(raster: &'a Raster<u8>) -> Result<Self> {
        let codes = codes_of(raster)?;
        let rows = (0..codes.rows()).into_par_iter();
        match rows.find_map_first(|row| strange_in(codes, row)) {
            Some(error) => Err(error),
            None => Ok(Self { codes }),
        }
    }

    /// As [`Self::of`], on the calling thread alone.
    ///
    /// # Errors
    /// As [`Self::of`].
    pub(in crate::flow) fn alone(raster: &'a Raster<u8>) -> Result<Self> {
        let codes = codes_of(raster)?;
        match (0..codes.rows()).find_map(|row| strange_in(codes, row)) {
            Some(error) => Err(error),
            None => Ok(Self { codes }),
        }
    }

    /// How many rows.
    pub fn rows(&self) -> usize {
        self.codes.rows()
    }

    /// How many columns.
    pub fn cols(&self) -> usize {
        self.codes.cols()
    }

    /// The codes, row by row.
    pub fn codes(&self) -> &'a [u8] {
        self.codes.cells()
    }

    /// Row and column of a cell by its number, counted row by row.
    pub fn place(&self, cell: usize) -> (usize, usize) {
        let cols = self.cols().max(1);
        (cell / cols, cell % cols)
    }

    /// The neighbour in a direction; none outside the grid.
    pub fn neighbour(&self, cell: usize, direction: usize) -> Option<usize> {
        let (row, col) = self.place(cell);
        let (down, right) = STEPS[direction];
        let row = row
            .checked_add_signed(down)
            .filter(|&row| row < self.rows())?;
        let col = col
            .checked_add_signed(right)
            .filter(|&col| col < self.cols())?;
        Some(row * self.cols() + col)
    }

    /// The direction that a cell drains in and the cell that it drains to; none where its water leaves
    /// the grid, and where the cell has no data.
    pub fn downstream(&self, cell: usize) -> Option<(usize, usize)> {
        let direction = direction_of(self.codes()[cell])?;
        let below = self.neighbour(cell, direction)?;
        (self.codes()[below] != NODATA).then_some((direction, below))
    }

    /// The cells that drain to a cell, with the direction in which each lies, clockwise from east.
    pub fn upstream(&self, cell: usize) -> impl Iterator<Item = (usize, usize)> + '_ {
        let has_data = self.codes()[cell] != NODATA;
        (0..8).filter_map(move |direction| {
            let above = self.neighbour(cell, direction)?;
            let drains_here = has_data && self.codes()[above] == toward(direction);
            drains_here.then_some((direction, above))
        })
    }

    /// Whether water leaves the grid at a cell.
    pub fn is_exit(&self, cell: usize) -> bool {
        self.codes()[cell] != NODATA && self.downstream(cell).is_none()
    }

    /// The cells where water leaves the grid, in order.
    pub fn exits(&self) -> Vec<usize> {
        let rows = (0..self.rows()).into_par_iter();
        let rows: Vec<Vec<usize>> = rows.map(|row| self.exits_of_row(row).collect()).collect();
        rows.concat()
    }

    /// As [`Self::exits`], on the calling thread alone.
    pub(in crate::flow) fn exits_alone(&self) -> Vec<usize> {
        (0..self.rows())
            .flat_map(|row| self.exits_of_row(row))
            .collect()
    }

    fn exits_of_row(&self, row: usize) -> impl Iterator<Item = usize> + '_ {
        let (codes, cols) = (self.codes(), self.cols());
        let offsets = offsets(cols);
        let is_rim_row = row == 0 || row + 1 == self.rows();
        let leaves = move |&col: &usize| {
            let cell = row * cols + col;
            match codes[cell] {
                EXIT => true,
                NODATA => false,
                _ if is_rim_row || col == 0 || col + 1 == cols => self.is_exit(cell),
                // Off the rim every neighbour is there: no row and column need be reckoned.
                code => {
                    let direction = usize::try_from(code.trailing_zeros()).unwrap_or_default();
                    codes[cell.wrapping_add_signed(offsets[direction & 7])] == NODATA
                }
            }
        };
        (0..cols).filter(leaves).map(move |col| row * cols + col)
    }

    /// The cells for whose numbers something holds, in order.
    pub(in crate::flow) fn cells_where(&self, holds: impl Fn(usize) -> bool + Sync) -> Vec<usize> {
        let cols = self.cols();
        let rows: Vec<Vec<usize>> = (0..self.rows())
            .into_par_iter()
            .map(|row| {
                (row * cols..(row + 1) * cols)
                    .filter(|&cell| holds(cell))
                    .collect()
            })
            .collect();
        rows.concat()
    }

    /// The first of these. Row by row: asked for the first of single cells, rayon asks at each whether another
    /// thread has found one, which takes longer than the looking.
    pub(in crate::flow) fn first_where(
        &self,
        holds: impl Fn(usize) -> bool + Sync,
    ) -> Option<usize> {
        let cols = self.cols();
        (0..self.rows())
            .into_par_iter()
            .find_map_first(|row| (row * cols..(row + 1) * cols).find(|&cell| holds(cell)))
    }

    /// The error for a cell of a circle.
    pub(in crate::flow) fn circle(&self, cell: usize) -> TerrainError {
        let (row, col) = self.place(cell);
        TerrainError::Circle { row, col }
    }

    /// Refuses values of another shape than the directions.
    pub(in crate::flow) fn same_shape<T: Copy>(&self, what: &str, grid: &Grid<T>) -> Result<()> {
        if (grid.rows(), grid.cols()) == (self.rows(), self.cols()) {
            return Ok(());
        }
        Err(TerrainError::Refused(format!(
            "{what} of {} rows and {} columns; expected {} and {}, as the directions have",
            grid.rows(),
            grid.cols(),
            self.rows(),
            self.cols()
        )))
    }
}

/// How far on each neighbour's number is, by direction.
pub(in crate::flow) fn offsets(cols: usize) -> [isize; 8] {
    let cols = cols.cast_signed();
    STEPS.map(|(down, right)| down * cols + right)
}

/// The code of the neighbour in a direction when it points back here.
pub(in crate::flow) fn toward(direction: usize) -> u8 {
    1 << ((direction + 4) % 8)
}

/// The direction of a code; none of an exit and of no data.
fn direction_of(code: u8) -> Option<usize> {
    match code {
        EXIT | NODATA => None,
        1 => Some(0),
        2 => Some(1),
        4 => Some(2),
        8 => Some(3),
        16 => Some(4),
        32 => Some(5),
        64 => Some(6),
        _ => Some(7),
    }
}

fn codes_of(raster: &Raster<u8>) -> Result<&Grid<u8>> {
    match raster.nodata {
        Some(nodata) if nodata != NODATA => Err(TerrainError::Refused(format!(
            "directions whose value for no data is {nodata}; expected {NODATA}"
        ))),
        _ => Ok(&raster.grid),
    }
}

/// The first code of a row that is no direction, as an error.
pub(in crate::flow) fn strange_in(codes: &Grid<u8>, row: usize) -> Option<TerrainError> {
    let cells = codes.row(row);
    // Without an early way out, so that sixteen are looked at at once.
    let any = cells
        .iter()
        .fold(0_u8, |found, &code| found | u8::from(is_strange(code)));
    let col = cells
        .iter()
        .position(|&code| any != 0 && is_strange(code))?;
    Some(TerrainError::Direction {
        row,
        col,
        found: cells[col],
    })
}

fn is_strange(code: u8) -> bool {
    code & code.wrapping_sub(1) != 0 && code != NODATA
}
