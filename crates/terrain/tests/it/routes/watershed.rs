use proptest::prelude::*;
use terrain::flow::accumulate;
use terrain::flow::pointer::{Directions, NODATA};
use terrain::flow::route::Bands;
use terrain::flow::watershed::{self, Outlet, SmallWatersheds, Snapped};
use terrain::{Raster, TerrainError};

use super::{
    Dice, GROUNDS, degrees, drawn, has_data, metric, raster, the_same_for_any_bands_and_threads,
    way_out, winding,
};

fn labels(d8: &Raster<u8>, outlets: &[(usize, usize)]) -> Vec<u32> {
    let made = watershed::watersheds(d8, outlets, Bands::default()).unwrap();
    made.labels.grid.into_cells()
}

/// `WhiteboxTools` `Watershed` and `basins` of pyflwdir, at the outlet that agreement.json of the oracle set
/// names.
#[test]
fn a_watershed_is_what_two_peers_say_cell_by_cell() {
    for (ground, outlet, cells) in [
        (&GROUNDS[0], (414, 5), 56_024),
        (&GROUNDS[1], (112, 281), 48_218),
    ] {
        let d8 = ground.d8();
        let made = watershed::watersheds(&d8, &[outlet], Bands::default()).unwrap();
        let peers = ground.bytes("watershed");
        let same = made.labels.grid.cells().iter().zip(&peers);
        assert!(
            same.clone().all(|(&ours, &peers)| ours == u32::from(peers)),
            "{}",
            ground.name
        );
        assert_eq!(made.table[0].cells, cells);
    }
}

/// `basins` of pyflwdir 0.5.12 with six outlets, some above others.
#[test]
fn nested_watersheds_are_what_pyflwdir_says_cell_by_cell() {
    for ground in GROUNDS {
        let outlets: Vec<(usize, usize)> = ground
            .csv("nested_outlets")
            .iter()
            .map(|row| (row[1] as usize, row[2] as usize))
            .collect();
        let peers = ground.bytes("nested_basins");
        let ours = labels(&ground.d8(), &outlets);
        let same = ours.iter().zip(&peers);
        assert!(
            same.clone().all(|(&ours, &peers)| ours == u32::from(peers)),
            "{}",
            ground.name
        );
    }
}

#[test]
fn an_outlet_above_another_keeps_its_ground_and_flows_to_it() {
    let mut d8 = drawn("→→→→→o ↗..↘→→ →→→→→→");
    metric(&mut d8, 1000.0, 1000.0);
    // The lower one comes first in the list; a third lies elsewhere.
    let made = watershed::watersheds(&d8, &[(0, 4), (0, 1), (2, 3)], Bands::default()).unwrap();
    assert_eq!(
        made.labels.grid.cells(),
        [2, 2, 1, 1, 1, 0, 2, 0, 0, 0, 0, 0, 3, 3, 3, 3, 0, 0]
    );
    let row = |index: usize| {
        let row = &made.table[index];
        (
            row.id,
            row.flows_to,
            row.own_cells,
            row.cells,
            row.own_km2,
            row.km2,
        )
    };
    assert_eq!(row(0), (1, None, 3, 6, 3.0, 6.0));
    assert_eq!(row(1), (2, Some(1), 3, 3, 3.0, 3.0));
    assert_eq!(row(2), (3, None, 4, 4, 4.0, 4.0));
}

#[test]
fn outlets_that_cannot_be_are_refused_with_their_place() {
    let d8 = drawn("→→. ooo");
    let refused = |outlets: &[(usize, usize)]| {
        watershed::watersheds(&d8, outlets, Bands::default())
            .unwrap_err()
            .to_string()
    };
    assert_eq!(
        refused(&[(0, 0), (2, 0)]),
        "an outlet at row 2, column 0, counted from 0; expected one within 2 rows and 3 columns"
    );
    assert_eq!(
        refused(&[(0, 2)]),
        "an outlet at row 0, column 2, counted from 0, which has no data; expected a cell with a direction"
    );
    assert_eq!(
        refused(&[(0, 0), (1, 1), (0, 0)]),
        "outlets 1 and 3, counted from 1, are both at row 0, column 0; expected one in a cell"
    );
}

