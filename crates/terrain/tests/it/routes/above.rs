//! The ground above one cell, read by tiles.

use std::cell::RefCell;

use proptest::prelude::*;
use terrain::flow::accumulate::{self, CellCounts, Tiled};
use terrain::flow::ground::Window;
use terrain::flow::pointer::NODATA;
use terrain::flow::route::Bands;
use terrain::flow::watershed::{self, Above, Outlet, above};
use terrain::vector::{Connectedness, polygonize};
use terrain::{Grid, Raster, Result, TerrainError};

use super::{GROUNDS, degrees, drawn, has_data, metric, winding};

fn part(d8: &Raster<u8>, block: Window, codes: &mut [u8]) {
    for (row, out) in (block.row..).zip(codes.chunks_exact_mut(block.cols)) {
        out.copy_from_slice(&d8.grid.row(row)[block.col..block.col + block.cols]);
    }
}

fn tiled(d8: &Raster<u8>, side: usize) -> Tiled {
    Tiled {
        rows: d8.grid.rows(),
        cols: d8.grid.cols(),
        side,
    }
}

fn climbed(d8: &Raster<u8>, outlet: (usize, usize), side: usize, most: u64) -> Result<Above> {
    let place = d8.georeference.as_ref();
    above(tiled(d8, side), place, outlet, most, |block, codes| {
        part(d8, block, codes);
        Ok(())
    })
}

/// The mask over the whole raster; its rim has nothing in it.
fn whole(d8: &Raster<u8>, found: &Above) -> Vec<u32> {
    let mut cells = vec![0; d8.grid.cells().len()];
    let grid = &found.mask.grid;
    for row in 0..grid.rows() {
        for col in 0..grid.cols() {
            if grid.get(row, col) == Some(1) {
                let row = row.checked_add_signed(found.corner.0).unwrap();
                let col = col.checked_add_signed(found.corner.1).unwrap();
                cells[row * d8.grid.cols() + col] = 1;
            }
        }
    }
    cells
}

/// `WhiteboxTools` `Watershed` and `basins` of pyflwdir, as for [`watershed::watersheds`].
#[test]
fn the_ground_above_a_cell_is_what_two_peers_say_cell_by_cell() {
    for (ground, outlet, cells) in [
        (&GROUNDS[0], (414, 5), 56_024),
        (&GROUNDS[1], (112, 281), 48_218),
    ] {
        let d8 = ground.d8();
        let found = climbed(&d8, outlet, 64, cells).unwrap();
        let peers = ground.bytes("watershed").into_iter().map(u32::from);
        assert_eq!(whole(&d8, &found), peers.collect::<Vec<u32>>());
        assert_eq!(found.cells, cells);
        let told = climbed(&d8, outlet, 64, cells - 1).unwrap_err().to_string();
        assert!(
            told.contains(&format!("more than {} cells", cells - 1)),
            "{told}"
        );
    }
}

#[test]
fn only_tiles_that_the_watershed_touches_are_read_and_each_once_while_few() {
    // Two rivers side by side, six rows long: of tiles of three the southern ones hold nothing of the north.
    let d8 = drawn("→→↓→↓ →→↓→↓ →→↓→↓ →→↓→↓ →→↓→↓ →→o→o");
    let read = RefCell::new(Vec::new());
    let found = above(tiled(&d8, 3), None, (0, 4), 9, |block, codes| {
        read.borrow_mut().push((block.row, block.col));
        part(&d8, block, codes);
        Ok(())
    });
    assert_eq!(found.unwrap().cells, 2);
    // The western tile lies across an edge, and has nothing that comes over.
    assert_eq!(*read.borrow(), [(0, 3), (0, 0)]);
    let d8 = drawn("→→→→→o ......");
    read.borrow_mut().clear();
    let found = above(tiled(&d8, 2), None, (0, 5), 9, |block, codes| {
        read.borrow_mut().push((block.row, block.col));
        part(&d8, block, codes);
        Ok(())
    });
    assert_eq!(found.unwrap().cells, 6);
    assert_eq!(*read.borrow(), [(0, 4), (0, 2), (0, 0)]);
}

#[test]
fn a_place_that_cannot_be_is_refused_and_a_circle_is_no_loop() {
    let d8 = drawn("→→. ooo");
    let told = climbed(&d8, (2, 0), 1, 9).unwrap_err().to_string();
    assert!(told.contains("row 2, column 0"), "{told}");
    let told = climbed(&d8, (0, 2), 1, 9).unwrap_err().to_string();
    assert!(told.contains("has no data"), "{told}");
    for side in [1, 2, 9] {
        let error = climbed(&drawn("→↓ ↑←"), (0, 0), side, 99).unwrap_err();
        assert!(matches!(error, TerrainError::Circle { .. }), "{error}");
    }
    let mut strange = drawn("→→o →→o");
    strange.grid.cells_mut()[4] = 3;
    let error = climbed(&strange, (0, 2), 2, 9).unwrap_err();
    assert!(
        matches!(
            error,
            TerrainError::Direction {
                row: 1,
                col: 1,
                found: 3
            }
        ),
        "{error}"
    );
}

