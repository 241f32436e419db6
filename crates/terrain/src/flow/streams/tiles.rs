//! Streams of a raster that does not fit in memory: only their cells are held.

use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use super::course::Course;
use super::link::{self, Link, Reach};
use super::{Streams, few_enough};
use crate::flow::accumulate::{Block, Tiled, by_tiles};
use crate::flow::metres::CellSize;
use crate::flow::pointer::{NODATA, STEPS};
use crate::{Result, TerrainError};

/// Bytes that a cell of a stream takes: itself, which it drains to, how many come in, and its step, that twice.
const CELL_BYTES: usize = size_of::<Member>() + 4 + 1 + 2;
/// … while the lists of all tiles are put into one.
const CELL_BYTES_BEFORE: usize = CELL_BYTES + size_of::<Member>();
/// Bytes that a link takes beside its cells: itself, on its way to one, what comes in, and what its parts lie in.
const LINK_BYTES: usize = 2 * size_of::<Link>() + 160;
/// In a list of what cells drain to: nothing.
const NONE: u32 = u32::MAX;

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
    read: impl Fn(Block, &mut [u8]) -> Result<()> + Sync,
) -> Result<Streams> {
    let cells_max =
        (stream_bytes / CELL_BYTES_BEFORE).min(usize::try_from(NONE - 1).unwrap_or(usize::MAX));
    let too_many = |count: usize, what: &str, most: usize| {
        Err(TerrainError::Refused(format!(
            "{count} {what} of streams, of which {stream_bytes} bytes of memory hold {most}; expected more memory, or \
             larger streams"
        )))
    };
    let (members, count) = members(tiled, cells_min, cells_max, &read)?;
    if count > cells_max {
        return too_many(count, "cells", cells_max);
    }
    let next: Vec<u32> = members
        .par_iter()
        .map(|member| below(tiled, &members, *member).unwrap_or(NONE))
        .collect();
    let at = |place: u32| usize::try_from(place).unwrap_or(usize::MAX);
    let mut comes_in = vec![0_u8; members.len()];
    for &next in next.iter().filter(|&&next| next != NONE) {
        comes_in[at(next)] += 1;
    }
    let is_start = |place: usize| comes_in[place] != 1;
    let starts: Vec<usize> = (0..members.len())
        .filter(|&place| is_start(place))
        .collect();
    few_enough(starts.len())?;
    let links_max = stream_bytes.saturating_sub(count * CELL_BYTES) / LINK_BYTES;
    if starts.len() > links_max {
        return too_many(starts.len(), "links", links_max);
    }
    let reach = |&start: &usize| {
        let (mut steps, mut place) = (Vec::new(), start);
        while next[place] != NONE {
            steps.push(members[place].direction());
            place = at(next[place]);
            if is_start(place) {
                break;
            }
        }
        Reach {
            course: Course::new(members[start].cell(), tiled.cols, steps),
            last: members[place].cell(),
        }
    };
    let reaches: Vec<Reach> = starts.par_iter().map(reach).collect();
    let starts: Vec<usize> = starts.iter().map(|&start| members[start].cell()).collect();
    let cells = members.iter().map(|member| member.cell());
    link::of(tiled.cols, size, cells, &starts, reaches)
}

/// A cell of a stream: its number in the raster, row by row, and its code in the lowest byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Member(u64);

impl Member {
    /// None of a raster of 2^56 cells.
    fn new(cell: usize, code: u8) -> Self {
        Self(u64::try_from(cell).unwrap_or(u64::MAX) << 8 | u64::from(code))
    }

    fn cell(self) -> usize {
        usize::try_from(self.0 >> 8).unwrap_or(usize::MAX)
    }

    /// That it drains in, clockwise from east; of a cell that drains nowhere it is not asked.
    fn direction(self) -> u8 {
        u8::try_from(self.0.trailing_zeros() % 8).unwrap_or_default()
    }

    fn drains(self) -> bool {
        self.0 & 0xFF != 0
    }
}

/// The cells of streams in the order of the raster, as far as they are not too many; how many they are.
fn members(
    tiled: Tiled,
    cells_min: u64,
    cells_max: usize,
    read: &(impl Fn(Block, &mut [u8]) -> Result<()> + Sync),
) -> Result<(Vec<Member>, usize)> {
    let all: Mutex<(Vec<Vec<Member>>, usize)> = Mutex::default();
    by_tiles(
        tiled,
        read,
        |_| Ok(|_| 1_u64),
        |block, done| {
            let mut some = Vec::new();
            let cells = done.sums.iter().zip(done.codes).enumerate();
            for (cell, (_, &code)) in cells.filter(|(_, (count, _))| **count >= cells_min) {
                let (row, col) = (block.row + cell / block.cols, block.col + cell % block.cols);
                if code != NODATA {
                    some.push(Member::new(row * tiled.cols + col, code));
                }
            }
            some.shrink_to_fit();
            let mut all = all.lock().unwrap_or_else(PoisonError::into_inner);
            all.1 += some.len();
            if all.1 <= cells_max {
                all.0.push(some);
            }
            Ok(())
        },
    )?;
    let (parts, count) = all.into_inner().unwrap_or_else(PoisonError::into_inner);
    let mut members = Vec::with_capacity(parts.iter().map(Vec::len).sum());
    for part in parts {
        members.extend(part);
    }
    members.par_sort_unstable();
    Ok((members, count))
}

/// The place of the cell that one drains to, if that is of a stream too.
fn below(tiled: Tiled, members: &[Member], from: Member) -> Option<u32> {
    let (down, right) = *STEPS
        .get(usize::from(from.direction()))
        .filter(|_| from.drains())?;
    let row = (from.cell() / tiled.cols).checked_add_signed(down)?;
    let col = (from.cell() % tiled.cols).checked_add_signed(right)?;
    if row >= tiled.rows || col >= tiled.cols {
        return None;
    }
    let cell = row * tiled.cols + col;
    let place = members.binary_search_by_key(&cell, |member| member.cell());
    u32::try_from(place.ok()?).ok()
}
