//! Where peers were seen to go wrong (their issues stand beside each test), and edges of what a grid may be.

use terrain::flow::d8::{Conditioned, condition, directions};
use terrain::flow::fill::fill;
use terrain::flow::ground::{Elevation, Outlets, Policy, Sinks, Tiling};
use terrain::{Grid, Raster, TerrainError};

use super::{exits, of_rows, raster, tiles};

fn conditioned<T: Elevation>(raster: Raster<T>) -> Conditioned<T> {
    condition(raster, &Outlets::default(), tiles(16)).unwrap()
}

#[test]
fn ground_without_a_depression_is_not_raised() {
    // WhiteboxTools 2.4.0 FillDepressions raised such ground (jblindsay/whitebox-tools#318, #478).
    let cells = (0..90_i32 * 90).map(|cell| {
        let (row, col) = (f64::from(cell / 90), f64::from(cell % 90));
        // A ridge with spurs: each cell has a lower one to its east.
        1000.0 - 3.0 * col + (row * 0.7).sin() * col.sqrt()
    });
    let before = raster(90, 90, cells.collect(), None);
    let (after, counts) = fill(before.clone(), &Outlets::default(), tiles(16)).unwrap();
    assert_eq!((after, counts.raised, counts.depressions), (before, 0, 0));
}

#[test]
fn directions_over_flats_leave_elevations_as_they_are_however_great() {
    // r-barnes/richdem#16, #56: increments on flats make depressions again, or are lost in a 32-bit float.
    let mut cells = vec![16_777_216.0_f32; 60 * 60];
    cells[30 * 60 + 30] = 1.0;
    let all = conditioned(raster(60, 60, cells, None));
    assert!(
        all.filled
            .grid
            .cells()
            .iter()
            .all(|it| it.to_bits() == 16_777_216.0_f32.to_bits())
    );
    assert_eq!(exits(&all.directions.grid).values().sum::<u64>(), 3600);
    assert_eq!((all.fill.raised, all.fill.depressions), (1, 1));
    assert_eq!(
        (all.d8.flats, all.d8.level, all.d8.exits),
        (1, 58 * 58, 236)
    );
}

#[test]
fn no_cell_of_rough_ground_is_left_without_a_direction() {
    // mdbartos/pysheds#188, #224, #239: flats and pits that are left.
    let mut state = 7_u64;
    let cells = (0..300 * 200).map(|_| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 60) as u8
    });
    let all = conditioned(raster(300, 200, cells.collect(), None));
    let exits = exits(&all.directions.grid);
    assert_eq!(exits.values().sum::<u64>(), 60_000);
    assert_eq!(all.d8.without_way_out, 0);
    assert!(
        exits
            .keys()
            .all(|(row, col)| *row == 0 || *row == 299 || *col == 0 || *col == 199)
    );
}

#[test]
fn a_hole_is_an_outlet_or_a_wall_and_is_never_filled() {
    // r-barnes/richdem#26: holes get filled.
    let dem = || {
        of_rows(
            &[
                &[9.0, 9.0, 9.0, 9.0],
                &[9.0, 4.0, f32::NAN, 9.0],
                &[9.0, 9.0, 8.0, 9.0],
            ],
            None,
        )
    };
    let drained = conditioned(dem());
    assert_eq!(drained.fill.raised, 0);
    assert_eq!(
        drained.directions.grid.row(1),
        [1, 0, 255, 4].map(|code| if code == 4 { 8 } else { code })
    );
    let outlets = Outlets {
        nodata: Policy::Wall,
        ..Outlets::default()
    };
    let walled = condition(dem(), &outlets, tiles(2)).unwrap();
    assert_eq!(walled.filled.grid.get(1, 1), Some(8.0));
    assert!(walled.filled.grid.get(1, 2).unwrap().is_nan());
    assert_eq!(walled.directions.grid.get(1, 1), Some(2));
}

#[test]
fn ground_within_walls_drains_to_its_lowest_cell() {
    let wall = f64::NAN;
    let dem = of_rows(
        &[
            &[1.0, 1.0, 1.0, 1.0, 1.0, 1.0],
            &[1.0, wall, wall, wall, wall, 1.0],
            &[1.0, wall, 7.0, 3.0, wall, 1.0],
            &[1.0, wall, 2.0, 8.0, wall, 1.0],
            &[1.0, wall, wall, wall, wall, 1.0],
            &[1.0, 1.0, 1.0, 1.0, 1.0, 1.0],
        ],
        None,
    );
    let outlets = Outlets {
        nodata: Policy::Wall,
        ..Outlets::default()
    };
    for side in [1, 2, 3, 6] {
        let all = condition(dem.clone(), &outlets, tiles(side)).unwrap();
        assert_eq!(all.fill.raised, 0);
        assert_eq!(all.directions.grid.get(3, 2), Some(0));
        assert_eq!((all.d8.without_way_out, all.d8.level), (1, 1));
        assert_eq!(exits(&all.directions.grid).get(&(3, 2)), Some(&4));
    }
}

