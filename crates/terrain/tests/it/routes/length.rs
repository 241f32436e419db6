use proptest::prelude::*;
use terrain::flow::length;
use terrain::flow::metres::CellSize;
use terrain::flow::pointer::Directions;
use terrain::flow::route::Bands;
use terrain::{Raster, TerrainError};

use super::{
    GROUNDS, degrees, drawn, has_data, metric, the_same_for_any_bands_and_threads, way_out, winding,
};

fn downstream(d8: &Raster<u8>) -> Vec<f64> {
    length::downstream_m(d8, Bands::default())
        .unwrap()
        .grid
        .into_cells()
}

fn upstream(d8: &Raster<u8>) -> Vec<f64> {
    length::upstream_m(d8, Bands::default())
        .unwrap()
        .grid
        .into_cells()
}

#[test]
fn a_way_of_cells_longer_than_wide_is_as_long_as_pythagoras_says() {
    // Cells 3 m wide and 4 m high: the diagonal is 5.
    let mut d8 = drawn("↘↓ →o");
    metric(&mut d8, 3.0, 4.0);
    assert_eq!(downstream(&d8), [5.0, 4.0, 3.0, 0.0]);
    assert_eq!(upstream(&d8), [0.0, 0.0, 0.0, 5.0]);
}

#[test]
fn the_longest_way_up_is_the_longest_of_the_branches() {
    let d8 = drawn("↓.o. →→↘. ...o");
    // Down and right twice, then a diagonal.
    assert_eq!(upstream(&d8)[4..7], [1.0, 2.0, 3.0]);
    assert!((upstream(&d8)[11] - (3.0 + 2.0_f64.sqrt())).abs() < 1e-12);
    assert!(upstream(&d8)[1].is_nan() && downstream(&d8)[1].is_nan());
}

/// GeographicLib 2.1 (Karney), geodesics between the centres and the area of the cell, WGS 84, cells of
/// 0.02° by 0.01° below 45° N.
#[test]
fn steps_and_areas_on_the_ellipsoid_are_those_of_geographiclib() {
    let mut d8 = drawn("→→ →→ →→");
    degrees(&mut d8, 0.02, 0.01, 45.0);
    let size = CellSize::of(&d8).unwrap();
    let close = |found: f64, expected: f64, within: f64| {
        assert!(
            (found / expected - 1.0).abs() < within,
            "{found} {expected}"
        );
    };
    for (row, expected) in [
        (
            0,
            [
                1_577.073_843_353_349_5,
                1_929.408_534_105_377_4,
                1_111.315_819_926_074,
            ],
        ),
        (
            1,
            [
                1_577.348_098_035_552_3,
                1_929.631_587_092_065_3,
                1_111.313_865_714_962,
            ],
        ),
    ] {
        for (direction, expected) in expected.into_iter().enumerate() {
            close(size.step_m(row, direction), expected, 1e-7);
        }
    }
    close(size.area_m2(0), 1_752_628.654_441_572_7, 1e-8);
    close(size.area_m2(1), 1_752_930.355_805_933_5, 1e-8);
    // A step up is as long as the step down that it undoes.
    for (down, up) in [(1, 5), (2, 6), (3, 7)] {
        assert_eq!(size.step_m(0, down).to_bits(), size.step_m(1, up).to_bits());
    }
}

/// The whole of WGS 84 is 510,065,621.724 km² (GeographicLib, and Moritz 1980 for GRS 80 to nine digits).
#[test]
fn cells_of_the_whole_earth_are_as_large_as_the_earth() {
    let mut d8 = super::raster(180, 360, vec![0; 180 * 360]);
    degrees(&mut d8, 1.0, 1.0, 90.0);
    let size = CellSize::of(&d8).unwrap();
    let earth: f64 = (0..180).map(|row| size.area_m2(row) * 360.0).sum();
    assert!(
        (earth / 510_065_621_724_088.44 - 1.0).abs() < 1e-12,
        "{earth}"
    );
}

