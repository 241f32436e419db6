use proptest::prelude::*;
use terrain::flow::accumulate::{self, CellCounts};
use terrain::flow::metres::CellSize;
use terrain::flow::pointer::Directions;
use terrain::flow::route::Bands;
use terrain::{Grid, Raster, TerrainError};

use super::{
    GROUNDS, drawn, from_whitebox, has_data, raster, the_same_for_any_bands_and_threads, way_out,
    winding,
};

fn counts(d8: &Raster<u8>) -> Vec<u64> {
    let counts = accumulate::cells(d8, Bands::default()).unwrap();
    (0..d8.grid.cells().len())
        .map(|cell| counts.at(cell))
        .collect()
}

/// `WhiteboxTools` `D8FlowAccumulation`, equal to pyflwdir's and, where it is valid, `TauDEM`'s.
#[test]
fn accumulation_is_what_three_peers_say_in_every_cell() {
    for ground in GROUNDS {
        let peers: Vec<u64> = ground
            .bytes("acc_cells")
            .chunks_exact(4)
            .map(|bytes| u64::from(u32::from_le_bytes(bytes.try_into().unwrap())))
            .collect();
        assert!(counts(&ground.d8()) == peers, "{}", ground.name);
    }
}

#[test]
fn analytic_cases_come_out_as_reckoned_by_hand() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/data/routes/analytic_cases.json"
    );
    let cases: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let mut seen = 0;
    for case in cases.as_array().unwrap() {
        let (Some(d8), Some(acc)) = (case["d8_wbt"].as_array(), case["acc"].as_array()) else {
            continue;
        };
        let numbers = |rows: &[serde_json::Value]| -> Vec<u64> {
            let cells = rows.iter().flat_map(|row| row.as_array().unwrap());
            cells.map(|cell| cell.as_u64().unwrap()).collect()
        };
        let codes = numbers(d8)
            .into_iter()
            .map(|code| from_whitebox(code as u8))
            .collect();
        assert_eq!(
            counts(&raster(d8.len(), 9, codes)),
            numbers(acc),
            "{}",
            case["name"]
        );
        seen += 1;
    }
    assert_eq!(seen, 1);
}

/// The example of ESRI's manual ("How Flow Accumulation works"), which leaves a cell's own out; directions as in
/// `GeoTrellis`, `AccumulationSpec.scala`. That says 34 at the exit, though it is the only one of 36 cells.
#[test]
fn the_six_by_six_case_of_geotrellis_counts_the_cell_itself_too() {
    let d8 = drawn(
        "↘↘↘↓↓↙
         ↘↘↘↓↓↙
         →→↘↓↙↓
         ↗↗→↘↓↙
         ↘↘→↓↓↓
         →→→→↓←",
    );
    let without_itself = [
        [0, 0, 0, 0, 0, 0],
        [0, 1, 1, 2, 2, 0],
        [0, 3, 7, 5, 4, 0],
        [0, 0, 0, 20, 0, 1],
        [0, 0, 0, 1, 24, 0],
        [0, 2, 4, 7, 35, 1],
    ];
    let expected: Vec<u64> = without_itself.concat().into_iter().map(|n| n + 1).collect();
    assert_eq!(counts(&d8), expected);
}

#[test]
fn a_pointer_into_no_data_or_out_of_the_grid_is_an_exit() {
    // Row by row: into no data; out to the west; out to the south by a corner.
    let d8 = drawn("→→. ←←o ↗↑↘");
    assert_eq!(counts(&d8), [1, 2, 0, 4, 3, 1, 1, 1, 1]);
    let directions = Directions::of(&d8).unwrap();
    let exits: Vec<usize> = (0..9).filter(|&cell| directions.is_exit(cell)).collect();
    assert_eq!(exits, [1, 3, 5, 8]);
}

#[test]
fn a_line_of_cells_counts_up_whichever_way_it_lies() {
    assert_eq!(counts(&drawn("→→→→")), [1, 2, 3, 4]);
    assert_eq!(counts(&drawn("↑ ↑ ↑")), [3, 2, 1]);
    assert_eq!(counts(&drawn("↗")), [1]);
    assert_eq!(counts(&drawn("... ...")), [0; 6]);
    assert_eq!(counts(&raster(0, 0, Vec::new())), [0_u64; 0]);
    assert_eq!(counts(&raster(0, 3, Vec::new())), [0_u64; 0]);
    assert_eq!(counts(&raster(3, 0, Vec::new())), [0_u64; 0]);
}

#[test]
fn a_circle_is_refused_with_a_cell_of_it_in_any_bands() {
    // The trees that drain into the circle are not of it.
    let d8 = drawn("→↓oo →→↓o o↑←← ooo↑");
    for rows in [1, 2, 3, 100] {
        let error = accumulate::cells(&d8, Bands { rows }).unwrap_err();
        assert!(
            matches!(error, TerrainError::Circle { row: 1, col: 1 }),
            "{error}"
        );
    }
}

