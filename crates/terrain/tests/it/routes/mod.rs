//! Accumulation, watersheds, streams, lengths.

mod above;
mod accumulate;
mod beyond;
mod length;
mod streams;
mod tiles;
mod watershed;

use terrain::flow::pointer::{Directions, NODATA, STEPS};
use terrain::flow::route::Bands;
use terrain::grid::Crs;
use terrain::{Georeference, Grid, Raster};

/// A real or made ground of the oracle set, with what peers say of it (tests/data/routes/README.md).
pub struct Ground {
    pub name: &'static str,
    pub rows: usize,
    pub cols: usize,
}

pub const GROUNDS: [Ground; 2] = [
    Ground {
        name: "logan100m",
        rows: 498,
        cols: 289,
    },
    Ground {
        name: "synthlake",
        rows: 400,
        cols: 400,
    },
];

impl Ground {
    pub fn bytes(&self, what: &str) -> Vec<u8> {
        let path = format!(
            "{}/tests/data/routes/{}_{what}.bin.zst",
            env!("CARGO_MANIFEST_DIR"),
            self.name
        );
        let packed = std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
        zstd::decode_all(packed.as_slice()).unwrap()
    }

    pub fn csv(&self, what: &str) -> Vec<Vec<f64>> {
        let path = format!(
            "{}/tests/data/routes/{}_{what}.csv",
            env!("CARGO_MANIFEST_DIR"),
            self.name
        );
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
        text.lines()
            .skip(1)
            .map(|line| {
                line.split(',')
                    .map(|field| field.parse().unwrap())
                    .collect()
            })
            .collect()
    }

    /// Directions of WhiteboxTools in our codes.
    pub fn d8(&self) -> Raster<u8> {
        let codes = self
            .bytes("d8_wbt")
            .into_iter()
            .map(from_whitebox)
            .collect();
        raster(self.rows, self.cols, codes)
    }
}

/// WhiteboxTools writes 1 for north-east and 2 for east, clockwise on.
pub fn from_whitebox(code: u8) -> u8 {
    if code == NODATA {
        NODATA
    } else {
        code.rotate_right(1)
    }
}

pub fn raster(rows: usize, cols: usize, codes: Vec<u8>) -> Raster<u8> {
    Raster {
        grid: Grid::new(rows, cols, codes).unwrap(),
        nodata: Some(NODATA),
        georeference: None,
    }
}

/// Directions drawn with arrows: `→ ↘ ↓ ↙ ← ↖ ↑ ↗`, `o` for an exit, `.` for no data.
pub fn drawn(picture: &str) -> Raster<u8> {
    let rows: Vec<Vec<u8>> = picture
        .split_whitespace()
        .map(|row| {
            row.chars()
                .map(|arrow| match arrow {
                    'o' => 0,
                    '.' => NODATA,
                    _ => 1 << "→↘↓↙←↖↑↗".chars().position(|one| one == arrow).unwrap(),
                })
                .collect()
        })
        .collect();
    raster(rows.len(), rows[0].len(), rows.concat())
}

/// Cells of so many metres.
pub fn metric(d8: &mut Raster<u8>, width: f64, height: f64) {
    d8.georeference = Some(Georeference {
        transform: [300_000.0, width, 0.0, 3_700_000.0, 0.0, -height],
        crs: Crs::default(),
    });
}

/// Cells of so many degrees below a latitude, on WGS 84.
pub fn degrees(d8: &mut Raster<u8>, width: f64, height: f64, north: f64) {
    d8.georeference = Some(Georeference {
        transform: [100.0, width, 0.0, north, 0.0, -height],
        crs: Crs {
            is_geographic: true,
            ..Crs::default()
        },
    });
}

/// The same numbers for the same seed (Knuth's MMIX generator).
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }
}

/// Rivers that wind anywhere: from a few exits one cell after another is joined to one that has a way out.
/// Some cells have no data.
pub fn winding(rows: usize, cols: usize, seed: u64) -> Raster<u8> {
    let mut dice = Dice(seed);
    let mut codes = vec![None; rows * cols];
    for code in &mut codes {
        if dice.below(20) == 0 {
            *code = Some(NODATA);
        }
    }
    let mut open: Vec<usize> = Vec::new();
    loop {
        if open.is_empty() {
            let free: Vec<usize> = (0..codes.len())
                .filter(|&cell| codes[cell].is_none())
                .collect();
            let Some(&exit) = free.get(dice.below(free.len().max(1))) else {
                break;
            };
            codes[exit] = Some(0);
            open.push(exit);
        }
        // Mostly the youngest, so that rivers are long.
        let at = if dice.below(3) > 0 {
            open.len() - 1
        } else {
            dice.below(open.len())
        };
        let cell = open[at];
        let free: Vec<(usize, usize)> = neighbours(rows, cols, cell)
            .filter(|&(_, near)| codes[near].is_none())
            .collect();
        let Some(&(direction, near)) = free.get(dice.below(free.len().max(1))) else {
            open.swap_remove(at);
            continue;
        };
        codes[near] = Some(1 << ((direction + 4) % 8));
        open.push(near);
    }
    raster(rows, cols, codes.into_iter().map(Option::unwrap).collect())
}

fn neighbours(rows: usize, cols: usize, cell: usize) -> impl Iterator<Item = (usize, usize)> {
    STEPS
        .iter()
        .enumerate()
        .filter_map(move |(direction, &(down, right))| {
            let row = (cell / cols)
                .checked_add_signed(down)
                .filter(|&row| row < rows)?;
            let col = (cell % cols)
                .checked_add_signed(right)
                .filter(|&col| col < cols)?;
            Some((direction, row * cols + col))
        })
}

/// The cells from one to the exit, itself first.
pub fn way_out(d8: &Raster<u8>, cell: usize) -> Vec<usize> {
    let directions = Directions::of(d8).unwrap();
    let mut way = vec![cell];
    while let Some((_, below)) = directions.downstream(*way.last().unwrap()) {
        way.push(below);
    }
    way
}

pub fn has_data(d8: &Raster<u8>) -> impl Iterator<Item = usize> + '_ {
    (0..d8.grid.cells().len()).filter(|&cell| d8.grid.cells()[cell] != NODATA)
}

/// The same whatever the bands and the threads: each in turn, and all equal to the first.
pub fn the_same_for_any_bands_and_threads<T: PartialEq + Send + std::fmt::Debug>(
    make: impl Fn(Bands) -> T + Sync,
) -> T {
    let first = make(Bands::default());
    for threads in [1, 2, 4] {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        for rows in [1, 2, 3, 7, 64, usize::MAX] {
            let again = pool.install(|| make(Bands { rows }));
            assert!(first == again, "bands of {rows} rows, {threads} threads");
        }
    }
    first
}
