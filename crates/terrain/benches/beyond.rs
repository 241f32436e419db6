//! The whole way from heights to streams on a raster that is never in memory: user CPU, ns a cell, wall, peak memory.
//!
//! `cargo bench --locked -p wellkeeper-terrain --bench beyond -- [SIDE] [MIB]`: within about so many MiB, 1,024 if not
//! said; 30000 is ten times that. Cells lie in scratch files; the ground is synthetic, see `fractal.rs`.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a bench that cannot go on should stop and say where"
)]

#[allow(
    dead_code,
    reason = "the ground is made row by row here, and never whole"
)]
mod fractal;
mod measure;

use std::time::Instant;

use rayon::prelude::*;
use terrain::Georeference;
use terrain::flow::accumulate::{Tiled, cells_by_tiles};
use terrain::flow::d8::directions_store;
use terrain::flow::fill::fill_store;
use terrain::flow::ground::{Bytes, Outlets, Room, Scratch, Source, Target, Tiling, Window};
use terrain::flow::metres::CellSize;
use terrain::flow::streams::streams_by_tiles;
use terrain::flow::watershed::{basins_by_tiles, small_watersheds_by_tiles, watersheds_by_tiles};
use terrain::grid::Crs;
use terrain::vector::{Connectedness, Lattice, polygonize_bands};

use measure::{cpu_seconds, peak_mib};

const SEED: u64 = 7;

fn main() {
    let numbers: Vec<usize> = std::env::args().filter_map(|it| it.parse().ok()).collect();
    let small = std::env::var_os("WELLKEEPER_BENCH").is_some();
    let side = numbers.first().copied();
    let side = side.unwrap_or(if small { 300 } else { 2000 });
    let memory = numbers.get(1).copied().unwrap_or(1024) << 20;
    let bench = Bench { side, memory };
    println!("{side} × {side} in files, {} MiB allowed", memory >> 20);
    bench.routes(&bench.directions());
}

struct Bench {
    side: usize,
    memory: usize,
}

impl Bench {
    /// As the command does, a third for what is kept of tiles.
    fn room(&self) -> Room {
        Room::Bytes(self.memory / 3, tempfile::tempfile().unwrap())
    }

    fn cells<T: Bytes>(&self) -> Scratch<T> {
        Scratch::new(tempfile::tempfile().unwrap(), self.side, self.side).unwrap()
    }

    fn directions(&self) -> Scratch<u8> {
        let (side, outlets) = (self.side, Outlets::default());
        let heights = self.cells::<f32>();
        (0..side).into_par_iter().for_each_init(
            || vec![0.0; side],
            |cells, row| {
                fractal::fill_row(row, cells, SEED);
                heights.write(rows(row..row + 1, side), cells).unwrap();
            },
        );
        let tiling = Tiling::default();
        self.timed("fill", || {
            let lie = (None, None);
            let filled = fill_store(&heights, lie, &outlets, tiling, self.room()).unwrap();
            format!("{} raised", filled.raised)
        });
        let codes = self.cells();
        self.timed("d8", || {
            let how = (&outlets, tiling);
            let size = |_| (10.0, 10.0);
            let made = directions_store(&heights, None, &size, how, &codes, self.room()).unwrap();
            format!("{} exits", made.exits)
        });
        codes
    }

    fn routes(&self, codes: &Scratch<u8>) {
        let side = self.side;
        let tiled = Tiled::within(side, side, self.memory / 2).unwrap();
        let place = Georeference {
            transform: [0.0, 10.0, 0.0, 0.0, 0.0, -10.0],
            crs: Crs::default(),
        };
        let size = CellSize::at(Some(&place), (side, side)).unwrap();
        let read = |block: Window, some: &mut [u8]| codes.read(block, some);
        let kept = self.memory / 3;
        self.timed("accumulate", || {
            let counts = self.cells::<u32>();
            let write = |block: Window, some: &[u64]| {
                let some = some.iter().map(|&count| u32::try_from(count).unwrap());
                counts.write(block, &some.collect::<Vec<u32>>())
            };
            cells_by_tiles(tiled, read, write).unwrap();
            format!("tiles of {}", tiled.side)
        });
        let labels = self.cells::<u32>();
        let write = |block: Window, some: &[u32]| labels.write(block, some);
        self.timed("basins", || {
            let table = basins_by_tiles(tiled, &size, read, write).unwrap();
            format!("{} basins", table.len())
        });
        self.timed("hundred watersheds", || {
            let outlet = |n: usize| (n / 10 * (side / 10) + 7, n % 10 * (side / 10) + 7);
            let outlets: Vec<(usize, usize)> = (0..100).map(outlet).collect();
            let table = watersheds_by_tiles(tiled, &size, &outlets, read, write).unwrap();
            format!(
                "{} cells",
                table.iter().map(|one| one.own_cells).sum::<u64>()
            )
        });
        self.timed("small watersheds", || {
            let km2 = (50.0, 1.0);
            let how = (tiled, &size);
            let found = small_watersheds_by_tiles(how, km2, kept, read, write).unwrap();
            format!("{} watersheds", found.table.len())
        });
        self.timed("polygonize them", || {
            let lattice = Lattice::new((side, side), place.transform).unwrap();
            let how = (Connectedness::Corners, self.memory / 4 * 3);
            let at_once = (self.memory / 16 / (4 * side)).max(1);
            let found = polygonize_bands(&lattice, Some(0), how, at_once, |band| {
                let mut some = vec![0_u32; band.len() * side];
                labels.read(rows(band, side), &mut some)?;
                Ok(some)
            });
            format!("{} regions", found.unwrap().len())
        });
        self.timed("streams >= 1000 cells", || {
            let found = streams_by_tiles((tiled, &size), 1_000, self.memory / 4 * 3, read).unwrap();
            format!("{} links", found.links.len())
        });
    }

    fn timed(&self, what: &str, work: impl FnOnce() -> String) {
        let (before, start) = (cpu_seconds(), Instant::now());
        let answer = work();
        let after = cpu_seconds();
        let user = after.0 - before.0;
        println!(
            "{what:22} user {user:7.2} s  {:6.1} ns a cell  system {:6.2} s  wall {:7.2} s  peak {:5} MiB  {answer}",
            user * 1e9 / (self.side * self.side) as f64,
            after.1 - before.1,
            start.elapsed().as_secs_f64(),
            peak_mib()
        );
    }
}

fn rows(rows: std::ops::Range<usize>, cols: usize) -> Window {
    Window {
        row: rows.start,
        col: 0,
        rows: rows.len(),
        cols,
    }
}
