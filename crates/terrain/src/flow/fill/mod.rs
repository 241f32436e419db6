//! Depressions filled to the level at which they spill.
//!
//! A filled elevation is the least height at which water at the cell reaches an outlet: the least, over all ways
//! to one, of the highest ground on the way. Neighbours are the eight around a cell.

mod found;
mod join;
mod kernel;
mod spill;
mod tally;
mod tiles;

use super::ground::{Bands, Elevation, Ground, Outlets, Room, Target, Tiling};
use crate::{Georeference, Raster, Result};

pub(crate) use tally::Tally;

/// What filling came to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Filled {
    /// Cells with an elevation.
    pub cells: u64,
    /// Cells that were raised.
    pub raised: u64,
    /// Pieces of raised cells that touch, also by corners.
    pub depressions: u64,
    /// By how much the cells were raised in all, in units of elevation times cells.
    pub raised_by: f64,
    /// The same times the area of each cell, cubic metres where elevations are metres; none where the raster
    /// does not say where it lies.
    pub volume_m3: Option<f64>,
}

/// Fills the depressions of a raster.
///
/// Cells without data keep what they have, and so does ground that no way leads out of; of that, what is
/// walled in by cells without data ([`Policy::Wall`](super::ground::Policy)) has its lowest cells as outlets.
///
/// # Errors
/// When the sinks are those of a grid of another size.
pub fn fill<T: Elevation>(
    mut raster: Raster<T>,
    outlets: &Outlets,
    tiling: Tiling,
) -> Result<(Raster<T>, Filled)> {
    let band_rows = tiling
        .over(raster.grid.rows(), raster.grid.cols())
        .band_rows();
    let bands = Bands::new(&mut raster.grid, band_rows);
    let tally = tiles::fill(
        &Ground::new(&bands, raster.nodata, outlets, tiling)?,
        Room::Memory,
    )?;
    let filled = Filled::of(&tally, raster.georeference.as_ref());
    Ok((raster, filled))
}

/// Fills the depressions of cells that may lie outside memory, in place; `place` is where they lie, for the volume.
///
/// In memory are the tiles that threads are at work on, of each tile its border and the passes over it, some
/// 20 bytes for each cell of a border, and what `room` allows of two bytes a cell.
///
/// # Errors
/// When the sinks are those of a grid of another size, or cells cannot be read or written: the store then
/// holds some that are filled and some that are not.
pub fn fill_store<T: Elevation>(
    store: &impl Target<T>,
    (nodata, place): (Option<T>, Option<&Georeference>),
    outlets: &Outlets,
    tiling: Tiling,
    room: Room,
) -> Result<Filled> {
    let tally = tiles::fill(&Ground::new(store, nodata, outlets, tiling)?, room)?;
    Ok(Filled::of(&tally, place))
}

impl Filled {
    fn of(tally: &Tally, georeference: Option<&Georeference>) -> Self {
        let area = |place: &Georeference, row| {
            let (width, height) = place.cell_metres(row);
            width * height
        };
        Self {
            cells: tally.ground,
            raised: tally.raised,
            depressions: tally.depressions,
            raised_by: tally.volume(|_| 1.0),
            volume_m3: georeference.map(|place| tally.volume(|row| area(place, row))),
        }
    }
}
