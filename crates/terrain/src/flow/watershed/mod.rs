//! The ground that drains to a place.
//!
//! | function | gives |
//! |---|---|
//! | [`snap`] | outlets moved onto the river that they mean |
//! | [`watersheds`] | the ground of each outlet, up to the outlets above it |
//! | [`basins`] | the ground of each exit |
//! | [`above`] | the ground of one outlet, of a raster that is read only where it lies |
//! | [`small_watersheds`] | ground cut along its rivers into as few parts as an area allows |
//! | [`small_watersheds_with`] | the same, with cuts at places that are given |
//! | [`snap_by_tiles`], [`watersheds_by_tiles`] … | the same of a raster that does not fit in memory |

mod above;
mod kernel;
mod outlet;
mod rims;
mod small;
mod small_tiles;
mod table;
mod tiles;

pub use above::{Above, above};
pub use outlet::{Outlet, Snapped, snap, snap_by_tiles, snap_in};
pub use small::{SmallWatersheds, small_watersheds, small_watersheds_with};
pub use small_tiles::{SmallTable, small_watersheds_by_tiles};
pub use table::Watershed;
pub use tiles::{basins_by_tiles, watersheds_by_tiles};

use crate::flow::length::on_circle;
use crate::flow::metres::CellSize;
use crate::flow::pointer::{Directions, NODATA};
use crate::flow::route::{Bands, climb};
use crate::{Grid, Raster, Result, TerrainError};
use kernel::Label;

/// Ground by the outlet that it drains to.
#[derive(Debug, Clone, PartialEq)]
pub struct Watersheds {
    /// The number of each cell's watershed, counted from 1 in the order of the outlets; 0 for cells that
    /// drain to none of them.
    pub labels: Raster<u32>,
    /// One for each outlet, in their order.
    pub table: Vec<Watershed>,
}

/// The ground that drains to each of these cells, given by row and column.
///
/// A cell belongs to the next outlet on its way down: an outlet above another keeps its ground for itself,
/// and [`Watershed::flows_to`] says which comes next.
///
/// # Errors
/// As [`Directions::of`] and [`CellSize::of`]; [`TerrainError::Refused`] for an outlet outside the grid or
/// without data, and for two in one cell; [`TerrainError::Circle`] when an outlet lies on a circle. Circles
/// that no outlet lies on are not seen: [`crate::flow::accumulate::cells`] finds every one.
pub fn watersheds(d8: &Raster<u8>, outlets: &[(usize, usize)], bands: Bands) -> Result<Watersheds> {
    let directions = Directions::of(d8)?;
    let cells = outlets
        .iter()
        .map(|&(row, col)| cell_of_outlet(&directions, row, col))
        .collect::<Result<Vec<usize>>>()?;
    below(d8, &directions, &cells, bands)
}

/// The ground that drains to each exit, numbered row by row of their exits.
///
/// # Errors
/// As [`watersheds`]; [`TerrainError::Circle`] when some cell reaches no exit.
pub fn basins(d8: &Raster<u8>, bands: Bands) -> Result<Watersheds> {
    let directions = Directions::of(d8)?;
    let basins = below(d8, &directions, &directions.exits(), bands)?;
    let (labels, codes) = (basins.labels.grid.cells(), directions.codes());
    match directions.first_where(|cell| labels[cell] == 0 && codes[cell] != NODATA) {
        Some(cell) => Err(directions.circle(on_circle(&directions, cell))),
        None => Ok(basins),
    }
}

/// Watersheds of outlets that are cells with data.
fn below(
    d8: &Raster<u8>,
    directions: &Directions,
    outlets: &[usize],
    bands: Bands,
) -> Result<Watersheds> {
    let size = CellSize::of(d8)?;
    few_enough(outlets.len(), LABELS_MAX)?;
    let mut labels = vec![0_u32; d8.grid.cells().len()];
    for (number, &cell) in (1..).zip(outlets) {
        if labels[cell] != 0 {
            return Err(twice(labels[cell], number, directions.place(cell)));
        }
        labels[cell] = number;
    }
    climb(directions, &Label, bands, &mut labels, outlets);
    let flows_to: Vec<Option<u32>> = outlets
        .iter()
        .map(|&outlet| {
            let (_, below) = directions.downstream(outlet)?;
            Some(labels[below]).filter(|&label| label != 0)
        })
        .collect();
    let labels = Grid::new(d8.grid.rows(), d8.grid.cols(), labels)?;
    let table = table::of(directions, &size, &labels, outlets, &flows_to)?;
    Ok(Watersheds {
        labels: Raster {
            grid: labels,
            nodata: Some(0),
            georeference: d8.georeference.clone(),
        },
        table,
    })
}

/// Labels have 32 bits.
const LABELS_MAX: usize = (1 << 32) - 1;

fn cell_of_outlet(directions: &Directions, row: usize, col: usize) -> Result<usize> {
    let (rows, cols) = (directions.rows(), directions.cols());
    if row >= rows || col >= cols {
        return Err(outside(row, col, rows, cols));
    }
    let cell = row * cols + col;
    if directions.codes()[cell] == NODATA {
        return Err(without_data(row, col));
    }
    Ok(cell)
}

fn few_enough(outlets: usize, most: usize) -> Result<()> {
    if outlets > most {
        return Err(TerrainError::Refused(format!(
            "{outlets} outlets; expected at most {most}"
        )));
    }
    Ok(())
}

fn outside(row: usize, col: usize, rows: usize, cols: usize) -> TerrainError {
    TerrainError::Refused(format!(
        "an outlet at row {row}, column {col}, counted from 0; expected one within {rows} rows and {cols} columns"
    ))
}

fn without_data(row: usize, col: usize) -> TerrainError {
    TerrainError::Refused(format!(
        "an outlet at row {row}, column {col}, counted from 0, which has no data; expected a cell with a \
         direction"
    ))
}

fn twice(first: u32, second: u32, (row, col): (usize, usize)) -> TerrainError {
    TerrainError::Refused(format!(
        "outlets {first} and {second}, counted from 1, are both at row {row}, column {col}; expected one in a \
         cell"
    ))
}
