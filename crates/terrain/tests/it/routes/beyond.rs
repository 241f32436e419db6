//! Watersheds and streams tile by tile: as at once, and as peers say.

use std::sync::Mutex;

use proptest::prelude::*;
use terrain::flow::accumulate::{self, Tiled};
use terrain::flow::ground::Window;
use terrain::flow::metres::CellSize;
use terrain::flow::route::Bands;
use terrain::flow::streams::{Streams, streams, streams_by_tiles};
use terrain::flow::watershed::{
    self, Outlet, SmallTable, Watershed, Watersheds, basins, basins_by_tiles, small_watersheds,
    small_watersheds_by_tiles, snap, snap_by_tiles, watersheds, watersheds_by_tiles,
};
use terrain::{Grid, Raster, Result, TerrainError};

use super::{GROUNDS, degrees, drawn, has_data, metric, winding};

const SIDES: [usize; 6] = [1, 2, 3, 7, 64, 1000];

fn tiled(d8: &Raster<u8>, side: usize) -> Tiled {
    Tiled {
        rows: d8.grid.rows(),
        cols: d8.grid.cols(),
        side,
    }
}

fn reader(d8: &Raster<u8>) -> impl Fn(Window, &mut [u8]) -> Result<()> + Sync + '_ {
    |block, codes| {
        for (row, codes) in (block.row..).zip(codes.chunks_exact_mut(block.cols)) {
            codes.copy_from_slice(&d8.grid.row(row)[block.col..block.col + block.cols]);
        }
        Ok(())
    }
}

/// The labels that `make` writes, and what it gives.
fn written<T>(
    d8: &Raster<u8>,
    make: impl FnOnce(&(dyn Fn(Window, &[u32]) -> Result<()> + Sync)) -> Result<T>,
) -> Result<(Vec<u32>, T)> {
    let (rows, cols) = (d8.grid.rows(), d8.grid.cols());
    let out = Mutex::new(Grid::filled(rows, cols, u32::MAX));
    let made = make(&|block, labels| {
        let mut out = out.lock().unwrap();
        for (row, labels) in (block.row..).zip(labels.chunks_exact(block.cols)) {
            let start = row * cols + block.col;
            out.cells_mut()[start..start + block.cols].copy_from_slice(labels);
        }
        Ok(())
    })?;
    Ok((out.into_inner().unwrap().into_cells(), made))
}

fn by_tiles(
    d8: &Raster<u8>,
    side: usize,
    outlets: &[(usize, usize)],
) -> Result<(Vec<u32>, Vec<Watershed>)> {
    let size = CellSize::of(d8).unwrap();
    written(d8, |write| {
        watersheds_by_tiles(tiled(d8, side), &size, outlets, reader(d8), write)
    })
}

fn basins_of(d8: &Raster<u8>, side: usize) -> Result<(Vec<u32>, Vec<Watershed>)> {
    let size = CellSize::of(d8).unwrap();
    written(d8, |write| {
        basins_by_tiles(tiled(d8, side), &size, reader(d8), write)
    })
}

fn small_of(
    d8: &Raster<u8>,
    side: usize,
    km2: (f64, f64),
    bytes: usize,
) -> Result<(Vec<u32>, SmallTable)> {
    let size = CellSize::of(d8).unwrap();
    written(d8, |write| {
        small_watersheds_by_tiles((tiled(d8, side), &size), km2, bytes, reader(d8), write)
    })
}

fn streams_of(d8: &Raster<u8>, side: usize, cells_min: u64) -> Result<Streams> {
    let size = CellSize::of(d8).unwrap();
    streams_by_tiles((tiled(d8, side), &size), cells_min, 1 << 30, reader(d8))
}

fn streams_at_once(d8: &Raster<u8>, cells_min: u64) -> Streams {
    let counts = accumulate::cells(d8, Bands::default()).unwrap();
    streams(d8, |cell| counts.at(cell) >= cells_min).unwrap()
}

fn parts(found: Watersheds) -> (Vec<u32>, Vec<Watershed>) {
    (found.labels.grid.into_cells(), found.table)
}

