//! What one tile says of itself to the others: what comes to its rim, and where what comes in goes out.

use std::ops::Range;

use super::kernel::Sum;
use super::tiling::Tiled;
use crate::flow::ground::Window;
use crate::flow::pointer::{Directions, NODATA, STEPS};
use crate::flow::route::drained_alone;

/// In a link: what comes in here stays in the tile.
pub(super) const STAYS: u32 = u32::MAX - 3;
/// Noted at a cell: nothing yet, and that somebody is going to look.
const UNKNOWN: u32 = 0;
const ON_THE_WAY: u32 = u32::MAX;
/// In a link: nothing can come in, since there is no data.
pub(super) const ABSENT: u32 = u32::MAX - 2;
/// Cells of a rim; beyond it a link has no number left.
pub(in crate::flow) const RIM_CELLS_MAX: usize = 1 << 31;

/// The outermost cells of a tile: the first row, the last, then the first column and the last without the
/// corners.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::flow) struct Rim {
    pub rows: usize,
    pub cols: usize,
}

impl Rim {
    /// Of a tile.
    pub(in crate::flow) fn of(directions: &Directions) -> Self {
        Self {
            rows: directions.rows(),
            cols: directions.cols(),
        }
    }

    /// Of a block.
    pub(in crate::flow) fn of_block(block: Window) -> Self {
        Self {
            rows: block.rows,
            cols: block.cols,
        }
    }

    /// How many cells.
    fn len(self) -> usize {
        let (rows, cols) = (self.rows, self.cols);
        match (rows.min(2), cols.min(2)) {
            (2, 2) => 2 * cols + 2 * (rows - 2),
            _ => rows * cols,
        }
    }

    /// The number of a cell on the rim; none within.
    pub(in crate::flow) fn number(self, row: usize, col: usize) -> Option<usize> {
        let (rows, cols) = (self.rows, self.cols);
        if row == 0 {
            Some(col)
        } else if row + 1 == rows {
            Some(cols + col)
        } else if col == 0 {
            Some(2 * cols + row - 1)
        } else if col + 1 == cols {
            Some(2 * cols + (rows - 2) + row - 1)
        } else {
            None
        }
    }

    /// Row and column by number; a tile of one row or one column has one side only.
    pub(in crate::flow) fn place(self, number: usize) -> (usize, usize) {
        let (rows, cols) = (self.rows, self.cols);
        if number < cols {
            return (0, number);
        }
        if number < 2 * cols {
            return (rows - 1, number - cols);
        }
        let along = number - 2 * cols;
        match along.checked_sub(rows - 2) {
            None => (along + 1, 0),
            Some(along) => (along + 1, cols - 1),
        }
    }

    /// The numbers of all its cells.
    pub(in crate::flow) fn numbers(self) -> Range<usize> {
        0..self.len()
    }
}

/// Where a tile's water leaves it by a direction, without a word whether anything is there.
#[derive(Debug, Clone, Copy)]
pub(in crate::flow) struct Mouth {
    /// The cell's number on the rim.
    rim: u32,
    /// The direction that it leaves in.
    direction: u8,
}

impl Mouth {
    /// Those of a tile, in the order of the rim.
    pub(in crate::flow) fn all(directions: &Directions) -> Vec<Self> {
        let rim = Rim::of(directions);
        let of_rim = |number: usize| {
            let (row, col) = rim.place(number);
            let direction = leaves_by(directions, row * rim.cols + col)?;
            Some(Self {
                rim: place_of(number),
                direction,
            })
        };
        rim.numbers().filter_map(of_rim).collect()
    }

    /// The number of its cell in the tile.
    pub(in crate::flow) fn cell(self, rim: Rim) -> usize {
        let (row, col) = self.place(rim);
        row * rim.cols + col
    }

    /// Row and column of its cell in the tile.
    pub(in crate::flow) fn place(self, rim: Rim) -> (usize, usize) {
        rim.place(usize::try_from(self.rim).unwrap_or(usize::MAX))
    }

