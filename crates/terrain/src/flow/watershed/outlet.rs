//! Outlets as they are registered, and the cells of the river that they mean.

use std::ops::Range;

use crate::flow::accumulate::{Block, CellCounts};
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
/// All: when the raster does not say where it lies, or `counts` has another shape. One:
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
    let Some(place) = &d8.georeference else {
        return Err(TerrainError::Refused(
            "directions that do not say where they lie; expected a transform and a coordinate system, to find outlets by \
             x and y"
                .to_owned(),
        ));
    };
    Ok(outlets
        .iter()
        .map(|outlet| snap_one(&directions, counts, place, &size, outlet, reach))
        .collect())
}

/// As [`snap`], one outlet, of a raster of so many rows and columns of which only the cells in reach are read.
///
/// `read` gives the directions of a block and how many cells of the whole raster drain through each.
///
/// # Errors
/// As [`snap`] of one; and what `read` says.
pub fn snap_in(
    (rows, cols): (usize, usize),
    place: &Georeference,
    outlet: &Outlet,
    reach: usize,
    read: impl FnOnce(Block) -> Result<(Raster<u8>, CellCounts)>,
) -> Result<Snapped> {
    let (row, col) = cell_of(place, outlet, (rows, cols))?;
    let (within_rows, within_cols) = (reached(row, reach, rows), reached(col, reach, cols));
    let (north, west) = (within_rows.start, within_cols.start);
    let (d8, counts) = read(Block {
        row: north,
        col: west,
        rows: within_rows.len(),
        cols: within_cols.len(),
    })?;
    let directions = Directions::of(&d8)?;
    counts.same_shape(&directions)?;
    let part = place.part_at(north.cast_signed(), west.cast_signed());
    let size = CellSize::at(Some(&part), (d8.grid.rows(), d8.grid.cols()))?;
    let snapped = snap_cell(
        &directions,
        &counts,
        &size,
        outlet,
        (row - north, col - west),
        reach,
    )?;
    Ok(Snapped {
        row: snapped.row + north,
        col: snapped.col + west,
        ..snapped
    })
}

fn snap_one(
    directions: &Directions,
    counts: &CellCounts,
    place: &Georeference,
    size: &CellSize,
    outlet: &Outlet,
    reach: usize,
) -> Result<Snapped> {
    let (rows, cols) = (directions.rows(), directions.cols());
    let cell = cell_of(place, outlet, (rows, cols))?;
    snap_cell(directions, counts, size, outlet, cell, reach)
}

/// The cell that an outlet lies in.
fn cell_of(
    place: &Georeference,
    outlet: &Outlet,
    (rows, cols): (usize, usize),
) -> Result<(usize, usize)> {
    place
        .cell_at(outlet.x, outlet.y)
        .filter(|&(row, col)| row < rows && col < cols)
        .ok_or_else(|| {
            TerrainError::Refused(format!(
                "outlet {} at {}, {} lies outside the raster",
                outlet.code, outlet.x, outlet.y
            ))
        })
}

/// Rows, or columns, no more than `reach` away of those before `end`.
fn reached(at: usize, reach: usize, end: usize) -> Range<usize> {
    at.saturating_sub(reach)..(at.saturating_add(reach).min(end - 1) + 1)
}

fn snap_cell(
    directions: &Directions,
    counts: &CellCounts,
    size: &CellSize,
    outlet: &Outlet,
    (row, col): (usize, usize),
    reach: usize,
) -> Result<Snapped> {
    let (rows, cols) = (directions.rows(), directions.cols());
    let best = reached(row, reach, rows)
        .flat_map(|r| reached(col, reach, cols).map(move |c| (r, c)))
        .filter(|&(r, c)| directions.codes()[r * cols + c] != NODATA)
        // Row by row, and the first of the best is kept: the northernmost, then the westernmost.
        .min_by_key(|&(r, c)| {
            let (down, right) = (r.abs_diff(row), c.abs_diff(col));
            (
                std::cmp::Reverse(counts.at(r * cols + c)),
                down * down + right * right,
            )
        });
    let Some((to_row, to_col)) = best else {
        return Err(TerrainError::Refused(format!(
            "outlet {} at {}, {} has no data within {reach} cells",
            outlet.code, outlet.x, outlet.y
        )));
    };
    Ok(Snapped {
        code: outlet.code.clone(),
        row: to_row,
        col: to_col,
        moved_cells: (apart(row, to_row), apart(col, to_col)),
        moved_m: size.between_m((row, col), (to_row, to_col)),
        cells: counts.at(to_row * cols + to_col),
        registered_km2: outlet.registered_km2,
    })
}

fn apart(from: usize, to: usize) -> i64 {
    let apart = i64::try_from(from.abs_diff(to)).unwrap_or(i64::MAX);
    if to < from { -apart } else { apart }
}
