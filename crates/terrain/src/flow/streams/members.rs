//! The cells of streams of a raster that does not fit in memory: eight bytes each, tile by tile as they were found.

use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use crate::Result;
use crate::flow::accumulate::{Tiled, by_tiles};
use crate::flow::ground::Window;
use crate::flow::pointer::{NODATA, STEPS};

/// In a list of what cells drain to: nothing.
pub(super) const NONE: u32 = u32::MAX;

/// A cell of a stream: its number in the raster, row by row, and its code in the lowest byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Member(u64);

impl Member {
    /// None of a raster of 2^56 cells.
    fn new(cell: usize, code: u8) -> Self {
        Self(u64::try_from(cell).unwrap_or(u64::MAX) << 8 | u64::from(code))
    }

    pub fn cell(self) -> usize {
        usize::try_from(self.0 >> 8).unwrap_or(usize::MAX)
    }

    /// That it drains in, clockwise from east; of a cell that drains nowhere it is not asked.
    pub fn direction(self) -> u8 {
        u8::try_from(self.0.trailing_zeros() % 8).unwrap_or_default()
    }

    fn drains(self) -> bool {
        self.0 & 0xFF != 0
    }
}

/// All of them; each has a place, by tiles and in a tile row by row.
pub(super) struct Members {
    tiled: Tiled,
    /// By tile.
    parts: Vec<Vec<Member>>,
    /// The place of the first of each tile.
    firsts: Vec<usize>,
}

impl Members {
    /// The cells that at least so many drain through, as far as they are no more than `cells_max`; how many they are.
    pub fn read(
        tiled: Tiled,
        cells_min: u64,
        cells_max: usize,
        read: &(impl Fn(Window, &mut [u8]) -> Result<()> + Sync),
    ) -> Result<(Self, usize)> {
        let all = Mutex::new((vec![Vec::new(); tiled.count()], 0));
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
                if all.1 <= cells_max
                    && let Some(tile) = tiled.tile_of(block.row, block.col)
                {
                    all.0[tile] = some;
                }
                Ok(())
            },
        )?;
        let (parts, count) = all.into_inner().unwrap_or_else(PoisonError::into_inner);
        let firsts = parts.iter().scan(0, |next, part| {
            let first = *next;
            *next += part.len();
            Some(first)
        });
        let firsts = firsts.collect();
        let members = Self {
            tiled,
            parts,
            firsts,
        };
        Ok((members, count))
    }

    /// Something of each, by place.
    pub fn each<T: Send>(&self, of: impl Fn(Member) -> T + Sync + Send) -> Vec<T> {
        let all = self.parts.par_iter().flat_map_iter(|part| part.iter());
        all.map(|&member| of(member)).collect()
    }

    /// The one at a place.
    pub fn at(&self, place: usize) -> Member {
        // Of tiles that begin at one place, all but the last are empty.
        let tile = self.firsts.partition_point(|&first| first <= place) - 1;
        self.parts[tile][place - self.firsts[tile]]
    }

    /// Their numbers in the raster, by place.
    pub fn cells(&self) -> impl Iterator<Item = usize> + '_ {
        self.parts.iter().flatten().map(|member| member.cell())
    }

    /// The place of the cell that one drains to, if that is of a stream too.
    pub fn below(&self, from: Member) -> Option<u32> {
        let cols = self.tiled.cols;
        let (down, right) = *STEPS
            .get(usize::from(from.direction()))
            .filter(|_| from.drains())?;
        let row = (from.cell() / cols).checked_add_signed(down)?;
        let col = (from.cell() % cols).checked_add_signed(right)?;
        if row >= self.tiled.rows || col >= cols {
            return None;
        }
        let (cell, tile) = (row * cols + col, self.tiled.tile_of(row, col)?);
        let part = &self.parts[tile];
        let within = part.binary_search_by_key(&cell, |member| member.cell());
        u32::try_from(self.firsts[tile] + within.ok()?).ok()
    }
}
