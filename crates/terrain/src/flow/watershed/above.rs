//! The ground above one cell, climbed from it: what drains elsewhere is not read.

use std::collections::BTreeMap;

use crate::flow::accumulate::{AreaUnit, Tiled};
use crate::flow::ground::Window;
use crate::flow::metres::CellSize;
use crate::flow::pointer::{NODATA, STEPS, strange_in, toward};
use crate::{Georeference, Grid, Raster, Result, TerrainError};

/// Tiles whose codes are kept while others are climbed: a river goes to and fro between neighbours.
const TILES_KEPT: usize = 64;
/// Cells of the box around a watershed for each cell that it may have: one that lies askew fills a part of its box.
const BOX_CELLS_A_CELL: u64 = 4;

/// The ground that drains to one cell.
#[derive(Debug, Clone, PartialEq)]
pub struct Above {
    /// 1 where it drains there, 0 elsewhere; a rim of one cell lies around it, also beyond the raster.
    pub mask: Raster<u8>,
    /// The row and the column of the raster that the mask begins at; -1 is the rim before the first.
    pub corner: (isize, isize),
    /// How many cells drain there, itself included.
    pub cells: u64,
    /// Their area, km².
    pub km2: f64,
}

/// The ground that drains to the cell `outlet`, by row and column: cell by cell and bit by bit that of
/// [`super::watersheds`] with this outlet alone, for any side of tiles.
///
/// `read` fills the codes of a block, row by row; it is asked for the tiles that the watershed touches and their
/// neighbours across an edge that it comes to. In memory are the codes of 64 tiles, a bit for each cell of the tiles
/// that it lies in, and the mask.
///
/// # Errors
/// [`TerrainError::Refused`] for an outlet outside the raster or without data, for more than `most_cells` cells,
/// and for a watershed so thin and askew that its box has more than 4 times as many;
/// [`TerrainError::Direction`] for a code that is none, in a tile that was read; [`TerrainError::Circle`] when the
/// outlet lies on one; as [`CellSize::of`], and what `read` says.
pub fn above(
    tiled: Tiled,
    place: Option<&Georeference>,
    outlet: (usize, usize),
    most_cells: u64,
    read: impl Fn(Window, &mut [u8]) -> Result<()>,
) -> Result<Above> {
    let size = CellSize::at(place, (tiled.rows, tiled.cols))?;
    let (row, col) = outlet;
    let start = tiled.tile_of(row, col).ok_or_else(|| {
        TerrainError::Refused(format!(
            "an outlet at row {row}, column {col}, counted from 0; expected one within {} rows and {} columns",
            tiled.rows, tiled.cols
        ))
    })?;
    let mut climb = Climb {
        tiled,
        most_cells,
        cells: 0,
        waiting: BTreeMap::new(),
        marks: BTreeMap::new(),
    };
    let mut codes = Codes {
        read,
        kept: Vec::new(),
    };
    let block = tiled.block(start);
    let cell = (row - block.row) * block.cols + col - block.col;
    let own = codes.of(block, start)?[cell];
    if own == NODATA {
        return Err(TerrainError::Refused(format!(
            "an outlet at row {row}, column {col}, counted from 0, which has no data; expected a cell with a direction"
        )));
    }
    climb.waiting.insert(start, vec![Step { cell, code: own }]);
    while let Some((tile, steps)) = climb.waiting.pop_first() {
        let block = tiled.block(tile);
        climb.tile(tile, block, codes.of(block, tile)?, steps)?;
    }
    climb.ground(place, &size)
}

/// Codes of tiles, the last used at the end.
struct Codes<R> {
    read: R,
    kept: Vec<(usize, Vec<u8>)>,
}

impl<R: Fn(Window, &mut [u8]) -> Result<()>> Codes<R> {
    fn of(&mut self, block: Window, tile: usize) -> Result<&[u8]> {
        let known = self.kept.iter().position(|(kept, _)| *kept == tile);
        let one = if let Some(at) = known {
            self.kept.remove(at)
        } else {
            let mut codes = vec![NODATA; block.cells()];
            (self.read)(block, &mut codes)?;
            let codes = Grid::new(block.rows, block.cols, codes)?;
            if let Some(error) = (0..block.rows).find_map(|row| strange_in(&codes, row)) {
                return Err(block.in_the_raster(error));
            }
            if self.kept.len() == TILES_KEPT {
                self.kept.remove(0);
            }
            (tile, codes.into_cells())
        };
        self.kept.push(one);
        Ok(self.kept.last().map_or(&[], |(_, codes)| codes.as_slice()))
    }
}

/// A cell of a tile that drains on where it was come from if it has this code.
struct Step {
    cell: usize,
    code: u8,
}

