//! Streams of a raster that does not fit in memory: only their cells are held.

use rayon::prelude::*;

use super::course::Course;
use super::link::{self, Link, Reach};
use super::members::{Member, Members, NONE};
use super::{Streams, few_enough};
use crate::flow::accumulate::Tiled;
use crate::flow::ground::Window;
use crate::flow::metres::CellSize;
use crate::{Result, TerrainError};

/// Bytes that a cell of a stream takes: itself, which it drains to, how many come in, and its step, that twice.
const CELL_BYTES: usize = size_of::<Member>() + 4 + 1 + 2;
/// Bytes that a link takes beside its cells: itself, on its way to one, what comes in, and what its parts lie in.
const LINK_BYTES: usize = 2 * size_of::<Link>() + 160;
/// The streams where at least so many cells come together, of a raster of directions that is read in blocks, twice
/// each: as [`super::streams`] has them of [`crate::flow::accumulate::cells`], for any size of tiles. `size` is that
/// of the raster's cells.
///
/// `stream_bytes` is what the cells of streams may take of memory beside the tiles.
///
/// # Errors
/// As [`super::streams`] and [`crate::flow::accumulate::cells_by_tiles`]; [`TerrainError::Refused`] when the streams
/// take more.
pub fn streams_by_tiles(
    (tiled, size): (Tiled, &CellSize),
    cells_min: u64,
    stream_bytes: usize,
    read: impl Fn(Window, &mut [u8]) -> Result<()> + Sync,
) -> Result<Streams> {
    let cells_max =
        (stream_bytes / CELL_BYTES).min(usize::try_from(NONE - 1).unwrap_or(usize::MAX));
    let too_many = |count: usize, what: &str, most: usize| {
        Err(TerrainError::Refused(format!(
            "{count} {what} of streams, of which {stream_bytes} bytes of memory hold {most}; expected more memory, or \
             larger streams"
        )))
    };
    let (members, count) = Members::read(tiled, cells_min, cells_max, &read)?;
    if count > cells_max {
        return too_many(count, "cells", cells_max);
    }
    let next = members.each(|member| members.below(member).unwrap_or(NONE));
    let at = |place: u32| usize::try_from(place).unwrap_or(usize::MAX);
    let mut comes_in = vec![0_u8; next.len()];
    for &next in next.iter().filter(|&&next| next != NONE) {
        comes_in[at(next)] += 1;
    }
    let is_start = |place: usize| comes_in[place] != 1;
    let starts = (0..next.len()).filter(|&place| is_start(place));
    let mut starts: Vec<(usize, usize)> = starts
        .map(|place| (members.at(place).cell(), place))
        .collect();
    few_enough(starts.len())?;
    let links_max = stream_bytes.saturating_sub(count * CELL_BYTES) / LINK_BYTES;
    if starts.len() > links_max {
        return too_many(starts.len(), "links", links_max);
    }
    // Links are numbered row by row of their first cells.
    starts.par_sort_unstable();
    let reach = |&(first, start): &(usize, usize)| {
        let (mut steps, mut place) = (Vec::new(), start);
        while next[place] != NONE {
            steps.push(members.at(place).direction());
            place = at(next[place]);
            if is_start(place) {
                break;
            }
        }
        Reach {
            course: Course::new(first, tiled.cols, steps),
            last: members.at(place).cell(),
        }
    };
    let reaches: Vec<Reach> = starts.par_iter().map(reach).collect();
    drop((next, comes_in));
    let starts: Vec<usize> = starts.into_iter().map(|(first, _)| first).collect();
    link::of(tiled.cols, size, (count, members.cells()), &starts, reaches)
}