#[test]
fn outlets_on_a_circle_end_in_an_error_and_not_in_a_loop() {
    let d8 = drawn("→↓ ↑←");
    for outlets in [&[(0, 0)][..], &[(0, 0), (1, 1)]] {
        let error = watershed::watersheds(&d8, outlets, Bands { rows: 1 }).unwrap_err();
        assert!(matches!(error, TerrainError::Circle { .. }), "{error}");
    }
    let error = watershed::basins(&drawn("↘oo o→↓ o↑←"), Bands::default()).unwrap_err();
    assert!(
        !matches!(error, TerrainError::Circle { row: 0, col: 0 }),
        "{error}"
    );
}

#[test]
fn every_exit_has_its_basin_and_no_data_has_none() {
    let made = watershed::basins(&drawn("←→. →→→ ↗oo"), Bands::default()).unwrap();
    assert_eq!(made.labels.grid.cells(), [1, 2, 0, 3, 3, 3, 3, 4, 5]);
    assert_eq!(made.table.len(), 5);
    let nothing = watershed::basins(&drawn("..."), Bands::default()).unwrap();
    assert_eq!(
        (nothing.labels.grid.cells(), nothing.table.len()),
        (&[0, 0, 0][..], 0)
    );
}

fn snapped(d8: &Raster<u8>, x: f64, y: f64, reach: usize) -> terrain::Result<Snapped> {
    let counts = accumulate::cells(d8, Bands::default()).unwrap();
    let outlet = Outlet {
        code: "W1".to_owned(),
        x,
        y,
        registered_km2: Some(2e-4),
    };
    watershed::snap(d8, &counts, &[outlet], reach)
        .unwrap()
        .remove(0)
}

#[test]
fn an_outlet_moves_to_the_river_and_tells_how_far() {
    // A river in the bottom row; the outlet was registered two rows above it.
    let mut d8 = drawn("↓↓↓↓↓ ↓↓↓↓↓ →→→→→");
    metric(&mut d8, 10.0, 20.0);
    let (x, y) = d8.georeference.as_ref().unwrap().centre(0, 1);
    let there = snapped(&d8, x, y, 2).unwrap();
    assert_eq!((there.row, there.col, there.cells), (2, 3, 12));
    assert_eq!(there.moved_cells, (2, 2));
    assert!((there.moved_m - 20.0_f64.hypot(40.0)).abs() < 1e-9);
    assert_eq!(there.ratio(4e-4), Some(2.0));
    let stays = snapped(&d8, x, y, 0).unwrap();
    assert_eq!(
        (stays.row, stays.col, stays.cells, stays.moved_m),
        (0, 1, 1, 0.0)
    );
}

#[test]
fn of_two_cells_with_as_much_water_the_nearest_then_the_northernmost_then_the_westernmost_is_taken()
{
    let place = |picture: &str, row, col| {
        let mut d8 = drawn(picture);
        metric(&mut d8, 10.0, 10.0);
        let (x, y) = d8.georeference.as_ref().unwrap().centre(row, col);
        let there = snapped(&d8, x, y, 2).unwrap();
        (there.row, there.col)
    };
    // Two rivers of two cells: one ends a row away, the other two.
    assert_eq!(place("→o.. .... ..o. →o..", 2, 2), (3, 1));
    // As far to the north as to the south.
    assert_eq!(place("→o. ..o →o.", 1, 2), (0, 1));
    // As far to the west as to the east.
    assert_eq!(place("↓.↓ ooo", 1, 1), (1, 0));
}

