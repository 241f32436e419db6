//! What it costs to fill a raster and to direct it: CPU of all threads, how much of it one thread had to do alone,
//! wall time, and the greatest memory so far; and a hash of the answers.
//!
//! `cargo bench --locked -p wellkeeper-terrain --bench fill -- [SIDE] [TILE] [metres|level|holes|file|peer]`: with `peer`
//! beside pyflwdir, 5,000 cells a side, heights compared first, as also without any word; with `metres`
//! elevations are whole metres, with a lake on the lower third of the ground, with `level` all are one, with `holes`
//! the lower third has no data and is a wall where ground encloses it; with `file` the cells lie in scratch files,
//! and what is kept of tiles has 256 MiB.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a bench that cannot go on should stop and say where"
)]

mod fractal;
mod measure;
#[path = "peers/pyflwdir.rs"]
mod peer;

use std::path::Path;
use std::time::Instant;

use rayon::prelude::*;
use terrain::flow::d8::{condition, directions, directions_store};
use terrain::flow::fill::{fill, fill_store};
use terrain::flow::ground::{Outlets, Policy, Room, Scratch, Source, Target, Tiling, Window};
use terrain::{Grid, Raster};

use measure::{cpu_seconds_of, peak_mib};

const SEED: u64 = 7;
const ROOM_BYTES: usize = 256 << 20;

fn main() {
    if let Some((_, side, from, to)) = peer::asked() {
        return ours(side, &from, &to);
    }
    let words: Vec<String> = std::env::args().skip(1).collect();
    let mut numbers = words.iter().filter_map(|it| it.parse().ok());
    let small = std::env::var_os("WELLKEEPER_BENCH").is_some_and(|it| it == "small");
    let side = numbers.next().unwrap_or(if small { 200 } else { 2000 });
    let tile = numbers.next().unwrap_or(256);
    let tiling = Tiling::new(tile, tile).unwrap();
    let is_asked = |word: &str| words.iter().any(|it| it == word);
    if is_asked("peer") || words.iter().all(|it| it.starts_with("--")) {
        let default = if small { 200 } else { 5000 };
        let asked = words.iter().find_map(|it| it.parse().ok());
        return beside_peer(asked.unwrap_or(default));
    }
    if is_asked("file") {
        return in_files(side, tiling);
    }
    let mut grid = fractal::elevations(side, side, SEED);
    if is_asked("metres") {
        let lake = lower_third(&grid);
        grid.cells_mut()
            .iter_mut()
            .for_each(|it| *it = it.max(lake).round());
    }
    if is_asked("level") {
        grid.cells_mut().fill(100.0);
    }
    let mut outlets = Outlets::default();
    if is_asked("holes") {
        let lake = lower_third(&grid);
        let cells = grid.cells_mut().iter_mut();
        cells.filter(|it| **it < lake).for_each(|it| *it = f32::NAN);
        outlets.nodata = Policy::Wall;
    }
    in_memory(side, grid, &outlets, tiling);
}

/// Fills beside pyflwdir, which takes the border as outlets and has none without data here.
fn beside_peer(side: usize) {
    let folder = tempfile::tempdir().unwrap();
    let from = folder.path().join("heights");
    let grid = fractal::elevations(side, side, SEED);
    let cells = grid.cells().iter();
    let bytes: Vec<u8> = cells.flat_map(|cell| cell.to_le_bytes()).collect();
    std::fs::write(&from, bytes).unwrap();
    drop(grid);
    peer::compare("fill", side, &from, |ours, theirs| ours == theirs);
}

fn ours(side: usize, from: &Path, to: &Path) {
    let bytes = std::fs::read(from).unwrap();
    let cells = bytes.chunks_exact(4);
    let cells = cells.map(|cell| f32::from_le_bytes(cell.try_into().unwrap()));
    let raster = Raster {
        grid: Grid::new(side, side, cells.collect()).unwrap(),
        nodata: Some(-9999.0),
        georeference: None,
    };
    drop(bytes);
    let outlets = Outlets::default();
    // pyflwdir gives directions with the heights, and so do we.
    let done = peer::tell(|| condition(raster, &outlets, Tiling::default()).unwrap());
    let cells = done.filled.grid.cells().iter();
    let bytes: Vec<u8> = cells.flat_map(|cell| cell.to_le_bytes()).collect();
    std::fs::write(to, bytes).unwrap();
}