#[test]
fn degrees_beyond_the_pole_and_turned_degrees_are_refused() {
    let mut d8 = drawn("→→ →→");
    degrees(&mut d8, 1.0, 1.0, 91.0);
    assert_eq!(
        CellSize::of(&d8).unwrap_err().to_string(),
        "cells at latitude 90.5; expected from -90 to 90"
    );
    d8.georeference.as_mut().unwrap().transform = [0.0, 1.0, 0.1, 0.0, 0.0, -1.0];
    assert!(
        CellSize::of(&d8)
            .unwrap_err()
            .to_string()
            .contains("turned")
    );
}

#[test]
fn a_cell_without_an_area_is_refused() {
    let mut d8 = drawn("→→");
    metric(&mut d8, 0.0, 10.0);
    assert_eq!(
        length::downstream_m(&d8, Bands::default())
            .unwrap_err()
            .to_string(),
        "a cell of 0 m²; expected more than 0"
    );
}

#[test]
fn a_circle_has_no_length_and_is_refused_from_both_sides() {
    // What drains into the circle comes first, row by row, and is not of it.
    let d8 = drawn("↘oo o→↓ o↑←");
    for found in [
        length::downstream_m(&d8, Bands::default()),
        length::upstream_m(&d8, Bands::default()),
    ] {
        let error = found.unwrap_err();
        let TerrainError::Circle { row, col } = error else {
            panic!("{error}");
        };
        assert!(
            [(1, 1), (1, 2), (2, 1), (2, 2)].contains(&(row, col)),
            "{row} {col}"
        );
    }
}

/// Along pyflwdir 0.5.12's own downstream pointers, every 97th cell.
#[test]
fn ways_out_are_as_long_as_those_of_pyflwdir() {
    for (ground, cell_m) in GROUNDS.into_iter().zip([100.0, 10.0]) {
        let mut d8 = ground.d8();
        metric(&mut d8, cell_m, cell_m);
        let found = downstream(&d8);
        let peer = ground.csv("distance");
        for row in &peer {
            let ours = found[row[0] as usize];
            assert!(
                (ours - row[1]).abs() <= 1e-8 * row[1].max(1.0),
                "{ours} {row:?}"
            );
        }
        assert!(peer.len() > 1000);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn lengths_are_those_of_the_ways(rows in 1_usize..20, cols in 1_usize..20, seed: u64) {
        let mut d8 = winding(rows, cols, seed);
        degrees(&mut d8, 0.02, 0.01, 30.0);
        let size = CellSize::of(&d8).unwrap();
        let directions = Directions::of(&d8).unwrap();
        let (down, up) = (downstream(&d8), upstream(&d8));
        let mut longest = vec![0.0_f64; rows * cols];
        for cell in has_data(&d8) {
            let way = way_out(&d8, cell);
            let steps: Vec<f64> = way
                .iter()
                .filter_map(|&at| Some(size.step_m(at / cols, directions.downstream(at)?.0)))
                .collect();
            let from_exit = steps.iter().rev().fold(0.0, |length, step| step + length);
            prop_assert_eq!(down[cell].to_bits(), from_exit.to_bits());
            let mut length = 0.0;
            for (at, step) in way[1..].iter().zip(&steps) {
                length += step;
                longest[*at] = longest[*at].max(length);
            }
        }
        for cell in has_data(&d8) {
            prop_assert_eq!(up[cell].to_bits(), longest[cell].to_bits());
        }
    }
}

#[test]
fn lengths_are_the_same_for_any_bands_and_threads() {
    let mut d8 = winding(150, 90, 11);
    degrees(&mut d8, 0.003, 0.002, 40.0);
    let bits = |made: terrain::Result<Raster<f64>>| -> Vec<u64> {
        made.unwrap()
            .grid
            .into_cells()
            .into_iter()
            .map(f64::to_bits)
            .collect()
    };
    the_same_for_any_bands_and_threads(|bands| bits(length::downstream_m(&d8, bands)));
    the_same_for_any_bands_and_threads(|bands| bits(length::upstream_m(&d8, bands)));
}
