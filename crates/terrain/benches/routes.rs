//! Routes on made ground: user CPU, wall and peak memory of each operation.
//!
//! `cargo bench -p wellkeeper-terrain --bench routes -- 2000 5000 10000`. The ground is synthetic: heights of
//! fractal noise on a tilt, flooded from the rim. `peer:5000` accumulates beside pyflwdir, counts compared first; so
//! does a run without sides.

#![allow(
    clippy::unwrap_used,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    missing_docs,
    reason = "a bench that cannot go on should stop and say where"
)]

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use rayon::prelude::*;
use terrain::flow::accumulate::{self, CellCounts, Tiled};
use terrain::flow::ground::Window;
use terrain::flow::pointer::STEPS;
use terrain::flow::route::Bands;
use terrain::flow::{length, streams, watershed};
use terrain::{Grid, Raster};

use measure::{peak_mib, user_seconds};

mod measure;
#[path = "peers/pyflwdir.rs"]
mod peer;

fn main() {
    if let Some((_, side, from, to)) = peer::asked() {
        return ours(side, &from, &to);
    }
    let mut sides: Vec<usize> = std::env::args()
        .filter_map(|arg| arg.parse().ok())
        .collect();
    let tiled: Vec<usize> = std::env::args()
        .filter_map(|arg| arg.strip_prefix("tiles:")?.parse().ok())
        .collect();
    let mut peers: Vec<usize> = std::env::args()
        .filter_map(|arg| arg.strip_prefix("peer:")?.parse().ok())
        .collect();
    if sides.is_empty() && tiled.is_empty() && peers.is_empty() {
        let is_small = std::env::var("WELLKEEPER_BENCH").is_ok();
        peers = vec![if is_small { 300 } else { 5000 }];
        sides = vec![if std::env::var("WELLKEEPER_BENCH").is_ok() {
            300
        } else {
            2000
        }];
    }
    println!(
        "{:<22} {:>6} {:>8} {:>8} {:>9}  answer",
        "", "side", "user s", "wall s", "peak MiB"
    );
    for side in tiled {
        timed("out of core, 1 GiB", side, || out_of_core(side));
    }
    for side in sides {
        every_route(side);
    }
    for side in peers {
        beside_peer(side);
    }
}

/// Accumulates beside pyflwdir, from the same directions.
fn beside_peer(side: usize) {
    let folder = tempfile::tempdir().unwrap();
    let from = folder.path().join("codes");
    std::fs::write(&from, made(side).grid.cells()).unwrap();
    peer::compare("accumulate", side, &from, |ours, theirs| ours == theirs);
}

fn ours(side: usize, from: &Path, to: &Path) {
    let d8 = Raster {
        grid: Grid::new(side, side, std::fs::read(from).unwrap()).unwrap(),
        nodata: Some(255),
        georeference: None,
    };
    let counts = peer::tell(|| accumulate::cells(&d8, Bands::default()).unwrap());
    let counts = (0..side * side).map(|cell| u32::try_from(counts.at(cell)).unwrap());
    let bytes: Vec<u8> = counts.flat_map(u32::to_le_bytes).collect();
    std::fs::write(to, bytes).unwrap();
}

fn every_route(side: usize) {
    let d8 = made(side);
    let counts = timed("accumulate cells", side, || {
        let counts = accumulate::cells(&d8, Bands::default()).unwrap();
        let hash = (0..side * side)
            .step_by(101)
            .fold(0, |h, cell| mix(h, counts.at(cell)));
        (counts, hash)
    });
    timed("basins", side, || {
        let made = watershed::basins(&d8, Bands::default()).unwrap();
        let hash = made
            .labels
            .grid
            .cells()
            .iter()
            .step_by(101)
            .fold(0, |h, &l| mix(h, u64::from(l)));
        ((), hash)
    });
    watershed_of_the_largest(side, &d8, &counts);
    timed("streams >= 1000 cells", side, || {
        let made = streams::streams(&d8, |cell| counts.at(cell) >= 1000).unwrap();
        ((), mix(made.links.len() as u64, made.length_m().to_bits()))
    });
    timed("small watersheds", side, || {
        let made =
            watershed::small_watersheds(&d8, &counts, 0.02, 0.002, Bands::default()).unwrap();
        ((), mix(made.watersheds.table.len() as u64, made.rest_cells))
    });
    let sum = timed("accumulate by tiles", side, || by_tiles(side, &d8));
    let at_once = (0..side * side).fold(0, |sum: u64, cell| {
        sum.wrapping_add(mix(cell as u64, counts.at(cell)))
    });
    assert_eq!(sum, at_once, "tiles and all at once differ");
    drop(counts);
    timed("way down", side, || {
        let made = length::downstream_m(&d8, Bands::default()).unwrap();
        let hash = made
            .grid
            .cells()
            .iter()
            .step_by(101)
            .fold(0, |h, l| mix(h, l.to_bits()));
        ((), hash)
    });
    timed("longest way up", side, || {
        let made = length::upstream_m(&d8, Bands::default()).unwrap();
        let hash = made
            .grid
            .cells()
            .iter()
            .step_by(101)
            .fold(0, |h, l| mix(h, l.to_bits()));
        ((), hash)
    });
}