/// The elevation that a third of the cells, by a sample of them, lies below.
fn lower_third(grid: &Grid<f32>) -> f32 {
    let mut sample: Vec<f32> = grid.cells().iter().step_by(101).copied().collect();
    sample.sort_unstable_by(f32::total_cmp);
    sample[sample.len() / 3]
}

fn in_memory(side: usize, grid: Grid<f32>, outlets: &Outlets, tiling: Tiling) {
    println!("{side} × {side}, strict pits {:.2} %", pits(&grid) * 100.0);
    let raster = Raster {
        grid,
        nodata: None,
        georeference: None,
    };
    let (filled, summary) = timed("fill", || fill(raster, outlets, tiling).unwrap());
    let (codes, directed) = timed("d8", || directions(&filled, outlets, tiling).unwrap());
    println!("{summary:?}\n{directed:?}");
    println!("codes {:016x}", hash(&codes.grid));
}

fn in_files(side: usize, tiling: Tiling) {
    let outlets = Outlets::default();
    let elevations = Scratch::<f32>::new(tempfile::tempfile().unwrap(), side, side).unwrap();
    (0..side).into_par_iter().for_each_init(
        || vec![0.0; side],
        |cells, row| {
            fractal::fill_row(row, cells, SEED);
            elevations.write(of_row(row, side), cells).unwrap();
        },
    );
    println!("{side} × {side} in a file, {} MiB before", peak_mib());
    let room = || Room::Bytes(ROOM_BYTES, tempfile::tempfile().unwrap());
    let summary = timed("fill", || {
        fill_store(&elevations, (None, None), &outlets, tiling, room()).unwrap()
    });
    let codes = Scratch::<u8>::new(tempfile::tempfile().unwrap(), side, side).unwrap();
    let directed = timed("d8", || {
        let how = (&outlets, tiling);
        directions_store(&elevations, None, &|_| (1.0, 1.0), how, &codes, room()).unwrap()
    });
    println!("{summary:?}\n{directed:?}");
    println!("codes {:016x}", hash(&codes));
}

fn of_row(row: usize, cols: usize) -> Window {
    Window {
        row,
        col: 0,
        rows: 1,
        cols,
    }
}

fn timed<R>(what: &str, work: impl FnOnce() -> R) -> R {
    let start = Instant::now();
    let before = ["self", "thread-self"].map(cpu_seconds_of);
    let result = work();
    let after = ["self", "thread-self"].map(cpu_seconds_of);
    println!(
        "{what:5} user {:6.2} s (of it {:.2} s alone), system {:.2} s, wall {:.2} s, peak {} MiB",
        after[0].0 - before[0].0,
        after[1].0 - before[1].0,
        after[0].1 - before[0].1,
        start.elapsed().as_secs_f64(),
        peak_mib()
    );
    result
}

/// FNV-1a, so that a faster version that answers differently is seen.
fn hash(codes: &impl Source<u8>) -> u64 {
    let mut row_codes = vec![0; codes.cols()];
    let mut hash = 0xCBF2_9CE4_8422_2325;
    for row in 0..codes.rows() {
        codes
            .read(of_row(row, codes.cols()), &mut row_codes)
            .unwrap();
        for code in &row_codes {
            hash = (hash ^ u64::from(*code)).wrapping_mul(0x0100_0000_01B3);
        }
    }
    hash
}

/// Which part of the cells lies lower than all eight around them.
fn pits(grid: &Grid<f32>) -> f64 {
    let (rows, cols) = (grid.rows(), grid.cols());
    let mut pits = 0_u32;
    for row in 1..rows - 1 {
        let rows = [row - 1, row, row + 1].map(|it| grid.row(it));
        for col in 1..cols - 1 {
            let around = rows.iter().flat_map(|it| &it[col - 1..=col + 1]);
            let here = rows[1][col];
            pits += u32::from(around.filter(|it| here < **it).count() == 8);
        }
    }
    f64::from(pits) / (rows * cols) as f64
}
