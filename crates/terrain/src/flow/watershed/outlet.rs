//! Outlets as they are registered, and the cells of the river that they mean.

use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use crate::flow::accumulate::{CellCounts, Tiled, cells_by_tiles};
use crate::flow::ground::Window;
use crate::flow::metres::CellSize;
use crate::flow::pointer::{Directions, NODATA};
use crate::{Georeference, Raster, Result, TerrainError};

/// A place that water is to be gathered at.
#[derive(Debug, Clone, PartialEq)]
pub struct Outlet {
    /// What it is called.
    pub code: String,
    /// Where it is, in the raster's coordinates.
    pub x: f64,
    /// As `x`.
    pub y: f64,
    /// How large its watershed is registered to be, km².
    pub registered_km2: Option<f64>,
}

/// An outlet on its cell.
#[derive(Debug, Clone, PartialEq)]
pub struct Snapped {
    /// What it is called.
    pub code: String,
    /// The row it was moved to.
    pub row: usize,
    /// The column it was moved to.
    pub col: usize,
    /// How many rows (to the south) and columns (to the east) it was moved.
    pub moved_cells: (i64, i64),
    /// How far it was moved from centre to centre, metres.
    pub moved_m: f64,
    /// How many cells drain through it.
    pub cells: u64,
    /// As registered, km².
    pub registered_km2: Option<f64>,
}

impl Snapped {
    /// The area that came out as a share of the registered one; 1 is the same.
    pub fn ratio(&self, came_out_km2: f64) -> Option<f64> {
        self.registered_km2
            .map(|registered| came_out_km2 / registered)
    }
}

/// Moves each outlet to the cell with the greatest accumulation of all that lie no more than `reach` rows and
/// columns from its own: a registered point seldom lies on the river as the raster has it.
///
/// Of cells with the same accumulation the nearest by rows and columns (Pythagoras) is taken, of these the
/// northernmost, of these the westernmost. Each outlet has a result of its own, so that one that lies
/// elsewhere does not hold up the others.
///
/// # Errors
/// All: when `counts` has another shape. One:
/// [`TerrainError::Refused`] when it lies outside the raster, or no cell in reach has data.
pub fn snap(
    d8: &Raster<u8>,
    counts: &CellCounts,
    outlets: &[Outlet],
    reach: usize,
) -> Result<Vec<Result<Snapped>>> {
    let directions = Directions::of(d8)?;
    counts.same_shape(&directions)?;
    let size = CellSize::of(d8)?;
    let place = Georeference::or_cells(d8.georeference.as_ref());
    let shape = (directions.rows(), directions.cols());
    let snap_one = |outlet| {
        let mut reached = Reached::of(outlet, place, shape, reach)?;
        let whole = Window {
            row: 0,
            col: 0,
            rows: shape.0,
            cols: shape.1,
        };
        reached.look(whole, |cell| {
            (directions.codes()[cell] != NODATA).then(|| counts.at(cell))
        });
        reached.snapped(outlet, &size)
    };
    Ok(outlets.iter().map(snap_one).collect())
}

/// As [`snap`], one outlet, of a raster of so many rows and columns of which only the cells in reach are read.
///
/// `read` gives the directions of a block and how many cells of the whole raster drain through each.
///
/// # Errors
/// As [`snap`] of one; and what `read` says.
pub fn snap_in(
    shape: (usize, usize),
    place: &Georeference,
    outlet: &Outlet,
    reach: usize,
    read: impl FnOnce(Window) -> Result<(Raster<u8>, CellCounts)>,
) -> Result<Snapped> {
    let mut reached = Reached::of(outlet, place, shape, reach)?;
    let block = Window {
        row: reached.rows.start,
        col: reached.cols.start,
        rows: reached.rows.len(),
        cols: reached.cols.len(),
    };
    let (d8, counts) = read(block)?;
    let directions = Directions::of(&d8)?;
    counts.same_shape(&directions)?;
    reached.look(block, |cell| {
        (directions.codes()[cell] != NODATA).then(|| counts.at(cell))
    });
    reached.snapped(outlet, &CellSize::at(Some(place), shape)?)
}

