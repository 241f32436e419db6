//! Reading and writing a cloud-optimised raster of heights, ours beside GDAL's from Python.
//!
//! `cargo bench -p wellkeeper-terrain --bench io [SIDE]`; the raster is made up, from a seed. The answers
//! are compared first, by a sum over the bits of all cells.

#![allow(missing_docs, reason = "a program")]
#![allow(
    clippy::unwrap_used,
    clippy::cast_possible_truncation,
    reason = "a bench that cannot go on should stop and say where"
)]

mod measure;

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use terrain::tiff::{Compression, Reader, WriteOptions, write};
use terrain::{Grid, Raster};

use measure::{cpu_seconds, peak_mib};

/// Reads by GDAL with all threads; prints the sum, CPU and wall seconds, the best of three passes.
const GDAL: &str = r#"
import resource, sys, time
import numpy as np
from osgeo import gdal
gdal.UseExceptions()
gdal.SetConfigOption("GDAL_NUM_THREADS", "ALL_CPUS")
def used():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime, usage.ru_stime
best = (float("inf"),)
for _ in range(3):
    wall, before = time.perf_counter(), used()
    cells = gdal.Open(sys.argv[1]).ReadAsArray()
    wall, after = time.perf_counter() - wall, used()
    best = min(best, (after[0] - before[0], after[1] - before[1], wall))
bits = cells.view(np.uint32).ravel()
total = sum(int(part.sum(dtype=np.uint64)) for part in np.array_split(bits, 64))
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
print(total % 2**64, *best, peak)
"#;

fn main() {
    let side = std::env::args()
        .skip(1)
        .find_map(|word| word.parse().ok())
        .unwrap_or(
            if std::env::var("WELLKEEPER_BENCH").as_deref() == Ok("small") {
                512
            } else {
                5000
            },
        );
    let folder = tempfile::tempdir().unwrap();
    for compression in [Compression::Deflate, Compression::Zstd] {
        let path = folder.path().join(format!("{compression}.tif"));
        let options = WriteOptions {
            compression,
            ..WriteOptions::continuous::<f32>()
        };
        let raster = heights(side);
        measured(&format!("write {compression} p3"), side, || {
            write(&path, &raster, &options).unwrap();
        });
        drop(raster);
        println!(
            "    {} MB",
            std::fs::metadata(&path).unwrap().len() / 1_000_000
        );
        let gdal = gdal(&path);
        let read = || Reader::open(&path).unwrap().read::<f32>(0).unwrap();
        let sum = read().grid.cells().iter().fold(0_u64, |sum, cell| {
            sum.wrapping_add(u64::from(cell.to_bits()))
        });
        assert_eq!(sum, gdal.0, "GDAL reads other cells");
        let ours = measured(&format!("read {compression} p3"), side, || drop(read()));
        println!(
            "read {compression} p3 {side}² by GDAL: user {:.2} s, system {:.2} s, wall {:.2} s, peak {} MiB",
            gdal.1, gdal.2, gdal.3, gdal.4
        );
        println!(
            "    ours / GDAL: user {:.2}, user and system {:.2}",
            ours.0 / gdal.1,
            ours.1 / (gdal.1 + gdal.2)
        );
    }
}

/// Fractal heights by value noise: five octaves on a slope.
fn heights(side: usize) -> Raster<f32> {
    let mut cells = Vec::with_capacity(side * side);
    let hash = |x: u32, y: u32, octave: u32| {
        let mut h = x.wrapping_mul(0x9E37_79B1)
            ^ y.wrapping_mul(0x85EB_CA77)
            ^ (octave + 7).wrapping_mul(0xC2B2_AE3D);
        h = (h ^ (h >> 15)).wrapping_mul(0x2C1B_3C6D);
        h = (h ^ (h >> 12)).wrapping_mul(0x297A_2D39);
        (h >> 8) as f32 / 16_777_216.0
    };
    for row in 0..side {
        for col in 0..side {
            let mut height = 500.0 + 0.02 * (col as f32) + 0.01 * (row as f32);
            for octave in 0..5 {
                let cell = 256_u32 >> (octave * 2);
                let (x, y) = (col as u32 / cell, row as u32 / cell);
                let (u, v) = (
                    (col as u32 % cell) as f32 / cell as f32,
                    (row as u32 % cell) as f32 / cell as f32,
                );
                let north = hash(x, y, octave) * (1.0 - u) + hash(x + 1, y, octave) * u;
                let south = hash(x, y + 1, octave) * (1.0 - u) + hash(x + 1, y + 1, octave) * u;
                height += (north * (1.0 - v) + south * v) * 0.4 * cell as f32;
            }
            cells.push(height);
        }
    }
    Raster {
        grid: Grid::new(side, side, cells).unwrap(),
        nodata: Some(-9999.0),
        georeference: None,
    }
}

/// The sum of bits that GDAL found, its user and system CPU and wall seconds, its peak memory in MiB.
fn gdal(path: &Path) -> (u64, f64, f64, f64, u64) {
    let output = Command::new("/usr/bin/python3")
        .args(["-c", GDAL])
        .arg(path)
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let error = String::from_utf8_lossy(&output.stderr);
    let words: Vec<&str> = text.split_whitespace().collect();
    assert_eq!(words.len(), 5, "apt-get install python3-gdal: {error}");
    let number = |i: usize| words[i].parse::<f64>().unwrap();
    (
        words[0].parse().unwrap(),
        number(1),
        number(2),
        number(3),
        words[4].parse().unwrap(),
    )
}

/// The least user CPU of three rounds, and with it that of the system.
fn measured(what: &str, side: usize, work: impl Fn()) -> (f64, f64) {
    let mut best = (f64::INFINITY, f64::INFINITY);
    for _ in 0..3 {
        let (before, begun) = (cpu_seconds(), Instant::now());
        work();
        let (after, wall) = (cpu_seconds(), begun.elapsed().as_secs_f64());
        println!(
            "{what} {side}²: user {:.2} s, system {:.2} s, wall {wall:.2} s, peak {} MiB",
            after.0 - before.0,
            after.1 - before.1,
            peak_mib()
        );
        let (user, system) = (after.0 - before.0, after.1 - before.1);
        if user < best.0 {
            best = (user, user + system);
        }
    }
    best
}
