//! Streams of a raster that does not fit in memory: only their cells are held.

use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use super::{Streams, few_enough, link};
use crate::flow::accumulate::{Block, Tiled, by_tiles};
use crate::flow::metres::CellSize;
use crate::flow::pointer::{NODATA, STEPS};
use crate::{Result, TerrainError};

/// Bytes that a cell of a stream takes: itself, twice while a list grows; what it drains to; its place in a link, as
/// a number, also twice, and then by row and column.
const STREAM_BYTES: usize = 2 * size_of::<Member>() + 8 + 1 + 2 * 8 + 2 * 8;
/// In a list of what cells drain to: nothing.
const NONE: usize = usize::MAX;

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
    let cells_max = stream_bytes / STREAM_BYTES;
    let (members, count) = members(tiled, cells_min, cells_max, &read)?;
    if count > cells_max {
        return Err(TerrainError::Refused(format!(
            "{count} cells of streams, of which {stream_bytes} bytes of memory hold {cells_max}; expected more memory, \
             or larger streams"
        )));
    }
    let next: Vec<usize> = members
        .par_iter()
        .map(|member| below(tiled, &members, *member).unwrap_or(NONE))
        .collect();
    let mut comes_in = vec![0_u8; members.len()];
    for &next in next.iter().filter(|&&next| next != NONE) {
        comes_in[next] += 1;
    }
    let is_start = |place: usize| comes_in[place] != 1;
    let starts: Vec<usize> = (0..members.len()).filter(|&at| is_start(at)).collect();
    few_enough(starts.len())?;
    let reach = |&start: &usize| {
        let mut reach = vec![members[start].cell];
        let mut at = next[start];
        while at != NONE {
            reach.push(members[at].cell);
            if is_start(at) {
                break;
            }
            at = next[at];
        }
        reach.shrink_to_fit();
        reach
    };
    let reaches: Vec<Vec<usize>> = starts.par_iter().map(reach).collect();
    let starts: Vec<usize> = starts.iter().map(|&start| members[start].cell).collect();
    let cells: Vec<usize> = members.iter().map(|member| member.cell).collect();
    drop(members);
    link::of(tiled.cols, size, &cells, &starts, reaches)
}

/// A cell of a stream, by its number in the raster, row by row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Member {
    cell: usize,
    code: u8,
}

/// The cells of streams in the order of the raster, as far as they are not too many; how many they are.
fn members(
    tiled: Tiled,
    cells_min: u64,
    cells_max: usize,
    read: &(impl Fn(Block, &mut [u8]) -> Result<()> + Sync),
) -> Result<(Vec<Member>, usize)> {
    let all = Mutex::new((Vec::new(), 0));
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
                    let cell = row * tiled.cols + col;
                    some.push(Member { cell, code });
                }
            }
            let mut all = all.lock().unwrap_or_else(PoisonError::into_inner);
            all.1 += some.len();
            if all.1 <= cells_max {
                all.0.extend(some);
            }
            Ok(())
        },
    )?;
    let (mut members, count) = all.into_inner().unwrap_or_else(PoisonError::into_inner);
    members.par_sort_unstable();
    Ok((members, count))
}

/// The place of the cell that one drains to, if that is of a stream too.
fn below(tiled: Tiled, members: &[Member], from: Member) -> Option<usize> {
    let direction = usize::try_from(from.code.trailing_zeros()).ok()?;
    let (down, right) = STEPS.get(direction)?;
    let row = (from.cell / tiled.cols).checked_add_signed(*down)?;
    let col = (from.cell % tiled.cols).checked_add_signed(*right)?;
    if row >= tiled.rows || col >= tiled.cols {
        return None;
    }
    let cell = row * tiled.cols + col;
    members
        .binary_search_by_key(&cell, |member| member.cell)
        .ok()
}