/// As [`snap`], of a raster of directions that is read in blocks, twice each; `place` and `size` are where it lies and
/// how large its cells are. Every cell is counted, so that every circle is seen.
///
/// # Errors
/// As [`snap`], and [`crate::flow::accumulate::cells_by_tiles`].
pub fn snap_by_tiles(
    tiled: Tiled,
    (place, size): (Option<&Georeference>, &CellSize),
    outlets: &[Outlet],
    reach: usize,
    read: impl Fn(Window, &mut [u8]) -> Result<()> + Sync,
) -> Result<Vec<Result<Snapped>>> {
    let place = Georeference::or_cells(place);
    let of_one = |outlet| Reached::of(outlet, place, (tiled.rows, tiled.cols), reach);
    let places: Vec<Result<Mutex<Reached>>> = outlets
        .iter()
        .map(|outlet| of_one(outlet).map(Mutex::new))
        .collect();
    cells_by_tiles(tiled, read, |block, counts| {
        for reached in places.iter().flatten() {
            let mut reached = reached.lock().unwrap_or_else(PoisonError::into_inner);
            // What is counted has data.
            reached.look(block, |cell| Some(counts[cell]).filter(|count| *count > 0));
        }
        Ok(())
    })?;
    Ok(outlets
        .iter()
        .zip(places)
        .map(|(outlet, reached)| {
            let reached = reached?
                .into_inner()
                .unwrap_or_else(PoisonError::into_inner);
            reached.snapped(outlet, size)
        })
        .collect())
}

/// The cells that an outlet may move to, and the best of those that were looked at.
struct Reached {
    row: usize,
    col: usize,
    rows: Range<usize>,
    cols: Range<usize>,
    reach: usize,
    best: Option<Best>,
}

/// A cell that an outlet may move to.
struct Best {
    count: u64,
    /// The square of how far it lies off, in cells.
    distance: usize,
    row: usize,
    col: usize,
}

impl Best {
    fn is_better(&self, other: &Self) -> bool {
        let order = |one: &Self| (std::cmp::Reverse(one.count), one.distance, one.row, one.col);
        order(self) < order(other)
    }
}

impl Reached {
    fn of(
        outlet: &Outlet,
        place: &Georeference,
        (rows, cols): (usize, usize),
        reach: usize,
    ) -> Result<Self> {
        let within = place
            .cell_at(outlet.x, outlet.y)
            .filter(|&(row, col)| row < rows && col < cols);
        let Some((row, col)) = within else {
            return Err(TerrainError::Refused(format!(
                "outlet {} at {}, {} lies outside the raster",
                outlet.code, outlet.x, outlet.y
            )));
        };
        let reached = |at: usize, end: usize| {
            at.saturating_sub(reach)..(at.saturating_add(reach).min(end - 1) + 1)
        };
        Ok(Self {
            row,
            col,
            rows: reached(row, rows),
            cols: reached(col, cols),
            reach,
            best: None,
        })
    }

    /// Looks at the cells of a block; `count` says of one, by its number in the block, how many drain through it, and
    /// nothing where there is no data.
    fn look(&mut self, block: Window, count: impl Fn(usize) -> Option<u64>) {
        let both = |reached: &Range<usize>, first: usize, count: usize| {
            reached.start.max(first)..reached.end.min(first + count)
        };
        for row in both(&self.rows, block.row, block.rows) {
            for col in both(&self.cols, block.col, block.cols) {
                let cell = (row - block.row) * block.cols + col - block.col;
                let Some(count) = count(cell) else {
                    continue;
                };
                let (down, right) = (row.abs_diff(self.row), col.abs_diff(self.col));
                let found = Best {
                    count,
                    distance: down * down + right * right,
                    row,
                    col,
                };
                if self.best.as_ref().is_none_or(|best| found.is_better(best)) {
                    self.best = Some(found);
                }
            }
        }
    }

    fn snapped(&self, outlet: &Outlet, size: &CellSize) -> Result<Snapped> {
        let Some(best) = &self.best else {
            return Err(TerrainError::Refused(format!(
                "outlet {} at {}, {} has no data within {} cells",
                outlet.code, outlet.x, outlet.y, self.reach
            )));
        };
        Ok(Snapped {
            code: outlet.code.clone(),
            row: best.row,
            col: best.col,
            moved_cells: (apart(self.row, best.row), apart(self.col, best.col)),
            moved_m: size.between_m((self.row, self.col), (best.row, best.col)),
            cells: best.count,
            registered_km2: outlet.registered_km2,
        })
    }
}

fn apart(from: usize, to: usize) -> i64 {
    let apart = i64::try_from(from.abs_diff(to)).unwrap_or(i64::MAX);
    if to < from { -apart } else { apart }
}