/// Some cells with data, each once.
fn some_outlets(d8: &Raster<u8>, step: usize) -> Vec<(usize, usize)> {
    let cols = d8.grid.cols();
    let mut cells: Vec<usize> = has_data(d8).step_by(step).collect();
    // Not in the order of the raster.
    cells.reverse();
    cells
        .into_iter()
        .map(|cell| (cell / cols, cell % cols))
        .collect()
}

fn in_pools(check: impl Fn(usize) + Sync) {
    for threads in [1, 2, 4] {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        for side in SIDES {
            pool.install(|| check(side));
        }
    }
}

/// Ground whose rows have areas of their own, and ground on which all have the same.
fn grounds(rows: usize, cols: usize, seed: u64) -> [Raster<u8>; 2] {
    let mut on_earth = winding(rows, cols, seed);
    let mut on_plane = on_earth.clone();
    degrees(&mut on_earth, 0.003, 0.002, 61.0);
    metric(&mut on_plane, 30.0, 20.0);
    [on_earth, on_plane]
}

#[test]
fn watersheds_by_tiles_of_any_size_on_any_threads_are_those_at_once_bit_for_bit() {
    for d8 in grounds(90, 70, 31) {
        let outlets = some_outlets(&d8, 97);
        let expected = parts(watersheds(&d8, &outlets, Bands::default()).unwrap());
        let all = parts(basins(&d8, Bands::default()).unwrap());
        in_pools(|side| {
            assert!(
                by_tiles(&d8, side, &outlets).unwrap() == expected,
                "outlets, tiles of {side}"
            );
            assert!(
                basins_of(&d8, side).unwrap() == all,
                "basins, tiles of {side}"
            );
        });
    }
}

#[test]
fn small_watersheds_by_tiles_of_any_size_on_any_threads_are_those_at_once_bit_for_bit() {
    for d8 in grounds(90, 70, 32) {
        let counts = accumulate::cells(&d8, Bands::default()).unwrap();
        for km2 in [(1.0, 0.01), (0.05, 0.0), (0.2, 0.05)] {
            let expected = small_watersheds(&d8, &counts, km2.0, km2.1, Bands::default()).unwrap();
            let rest = (expected.rest_cells, expected.rest_km2);
            let expected = parts(expected.watersheds);
            in_pools(|side| {
                let (labels, found) = small_of(&d8, side, km2, 1 << 30).unwrap();
                assert!(
                    (labels, found.table) == expected,
                    "{km2:?}, tiles of {side}"
                );
                assert_eq!((found.rest_cells, found.rest_km2), rest);
            });
        }
    }
}

#[test]
fn streams_by_tiles_of_any_size_on_any_threads_are_those_at_once_bit_for_bit() {
    for d8 in grounds(90, 70, 33) {
        for cells_min in [1, 4, 40] {
            let expected = streams_at_once(&d8, cells_min);
            in_pools(|side| {
                let found = streams_of(&d8, side, cells_min).unwrap();
                assert!(found == expected, "{cells_min} cells, tiles of {side}");
            });
        }
    }
}

#[test]
fn tiles_of_the_oracle_grounds_have_the_watersheds_and_orders_that_peers_say() {
    for ground in GROUNDS {
        let d8 = ground.d8();
        let outlets: Vec<(usize, usize)> = ground
            .csv("nested_outlets")
            .iter()
            .map(|row| (row[1] as usize, row[2] as usize))
            .collect();
        let peers: Vec<u32> = (ground.bytes("nested_basins").into_iter())
            .map(u32::from)
            .collect();
        let (labels, _) = by_tiles(&d8, 53, &outlets).unwrap();
        assert!(labels == peers, "{}: watersheds", ground.name);

        let peers = ground.bytes("strahler_100");
        let found = streams_of(&d8, 53, 100).unwrap();
        let numbers = found.numbers(ground.rows, ground.cols);
        for (cell, (&number, &order)) in numbers.cells().iter().zip(&peers).enumerate() {
            let ours = number.checked_sub(1).map(|at| &found.links[at as usize]);
            let ours = ours.map_or(0, |link| link.strahler);
            assert_eq!(ours, u32::from(order), "{}: cell {cell}", ground.name);
        }
    }
}