#[test]
fn a_code_that_is_no_direction_is_named_with_its_place() {
    let error = accumulate::cells(&raster(2, 2, vec![0, 1, 3, 0]), Bands::default()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "row 1, column 0, counted from 0: 3 is no direction; expected 0, 255 or one of 1, 2, 4, 8, 16, 32, \
         64, 128"
    );
}

#[test]
fn counts_go_beyond_what_a_float_can_count() {
    // 2^24 + 2: the first whole number that a 32-bit float skips is 2^24 + 1.
    let cols = (1 << 24) + 2;
    let counts = accumulate::cells(&raster(1, cols, vec![1; cols]), Bands::default()).unwrap();
    assert_eq!(
        [cols - 2, cols - 1].map(|cell| counts.at(cell)),
        [(1 << 24) + 1, (1 << 24) + 2]
    );
}

fn weighted(d8: &Raster<u8>, weights: &[f64]) -> Vec<f64> {
    let weights = Raster {
        grid: Grid::new(d8.grid.rows(), d8.grid.cols(), weights.to_vec()).unwrap(),
        nodata: Some(-9999.0),
        georeference: None,
    };
    let sums = accumulate::weighted(d8, &weights, Bands::default()).unwrap();
    sums.sums.grid.into_cells()
}

/// The sums that exact arithmetic gives (Python's `math.fsum` of the cells so far).
#[test]
fn a_sum_is_exact_where_adding_floats_one_by_one_is_not() {
    let row = drawn("→→→→");
    // Added one by one: 1e16, 1e16, 0, 0.
    assert_eq!(
        weighted(&row, &[1e16, 1.0, -1e16, 0.5]),
        [1e16, 1e16, 1.0, 1.5]
    );
    // fsum([0.1] * 10) is 1; the sum one by one is 0.9999999999999999.
    assert_eq!(
        weighted(&drawn("→→→→→→→→→→"), &[0.1; 10])[9].to_bits(),
        1.0_f64.to_bits()
    );
    // Beyond 2^32, and to the last unit beyond 2^53.
    assert_eq!(
        weighted(&row, &[4_294_967_296.0, 1.0, 9_007_199_254_740_992.0, 1.0]),
        [
            4_294_967_296.0,
            4_294_967_297.0,
            9_007_203_549_708_289.0_f64,
            9_007_203_549_708_290.0
        ]
    );
    // The smallest number that there is.
    assert_eq!(
        weighted(&row, &[5e-324; 4]),
        [5e-324, 1e-323, 1.5e-323, 2e-323]
    );
}

#[test]
fn a_cell_without_a_weight_adds_nothing_and_is_counted() {
    let d8 = drawn("→→→.→");
    let weights = Raster {
        grid: Grid::new(1, 5, vec![1.0, f64::NAN, -9999.0, f64::NAN, 3.0]).unwrap(),
        nodata: Some(-9999.0),
        georeference: None,
    };
    let made = accumulate::weighted(&d8, &weights, Bands::default()).unwrap();
    assert_eq!(made.sums.grid.cells()[..3], [1.0; 3]);
    assert!(made.sums.grid.cells()[3].is_nan());
    assert_eq!(made.sums.grid.cells()[4].to_bits(), 3.0_f64.to_bits());
    assert_eq!(made.cells_without_weight, 2);
}

#[test]
fn infinite_weights_and_weights_of_another_shape_are_refused() {
    let d8 = drawn("→→");
    let of = |rows, cols, weights| Raster {
        grid: Grid::new(rows, cols, weights).unwrap(),
        nodata: None,
        georeference: None,
    };
    let refused = |weights: Raster<f64>| {
        accumulate::weighted(&d8, &weights, Bands::default())
            .unwrap_err()
            .to_string()
    };
    assert_eq!(
        refused(of(1, 2, vec![1.0, f64::INFINITY])),
        "row 0, column 1, counted from 0: a weight of inf; expected a number"
    );
    assert_eq!(
        refused(of(2, 1, vec![1.0, 1.0])),
        "weights of 2 rows and 1 columns; expected 1 and 2, as the directions have"
    );
}

/// `accuflux` of pyflwdir 0.5.12 at every exit, which adds floats in its own order.
#[test]
fn weights_accumulate_as_pyflwdir_has_them() {
    for ground in GROUNDS {
        let weights: Vec<f64> = (0..ground.rows * ground.cols)
            .map(|cell| (cell / ground.cols * 7 + cell % ground.cols * 13) % 101)
            .map(|number| number as f64 / 8.0 + 0.1)
            .collect();
        let sums = weighted(&ground.d8(), &weights);
        let exits = ground.csv("accuflux_exits");
        for exit in &exits {
            let ours = sums[exit[0] as usize];
            assert!((ours - exit[1]).abs() <= 1e-12 * exit[1], "{ours} {exit:?}");
        }
        assert!(exits.len() > 100);
    }
}