#[test]
fn outlets_outside_and_outlets_in_the_void_do_not_hold_up_the_others() {
    let mut d8 = drawn("→→→....");
    metric(&mut d8, 10.0, 10.0);
    let place = d8.georeference.clone().unwrap();
    let counts = accumulate::cells(&d8, Bands::default()).unwrap();
    let at = |code: &str, col: usize| Outlet {
        code: code.to_owned(),
        x: place.centre(0, col).0,
        y: place.centre(0, col).1,
        registered_km2: None,
    };
    let far_west = Outlet {
        x: 0.0,
        ..at("west", 0)
    };
    let nowhere = Outlet {
        x: f64::NAN,
        ..at("nan", 0)
    };
    let outlets = [
        at("void", 6),
        far_west,
        nowhere,
        at("east", 9),
        at("good", 0),
    ];
    let found = watershed::snap(&d8, &counts, &outlets, 1).unwrap();
    let said: Vec<String> = found[..4]
        .iter()
        .map(|one| one.as_ref().unwrap_err().to_string())
        .collect();
    assert_eq!(
        said[0],
        "outlet void at 300065, 3699995 has no data within 1 cells"
    );
    for said in &said[1..] {
        assert!(said.ends_with("lies outside the raster"), "{said}");
    }
    assert_eq!(found[4].as_ref().unwrap().col, 1);
}

fn small(d8: &Raster<u8>, km2_max: f64, km2_min: f64) -> SmallWatersheds {
    let counts = accumulate::cells(d8, Bands::default()).unwrap();
    watershed::small_watersheds(d8, &counts, km2_max, km2_min, Bands::default()).unwrap()
}

fn small_with(
    d8: &Raster<u8>,
    km2_max: f64,
    km2_min: f64,
    at: &[(usize, usize)],
) -> SmallWatersheds {
    let counts = accumulate::cells(d8, Bands::default()).unwrap();
    watershed::small_watersheds_with(d8, &counts, km2_max, km2_min, at, Bands::default()).unwrap()
}

#[test]
fn ground_is_cut_where_it_would_grow_too_large_and_the_largest_goes() {
    // Cells of 1 km². Two rivers of three and of two meet; with the meeting cell they are six.
    let mut d8 = drawn("→→↘.. ...→→ .→↗..");
    metric(&mut d8, 1000.0, 1000.0);
    let made = small(&d8, 5.0, 0.0);
    assert_eq!(
        made.watersheds.labels.grid.cells(),
        [1, 1, 1, 0, 0, 0, 0, 0, 2, 2, 0, 2, 2, 0, 0]
    );
    let table = &made.watersheds.table;
    assert_eq!((table[0].km2, table[0].flows_to), (3.0, Some(2)));
    assert_eq!(
        (table[1].own_km2, table[1].km2, table[1].flows_to),
        (4.0, 7.0, None)
    );
    // With a least size at exits that what is left does not have, it is in none.
    let made = small(&d8, 5.0, 4.5);
    assert_eq!(
        (made.watersheds.table.len(), made.rest_cells, made.rest_km2),
        (1, 4, 4.0)
    );
    assert_eq!(small(&d8, f64::INFINITY, 0.0).watersheds.table.len(), 1);
    let refused = watershed::small_watersheds(
        &d8,
        &accumulate::cells(&d8, Bands::default()).unwrap(),
        0.5,
        0.0,
        Bands::default(),
    );
    assert_eq!(
        refused.unwrap_err().to_string(),
        "watersheds of at most 0.5 km²; expected no less than a cell, 1 km²"
    );
}

