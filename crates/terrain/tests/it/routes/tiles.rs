//! Accumulation tile by tile.

use std::sync::Mutex;

use proptest::prelude::*;
use terrain::flow::accumulate::{self, Tiled, cells_by_tiles};
use terrain::flow::ground::Window;
use terrain::flow::metres::CellSize;
use terrain::flow::route::Bands;
use terrain::flow::{length, streams, watershed};
use terrain::{Grid, Raster, Result, TerrainError};

use super::{GROUNDS, degrees, drawn, metric, raster, winding};

fn by_tiles(d8: &Raster<u8>, side: usize) -> Result<Vec<u64>> {
    let (rows, cols) = (d8.grid.rows(), d8.grid.cols());
    let out = Mutex::new(Grid::filled(rows, cols, u64::MAX));
    let read = |block: Window, codes: &mut [u8]| block_of(&d8.grid, block, codes);
    let write = |block: Window, counts: &[u64]| {
        let mut out = out.lock().unwrap();
        for (row, counts) in (block.row..).zip(counts.chunks_exact(block.cols)) {
            let start = row * cols + block.col;
            out.cells_mut()[start..start + block.cols].copy_from_slice(counts);
        }
        Ok(())
    };
    cells_by_tiles(Tiled { rows, cols, side }, read, write)?;
    Ok(out.into_inner().unwrap().into_cells())
}

fn at_once(d8: &Raster<u8>) -> Vec<u64> {
    let counts = accumulate::cells(d8, Bands::default()).unwrap();
    (0..d8.grid.cells().len())
        .map(|cell| counts.at(cell))
        .collect()
}

#[test]
fn tiles_of_any_size_on_any_threads_give_what_is_given_at_once() {
    let d8 = winding(150, 90, 13);
    let expected = at_once(&d8);
    for threads in [1, 2, 4] {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        for side in [1, 2, 3, 7, 64, 1000] {
            let found = pool.install(|| by_tiles(&d8, side)).unwrap();
            assert!(found == expected, "tiles of {side}, {threads} threads");
        }
    }
}

/// What `write` was given, together; `make` gets it and a reader of blocks of any grid.
fn together(
    d8: &Raster<u8>,
    make: impl FnOnce(&(dyn Fn(Window, &[f64]) -> Result<()> + Sync)),
) -> Vec<u64> {
    let cols = d8.grid.cols();
    let out = Mutex::new(vec![0; d8.grid.cells().len()]);
    make(&|block, numbers| {
        let mut out = out.lock().unwrap();
        for (row, numbers) in (block.row..).zip(numbers.chunks_exact(block.cols)) {
            for (col, number) in (block.col..).zip(numbers) {
                out[row * cols + col] = number.to_bits();
            }
        }
        Ok(())
    });
    out.into_inner().unwrap()
}

#[allow(clippy::unnecessary_wraps, reason = "what a reader of blocks gives")]
fn block_of<T: Copy>(grid: &Grid<T>, block: Window, out: &mut [T]) -> Result<()> {
    for (row, out) in (block.row..).zip(out.chunks_exact_mut(block.cols)) {
        out.copy_from_slice(&grid.row(row)[block.col..block.col + block.cols]);
    }
    Ok(())
}

fn bits(grid: &Grid<f64>) -> Vec<u64> {
    grid.cells().iter().map(|number| number.to_bits()).collect()
}