/// The cases of [`super::watershed`] and [`super::streams`] that were reckoned by hand.
#[test]
fn what_was_reckoned_by_hand_comes_out_by_tiles() {
    let mut nested = drawn("→→→→→o ↗..↘→→ →→→→→→");
    metric(&mut nested, 1000.0, 1000.0);
    let mut cut = drawn("→→↘.. ...→→ .→↗..");
    metric(&mut cut, 1000.0, 1000.0);
    let tree = drawn("↘.↙.↘.↙ .↓...↓. .↘↓→↘↓. ..→→→o.");
    for side in SIDES {
        let (labels, table) = by_tiles(&nested, side, &[(0, 4), (0, 1), (2, 3)]).unwrap();
        assert_eq!(
            labels,
            [2, 2, 1, 1, 1, 0, 2, 0, 0, 0, 0, 0, 3, 3, 3, 3, 0, 0]
        );
        let rows = table.iter();
        let rows: Vec<_> = rows.map(|it| (it.flows_to, it.own_cells, it.km2)).collect();
        assert_eq!(rows, [(None, 3, 6.0), (Some(1), 3, 3.0), (None, 4, 4.0)]);

        let (labels, found) = small_of(&cut, side, (5.0, 0.0), 1 << 20).unwrap();
        assert_eq!(labels, [1, 1, 1, 0, 0, 0, 0, 0, 2, 2, 0, 2, 2, 0, 0]);
        assert_eq!((found.table[0].km2, found.table[1].own_km2), (3.0, 4.0));
        let (_, found) = small_of(&cut, side, (5.0, 4.5), 1 << 20).unwrap();
        assert_eq!(
            (found.table.len(), found.rest_cells, found.rest_km2),
            (1, 4, 4.0)
        );

        let found = streams_of(&tree, side, 1).unwrap();
        let orders: Vec<_> = found
            .links
            .iter()
            .map(|it| (it.strahler, it.shreve))
            .collect();
        let springs = [(1, 1); 4];
        let below = [(2, 2), (2, 2), (1, 1), (1, 1), (2, 3), (3, 6)];
        assert_eq!(orders, [&springs[..], &below[..]].concat());
        assert_eq!(found.links[9].upstream, [6, 8, 9]);
    }
}

#[test]
fn outlets_snap_by_tiles_to_where_they_snap_at_once() {
    let [_, d8] = grounds(60, 50, 34);
    let counts = accumulate::cells(&d8, Bands::default()).unwrap();
    let size = CellSize::of(&d8).unwrap();
    let place = d8.georeference.as_ref();
    let outlets: Vec<Outlet> = (0..40)
        .map(|n| Outlet {
            code: n.to_string(),
            // Some of them lie outside.
            x: 300_000.0 + f64::from(n) * 43.0 - 60.0,
            y: 3_700_000.0 - f64::from(n * n % 37) * 33.0,
            registered_km2: Some(0.1),
        })
        .collect();
    for reach in [0, 1, 9, 1000] {
        let said = |one: Result<watershed::Snapped>| one.map_err(|error| error.to_string());
        let expected: Vec<_> = snap(&d8, &counts, &outlets, reach).unwrap();
        let expected: Vec<_> = expected.into_iter().map(said).collect();
        assert!(expected.iter().any(std::result::Result::is_err));
        for side in SIDES {
            let read = reader(&d8);
            let found =
                snap_by_tiles(tiled(&d8, side), (place, &size), &outlets, reach, read).unwrap();
            let found: Vec<_> = found.into_iter().map(said).collect();
            assert_eq!(found, expected, "within {reach}, tiles of {side}");
        }
    }
}

#[test]
fn what_cannot_be_is_refused_by_tiles_as_at_once() {
    let d8 = drawn("→→→o →→.o →→→o");
    for outlets in [
        vec![(0, 0), (3, 0)],
        vec![(0, 0), (1, 2), (9, 9)],
        vec![(0, 1), (1, 2), (0, 1), (1, 2)],
        vec![(0, 1), (2, 2), (2, 2), (0, 1)],
    ] {
        let at_once = watersheds(&d8, &outlets, Bands::default()).unwrap_err();
        for side in [1, 2, 9] {
            let error = by_tiles(&d8, side, &outlets).unwrap_err();
            assert_eq!(error.to_string(), at_once.to_string(), "{outlets:?}");
        }
    }
    let at_once = small_watersheds(
        &d8,
        &accumulate::cells(&d8, Bands::default()).unwrap(),
        1e-9,
        0.0,
        Bands::default(),
    );
    let error = small_of(&d8, 2, (1e-9, 0.0), 1 << 20).unwrap_err();
    assert_eq!(error.to_string(), at_once.unwrap_err().to_string());
}