/// The fewest parts of at most so many cells, by trying every set of cuts with those that are given among them.
fn fewest_parts(d8: &Raster<u8>, cells_max: usize, given: &[usize]) -> usize {
    let directions = Directions::of(d8).unwrap();
    let cells: Vec<usize> = has_data(d8).collect();
    let (exits, others): (Vec<usize>, Vec<usize>) = cells
        .iter()
        .copied()
        .partition(|&cell| directions.is_exit(cell));
    (0..1_u32 << others.len())
        .filter(|cuts| {
            let is_cut = |cell: usize| {
                others
                    .iter()
                    .position(|&o| o == cell)
                    .is_some_and(|o| *cuts >> o & 1 == 1)
            };
            if !given
                .iter()
                .all(|&cell| exits.contains(&cell) || is_cut(cell))
            {
                return false;
            }
            let ends = |cell: usize| exits.contains(&cell) || is_cut(cell);
            let mut sizes = vec![0; d8.grid.cells().len()];
            for &cell in &cells {
                sizes[way_out(d8, cell).into_iter().find(|&at| ends(at)).unwrap()] += 1;
            }
            sizes.iter().all(|&size| size <= cells_max)
        })
        .map(|cuts| exits.len() + cuts.count_ones() as usize)
        .min()
        .unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn a_watershed_holds_the_cells_whose_way_out_leads_through_its_outlet(
        rows in 2_usize..16, cols in 2_usize..16, seed: u64, count in 1_usize..6
    ) {
        let mut d8 = winding(rows, cols, seed);
        degrees(&mut d8, 0.01, 0.02, 60.0);
        let all: Vec<usize> = has_data(&d8).collect();
        let mut dice = Dice(seed);
        let mut outlets: Vec<usize> = (0..count).map(|_| all[dice.below(all.len())]).collect();
        outlets.sort_unstable_by_key(|cell| cell % 7 * 1000 + cell);
        outlets.dedup();
        let places: Vec<(usize, usize)> = outlets.iter().map(|cell| (cell / cols, cell % cols)).collect();
        let made = watershed::watersheds(&d8, &places, Bands { rows: 3 }).unwrap();
        let counts = accumulate::cells(&d8, Bands::default()).unwrap();
        let areas = accumulate::area_m2(&d8, Bands::default()).unwrap();
        for cell in 0..rows * cols {
            let expected = if d8.grid.cells()[cell] == NODATA { None } else {
                way_out(&d8, cell).into_iter().find_map(|at| outlets.iter().position(|&o| o == at))
            };
            prop_assert_eq!(made.labels.grid.cells()[cell] as usize, expected.map_or(0, |at| at + 1));
        }
        for (row, &outlet) in made.table.iter().zip(&outlets) {
            prop_assert_eq!(row.cells, counts.at(outlet));
            prop_assert_eq!((row.km2 * 1e6).to_bits(), (areas.grid.cells()[outlet] / 1e6 * 1e6).to_bits());
            let next = way_out(&d8, outlet).into_iter().skip(1)
                .find_map(|at| outlets.iter().position(|&o| o == at));
            prop_assert_eq!(row.flows_to.map(|id| id as usize - 1), next);
        }
    }

    #[test]
    fn no_cut_of_the_ground_has_fewer_parts(seed: u64, cells_max in 1_usize..9) {
        let mut d8 = winding(3, 4, seed);
        metric(&mut d8, 1000.0, 1000.0);
        let made = small(&d8, cells_max as f64, 0.0);
        for part in &made.watersheds.table {
            prop_assert!(part.own_km2 <= cells_max as f64);
        }
        prop_assert_eq!(made.watersheds.table.len(), fewest_parts(&d8, cells_max, &[]));
        prop_assert_eq!(made.rest_cells, 0);
    }

    #[test]
    fn no_cut_with_those_that_are_given_has_fewer_parts(
        seed: u64, cells_max in 1_usize..14, count in 1_usize..4
    ) {
        let mut d8 = winding(3, 4, seed);
        metric(&mut d8, 1000.0, 1000.0);
        let all: Vec<usize> = has_data(&d8).collect();
        let mut dice = Dice(seed ^ 0x77);
        // The same one twice at times.
        let given: Vec<usize> = (0..count).map(|_| all[dice.below(all.len())]).collect();
        let places: Vec<(usize, usize)> = given.iter().map(|cell| (cell / 4, cell % 4)).collect();
        let made = small_with(&d8, cells_max as f64, 0.0, &places);
        let table = &made.watersheds.table;
        for place in &places {
            prop_assert!(table.iter().any(|part| (part.row, part.col) == *place), "{place:?}");
        }
        prop_assert!(table.iter().all(|part| part.own_km2 <= cells_max as f64));
        prop_assert_eq!(table.len(), fewest_parts(&d8, cells_max, &given));
        prop_assert_eq!(made.rest_cells, 0);
    }

    #[test]
    fn a_given_outlet_ends_a_watershed_however_large_others_may_be(
        rows in 4_usize..20, cols in 4_usize..20, seed: u64, cells_max in 4_usize..300
    ) {
        let mut d8 = winding(rows, cols, seed);
        metric(&mut d8, 1000.0, 1000.0);
        let all: Vec<usize> = has_data(&d8).collect();
        let mut dice = Dice(seed ^ 0x55);
        let given: Vec<usize> = (0..6).map(|_| all[dice.below(all.len())]).collect();
        let places: Vec<(usize, usize)> = given.iter().map(|cell| (cell / cols, cell % cols)).collect();
        let made = small_with(&d8, cells_max as f64, 2.0, &places);
        let table = &made.watersheds.table;
        for part in table {
            prop_assert!(part.own_km2 <= cells_max as f64);
        }
        for place in &places {
            prop_assert_eq!(table.iter().filter(|part| (part.row, part.col) == *place).count(), 1);
        }
        // All ground is in one, or counted as in none.
        let own: u64 = table.iter().map(|part| part.own_cells).sum();
        prop_assert_eq!(own + made.rest_cells, all.len() as u64);
    }
}

