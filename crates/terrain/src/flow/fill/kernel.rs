//! The basins of one tile, and the passes between them.
//!
//! A cell drains to the least of the nine cells around it, by key and then by place; following that, it comes
//! to a lowest cell, and the cells that come to the same are a basin. That is the first step of Borůvka's for
//! the least spanning tree of the cells, whose edges weigh as much as their higher cell: what remains are the
//! passes between basins.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "places and basins of a tile are counted in 16 bits (TILE_CELLS_MAX); steps have a sign"
)]

use super::super::ground::{Key, Shape};
use super::spill::Edge;

/// What lies outside every basin.
pub const NO_BASIN: u16 = u16::MAX;
/// A cell whose basin is not yet known.
const UNSEEN: u16 = u16::MAX - 1;
/// The place of a cell among the nine, row by row.
const CENTRE: u8 = 4;

/// Working arrays, kept between tiles.
#[derive(Debug, Default)]
pub struct Basins<K> {
    /// By padded place, the basin; the first is 1.
    pub labels: Vec<u16>,
    /// By basin less one, its lowest key.
    pub lowest: Vec<K>,
    towards: Vec<u8>,
    path: Vec<u32>,
    near: Vec<(u32, K)>,
}

impl<K: Key> Basins<K> {
    /// Of padded keys whose margin is walls, as are drains.
    pub fn find(&mut self, shape: Shape, keys: &[K]) {
        self.towards.resize(shape.padded_len(), CENTRE);
        self.labels.clear();
        self.labels.resize(shape.padded_len(), NO_BASIN);
        for row in 0..shape.rows {
            let places = shape.row(row);
            let labels = &mut self.labels[places.clone()];
            for (label, key) in labels.iter_mut().zip(&keys[places.clone()]) {
                *label = if *key == K::WALL { NO_BASIN } else { UNSEEN };
            }
            descend(shape, keys, row, &mut self.towards[places]);
        }
        self.follow(shape, keys);
    }

    fn follow(&mut self, shape: Shape, keys: &[K]) {
        let stride = shape.stride() as isize;
        let steps: [isize; 9] = [
            -stride - 1,
            -stride,
            1 - stride,
            -1,
            0,
            1,
            stride - 1,
            stride,
            stride + 1,
        ];
        self.lowest.clear();
        for row in 0..shape.rows {
            for place in shape.row(row) {
                if self.labels[place] != UNSEEN {
                    continue;
                }
                let mut at = place;
                let label = loop {
                    let towards = self.towards[at];
                    if towards == CENTRE {
                        self.lowest.push(keys[at]);
                        self.labels[at] = self.lowest.len() as u16;
                        break self.labels[at];
                    }
                    self.path.push(at as u32);
                    at = at.wrapping_add_signed(steps[usize::from(towards)]);
                    if self.labels[at] != UNSEEN {
                        break self.labels[at];
                    }
                };
                for at in self.path.drain(..) {
                    self.labels[at as usize] = label;
                }
            }
        }
    }

    /// The lowest pass between each two basins that touch; one may be named more than once.
    pub fn passes(&mut self, shape: Shape, keys: &[K], passes: &mut Vec<Edge<K>>) {
        let stride = shape.stride();
        let mut nearest = Nearest::new();
        for row in 0..shape.rows {
            let here = shape.row(row);
            let below = here.start + stride - 1..here.end + stride + 1;
            let right = here.start..here.end + 1;
            self.near.clear();
            self.near.resize(4 * shape.cols, (0, K::WALL));
            let differ = neighbours_that_differ(
                (&self.labels[right.clone()], &keys[right]),
                (&self.labels[below.clone()], &keys[below]),
                &mut self.near,
            );
            for &(pair, key) in &self.near[..differ] {
                if key != K::WALL {
                    nearest.offer(pair, key, passes);
                }
            }
        }
        nearest.give(passes);
    }
}

/// Which of the nine cells around each cell of a row is least, by key and then by place.
fn descend<K: Key>(shape: Shape, keys: &[K], row: usize, towards: &mut [u8]) {
    let stride = shape.stride();
    let start = row * stride;
    let cols = shape.cols;
    let above = &keys[start..start + stride];
    let here = &keys[start + stride..start + 2 * stride];
    let below = &keys[start + 2 * stride..start + 3 * stride];
    let windows = [above, here, below].map(|row| [&row[..cols], &row[1..=cols], &row[2..2 + cols]]);
    for col in 0..cols {
        let mut least = windows[0][0][col];
        let mut which = 0;
        for (n, keys) in windows.iter().flatten().enumerate().skip(1) {
            let key = keys[col];
            let is_less = key < least;
            least = if is_less { key } else { least };
            which = if is_less { n as i32 } else { which };
        }
        towards[col] = which as u8;
    }
}

/// Writes the pairs of basins of a row's cells and their neighbours to the east and in the row below, with the
/// higher key of the two; how many there are.
///
/// Each pair is written and counted only if it is one: a branch would be guessed wrong too often.
fn neighbours_that_differ<K: Key>(
    here: (&[u16], &[K]),
    below: (&[u16], &[K]),
    out: &mut [(u32, K)],
) -> usize {
    let cols = here.0.len() - 1;
    let mut differ = 0;
    let windows = |row: usize| row..row + cols;
    let others = [
        (&here.0[1..], &here.1[1..]),
        (&below.0[windows(0)], &below.1[windows(0)]),
        (&below.0[windows(1)], &below.1[windows(1)]),
        (&below.0[windows(2)], &below.1[windows(2)]),
    ];
    for col in 0..cols {
        let (label, key) = (here.0[col], here.1[col]);
        for (labels, keys) in &others {
            let other = labels[col];
            let pair = (u32::from(label.min(other)) << 16) | u32::from(label.max(other));
            out[differ] = (pair, key.max(keys[col]));
            differ += usize::from(label != other);
        }
    }
    differ
}

/// The lowest pass of the pairs met last.
struct Nearest<K> {
    slots: Vec<(u32, K)>,
}

const SLOT_BITS: u32 = 11;

impl<K: Key> Nearest<K> {
    fn new() -> Self {
        Self {
            slots: vec![(0, K::WALL); 1 << SLOT_BITS],
        }
    }

    fn offer(&mut self, pair: u32, key: K, passes: &mut Vec<Edge<K>>) {
        let slot = pair.wrapping_mul(0x9E37_79B1) >> (32 - SLOT_BITS);
        let held = &mut self.slots[slot as usize];
        if held.0 == pair {
            held.1 = held.1.min(key);
        } else {
            passes.extend(edge(*held));
            *held = (pair, key);
        }
    }

    fn give(self, passes: &mut Vec<Edge<K>>) {
        passes.extend(self.slots.into_iter().filter_map(edge));
    }
}

fn edge<K>((pair, weight): (u32, K)) -> Option<Edge<K>> {
    (pair != 0).then_some(Edge {
        weight,
        a: pair >> 16,
        b: pair & 0xFFFF,
    })
}
