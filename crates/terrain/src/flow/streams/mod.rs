//! Streams: where enough water comes together, as links from confluence to confluence.

mod course;
mod kernel;
mod link;
mod members;
mod order;
mod tiles;

use link::Reach;
pub use link::{Link, Streams};
pub use tiles::streams_by_tiles;

use rayon::prelude::*;

use crate::flow::metres::CellSize;
use crate::flow::pointer::{Directions, NODATA};
use crate::{Raster, Result, TerrainError};

/// The streams of these directions: cells where `is_stream` says so of the cell's number, counted row by row.
///
/// Mostly it asks whether enough drains through: `|cell| counts.at(cell) >= 1000`. A link begins where nothing
/// of a stream drains to a cell, or more than one does; it ends in the cell where the next begins, or where
/// the stream leaves the grid or ceases. A link that begins where it ends has one cell and no length: streams
/// meet in their exit. Links are numbered from 1, row by row of their first cells.
///
/// Orders: A. N. Strahler, Quantitative analysis of watershed geomorphology, Trans. AGU 38 (1957) 913–920;
/// R. L. Shreve, Statistical law of stream numbers, J. Geol. 74 (1966) 17–37.
///
/// # Errors
/// As [`Directions::of`] and [`CellSize::of`]; [`TerrainError::Circle`] when a stream goes in a circle,
/// [`TerrainError::Refused`] beyond 2^32 links.
pub fn streams(d8: &Raster<u8>, is_stream: impl Fn(usize) -> bool + Sync) -> Result<Streams> {
    let directions = Directions::of(d8)?;
    let size = CellSize::of(d8)?;
    let is_stream = |cell: usize| directions.codes()[cell] != NODATA && is_stream(cell);
    let cells = directions.cells_where(is_stream);
    let starts: Vec<usize> = cells
        .par_iter()
        .copied()
        .filter(|&cell| kernel::is_start(&directions, &is_stream, cell))
        .collect();
    few_enough(starts.len())?;
    let reaches: Vec<Reach> = starts
        .par_iter()
        .map(|&start| kernel::reach(&directions, &is_stream, &starts, start))
        .collect();
    let cells = (cells.len(), cells.into_iter());
    link::of(directions.cols(), &size, cells, &starts, reaches)
}

/// Links are numbered in 32 bits.
fn few_enough(links: usize) -> Result<()> {
    if u32::try_from(links).is_err() {
        return Err(TerrainError::Refused(format!(
            "{links} links of streams; expected fewer than 4294967296: ask for larger streams"
        )));
    }
    Ok(())
}