#[test]
fn small_watersheds_of_real_ground_cover_it_and_none_is_too_large() {
    let mut d8 = GROUNDS[0].d8();
    metric(&mut d8, 100.0, 100.0);
    let made = small(&d8, 50.0, 5.0);
    let table = &made.watersheds.table;
    assert!(table.iter().all(|part| part.own_km2 <= 50.0));
    let own: f64 = table.iter().map(|part| part.own_km2).sum();
    assert!(
        (own + made.rest_km2 - 1439.22).abs() < 1e-6,
        "{own} {}",
        made.rest_km2
    );
    // Cells below an eighth are passed over; looking at every cell must cut at the same places.
    let all = small(&d8, 0.02, 0.0);
    assert!(all.watersheds.table.iter().all(|part| part.own_cells <= 2));
}

#[test]
fn watersheds_are_the_same_for_any_bands_and_threads() {
    let mut d8 = winding(150, 90, 5);
    degrees(&mut d8, 0.003, 0.002, 40.0);
    let counts = accumulate::cells(&d8, Bands::default()).unwrap();
    let outlets: Vec<(usize, usize)> = has_data(&d8)
        .step_by(371)
        .map(|cell| (cell / 90, cell % 90))
        .collect();
    the_same_for_any_bands_and_threads(|bands| {
        watershed::watersheds(&d8, &outlets, bands).unwrap()
    });
    the_same_for_any_bands_and_threads(|bands| watershed::basins(&d8, bands).unwrap());
    the_same_for_any_bands_and_threads(|bands| {
        watershed::small_watersheds(&d8, &counts, 5.0, 0.1, bands).unwrap()
    });
}

#[test]
fn outlets_of_a_raster_that_does_not_say_where_it_lies_are_columns_and_rows() {
    let d8 = raster(1, 3, vec![1, 1, 0]);
    let counts = accumulate::cells(&d8, Bands::default()).unwrap();
    let outlet = |x: f64, y: f64| Outlet {
        code: "a".to_owned(),
        x,
        y,
        registered_km2: None,
    };
    let asked = [outlet(1.5, 0.5), outlet(1.5, 1.5)];
    let found = watershed::snap(&d8, &counts, &asked, 0).unwrap();
    let cell = found[0].as_ref().map(|one| (one.row, one.col, one.cells));
    assert_eq!(cell.unwrap(), (0, 1, 2));
    let beyond = found[1].as_ref().unwrap_err().to_string();
    assert!(beyond.ends_with("lies outside the raster"), "{beyond}");
}