#[test]
fn a_sink_that_is_kept_keeps_its_water_and_its_elevation() {
    let dem = || {
        of_rows(
            &[&[9, 9, 9, 9, 9], &[9, 5, 6, 2, 9], &[9, 9, 9, 9, 8]],
            None::<i16>,
        )
    };
    let kept = Outlets {
        nodata: Policy::Drain,
        sinks: Sinks::cells(3, 5, &[(1, 1)]).unwrap(),
    };
    let all = condition(dem(), &kept, tiles(2)).unwrap();
    assert_eq!(all.filled.grid.row(1), [9, 5, 6, 6, 9]);
    assert_eq!(all.directions.grid.row(1), [1, 0, 16, 16, 16]);
    let (without, _) = fill(dem(), &Outlets::default(), tiles(2)).unwrap();
    assert_eq!(without.grid.row(1), [9, 8, 8, 8, 9]);
    // A mask says the same.
    let mut mask = Grid::filled(3, 5, false);
    mask.cells_mut()[6] = true;
    assert_eq!(Sinks::mask(&mask), kept.sinks);
    let outside = Sinks::cells(3, 5, &[(3, 0)]).unwrap_err();
    assert!(matches!(outside, TerrainError::Refused(_)), "{outside}");
    let error = fill(raster(5, 3, vec![1_u8; 15], None), &kept, tiles(2)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "sinks of a grid of 3 × 5 cells; expected 5 × 3"
    );
}

#[test]
fn grids_of_one_row_of_one_column_and_of_none_are_filled() {
    for (rows, cols) in [(1, 5), (5, 1), (1, 1)] {
        let cells: Vec<f32> = (0_u8..5).take(rows * cols).map(f32::from).collect();
        let all = conditioned(raster(rows, cols, cells.clone(), None));
        assert_eq!(all.filled.grid.cells(), cells);
        // Every cell is at the border, and the least is an end.
        assert_eq!(
            exits(&all.directions.grid).into_iter().collect::<Vec<_>>(),
            [((0, 0), cells.len() as u64)]
        );
    }
    for (rows, cols) in [(0, 0), (0, 4), (4, 0)] {
        assert_eq!(
            conditioned(raster::<u8>(rows, cols, vec![], None)).d8.cells,
            0
        );
    }
}

#[test]
fn a_grid_without_data_stays_so() {
    for nodata in [Policy::Drain, Policy::Wall] {
        let outlets = Outlets {
            nodata,
            ..Outlets::default()
        };
        let all = condition(
            raster(40, 30, vec![-1_i32; 1200], Some(-1)),
            &outlets,
            tiles(7),
        )
        .unwrap();
        assert_eq!((all.fill.cells, all.d8.cells, all.d8.exits), (0, 0, 0));
        assert!(all.directions.grid.cells().iter().all(|code| *code == 255));
        assert!(all.filled.grid.cells().iter().all(|it| *it == -1));
    }
}

#[test]
fn the_greatest_and_the_least_elevations_are_elevations() {
    let most = of_rows(
        &[
            &[i32::MAX; 3],
            &[i32::MAX, i32::MIN, i32::MAX],
            &[i32::MAX; 3],
        ],
        None,
    );
    let all = conditioned(most);
    assert_eq!(all.filled.grid.get(1, 1), Some(i32::MAX));
    let infinite = f32::INFINITY;
    let all = conditioned(of_rows(
        &[&[infinite; 3], &[infinite, -infinite, 5.0], &[infinite; 3]],
        None,
    ));
    assert_eq!(all.filled.grid.get(1, 1), Some(5.0));
    assert_eq!(all.directions.grid.get(1, 1), Some(1));
}

#[test]
fn minus_zero_is_as_high_as_zero_and_stays_what_it_is() {
    let all = conditioned(of_rows(
        &[&[0.0_f32; 3], &[0.0, -0.0, 0.0], &[0.0; 3]],
        None,
    ));
    assert_eq!((all.fill.raised, all.d8.flats), (0, 1));
    assert!(all.filled.grid.get(1, 1).unwrap().is_sign_negative());
}

#[test]
fn a_way_of_a_hundred_thousand_steps_over_level_ground_is_found() {
    // One corridor that winds through 640 rows of walls: no recursion, and no distance in 16 bits.
    let side = 640;
    let corridor = |row: usize, col: usize| {
        let turn = if (row / 2).is_multiple_of(2) {
            side - 2
        } else {
            1
        };
        row > 0
            && (row % 2 == 1 && (1..side - 1).contains(&col)
                || row.is_multiple_of(2) && col == turn)
    };
    let cells = (0..side * side).map(|cell| u8::from(!corridor(cell / side, cell % side)));
    let all = condition(
        raster(side, side, cells.collect(), None),
        &Outlets::default(),
        Tiling::default(),
    )
    .unwrap();
    let corridor_cells = (0..side * side)
        .filter(|cell| corridor(cell / side, cell % side))
        .count();
    let end = exits(&all.directions.grid)
        .into_iter()
        .max_by_key(|(_, count)| *count)
        .unwrap();
    assert!(
        end.1 > corridor_cells as u64 - 640,
        "{end:?} of {corridor_cells}"
    );
}

#[test]
fn a_raster_that_was_not_filled_has_its_pits_for_exits() {
    let dem = of_rows(&[&[9, 9, 9], &[9, 1, 9], &[9, 9, 9]], None::<u8>);
    let (codes, counts) = directions(&dem, &Outlets::default(), tiles(2)).unwrap();
    assert_eq!(codes.grid.get(1, 1), Some(0));
    assert_eq!(counts.without_way_out, 1);
}
