//! Small watersheds of a raster that does not fit in memory.
//!
//! Cells through which less than an eighth of the largest area drains are never cut, see
//! [`super::small_watersheds`]. The others are rivers: few, and each drains to another one. Their tree alone is held
//! in memory, each with the area that comes to it; what comes in from beside the rivers is the rest of that.

use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use super::Watershed;
use super::small::Limits;
use super::table::Size;
use super::tiles::labels_by_tiles;
use crate::flow::accumulate::{AreaUnit, Settled, Tiled, by_tiles};
use crate::flow::ground::Window;
use crate::flow::metres::CellSize;
use crate::flow::pointer::{Directions, NODATA, STEPS, toward};
use crate::{Grid, Raster, Result, TerrainError};

/// Bytes that a cell of a river takes: itself, twice while a list grows; what it waits for, is next and left.
const RIVER_BYTES: usize = 2 * size_of::<River>() + size_of::<usize>() + size_of::<i64>() + 1;
/// In a list of what comes next: nothing.
const NONE: usize = usize::MAX;
/// Instead of how many rivers one waits for: it is done.
const DONE: u8 = u8::MAX;

/// As [`super::SmallWatersheds`], the labels being elsewhere.
#[derive(Debug, Clone, PartialEq)]
pub struct SmallTable {
    /// The watersheds, numbered row by row of their outlets.
    pub table: Vec<Watershed>,
    /// Cells with data in no watershed.
    pub rest_cells: u64,
    /// The area of these, km².
    pub rest_km2: f64,
}

/// As [`super::small_watersheds`], in the way of [`super::watersheds_by_tiles`]; every block is read four times.
///
/// `river_bytes` is what the rivers may take of memory beside the tiles: the smaller the watersheds, the more cells are
/// rivers.
///
/// # Errors
/// As [`super::small_watersheds`] and [`super::watersheds_by_tiles`]; [`TerrainError::Refused`] when the rivers take
/// more.
pub fn small_watersheds_by_tiles(
    (tiled, size): (Tiled, &CellSize),
    (km2_max, km2_min): (f64, f64),
    river_bytes: usize,
    read: impl Fn(Window, &mut [u8]) -> Result<()> + Sync,
    write: impl Fn(Window, &[u32]) -> Result<()> + Sync,
) -> Result<SmallTable> {
    let unit = AreaUnit::new(size, tiled.rows, tiled.cols);
    let limits = Limits::of(&unit, tiled.rows, (km2_max, km2_min))?;
    let rivers_max = river_bytes / RIVER_BYTES;
    let found = found(tiled, &unit, &limits, rivers_max, &read)?;
    if found.rivers_in_all > rivers_max {
        return Err(TerrainError::Refused(format!(
            "{} cells that more than an eighth of {km2_max} km² drains through, of which {river_bytes} bytes of memory \
             hold {rivers_max}; expected more memory, or larger watersheds",
            found.rivers_in_all
        )));
    }
    let outlets = found.outlets(tiled, &limits);
    let labelled = labels_by_tiles(tiled, size, &outlets, read, write)?;
    let Size { cells, area } = labelled.rest;
    Ok(SmallTable {
        table: labelled.table,
        rest_cells: cells,
        rest_km2: unit.km2(area),
    })
}

/// A cell of a river.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct River {
    /// Its number in the raster, row by row.
    cell: usize,
    /// What drains through it.
    area: i64,
    code: u8,
    leaves: bool,
}

/// Rivers, and exits that lie on none.
#[derive(Default)]
struct Found {
    rivers: Vec<River>,
    rivers_in_all: usize,
    exits: Vec<usize>,
}

/// Cells in the order of the raster; rivers only as far as they are few enough.
fn found(
    tiled: Tiled,
    unit: &AreaUnit,
    limits: &Limits,
    rivers_max: usize,
    read: &(impl Fn(Window, &mut [u8]) -> Result<()> + Sync),
) -> Result<Found> {
    let all = Mutex::new(Found::default());
    let own = |block: Window| Ok(move |cell| unit.of_row(block.row + cell / block.cols));
    by_tiles(tiled, read, own, |block, done: Settled<'_, i64>| {
        let exits = exits(block, &done)?;
        let mut rivers = Vec::new();
        let mut small = Vec::new();
        for (cell, (&area, &code)) in done.sums.iter().zip(done.codes).enumerate() {
            if code != NODATA && area > limits.looked_at_above {
                rivers.push(River {
                    cell: in_raster(tiled, block, cell),
                    area,
                    code,
                    leaves: exits.binary_search(&cell).is_ok(),
                });
            }
        }
        for cell in exits {
            if done.sums[cell] <= limits.looked_at_above && done.sums[cell] >= limits.area_min {
                small.push(in_raster(tiled, block, cell));
            }
        }
        let mut all = all.lock().unwrap_or_else(PoisonError::into_inner);
        all.rivers_in_all += rivers.len();
        if all.rivers_in_all <= rivers_max {
            all.rivers.extend(rivers);
        }
        all.exits.extend(small);
        Ok(())
    })?;
    let mut all = all.into_inner().unwrap_or_else(PoisonError::into_inner);
    all.rivers.par_sort_unstable();
    Ok(all)
}