/// A raster that is never in memory: each cell drains to the east, the south or between, by a hash. Within 1 GiB;
/// what reaches the last row and column is all of it.
fn out_of_core(side: usize) -> ((), u64) {
    let code = |row: usize, col: usize| 1_u8 << (mix(row as u64, col as u64) % 3);
    let tiled = Tiled::within(side, side, 1 << 30).unwrap();
    let left = AtomicU64::new(0);
    let read = |block: Window, codes: &mut [u8]| {
        for (row, codes) in (block.row..).zip(codes.chunks_exact_mut(block.cols)) {
            for (col, out) in (block.col..).zip(codes) {
                *out = code(row, col);
            }
        }
        Ok(())
    };
    let write = |block: Window, counts: &[u64]| {
        let mut of_block = 0;
        for (row, counts) in (block.row..).zip(counts.chunks_exact(block.cols)) {
            for (col, &count) in (block.col..).zip(counts) {
                let leaves = (row + 1 == side && code(row, col) != 1)
                    || (col + 1 == side && code(row, col) != 4);
                of_block += if leaves { count } else { 0 };
            }
        }
        left.fetch_add(of_block, Ordering::Relaxed);
        Ok(())
    };
    accumulate::cells_by_tiles(tiled, read, write).unwrap();
    assert_eq!(left.into_inner(), (side * side) as u64, "water was lost");
    ((), tiled.side as u64)
}

fn watershed_of_the_largest(side: usize, d8: &Raster<u8>, counts: &CellCounts) {
    let largest = (0..side * side)
        .max_by_key(|&cell| counts.at(cell))
        .unwrap();
    timed("one watershed", side, || {
        let outlet = (largest / side, largest % side);
        let made = watershed::watersheds(d8, &[outlet], Bands::default()).unwrap();
        assert_eq!(made.table[0].cells, counts.at(largest));
        ((), made.table[0].cells)
    });
}

/// Sixty-four tiles; a sum over all cells.
fn by_tiles(side: usize, d8: &Raster<u8>) -> (u64, u64) {
    let sum = AtomicU64::new(0);
    let tiled = Tiled {
        rows: side,
        cols: side,
        side: (side / 8).max(1),
    };
    let read = |block: Window, codes: &mut [u8]| {
        for (row, codes) in (block.row..).zip(codes.chunks_exact_mut(block.cols)) {
            codes.copy_from_slice(&d8.grid.row(row)[block.col..block.col + block.cols]);
        }
        Ok(())
    };
    let write = |block: Window, counts: &[u64]| {
        let mut of_block = 0_u64;
        for (row, counts) in (block.row..).zip(counts.chunks_exact(block.cols)) {
            for (cell, &count) in (row * side + block.col..).zip(counts) {
                of_block = of_block.wrapping_add(mix(cell as u64, count));
            }
        }
        sum.fetch_add(of_block, Ordering::Relaxed);
        Ok(())
    };
    accumulate::cells_by_tiles(tiled, read, write).unwrap();
    let sum = sum.into_inner();
    (sum, sum)
}

fn timed<T>(name: &str, side: usize, work: impl FnOnce() -> (T, u64)) -> T {
    let (user, start) = (user_seconds(), Instant::now());
    let (made, answer) = work();
    let wall = start.elapsed().as_secs_f64();
    println!(
        "{name:<22} {side:>6} {:>8.2} {wall:>8.2} {:>9}  {answer:016x}",
        user_seconds() - user,
        peak_mib()
    );
    made
}

