//! Flats that go over several tiles: distances are handed over borders until none becomes less.
//!
//! A distance is the least over all ways, whatever the order in which tiles are visited.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::super::ground::{Key, Layout, Ring, Shape, Shelf, margin};
use super::kernel::{Crossing, Distances, FAR};
use crate::Result;

/// The key of an outermost cell, and its distances: 0 to flowing water of one that flows, [`FAR`] of none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shore<K> {
    pub key: K,
    pub low: u32,
    pub high: u32,
}

impl<K: Key> Shore<K> {
    /// Of a cell that lies in no tile.
    pub const NONE: Self = Self {
        key: K::WALL,
        low: FAR,
        high: FAR,
    };
}

/// What a tile is visited with.
#[derive(Debug, Default)]
struct Desk<K> {
    distances: Distances,
    around: Vec<Shore<K>>,
    low: Vec<(u32, usize)>,
    high: Vec<(u32, usize)>,
}

/// Hands distances over the borders of tiles until they stand.
pub fn settle<K: Key>(
    layout: &Layout,
    rings: &mut [Ring<Shore<K>>],
    shelf: &mut Shelf<Crossing>,
) -> Result<()> {
    let mut waiting: Vec<usize> = (0..layout.tiles()).filter(|it| shelf.has(*it)).collect();
    while !waiting.is_empty() {
        let mut next = BTreeSet::new();
        for batch in waiting.chunks(shelf.batch().min(waiting.len())) {
            let taken = shelf.take_all(batch)?;
            let shores: &[Ring<Shore<K>>] = rings;
            let visited: Vec<_> = taken
                .into_par_iter()
                .map_init(Desk::default, |desk, (tile, mut crossing)| {
                    let ring = visit(desk, layout, shores, tile, &mut crossing);
                    (tile, crossing, ring)
                })
                .collect();
            let mut changed = Vec::new();
            for (tile, crossing, ring) in visited {
                shelf.put_back(tile, crossing, ring.is_some())?;
                changed.extend(ring.map(|ring| (tile, ring)));
            }
            // Only now is every tile back on the shelf, and known to wait.
            for (tile, ring) in changed {
                let touched = touched(layout, tile, &rings[tile], &ring);
                next.extend(touched.filter(|it| shelf.has(*it)));
                rings[tile] = ring;
            }
        }
        waiting = next.into_iter().collect();
    }
    Ok(())
}

/// Takes over what the tiles around say; the new border, if anything became less.
fn visit<K: Key>(
    desk: &mut Desk<K>,
    layout: &Layout,
    rings: &[Ring<Shore<K>>],
    tile: usize,
    crossing: &mut Crossing,
) -> Option<Ring<Shore<K>>> {
    let shape = Shape::of(layout.window(tile));
    let own = &rings[tile];
    desk.around
        .resize(shape.padded_len().max(desk.around.len()), Shore::NONE);
    edge_places(shape, |place| desk.around[place] = Shore::NONE);
    margin(
        layout,
        tile,
        |it| rings.get(it),
        |place, shore| desk.around[place] = shore,
    );
    let (low, high, around) = (&mut desk.low, &mut desk.high, &desk.around);
    low.clear();
    high.clear();
    shore_places(shape, own, |place, shore| {
        // Only level cells have such a distance.
        if shore.low == 0 || !shore.key.is_ground() {
            return;
        }
        let (mut nearer, mut higher) = (FAR, FAR);
        for step in shape.neighbours() {
            let at = place.wrapping_add_signed(step);
            if is_margin(shape, at) && around[at].key == shore.key {
                nearer = nearer.min(around[at].low.saturating_add(1));
                higher = higher.min(around[at].high.saturating_add(1));
            }
        }
        if nearer < shore.low {
            low.push((nearer, place));
        }
        if higher < shore.high {
            high.push((higher, place));
        }
    });
    if low.is_empty() && high.is_empty() {
        return None;
    }
    let distances = &mut desk.distances;
    distances
        .low
        .resize(shape.padded_len().max(distances.low.len()), 0);
    distances
        .high
        .resize(shape.padded_len().max(distances.high.len()), 0);
    lay(distances, crossing);
    distances.spread_low(shape, &desk.low);
    distances.spread_high(shape, &desk.high);
    let mut ring = own.clone();
    let refresh = |place: usize, shore: &mut Shore<K>| {
        if distances.low[place] != 0 {
            (shore.low, shore.high) = (distances.low[place], distances.high[place]);
        }
    };
    refresh_ring(shape, &mut ring, refresh);
    lift(distances, crossing);
    Some(ring)
}