fn in_raster(tiled: Tiled, block: Window, cell: usize) -> usize {
    (block.row + cell / block.cols) * tiled.cols + block.col + cell % block.cols
}

/// The cells of a tile where water leaves the grid, in order.
fn exits(block: Window, done: &Settled<'_, i64>) -> Result<Vec<usize>> {
    let d8 = Raster {
        grid: Grid::new(block.rows, block.cols, done.codes.to_vec())?,
        nodata: Some(NODATA),
        georeference: None,
    };
    let mut exits = super::tiles::exits(&Directions::alone(&d8)?);
    exits.extend(&done.leaving);
    exits.sort_unstable();
    Ok(exits)
}

impl Found {
    /// Where the ground is cut, and the exits that enough is left at, row by row.
    fn outlets(mut self, tiled: Tiled, limits: &Limits) -> Vec<(usize, usize)> {
        let next = self.next(tiled);
        let mut waiting = vec![0_u8; self.rivers.len()];
        // What comes to each river from beside it and is its own; and then what is left of the rivers above.
        let mut left: Vec<i64> = self.rivers.iter().map(|river| river.area).collect();
        for (river, &next) in self.rivers.iter().zip(&next) {
            if next != NONE {
                waiting[next] += 1;
                left[next] -= river.area;
            }
        }
        let mut outlets = std::mem::take(&mut self.exits);
        // Each river in turn, from where no river comes in.
        for head in 0..self.rivers.len() {
            let mut at = head;
            while waiting[at] == 0 {
                waiting[at] = DONE;
                if left[at] > limits.area_max {
                    for cut in self.above(tiled, at, &left) {
                        if left[at] <= limits.area_max {
                            break;
                        }
                        left[at] -= left[cut];
                        outlets.push(self.rivers[cut].cell);
                    }
                }
                let next = next[at];
                if next == NONE {
                    break;
                }
                left[next] += left[at];
                waiting[next] -= 1;
                at = next;
            }
        }
        let mouths = self.rivers.iter().zip(&left);
        let kept = mouths.filter(|(river, left)| river.leaves && **left >= limits.area_min);
        outlets.extend(kept.map(|(river, _)| river.cell));
        outlets.par_sort_unstable();
        outlets
            .into_iter()
            .map(|cell| (cell / tiled.cols, cell % tiled.cols))
            .collect()
    }

    /// By river, the one that it drains to.
    fn next(&self, tiled: Tiled) -> Vec<usize> {
        let next = |river: &River| {
            let direction = usize::try_from(river.code.trailing_zeros()).unwrap_or_default();
            let is_to_go = !river.leaves && direction < 8;
            let below = is_to_go
                .then(|| beside(tiled, river.cell, direction))
                .flatten();
            below.and_then(|cell| self.at(cell)).unwrap_or(NONE)
        };
        self.rivers.par_iter().map(next).collect()
    }

    /// The place of a cell among the rivers.
    fn at(&self, cell: usize) -> Option<usize> {
        self.rivers
            .binary_search_by_key(&cell, |river| river.cell)
            .ok()
    }

    /// The rivers that drain to one, that with most left first; of two the first clockwise from east.
    fn above(&self, tiled: Tiled, river: usize, left: &[i64]) -> Vec<usize> {
        let cell = self.rivers[river].cell;
        let mut above: Vec<usize> = (0..8)
            .filter_map(|direction| {
                let above = self.at(beside(tiled, cell, direction)?)?;
                (self.rivers[above].code == toward(direction)).then_some(above)
            })
            .collect();
        // Stable, so that of two as large the first stays the first.
        above.sort_by_key(|&above| std::cmp::Reverse(left[above]));
        above
    }
}

/// The cell beside one in a direction; none outside the raster.
fn beside(tiled: Tiled, cell: usize, direction: usize) -> Option<usize> {
    let (down, right) = STEPS[direction];
    let row = (cell / tiled.cols).checked_add_signed(down)?;
    let col = (cell % tiled.cols).checked_add_signed(right)?;
    (row < tiled.rows && col < tiled.cols).then(|| row * tiled.cols + col)
}
