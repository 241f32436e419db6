//! A raster cut into tiles.

use super::perimeter::RIM_CELLS_MAX;
use crate::flow::ground::Window;
use crate::{Result, TerrainError};

/// Bytes that a cell of a tile takes at the most, while it is worked on: code, state, sum, link, weight, result.
const TILE_CELL_BYTES: usize = 1 + 1 + 16 + 4 + 8 + 8;
/// Bytes that a cell of a rim takes at the most, while all rims are solved: link, mouth, sum twice while sums are put
/// together, the next mouth and how many it waits for.
const RIM_CELL_BYTES: usize = 4 + 8 + 2 * 16 + 8 + 4;
/// Cells a side that tiles have where they can: larger ones are no cheaper, and take longer to come and go in memory.
const SIDE: usize = 1024;
/// Cells a side where the rims of such tiles do not fit: larger ones save nothing more.
const SIDE_MAX: usize = 4096;
/// Cells a side that the size of tiles is tried by; below it by halves, four times: smaller ones are mostly rim.
const SIDE_STEP: usize = 256;

/// A raster cut into square tiles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tiled {
    /// Rows of the raster.
    pub rows: usize,
    /// Columns of the raster.
    pub cols: usize,
    /// Rows and columns of a tile; 0 counts as 1.
    pub side: usize,
}

impl Tiled {
    /// Tiles that so much memory holds while every thread of the pool works on one; what reading and
    /// writing a block takes comes on top.
    ///
    /// # Errors
    /// [`TerrainError::Refused`] when the rims of all tiles do not fit, with what would do.
    pub fn within(rows: usize, cols: usize, memory_bytes: usize) -> Result<Self> {
        let threads = rayon::current_num_threads();
        let needs = |side: usize| {
            let tiles = rows.div_ceil(side).saturating_mul(cols.div_ceil(side));
            let rims = tiles.saturating_mul(4 * side * RIM_CELL_BYTES);
            rims.saturating_add(threads * side * side * TILE_CELL_BYTES)
        };
        let larger = (SIDE..=SIDE_MAX).step_by(SIDE_STEP);
        let smaller = (1..SIDE / SIDE_STEP).rev().map(|steps| steps * SIDE_STEP);
        let smallest = [SIDE_STEP / 2, SIDE_STEP / 4, SIDE_STEP / 8, SIDE_STEP / 16];
        let sides = larger.chain(smaller).chain(smallest);
        match sides.clone().find(|&side| needs(side) <= memory_bytes) {
            Some(side) => Ok(Self { rows, cols, side }),
            None => Err(TerrainError::Refused(format!(
                "{memory_bytes} bytes of memory for {rows} rows and {cols} columns on {threads} threads; expected at \
                 least {}",
                sides.map(needs).min().unwrap_or(usize::MAX)
            ))),
        }
    }

    /// As given, and 1 at the least.
    pub(in crate::flow) fn side(&self) -> usize {
        self.side.max(1)
    }

    fn across(&self) -> usize {
        self.cols.div_ceil(self.side())
    }

    /// How many tiles.
    pub(in crate::flow) fn count(&self) -> usize {
        if self.cols == 0 {
            return 0;
        }
        self.across() * self.rows.div_ceil(self.side())
    }

    /// The cells of a tile.
    pub(in crate::flow) fn block(&self, tile: usize) -> Window {
        let (row, col) = (
            tile / self.across() * self.side(),
            tile % self.across() * self.side(),
        );
        Window {
            row,
            col,
            rows: self.side().min(self.rows - row),
            cols: self.side().min(self.cols - col),
        }
    }

    /// The tile that a cell lies in; none outside the raster.
    pub(in crate::flow) fn tile_of(&self, row: usize, col: usize) -> Option<usize> {
        let within = row < self.rows && col < self.cols;
        within.then(|| row / self.side() * self.across() + col / self.side())
    }

    /// Refuses tiles whose rims have more cells than can be numbered.
    pub(in crate::flow) fn check(&self) -> Result<()> {
        let (tall, wide) = (self.side().min(self.rows), self.side().min(self.cols));
        if tall.saturating_add(wide) > RIM_CELLS_MAX / 2 {
            return Err(TerrainError::Refused(format!(
                "tiles of {tall} by {wide} cells; expected smaller ones"
            )));
        }
        Ok(())
    }

    /// The tiles that touch a tile, by a side or a corner.
    pub(super) fn around(&self, tile: usize) -> impl Iterator<Item = usize> {
        let (across, down) = (self.across(), self.count() / self.across().max(1));
        let (row, col) = (tile / across.max(1), tile % across.max(1));
        let near = |at: usize, end: usize| at.saturating_sub(1)..(at + 2).min(end);
        let rows = near(row, down);
        let tiles = rows.flat_map(move |row| near(col, across).map(move |col| row * across + col));
        tiles.filter(move |&near| near != tile)
    }
}
