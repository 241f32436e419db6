use serde_json::Value;
use terrain::flow::d8::condition;
use terrain::flow::fill::fill;
use terrain::flow::ground::{Elevation, Outlets, Policy, Tiling};

use super::{bytes, downstream, exits, numbers, raster};

fn wall() -> Outlets {
    Outlets {
        nodata: Policy::Wall,
        ..Outlets::default()
    }
}

#[test]
fn logan_river_is_filled_as_four_peers_fill_it() {
    let dem = numbers("logan100m_dem.f32", f32::from_le_bytes);
    let mut expected = dem.clone();
    let cells = numbers("logan100m_raised_cells.u32", u32::from_le_bytes);
    let to = numbers("logan100m_raised_to.f32", f32::from_le_bytes);
    for (cell, to) in cells.iter().zip(&to) {
        expected[*cell as usize] = *to;
    }
    for outlets in [Outlets::default(), wall()] {
        let dem = raster(498, 289, dem.clone(), Some(-9999.0));
        let (filled, counts) = fill(dem, &outlets, Tiling::default()).unwrap();
        assert_eq!(filled.grid.cells(), expected);
        assert_eq!((counts.cells, counts.raised), (143_922, 2132));
    }
}

#[test]
fn holes_drain_or_are_walls_as_peers_have_it() {
    let dem = numbers("synthlake_dem.i16", i16::from_le_bytes);
    for (name, outlets) in [("drain", Outlets::default()), ("wall", wall())] {
        let expected = numbers(&format!("synthlake_filled_{name}.i16"), i16::from_le_bytes);
        let dem = raster(400, 400, dem.clone(), Some(-9999));
        let (filled, counts) = fill(dem, &outlets, Tiling::default()).unwrap();
        let wrong = filled
            .grid
            .cells()
            .iter()
            .zip(&expected)
            .filter(|(a, b)| a != b);
        assert_eq!(wrong.count(), 0, "{name}");
        assert_eq!(counts.cells, 156_228);
    }
}

fn fills_alike<T: Elevation>(of: impl Fn(i16) -> T) {
    let cells = |name| -> Vec<T> {
        let cells = numbers(name, i16::from_le_bytes).into_iter();
        cells.map(&of).collect()
    };
    let dem = raster(400, 400, cells("synthlake_dem.i16"), Some(of(-9999)));
    let (filled, _) = fill(dem, &Outlets::default(), Tiling::default()).unwrap();
    let expected = cells("synthlake_filled_drain.i16");
    assert!(
        filled.grid.cells() == expected,
        "{}",
        std::any::type_name::<T>()
    );
}

#[test]
fn a_surface_has_one_filling_in_every_type_of_elevation() {
    fills_alike(f32::from);
    fills_alike(f64::from);
    fills_alike(i32::from);
    fills_alike(i16::unsigned_abs);
    fills_alike(|it| u32::from(it.unsigned_abs()));
}

#[test]
fn directions_are_those_of_whitebox_or_as_steep() {
    let surface = numbers("synthlake_conditioned_wbt.f64", f64::from_le_bytes);
    let theirs = bytes("synthlake_d8_wbt.u8");
    let conditioned = raster(400, 400, surface.clone(), Some(-9999.0));
    let all = condition(conditioned, &Outlets::default(), Tiling::default()).unwrap();
    assert_eq!(all.fill.raised, 0);
    let ours = &all.directions.grid;
    let slope = |from: usize, to: (isize, isize)| {
        let at = from.checked_add_signed(to.0 * 400 + to.1).unwrap();
        let across = (to.0 * to.1 != 0).then_some(std::f64::consts::SQRT_2);
        (surface[from] - surface[at]) / across.unwrap_or(1.0)
    };
    // WhiteboxTools: 1 is north-east, clockwise.
    let step = |code: u8| super::STEPS[(code.trailing_zeros() as usize + 7) % 8];
    let mut ties = 0;
    for (cell, theirs) in theirs.iter().enumerate() {
        let (row, col) = (cell / 400, cell % 400);
        match (*theirs, ours.get(row, col).unwrap()) {
            (255, 255) | (0, 0) => {}
            (theirs, ours) if theirs.is_power_of_two() && ours.is_power_of_two() => {
                let ours = super::STEPS[ours.trailing_zeros() as usize];
                let (a, b) = (slope(cell, ours), slope(cell, step(theirs)));
                assert!(
                    a > 0.0 && (a - b).abs() <= 1e-9 * a,
                    "row {row} column {col}: {a} {b}"
                );
                ties += u32::from(ours != step(theirs));
            }
            (theirs, ours) => panic!("row {row} column {col}: {ours} and {theirs}"),
        }
    }
    assert!(ties < 4000, "{ties}");
}

#[test]
fn analytic_cases_are_filled_and_drain() {
    let text = std::fs::read_to_string(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/data/fill/analytic_cases.json"
    ));
    let cases: Value = serde_json::from_str(&text.unwrap()).unwrap();
    let grid = |rows: &Value| -> (usize, Vec<f64>) {
        let rows = rows.as_array().unwrap();
        let cells = rows.iter().flat_map(|row| row.as_array().unwrap());
        (rows.len(), cells.map(|it| it.as_f64().unwrap()).collect())
    };
    let mut compared = 0;
    for case in cases.as_array().unwrap() {
        let (rows, dem) = grid(&case["dem"]);
        let policies = [("filled", Policy::Drain), ("filled_policy_C", Policy::Wall)];
        for (key, nodata) in policies
            .into_iter()
            .filter(|(key, _)| case.get(key).is_some())
        {
            let outlets = Outlets {
                nodata,
                ..Outlets::default()
            };
            let dem = raster(rows, dem.len() / rows, dem.clone(), case["nodata"].as_f64());
            let all = condition(dem, &outlets, Tiling::default()).unwrap();
            let cells: u64 = exits(&all.directions.grid).values().sum();
            assert_eq!(cells, all.fill.cells, "{}", case["name"]);
            // Ours has eight neighbours; of the case for four only that it drains can be said.
            if case["topology"] != "D4" {
                assert_eq!(
                    all.filled.grid.cells(),
                    grid(&case[key]).1,
                    "{}",
                    case["name"]
                );
                compared += 1;
            }
        }
    }
    assert_eq!(compared, 7);
}

#[test]
fn a_plane_that_falls_to_the_east_drains_to_the_east() {
    let cells = (0..81).map(|cell| -f64::from(cell % 9)).collect();
    let all = condition(
        raster(9, 9, cells, None),
        &Outlets::default(),
        Tiling::default(),
    )
    .unwrap();
    for row in 0..9 {
        for col in 0..8 {
            assert_eq!(
                downstream(&all.directions.grid, row, col),
                Some((row, col + 1))
            );
        }
        assert_eq!(all.directions.grid.get(row, 8), Some(0));
    }
}