#[test]
fn areas_and_weights_by_tiles_are_to_the_bit_what_is_given_at_once() {
    let mut d8 = winding(70, 60, 17);
    // Weights that 64 bits hold the sums of, and weights that they do not.
    let few: Vec<f64> = (0..70 * 60)
        .map(|cell| f64::from(cell % 1000) / 8.0)
        .collect();
    let many: Vec<f64> = (0..70 * 60)
        .map(|cell| 10_f64.powi(cell % 25 - 12) / 7.0)
        .collect();
    for (cells, width) in [(few, None), (many, Some(0.003))] {
        match width {
            Some(width) => degrees(&mut d8, width, 0.002, 50.0),
            None => metric(&mut d8, 30.0, 20.0),
        }
        let mut weights = Raster {
            grid: Grid::new(70, 60, cells).unwrap(),
            nodata: Some(-1.0),
            georeference: None,
        };
        weights.grid.cells_mut()[99] = -1.0;
        let areas = accumulate::area_m2(&d8, Bands::default()).unwrap();
        let sums = accumulate::weighted(&d8, &weights, Bands::default()).unwrap();
        for side in [1, 7, 16, 100] {
            let tiled = Tiled {
                rows: 70,
                cols: 60,
                side,
            };
            let codes = |block: Window, out: &mut [u8]| block_of(&d8.grid, block, out);
            let size = CellSize::of(&d8).unwrap();
            let by_tiles = together(&d8, |write| {
                accumulate::area_by_tiles(tiled, &size, codes, write).unwrap();
            });
            assert!(by_tiles == bits(&areas.grid), "areas, {side}");
            let mut without = 0;
            let by_tiles = together(&d8, |write| {
                let read = |block: Window, out: &mut [f64]| block_of(&weights.grid, block, out);
                let nodata = weights.nodata;
                without = accumulate::weighted_by_tiles(tiled, codes, read, nodata, write).unwrap();
            });
            assert!(by_tiles == bits(&sums.sums.grid), "weights, {side}");
            assert_eq!(without, sums.cells_without_weight);
        }
    }
}

#[test]
fn an_infinite_weight_is_named_by_its_place_in_the_raster() {
    let d8 = raster(5, 6, vec![0; 30]);
    let tiled = Tiled {
        rows: 5,
        cols: 6,
        side: 2,
    };
    let weights = |block: Window, out: &mut [f64]| {
        out.fill(if block.row == 4 && block.col == 2 {
            f64::INFINITY
        } else {
            1.0
        });
        Ok(())
    };
    let codes = |block: Window, out: &mut [u8]| block_of(&d8.grid, block, out);
    let error = accumulate::weighted_by_tiles(tiled, codes, weights, None, |_, _| Ok(()));
    assert_eq!(
        error.unwrap_err().to_string(),
        "row 4, column 2, counted from 0: a weight of inf; expected a number"
    );
}

#[test]
fn tiles_of_the_oracle_grounds_give_what_the_peers_say() {
    for ground in GROUNDS {
        let peers: Vec<u64> = ground
            .bytes("acc_cells")
            .chunks_exact(4)
            .map(|bytes| u64::from(u32::from_le_bytes(bytes.try_into().unwrap())))
            .collect();
        assert!(
            by_tiles(&ground.d8(), 61).unwrap() == peers,
            "{}",
            ground.name
        );
    }
}

#[test]
fn a_river_that_goes_in_and_out_of_tiles_is_followed_to_its_end() {
    // Back and forth over the border of tiles of 2, and by a corner.
    let d8 = drawn("→→→↓ ↓←←← →→↘↓ o..→");
    for side in [1, 2, 3] {
        assert_eq!(by_tiles(&d8, side).unwrap(), at_once(&d8));
    }
}

/// One river through all cells, up and down the columns: it crosses every border of bands and tiles once a column,
/// and a cell that asked its way out for itself would go 300,000 steps.
#[test]
fn one_river_through_every_cell_is_followed_in_linear_time_and_without_recursion() {
    let (rows, cols) = (600, 500);
    let code = |row: usize, col: usize| match (col % 2, row) {
        (0, 599) | (1, 0) => 1,
        (0, _) => 4,
        _ => 64,
    };
    let codes = (0..rows * cols)
        .map(|cell| code(cell / cols, cell % cols))
        .collect();
    let d8 = raster(rows, cols, codes);
    let whole = (rows * cols) as u64;
    // The last column goes up, and leaves to the east in the first row.
    let exit = cols - 1;
    assert_eq!(by_tiles(&d8, 7).unwrap()[exit], whole);
    assert_eq!(at_once(&d8)[exit], whole);
    let bands = Bands { rows: 5 };
    let down = length::downstream_m(&d8, bands).unwrap();
    assert_eq!(down.grid.get(0, 0), Some((whole - 1) as f64));
    let up = length::upstream_m(&d8, bands).unwrap();
    assert_eq!(up.grid.get(0, exit), Some((whole - 1) as f64));
    assert_eq!(watershed::basins(&d8, bands).unwrap().table[0].cells, whole);
    assert_eq!(streams::streams(&d8, |_| true).unwrap().links.len(), 1);
}

