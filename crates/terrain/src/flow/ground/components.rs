//! How many pieces cells make that touch each other, also by their corners.

use super::tiling::{Layout, Ring, Shape, margin};

/// Sets that are joined: the root of a set is its least member.
#[derive(Debug, Default)]
pub struct Sets {
    parents: Vec<u32>,
}

impl Sets {
    /// A set of one more member.
    pub fn add(&mut self) -> u32 {
        let id = u32::try_from(self.parents.len()).unwrap_or(u32::MAX);
        self.parents.push(id);
        id
    }

    pub fn find(&mut self, member: u32) -> u32 {
        let mut at = member;
        loop {
            let parent = self.parents[index(at)];
            if parent == at {
                return at;
            }
            let above = self.parents[index(parent)];
            self.parents[index(at)] = above;
            at = above;
        }
    }

    /// Whether they were two sets.
    pub fn join(&mut self, one: u32, other: u32) -> bool {
        let (one, other) = (self.find(one), self.find(other));
        self.parents[index(one.max(other))] = one.min(other);
        one != other
    }
}

fn index(id: u32) -> usize {
    usize::try_from(id).unwrap_or(usize::MAX)
}

/// The pieces of one tile.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pieces {
    count: u32,
    /// The piece of each outermost cell; [`NONE`] for one of no piece.
    ring: Ring<u32>,
}

const NONE: u32 = u32::MAX;

impl Pieces {
    /// Of the cells for which `is_member` holds, which is asked with their place in a padded array.
    ///
    /// Cells are joined as runs of a row.
    pub fn of(shape: Shape, is_member: impl Fn(usize) -> bool) -> Self {
        let mut sets = Sets::default();
        let mut above: Vec<(usize, usize, u32)> = Vec::new();
        let mut here = Vec::new();
        let mut ring = Ring {
            north: vec![NONE; shape.cols],
            south: vec![NONE; shape.cols],
            west: vec![NONE; shape.rows],
            east: vec![NONE; shape.rows],
        };
        let mut joined = 0;
        for row in 0..shape.rows {
            here.clear();
            let start = shape.at(row, 0);
            let mut col = 0;
            while col < shape.cols {
                if !is_member(start + col) {
                    col += 1;
                    continue;
                }
                let first = col;
                while col < shape.cols && is_member(start + col) {
                    col += 1;
                }
                let id = sets.add();
                here.push((first, col, id));
            }
            joined += join_rows(&mut sets, &above, &here);
            mark(&mut ring, shape, row, &here);
            std::mem::swap(&mut above, &mut here);
        }
        for side in [
            &mut ring.north,
            &mut ring.south,
            &mut ring.west,
            &mut ring.east,
        ] {
            for id in side.iter_mut().filter(|id| **id != NONE) {
                *id = sets.find(*id);
            }
        }
        let runs = u32::try_from(sets.parents.len()).unwrap_or(u32::MAX);
        Self {
            count: runs - joined,
            ring,
        }
    }
}

fn mark(ring: &mut Ring<u32>, shape: Shape, row: usize, runs: &[(usize, usize, u32)]) {
    for &(first, end, id) in runs {
        if row == 0 {
            ring.north[first..end].fill(id);
        }
        if row + 1 == shape.rows {
            ring.south[first..end].fill(id);
        }
        if first == 0 {
            ring.west[row] = id;
        }
        if end == shape.cols {
            ring.east[row] = id;
        }
    }
}

/// Joins runs of two rows that touch; how many sets fewer that makes.
fn join_rows(sets: &mut Sets, above: &[(usize, usize, u32)], here: &[(usize, usize, u32)]) -> u32 {
    let (mut a, mut b, mut joined) = (0, 0, 0);
    while let (Some(upper), Some(lower)) = (above.get(a), here.get(b)) {
        if upper.0 <= lower.1 && lower.0 <= upper.1 {
            joined += u32::from(sets.join(upper.2, lower.2));
        }
        if upper.1 < lower.1 {
            a += 1;
        } else {
            b += 1;
        }
    }
    joined
}

/// How many pieces the tiles make together.
pub(crate) fn count_pieces(layout: &Layout, tiles: &[Pieces]) -> u64 {
    // Each root of an outermost cell gets a number over all tiles.
    let mut sets = Sets::default();
    let mut numbered: Vec<Ring<u32>> = Vec::with_capacity(tiles.len());
    let mut names = std::collections::HashMap::new();
    for tile in tiles {
        names.clear();
        let mut name = |ids: &[u32]| -> Vec<u32> {
            let name = |id: &u32| match *id {
                NONE => NONE,
                id => *names.entry(id).or_insert_with(|| sets.add()),
            };
            ids.iter().map(name).collect()
        };
        numbered.push(Ring {
            north: name(&tile.ring.north),
            south: name(&tile.ring.south),
            west: name(&tile.ring.west),
            east: name(&tile.ring.east),
        });
    }
    let mut pieces: u64 = tiles.iter().map(|tile| u64::from(tile.count)).sum();
    for tile in 0..tiles.len() {
        let shape = Shape::of(layout.window(tile));
        let mut padded = vec![NONE; shape.padded_len()];
        margin(
            layout,
            tile,
            |it| numbered.get(it),
            |place, id| padded[place] = id,
        );
        let own = &numbered[tile];
        let mut touch = |place: usize, id: u32| {
            for step in shape.neighbours().into_iter().filter(|_| id != NONE) {
                let other = place.checked_add_signed(step).map_or(NONE, |it| padded[it]);
                if other != NONE && sets.join(id, other) {
                    pieces -= 1;
                }
            }
        };
        for (col, (north, south)) in own.north.iter().zip(&own.south).enumerate() {
            touch(shape.at(0, col), *north);
            touch(shape.at(shape.rows - 1, col), *south);
        }
        for (row, (west, east)) in own.west.iter().zip(&own.east).enumerate() {
            touch(shape.at(row, 0), *west);
            touch(shape.at(row, shape.cols - 1), *east);
        }
    }
    pieces
}
