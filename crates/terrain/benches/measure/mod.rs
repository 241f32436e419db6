//! What an operation costs: CPU, time, memory; and a ground to try it on.

#![allow(dead_code, reason = "not every bench needs all of it")]
#![allow(
    clippy::cast_possible_truncation,
    reason = "heights that are made up, in f32"
)]

use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::Instant;

use terrain::grid::{Crs, Georeference};
use terrain::{Grid, Raster};

/// Runs `work` and prints what it cost, with a hash of what `answer` says of the result.
pub fn measure<R>(name: &str, side: usize, work: impl FnOnce() -> R, answer: impl Fn(&R) -> u64) {
    let (cpu, start) = (user_seconds(), Instant::now());
    let result = work();
    let (cpu, wall) = (user_seconds() - cpu, start.elapsed().as_secs_f64());
    println!(
        "{name:<32} {side:>6} cpu {cpu:>6.2} s  wall {wall:>6.2} s  peak {:>6} MiB  {:016x}",
        peak_mib(),
        answer(&result)
    );
}

/// A hash of bits.
pub fn hash(bits: impl IntoIterator<Item = u64>) -> u64 {
    let mut hasher = DefaultHasher::new();
    for bits in bits {
        bits.hash(&mut hasher);
    }
    hasher.finish()
}

/// The sides to run with: of the arguments, or 5,000.
pub fn sides() -> Vec<usize> {
    let asked: Vec<usize> = std::env::args().filter_map(|a| a.parse().ok()).collect();
    if asked.is_empty() { vec![5000] } else { asked }
}

/// Hills of several lengths and a tilt, with roughness from a hash of the cell; no depressions worth the name.
/// Synthetic.
pub fn hills(side: usize) -> Raster<f32> {
    let mut cells = Vec::with_capacity(side * side);
    for row in 0..side {
        for col in 0..side {
            let (x, y) = (col as f64, row as f64);
            let waves = 120.0 * (x / 631.0).sin() * (y / 512.0).cos()
                + 21.0 * ((x + y) / 83.0).sin()
                + 4.0 * ((x - 2.0 * y) / 17.0).cos();
            let mut noise = (row as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ (col as u64);
            noise = (noise ^ (noise >> 31)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            let rough = (noise >> 40) as f64 / f64::from(1 << 24);
            cells.push((800.0 + waves + rough - 0.02 * x + 0.01 * y) as f32);
        }
    }
    Raster {
        grid: Grid::new(side, side, cells).unwrap(),
        nodata: Some(-9999.0),
        georeference: Some(Georeference {
            transform: [300_000.0, 10.0, 0.0, 3_700_000.0, 0.0, -10.0],
            crs: Crs::default(),
        }),
    }
}

/// User CPU seconds of all threads of this process so far.
pub fn user_seconds() -> f64 {
    cpu_seconds().0
}

/// User and system CPU seconds of all threads of this process so far.
pub fn cpu_seconds() -> (f64, f64) {
    cpu_seconds_of("self")
}

/// The same of this process, `self`, or of this thread alone, `thread-self`.
pub fn cpu_seconds_of(whose: &str) -> (f64, f64) {
    let stat = std::fs::read_to_string(format!("/proc/{whose}/stat")).unwrap_or_default();
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let mut ticks = after_name.split_whitespace().skip(11);
    // Linux counts in hundredths for every program.
    let mut next = || {
        let ticks = ticks.next().and_then(|t| t.parse::<f64>().ok());
        ticks.unwrap_or(f64::NAN) / 100.0
    };
    (next(), next())
}

/// The most memory of this process so far, MiB.
pub fn peak_mib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"));
    let kib = line.and_then(|l| l.split_whitespace().next()?.parse::<u64>().ok());
    kib.unwrap_or(0) / 1024
}