#[test]
fn a_circle_across_tiles_and_a_strange_code_are_named_by_their_place_in_the_raster() {
    let circle = drawn("oooooo o→→→↓o o↑←←←o");
    for side in [1, 2, 3, 4, 7] {
        let error = by_tiles(&circle, side).unwrap_err();
        let TerrainError::Circle { row, col } = error else {
            panic!("{error}");
        };
        assert!(
            (1..3).contains(&row) && (1..5).contains(&col),
            "{side}: {row} {col}"
        );
    }
    let mut codes = vec![0; 30];
    codes[23] = 5;
    let error = by_tiles(&raster(5, 6, codes), 2).unwrap_err();
    assert!(
        matches!(
            error,
            TerrainError::Direction {
                row: 3,
                col: 5,
                found: 5
            }
        ),
        "{error}"
    );
}

#[test]
fn grids_without_cells_and_of_one_line_go_by_tiles() {
    for (rows, cols) in [(0, 0), (0, 3), (3, 0), (1, 9), (9, 1)] {
        let d8 = raster(rows, cols, vec![1; rows * cols]);
        assert_eq!(by_tiles(&d8, 4).unwrap(), at_once(&d8));
    }
    assert_eq!(by_tiles(&drawn("... ..."), 1).unwrap(), [0; 6]);
    // A tile larger than any number of cells.
    assert_eq!(by_tiles(&drawn("→→→"), usize::MAX).unwrap(), [1, 2, 3]);
}

#[test]
fn a_failing_disk_is_told_and_not_swallowed() {
    let tiled = Tiled {
        rows: 4,
        cols: 4,
        side: 2,
    };
    let fails = || TerrainError::Refused("the disk is gone".to_owned());
    let read = cells_by_tiles(tiled, |_, _| Err(fails()), |_, _| Ok(()));
    assert_eq!(read.unwrap_err().to_string(), "the disk is gone");
    let zeros = |_: Window, codes: &mut [u8]| {
        codes.fill(0);
        Ok(())
    };
    let write = cells_by_tiles(tiled, zeros, |_, _| Err(fails()));
    assert_eq!(write.unwrap_err().to_string(), "the disk is gone");
}

#[test]
fn the_tiles_fit_the_memory_that_is_given() {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(2)
        .build()
        .unwrap();
    pool.install(|| {
        let side = |side: usize, memory: usize| Tiled::within(side, side, memory).unwrap().side;
        // Heights of 50,000² cells in 32 bits are 10 GB: ten times what is given.
        assert_eq!(side(50_000, 1 << 30), 1024);
        assert_eq!(side(10_000, 1 << 40), 1024);
        // Little memory: smaller tiles; so many cells that the rims of such tiles do not fit: larger ones.
        let smaller = side(10_000, 80 << 20);
        assert!(smaller < 1024, "{smaller}");
        let larger = side(200_000, 4 << 30);
        assert!((1025..=4096).contains(&larger), "{larger}");
        let refused = Tiled::within(1 << 20, 1 << 20, 1 << 20)
            .unwrap_err()
            .to_string();
        assert!(
            refused.starts_with("1048576 bytes of memory for 1048576 rows"),
            "{refused}"
        );
    });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn small_grids_in_small_tiles_give_what_is_given_at_once(
        rows in 1_usize..14, cols in 1_usize..14, side in 1_usize..6, seed: u64
    ) {
        let d8 = winding(rows, cols, seed);
        prop_assert_eq!(by_tiles(&d8, side).unwrap(), at_once(&d8));
    }
}