fn mix(hash: u64, value: u64) -> u64 {
    (hash ^ value)
        .wrapping_mul(0x9E37_79B9_7F4A_7C15)
        .rotate_left(29)
}

/// Directions on synthetic ground, by a plain flood from the rim on whole heights: a cell drains to its steepest
/// neighbour that water stands lower at, and elsewhere to where the flood came from.
fn made(side: usize) -> Raster<u8> {
    let ground: Vec<u16> = (0..side * side)
        .into_par_iter()
        .map(|cell| (height(cell / side, cell % side, side) * 3.0) as u16)
        .collect();
    let (level, from) = flooded(&ground, side);
    let codes = (0..side * side)
        .into_par_iter()
        .map(|cell| {
            let mut best = (0.0_f32, from[cell]);
            for (direction, near) in neighbours(cell, side) {
                let run = if direction % 2 == 0 {
                    1.0
                } else {
                    2.0_f32.sqrt()
                };
                let slope = (f32::from(level[cell]) - f32::from(level[near])) / run;
                if slope > best.0 {
                    best = (slope, 1 << direction);
                }
            }
            best.1
        })
        .collect();
    Raster {
        grid: Grid::new(side, side, codes).unwrap(),
        nodata: Some(255),
        georeference: None,
    }
}

/// The level that water stands at, and the code of the direction that the flood came from; 0 on the rim.
fn flooded(ground: &[u16], side: usize) -> (Vec<u16>, Vec<u8>) {
    let mut level = vec![u16::MAX; ground.len()];
    let mut from = vec![0; ground.len()];
    let mut waiting: Vec<Vec<u32>> = vec![Vec::new(); 1 << 16];
    for cell in 0..ground.len() {
        let (row, col) = (cell / side, cell % side);
        if row == 0 || col == 0 || row + 1 == side || col + 1 == side {
            level[cell] = ground[cell];
            waiting[usize::from(ground[cell])].push(cell as u32);
        }
    }
    for height in 0..waiting.len() {
        let mut at = 0;
        while let Some(&cell) = waiting[height].get(at) {
            at += 1;
            for (direction, near) in neighbours(cell as usize, side) {
                if level[near] == u16::MAX {
                    level[near] = ground[near].max(height as u16);
                    from[near] = 1 << ((direction + 4) % 8);
                    waiting[usize::from(level[near])].push(near as u32);
                }
            }
        }
        waiting[height] = Vec::new();
    }
    (level, from)
}

fn neighbours(cell: usize, side: usize) -> impl Iterator<Item = (usize, usize)> {
    let (row, col) = ((cell / side).cast_signed(), (cell % side).cast_signed());
    STEPS
        .iter()
        .enumerate()
        .filter_map(move |(direction, (down, right))| {
            let (row, col) = (row + down, col + right);
            let inside = [row, col]
                .iter()
                .all(|at| (0..side.cast_signed()).contains(at));
            inside.then(|| (direction, row.cast_unsigned() * side + col.cast_unsigned()))
        })
}

/// Value noise in eight octaves on a tilt to the south-east.
fn height(row: usize, col: usize, side: usize) -> f32 {
    let mut height = (2 * side - row - col) as f32 * 0.35;
    let (mut wave, mut rise) = (512.0_f32, 160.0_f32);
    for octave in 0..8 {
        let (y, x) = (row as f32 / wave, col as f32 / wave);
        let (top, left) = (y.floor(), x.floor());
        let ease = |t: f32| t * t * (3.0 - 2.0 * t);
        let (v, u) = (ease(y - top), ease(x - left));
        let at = |r: f32, c: f32| {
            let seed = (r as u64) << 40 ^ (c as u64) << 8 ^ octave;
            (mix(mix(0, seed), 7) >> 40) as f32 / (1 << 24) as f32
        };
        let north = at(top, left) * (1.0 - u) + at(top, left + 1.0) * u;
        let south = at(top + 1.0, left) * (1.0 - u) + at(top + 1.0, left + 1.0) * u;
        height += rise * (north * (1.0 - v) + south * v);
        wave /= 2.0;
        rise *= 0.5;
    }
    height
}
