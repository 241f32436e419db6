//! The neighbour that each cell drains to.
//!
//! The code of a cell says to which of the eight around it water goes: 1 to the east, and clockwise 2, 4, 8, 16,
//! 32, 64, 128. It is the one to which the ground falls most steeply, by distances on the ground; of equal ones
//! the first clockwise from east. Where none is lower:
//!
//! | cell | code |
//! |---|---|
//! | at the border of the grid, or beside nodata that drains | 0: water leaves |
//! | a sink that is kept | 0, also where a neighbour is lower |
//! | level | to a neighbour as high, by the mask of [`flats`](super::flats); 0 where no way leads out |
//! | without data | 255 |

mod kernel;
mod tiles;

use super::fill::{Filled, fill};
use super::ground::{Bands, Elevation, Ground, Outlets, Room, Source, Target, Tiling};
use crate::{Georeference, Grid, Raster, Result, TerrainError};

pub use tiles::CellSize;

/// Water leaves, or stays.
pub const EXIT: u8 = 0;
/// No data.
pub const NODATA: u8 = 255;
/// Neither an exit nor with a lower neighbour; none is left so.
pub(crate) const LEVEL: u8 = 254;

/// What directing came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Directed {
    /// Cells with an elevation.
    pub cells: u64,
    /// Cells from which water leaves, or in which it stays.
    pub exits: u64,
    /// Cells in flats.
    pub level: u64,
    /// Flats: pieces of level cells that touch, also by corners.
    pub flats: u64,
    /// Of the exits, those in flats that no way leads out of: depressions that were not filled, and the lowest
    /// ground within walls.
    pub without_way_out: u64,
}

/// The directions of a raster whose depressions are filled; `outlets` as it was filled with.
///
/// # Errors
/// When a cell has no width or height, or the sinks are those of a grid of another size.
pub fn directions<T: Elevation>(
    filled: &Raster<T>,
    outlets: &Outlets,
    tiling: Tiling,
) -> Result<(Raster<u8>, Directed)> {
    let size = cell_size(filled.georeference.as_ref(), filled.grid.rows())?;
    let (rows, cols) = (filled.grid.rows(), filled.grid.cols());
    let mut codes = Grid::filled(rows, cols, NODATA);
    let ground = Ground::new(&filled.grid, filled.nodata, outlets, tiling)?;
    let bands = Bands::new(&mut codes, tiling.over(rows, cols).band_rows());
    let directed = tiles::direct(&ground, &size, &bands, Room::Memory)?;
    drop(bands);
    let raster = Raster {
        grid: codes,
        nodata: Some(NODATA),
        georeference: filled.georeference.clone(),
    };
    Ok((raster, directed))
}

/// Directions of cells that may lie outside memory, into `codes` of the same size.
///
/// In memory are the tiles that threads are at work on, of each tile its border, some 20 bytes for each cell of it,
/// and what `room` allows of nine bytes for each level cell of a flat that goes on beyond its tile.
///
/// # Errors
/// When cells cannot be read or written, or stores or sinks are not of one size.
pub fn directions_store<T: Elevation>(
    filled: &impl Source<T>,
    nodata: Option<T>,
    size: CellSize<'_>,
    (outlets, tiling): (&Outlets, Tiling),
    codes: &impl Target<u8>,
    room: Room,
) -> Result<Directed> {
    let (rows, cols) = (filled.rows(), filled.cols());
    if (rows, cols) != (codes.rows(), codes.cols()) {
        return Err(TerrainError::Refused(format!(
            "directions of {rows} × {cols} cells into {} × {}; expected the same size",
            codes.rows(),
            codes.cols()
        )));
    }
    let ground = Ground::new(filled, nodata, outlets, tiling)?;
    tiles::direct(&ground, size, codes, room)
}

/// A raster that was filled and directed.
#[derive(Debug)]
pub struct Conditioned<T> {
    /// The filled elevations.
    pub filled: Raster<T>,
    /// The directions.
    pub directions: Raster<u8>,
    /// What filling came to.
    pub fill: Filled,
    /// What directing came to.
    pub d8: Directed,
}

/// Fills a raster in place, and directs it.
///
/// # Errors
/// When a cell has no width or height, or the sinks are those of a grid of another size.
pub fn condition<T: Elevation>(
    raster: Raster<T>,
    outlets: &Outlets,
    tiling: Tiling,
) -> Result<Conditioned<T>> {
    let (filled, fill) = fill(raster, outlets, tiling)?;
    let (directions, d8) = directions(&filled, outlets, tiling)?;
    Ok(Conditioned {
        filled,
        directions,
        fill,
        d8,
    })
}

/// Cells are squares where a raster does not say where it lies.
fn cell_size(
    place: Option<&Georeference>,
    rows: usize,
) -> Result<impl Fn(usize) -> (f64, f64) + Sync> {
    let of_row = move |row| place.map_or((1.0, 1.0), |place| place.cell_metres(row));
    for row in 0..rows {
        let (width, height) = of_row(row);
        if !(width > 0.0 && height > 0.0 && width.is_finite() && height.is_finite()) {
            return Err(TerrainError::Refused(format!(
                "cells of {width} × {height} m in row {row}; expected a width and a height above 0"
            )));
        }
    }
    Ok(of_row)
}
