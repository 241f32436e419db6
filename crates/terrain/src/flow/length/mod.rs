//! How far water goes: down to where it leaves the grid, and from the farthest cell that drains here.

mod kernel;

use rayon::prelude::*;

use crate::flow::metres::CellSize;
use crate::flow::pointer::{Directions, NODATA};
use crate::flow::route::{Bands, climb, descend};
use crate::{Grid, Raster, Result};
use kernel::{Down, Up};

/// How far it is from each cell along the directions to the exit, metres; 0 at an exit, NaN where there is
/// no data.
///
/// Lengths go from centre to centre ([`CellSize::of`]) and are added from the exit against the water, so
/// that a cell's is the step to the next cell plus the next cell's, in `f64`.
///
/// # Errors
/// As [`Directions::of`] and [`CellSize::of`]; [`crate::TerrainError::Circle`] when some cell reaches no
/// exit.
pub fn downstream_m(d8: &Raster<u8>, bands: Bands) -> Result<Raster<f64>> {
    let directions = Directions::of(d8)?;
    let size = CellSize::of(d8)?;
    let exits = directions.exits();
    let mut lengths = vec![f64::NAN; d8.grid.cells().len()];
    for &exit in &exits {
        lengths[exit] = 0.0;
    }
    climb(
        &directions,
        &Down { size: &size },
        bands,
        &mut lengths,
        &exits,
    );
    let codes = directions.codes();
    let lost = directions.first_where(|cell| lengths[cell].is_nan() && codes[cell] != NODATA);
    match lost {
        Some(cell) => Err(directions.circle(on_circle(&directions, cell))),
        None => like(d8, lengths),
    }
}

/// How long the longest way is that drains to each cell, metres; 0 where nothing drains to it, NaN where
/// there is no data.
///
/// Lengths are added with the water, in `f64`.
///
/// # Errors
/// As [`downstream_m`].
pub fn upstream_m(d8: &Raster<u8>, bands: Bands) -> Result<Raster<f64>> {
    let directions = Directions::of(d8)?;
    let size = CellSize::of(d8)?;
    let mut lengths = descend(&directions, &Up { size: &size }, bands)?;
    let cells = lengths.par_iter_mut().zip(directions.codes());
    cells
        .filter(|(_, code)| **code == NODATA)
        .for_each(|(length, _)| *length = f64::NAN);
    like(d8, lengths)
}

/// A cell of the circle that a cell drains to which reaches no exit: as many steps on as there are cells.
pub(in crate::flow) fn on_circle(directions: &Directions, mut cell: usize) -> usize {
    for _ in 0..directions.codes().len() {
        if let Some((_, below)) = directions.downstream(cell) {
            cell = below;
        }
    }
    cell
}

fn like(d8: &Raster<u8>, lengths: Vec<f64>) -> Result<Raster<f64>> {
    Ok(Raster {
        grid: Grid::new(d8.grid.rows(), d8.grid.cols(), lengths)?,
        nodata: Some(f64::NAN),
        georeference: d8.georeference.clone(),
    })
}