struct Climb {
    tiled: Tiled,
    most_cells: u64,
    cells: u64,
    /// By tile, where it is to be climbed on.
    waiting: BTreeMap<usize, Vec<Step>>,
    /// By tile, a bit for each cell that drains to the outlet.
    marks: BTreeMap<usize, Vec<u64>>,
}

impl Climb {
    /// Climbs from some cells of a tile as far as the tile goes.
    fn tile(&mut self, tile: usize, block: Window, codes: &[u8], steps: Vec<Step>) -> Result<()> {
        let mut open: Vec<usize> = steps
            .into_iter()
            .filter(|step| codes[step.cell] == step.code)
            .map(|step| step.cell)
            .collect();
        if open.is_empty() {
            return Ok(());
        }
        let words = block.cells().div_ceil(64);
        let mut marks = self.marks.remove(&tile).unwrap_or_else(|| vec![0; words]);
        while let Some(cell) = open.pop() {
            let (row, col) = (block.row + cell / block.cols, block.col + cell % block.cols);
            // A cell has one way on: who comes to one twice has gone round through the outlet.
            if marks[cell / 64] >> (cell % 64) & 1 != 0 {
                return Err(TerrainError::Circle { row, col });
            }
            marks[cell / 64] |= 1 << (cell % 64);
            self.cells += 1;
            if self.cells > self.most_cells {
                return Err(TerrainError::Refused(format!(
                    "more than {} cells drain to this place; expected at most as many",
                    self.most_cells
                )));
            }
            for (direction, &(down, right)) in STEPS.iter().enumerate() {
                let (Some(row), Some(col)) =
                    (row.checked_add_signed(down), col.checked_add_signed(right))
                else {
                    continue;
                };
                let Some(other) = self.tiled.tile_of(row, col) else {
                    continue;
                };
                let code = toward(direction);
                if other == tile {
                    let cell = (row - block.row) * block.cols + col - block.col;
                    if codes[cell] == code {
                        open.push(cell);
                    }
                } else {
                    let block = self.tiled.block(other);
                    let cell = (row - block.row) * block.cols + col - block.col;
                    self.waiting
                        .entry(other)
                        .or_default()
                        .push(Step { cell, code });
                }
            }
        }
        self.marks.insert(tile, marks);
        Ok(())
    }

    /// What was marked as a mask, and its area.
    fn ground(self, place: Option<&Georeference>, size: &CellSize) -> Result<Above> {
        let (mut north, mut south, mut west, mut east) = (usize::MAX, 0, usize::MAX, 0);
        self.each(|row, col| {
            (north, south) = (north.min(row), south.max(row));
            (west, east) = (west.min(col), east.max(col));
        });
        let (rows, cols) = (south - north + 3, east - west + 3);
        let cells = u64::try_from(rows)
            .unwrap_or(u64::MAX)
            .saturating_mul(u64::try_from(cols).unwrap_or(u64::MAX));
        // Of few cells the rim is the most.
        let most = self
            .most_cells
            .saturating_mul(BOX_CELLS_A_CELL)
            .max(1 << 16);
        if cells > most {
            return Err(TerrainError::Refused(format!(
                "the ground that drains to this place lies in {rows} rows and {cols} columns; expected at most {most} cells"
            )));
        }
        let mut mask = vec![0_u8; rows * cols];
        let mut in_row = vec![0_i64; rows];
        self.each(|row, col| {
            mask[(row - north + 1) * cols + col - west + 1] = 1;
            in_row[row - north] += 1;
        });
        let unit = AreaUnit::new(size, self.tiled.rows, self.tiled.cols);
        let area = (north..)
            .zip(&in_row)
            .map(|(row, count)| unit.of_row(row) * count)
            .sum();
        let corner = (north.cast_signed() - 1, west.cast_signed() - 1);
        Ok(Above {
            mask: Raster {
                grid: Grid::new(rows, cols, mask)?,
                nodata: Some(0),
                georeference: place.map(|place| place.part_at(corner.0, corner.1)),
            },
            corner,
            cells: self.cells,
            km2: unit.km2(area),
        })
    }

    /// Calls `with` with row and column of each marked cell.
    fn each(&self, mut with: impl FnMut(usize, usize)) {
        for (&tile, marks) in &self.marks {
            let block = self.tiled.block(tile);
            for (first, &word) in (0..).step_by(64).zip(marks) {
                let mut left = word;
                while left != 0 {
                    let cell = first + usize::try_from(left.trailing_zeros()).unwrap_or_default();
                    with(block.row + cell / block.cols, block.col + cell % block.cols);
                    left &= left - 1;
                }
            }
        }
    }
}