    /// The tile, and the cell of its rim, that it flows to; none outside the raster.
    pub(in crate::flow) fn flows_to(
        self,
        tiled: Tiled,
        block: Window,
        rim: Rim,
    ) -> Option<(usize, usize)> {
        let (row, col) = self.place(rim);
        let (row, col) = beside((block.row + row, block.col + col), self.direction)?;
        let to = tiled.tile_of(row, col)?;
        let block = tiled.block(to);
        let rim = Rim::of_block(block).number(row - block.row, col - block.col)?;
        Some((to, rim))
    }
}

/// What one tile says of itself.
#[derive(Debug, Clone)]
pub(super) struct Edge<V> {
    pub rim: Rim,
    /// By rim cell: the place among the mouths where what comes in there goes out; or [`STAYS`].
    pub links: Vec<u32>,
    /// In the order of the rim.
    pub mouths: Vec<Mouth>,
    /// By mouth, what drains through it of what is in the tile.
    pub sums: Vec<V>,
}

impl<V: Sum> Edge<V> {
    /// Of a tile and what each of its cells has of its own.
    pub(super) fn of(directions: &Directions, own: impl Fn(usize) -> V) -> Self {
        let rim = Rim::of(directions);
        let mut ends = vec![UNKNOWN; directions.codes().len()];
        let mut mouths = Mouth::all(directions);
        for (place, mouth) in mouths.iter().enumerate() {
            ends[mouth.cell(rim)] = end_at(place_of(place));
        }
        let links = rim
            .numbers()
            .map(|number| {
                let (row, col) = rim.place(number);
                link(directions, row * rim.cols + col, &mut ends)
            })
            .collect();
        drop(ends);
        mouths.shrink_to_fit();
        let cells = mouths.iter().map(|mouth| mouth.cell(rim));
        let sums = drained_alone(directions, cells, own);
        Self {
            rim,
            links,
            mouths,
            sums,
        }
    }
}

/// A place in a list that [`RIM_CELLS_MAX`] bounds.
fn place_of(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(STAYS)
}

/// The direction by which a cell's pointer leaves the tile.
fn leaves_by(directions: &Directions, cell: usize) -> Option<u8> {
    let code = directions.codes()[cell];
    let direction = (0..8_u8).find(|direction| code == 1 << direction)?;
    directions
        .neighbour(cell, usize::from(direction))
        .is_none()
        .then_some(direction)
}

/// What is noted at a cell whose water comes to a link's end. Zero is what memory begins as: of the cells that no way
/// from the rim passes, which are most, the memory is never touched.
fn end_at(link: u32) -> u32 {
    link.wrapping_add(1)
}

/// Where what comes to a cell goes: found by going there, and noted at every cell on the way, so that no cell is
/// passed twice by all that asks.
fn link(directions: &Directions, cell: usize, ends: &mut [u32]) -> u32 {
    if directions.codes()[cell] == NODATA {
        return ABSENT;
    }
    let mut way = cell;
    while ends[way] == UNKNOWN {
        ends[way] = ON_THE_WAY;
        match directions.downstream(way) {
            Some((_, below)) => way = below,
            None => ends[way] = end_at(STAYS),
        }
    }
    // What goes round in a circle stays too; who adds it up refuses it.
    let found = match ends[way] {
        ON_THE_WAY => end_at(STAYS),
        found => found,
    };
    let mut way = cell;
    while ends[way] == ON_THE_WAY {
        ends[way] = found;
        if let Some((_, below)) = directions.downstream(way) {
            way = below;
        }
    }
    found.wrapping_sub(1)
}

/// The cell beside one in a direction.
fn beside((row, col): (usize, usize), direction: u8) -> Option<(usize, usize)> {
    let (down, right) = STEPS[usize::from(direction & 7)];
    Some((
        row.checked_add_signed(down)?,
        col.checked_add_signed(right)?,
    ))
}