/// Lays the distances of cells that wait into arrays of zeros.
pub fn lay(distances: &mut Distances, crossing: &Crossing) {
    crossing.each_run(|places, part| {
        distances.low[places.clone()].copy_from_slice(&crossing.low[part.clone()]);
        distances.high[places].copy_from_slice(&crossing.high[part]);
    });
}

/// Takes them out again, and leaves zeros.
fn lift(distances: &mut Distances, crossing: &mut Crossing) {
    let Crossing { runs, low, high } = crossing;
    let runs = Crossing {
        runs: std::mem::take(runs),
        ..Crossing::default()
    };
    runs.each_run(|places, part| {
        low[part.clone()].copy_from_slice(&distances.low[places.clone()]);
        high[part].copy_from_slice(&distances.high[places.clone()]);
        distances.low[places.clone()].fill(0);
        distances.high[places].fill(0);
    });
    crossing.runs = runs.runs;
}

fn is_margin(shape: Shape, place: usize) -> bool {
    let (row, col) = (place / shape.stride(), place % shape.stride());
    row == 0 || col == 0 || row == shape.rows + 1 || col == shape.cols + 1
}

/// Calls with every place of the margin.
fn edge_places(shape: Shape, mut with: impl FnMut(usize)) {
    let (stride, len) = (shape.stride(), shape.padded_len());
    for place in 0..stride {
        with(place);
        with(len - stride + place);
    }
    for row in 1..=shape.rows {
        with(row * stride);
        with((row + 1) * stride - 1);
    }
}

/// Calls with every outermost place and what is there; corners twice.
fn shore_places<K: Copy>(
    shape: Shape,
    ring: &Ring<Shore<K>>,
    mut with: impl FnMut(usize, Shore<K>),
) {
    for (col, (north, south)) in ring.north.iter().zip(&ring.south).enumerate() {
        with(shape.at(0, col), *north);
        with(shape.at(shape.rows - 1, col), *south);
    }
    for (row, (west, east)) in ring.west.iter().zip(&ring.east).enumerate() {
        with(shape.at(row, 0), *west);
        with(shape.at(row, shape.cols - 1), *east);
    }
}

fn refresh_ring<K>(
    shape: Shape,
    ring: &mut Ring<Shore<K>>,
    mut with: impl FnMut(usize, &mut Shore<K>),
) {
    for (col, (north, south)) in ring.north.iter_mut().zip(&mut ring.south).enumerate() {
        with(shape.at(0, col), north);
        with(shape.at(shape.rows - 1, col), south);
    }
    for (row, (west, east)) in ring.west.iter_mut().zip(&mut ring.east).enumerate() {
        with(shape.at(row, 0), west);
        with(shape.at(row, shape.cols - 1), east);
    }
}

/// The tiles on whose border something became less.
fn touched<'l, K: Key>(
    layout: &'l Layout,
    tile: usize,
    old: &Ring<Shore<K>>,
    new: &Ring<Shore<K>>,
) -> impl Iterator<Item = usize> + use<'l, K> {
    let differ = |old: &[Shore<K>], new: &[Shore<K>]| {
        (
            old != new,
            old.first() != new.first(),
            old.last() != new.last(),
        )
    };
    let (north, north_west, north_east) = differ(&old.north, &new.north);
    let (south, south_west, south_east) = differ(&old.south, &new.south);
    let (west, ..) = differ(&old.west, &new.west);
    let (east, ..) = differ(&old.east, &new.east);
    let sides = [
        (north, -1, 0),
        (south, 1, 0),
        (west, 0, -1),
        (east, 0, 1),
        (north_west, -1, -1),
        (north_east, -1, 1),
        (south_west, 1, -1),
        (south_east, 1, 1),
    ];
    sides
        .into_iter()
        .filter(|(differs, ..)| *differs)
        .filter_map(move |(_, south, east)| layout.beside(tile, south, east))
}