/// What is left of a sum of floats, without any rounding: Shewchuk's partial sums (J. R. Shewchuk, Adaptive
/// Precision Floating-Point Arithmetic, 1997), the way of Python's `math.fsum`.
fn exact_sum(numbers: impl Iterator<Item = f64>) -> f64 {
    let mut partials: Vec<f64> = Vec::new();
    for mut x in numbers {
        let mut kept = Vec::new();
        for mut y in partials {
            if x.abs() < y.abs() {
                std::mem::swap(&mut x, &mut y);
            }
            let high = x + y;
            let low = y - (high - x);
            if low != 0.0 {
                kept.push(low);
            }
            x = high;
        }
        kept.push(x);
        partials = kept;
    }
    partials.into_iter().sum()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn a_sum_of_weights_is_within_half_a_unit_of_its_last_place(
        rows in 1_usize..12, cols in 1_usize..12, seed: u64, spread in 1_usize..90
    ) {
        let d8 = winding(rows, cols, seed);
        let mut dice = super::Dice(seed);
        let weights: Vec<f64> = (0..rows * cols)
            .map(|_| {
                let mantissa = dice.below(1 << 30) as f64 - f64::from(1 << 29);
                mantissa * 2_f64.powi(i32::try_from(dice.below(spread)).unwrap() - 40)
            })
            .collect();
        let found = weighted(&d8, &weights);
        for cell in has_data(&d8) {
            let through = has_data(&d8).filter(|&from| way_out(&d8, from).contains(&cell));
            let rest = exact_sum(through.map(|from| weights[from]).chain([-found[cell]]));
            let unit = (found[cell].abs().next_up() - found[cell].abs()) / 2.0;
            prop_assert!(rest.abs() <= unit, "{} off by {rest}", found[cell]);
        }
    }

    #[test]
    fn the_area_that_leaves_is_that_of_all_cells(
        rows in 1_usize..12, cols in 1_usize..12, seed: u64, south in 0_i32..80
    ) {
        let mut d8 = winding(rows, cols, seed);
        super::degrees(&mut d8, 0.1, 0.2, f64::from(-south));
        let size = CellSize::of(&d8).unwrap();
        let all: f64 = has_data(&d8).map(|cell| size.area_m2(cell / cols)).sum();
        let areas = accumulate::area_m2(&d8, Bands { rows: 2 }).unwrap();
        let exits = Directions::of(&d8).unwrap().exits();
        let left: f64 = exits.iter().map(|&exit| areas.grid.cells()[exit]).sum();
        prop_assert!((left - all).abs() <= 1e-12 * all, "{left} {all}");
    }

    #[test]
    fn a_cell_counts_the_ways_out_that_lead_through_it(
        rows in 1_usize..24, cols in 1_usize..24, seed: u64
    ) {
        let d8 = winding(rows, cols, seed);
        let mut expected = vec![0; rows * cols];
        for cell in has_data(&d8) {
            for through in way_out(&d8, cell) {
                expected[through] += 1;
            }
        }
        let found = counts(&d8);
        prop_assert_eq!(&found, &expected);
        let directions = Directions::of(&d8).unwrap();
        let at_exits: u64 = has_data(&d8)
            .filter(|&cell| directions.is_exit(cell))
            .map(|cell| found[cell])
            .sum();
        prop_assert_eq!(at_exits as usize, has_data(&d8).count());
    }
}

#[test]
fn accumulation_is_the_same_for_any_bands_and_threads() {
    let d8 = winding(150, 90, 7);
    // Weights of every magnitude, so that adding floats in another order would show.
    let weights = Raster {
        grid: Grid::new(
            150,
            90,
            (0..150 * 90)
                .map(|cell| 10_f64.powi(cell % 17 - 8) / 3.0)
                .collect(),
        )
        .unwrap(),
        nodata: None,
        georeference: None,
    };
    the_same_for_any_bands_and_threads(|bands| accumulate::cells(&d8, bands).unwrap());
    the_same_for_any_bands_and_threads(|bands| {
        let made = accumulate::weighted(&d8, &weights, bands).unwrap();
        made.sums
            .grid
            .into_cells()
            .into_iter()
            .map(f64::to_bits)
            .collect::<Vec<u64>>()
    });
}

#[test]
fn the_area_of_cells_in_metres_is_their_count_times_that_of_one() {
    let mut d8 = drawn("→→.→");
    super::metric(&mut d8, 30.0, 20.0);
    let areas = accumulate::area_m2(&d8, Bands::default())
        .unwrap()
        .grid
        .into_cells();
    assert_eq!((areas[1], areas[3]), (1200.0, 600.0));
    assert!(areas[2].is_nan());
}

#[test]
fn counts_of_a_raster_that_fits_32_bits_take_32_bits() {
    let counts = accumulate::cells(&drawn("→→"), Bands::default()).unwrap();
    assert!(matches!(counts, CellCounts::Narrow(_)));
    assert_eq!((counts.rows(), counts.cols(), counts.at(2)), (1, 2, 0));
}