#[test]
fn a_watershed_that_lies_askew_in_too_large_a_box_is_refused() {
    let side = 400;
    let mut codes = vec![NODATA; side * side];
    for at in 0..side {
        codes[at * side + at] = if at + 1 == side { 0 } else { 2 };
    }
    let d8 = Raster {
        grid: Grid::new(side, side, codes).unwrap(),
        nodata: Some(NODATA),
        georeference: None,
    };
    let told = climbed(&d8, (side - 1, side - 1), 64, 400)
        .unwrap_err()
        .to_string();
    assert!(
        told.contains("402 rows and 402 columns; expected at most 65536"),
        "{told}"
    );
    assert_eq!(
        climbed(&d8, (side - 1, side - 1), 64, 50_000)
            .unwrap()
            .cells,
        400
    );
}

#[test]
fn the_border_turns_at_corners_of_cells_and_nowhere_else() {
    let mut d8 = drawn("→→↓ →→o →→↑");
    metric(&mut d8, 10.0, 10.0);
    let found = climbed(&d8, (1, 2), 2, 9).unwrap();
    let regions = polygonize(&found.mask, Connectedness::Corners).unwrap();
    let [region] = regions.as_slice() else {
        panic!("{regions:?}");
    };
    assert_eq!((region.cells, found.cells), (9, 9));
    let ring = &region.shape.polygons[0][0];
    assert_eq!(ring.len(), 5, "the corners of a square: {ring:?}");
    assert!(ring.contains(&[300_030.0, 3_699_970.0]), "{ring:?}");
}

fn counts_in(counts: &CellCounts, cols: usize, block: Window) -> CellCounts {
    let cells = (block.row..block.row + block.rows).flat_map(|row| {
        (block.col..block.col + block.cols).map(move |col| counts.at(row * cols + col))
    });
    CellCounts::Wide(Raster {
        grid: Grid::new(block.rows, block.cols, cells.collect()).unwrap(),
        nodata: Some(0),
        georeference: None,
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_ground_above_any_cell_is_its_watershed_to_the_last_bit(
        rows in 1_usize..40,
        cols in 1_usize..40,
        seed: u64,
        side in 1_usize..17,
        is_geographic: bool,
        pick: prop::sample::Index,
    ) {
        let mut d8 = winding(rows, cols, seed);
        if is_geographic {
            degrees(&mut d8, 0.01, 0.02, 33.0);
        } else {
            metric(&mut d8, 31.3, 29.7);
        }
        let data: Vec<usize> = has_data(&d8).collect();
        prop_assume!(!data.is_empty());
        let cell = data[pick.index(data.len())];
        let outlet = (cell / cols, cell % cols);
        let found = climbed(&d8, outlet, side, 1 << 20).unwrap();
        let other = watershed::watersheds(&d8, &[outlet], Bands::default()).unwrap();
        prop_assert_eq!(whole(&d8, &found), other.labels.grid.into_cells());
        prop_assert_eq!(found.cells, other.table[0].cells);
        prop_assert_eq!(found.km2.to_bits(), other.table[0].km2.to_bits());
        let regions = polygonize(&found.mask, Connectedness::Corners).unwrap();
        prop_assert_eq!(regions.len(), 1);
        prop_assert_eq!(regions[0].cells, found.cells);
    }

    #[test]
    fn an_outlet_is_moved_to_the_same_cell_when_only_its_neighbourhood_is_read(
        rows in 1_usize..30,
        cols in 1_usize..30,
        seed: u64,
        reach in 0_usize..6,
        is_geographic: bool,
        (right, down) in (0.0..1.0_f64, 0.0..1.0_f64),
    ) {
        let mut d8 = winding(rows, cols, seed);
        let (width, height) = if is_geographic { (0.01, 0.02) } else { (31.3, 29.7) };
        if is_geographic {
            degrees(&mut d8, width, height, 33.0);
        } else {
            metric(&mut d8, width, height);
        }
        let place = d8.georeference.clone().unwrap();
        let [x, .., y, _, _] = place.transform;
        let outlet = Outlet {
            code: "W1".to_owned(),
            x: x + right * width * cols as f64,
            y: y - down * height * rows as f64,
            registered_km2: None,
        };
        let counts = accumulate::cells(&d8, Bands::default()).unwrap();
        let one = watershed::snap(&d8, &counts, std::slice::from_ref(&outlet), reach).unwrap().remove(0);
        let other = watershed::snap_in((rows, cols), &place, &outlet, reach, |block| {
            let mut codes = vec![0; block.cells()];
            part(&d8, block, &mut codes);
            let window = Raster {
                grid: Grid::new(block.rows, block.cols, codes)?,
                nodata: Some(NODATA),
                georeference: None,
            };
            Ok((window, counts_in(&counts, cols, block)))
        });
        match (one, other) {
            (Ok(one), Ok(other)) => {
                prop_assert!((one.moved_m - other.moved_m).abs() <= 1e-6);
                prop_assert_eq!((one.row, one.col, one.moved_cells, one.cells), (other.row, other.col, other.moved_cells, other.cells));
            }
            (Err(one), Err(other)) => prop_assert_eq!(one.to_string(), other.to_string()),
            (one, other) => prop_assert!(false, "{:?} and {:?}", one, other),
        }
    }
}