#[test]
fn circles_by_tiles_end_in_an_error_and_not_in_a_loop() {
    let circle = drawn("oooooo o→→→↓o o↑←←←o oooo↑o");
    for side in [1, 2, 3, 4, 7] {
        let is_on_it = |error: TerrainError| {
            let TerrainError::Circle { row, col } = error else {
                panic!("{error}");
            };
            assert!(
                (1..3).contains(&row) && (1..5).contains(&col),
                "{row} {col}"
            );
        };
        is_on_it(basins_of(&circle, side).unwrap_err());
        is_on_it(by_tiles(&circle, side, &[(1, 2), (2, 3)]).unwrap_err());
        is_on_it(streams_of(&circle, side, 2).unwrap_err());
        is_on_it(small_of(&circle, side, (1.0, 0.0), 1 << 20).unwrap_err());
        // One that no outlet lies on is not seen, as at once.
        let expected = parts(watersheds(&circle, &[(3, 0)], Bands::default()).unwrap());
        assert_eq!(by_tiles(&circle, side, &[(3, 0)]).unwrap(), expected);
    }
}

#[test]
fn rivers_beyond_the_memory_are_refused_with_their_number() {
    let [_, d8] = grounds(40, 40, 35);
    let cells = has_data(&d8).count();
    let error = small_of(&d8, 7, (6e-4, 0.0), 1000).unwrap_err().to_string();
    assert!(
        error.starts_with(&format!("{cells} cells that more than an eighth")),
        "{error}"
    );
    let size = CellSize::of(&d8).unwrap();
    let error = streams_by_tiles((tiled(&d8, 7), &size), 1, 1000, reader(&d8)).unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with(&format!("{cells} cells of streams")),
        "{error}"
    );
}

#[test]
fn grids_without_cells_of_one_line_and_without_data_go_by_tiles() {
    for (rows, cols) in [(1, 9), (9, 1), (3, 3)] {
        for code in [1, 4, 255, 0] {
            let d8 = super::raster(rows, cols, vec![code; rows * cols]);
            for side in [1, 2, 4] {
                let expected = parts(basins(&d8, Bands::default()).unwrap());
                assert_eq!(basins_of(&d8, side).unwrap(), expected);
                assert_eq!(
                    streams_of(&d8, side, 1).unwrap(),
                    streams_at_once(&d8, 1),
                    "{rows} × {cols} of {code}"
                );
            }
        }
    }
    let empty = super::raster(0, 3, Vec::new());
    assert_eq!(basins_of(&empty, 2).unwrap(), (Vec::new(), Vec::new()));
    assert!(streams_of(&empty, 2, 1).unwrap().links.is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn small_grids_in_small_tiles_have_the_watersheds_and_streams_that_they_have_at_once(
        rows in 1_usize..14, cols in 1_usize..14, side in 1_usize..6, step in 1_usize..9,
        cells_max in 1_u32..20, seed: u64
    ) {
        let mut d8 = winding(rows, cols, seed);
        metric(&mut d8, 1000.0, 1000.0);
        let outlets = some_outlets(&d8, step);
        let expected = parts(watersheds(&d8, &outlets, Bands::default()).unwrap());
        prop_assert_eq!(by_tiles(&d8, side, &outlets).unwrap(), expected);
        let expected = parts(basins(&d8, Bands::default()).unwrap());
        prop_assert_eq!(basins_of(&d8, side).unwrap(), expected);
        prop_assert_eq!(streams_of(&d8, side, step as u64).unwrap(), streams_at_once(&d8, step as u64));
        let counts = accumulate::cells(&d8, Bands::default()).unwrap();
        let km2 = (f64::from(cells_max), f64::from(cells_max / 3));
        let expected = small_watersheds(&d8, &counts, km2.0, km2.1, Bands::default()).unwrap();
        let (labels, found) = small_of(&d8, side, km2, 1 << 20).unwrap();
        prop_assert_eq!((found.rest_cells, found.rest_km2), (expected.rest_cells, expected.rest_km2));
        prop_assert_eq!((labels, found.table), parts(expected.watersheds));
    }
}
