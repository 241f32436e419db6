//! What it costs to fill a raster, and to direct it.
//!
//! `cargo bench -p wellkeeper-terrain --bench fill -- [SIDE] [TILE]`: CPU of all threads, wall time and the greatest memory so far.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a bench that cannot go on should stop and say where"
)]

mod fractal;

use std::time::Instant;

use terrain::flow::d8::directions;
use terrain::flow::fill::fill;
use terrain::flow::ground::{Outlets, Tiling};
use terrain::{Grid, Raster};

fn main() {
    let numbers: Vec<usize> = std::env::args()
        .skip(1)
        .filter_map(|it| it.parse().ok())
        .collect();
    let small = std::env::var_os("WELLKEEPER_BENCH").is_some_and(|it| it == "small");
    let side = numbers
        .first()
        .copied()
        .unwrap_or(if small { 200 } else { 2000 });
    let tile = numbers.get(1).copied().unwrap_or(256);
    let tiling = Tiling::new(tile, tile).unwrap();
    let outlets = Outlets::default();
    let grid = fractal::elevations(side, side, 7);
    println!("{side} × {side}, strict pits {:.2} %", pits(&grid) * 100.0);
    let raster = Raster {
        grid,
        nodata: None,
        georeference: None,
    };
    let (filled, summary) = timed("fill", || fill(raster, &outlets, tiling).unwrap());
    let (codes, directed) = timed("d8", || directions(&filled, &outlets, tiling).unwrap());
    println!("{summary:?}\n{directed:?}");
    println!("codes {:016x}", hash(codes.grid.cells()));
}

fn timed<R>(what: &str, work: impl FnOnce() -> R) -> R {
    let (start, before) = (Instant::now(), cpu_seconds());
    let result = work();
    let (wall, cpu) = (start.elapsed().as_secs_f64(), cpu_seconds() - before);
    println!(
        "{what:12} user {cpu:7.2} s  wall {wall:7.2} s  peak {} MiB",
        peak_mib()
    );
    result
}

/// FNV-1a, so that a faster version that answers differently is seen.
fn hash(cells: &[u8]) -> u64 {
    cells.iter().fold(0xCBF2_9CE4_8422_2325, |hash, cell| {
        (hash ^ u64::from(*cell)).wrapping_mul(0x0100_0000_01B3)
    })
}

/// User time of all threads of this process.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let after_name = stat.rsplit(')').next().unwrap();
    let ticks: f64 = after_name
        .split_whitespace()
        .nth(11)
        .unwrap()
        .parse()
        .unwrap();
    ticks / 100.0
}

fn peak_mib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status
        .lines()
        .find(|line| line.starts_with("VmHWM"))
        .unwrap();
    line.split_whitespace()
        .nth(1)
        .unwrap()
        .parse::<u64>()
        .unwrap()
        / 1024
}

fn pits(grid: &Grid<f32>) -> f64 {
    let (rows, cols) = (grid.rows(), grid.cols());
    let mut pits = 0_u32;
    for row in 1..rows - 1 {
        for col in 1..cols - 1 {
            let here = grid.row(row)[col];
            let lowest = (row - 1..=row + 1)
                .flat_map(|r| (col - 1..=col + 1).map(move |c| (r, c)))
                .filter(|it| *it != (row, col))
                .map(|(r, c)| grid.row(r)[c])
                .fold(f32::INFINITY, f32::min);
            pits += u32::from(here < lowest);
        }
    }
    f64::from(pits) / (rows * cols) as f64
}
