use std::collections::BTreeMap;

use proptest::prelude::*;
use terrain::vector::{
    Connectedness, Lattice, Region, Rule, polygonize, polygonize_bands, rasterize,
};
use terrain::{Grid, Raster};

use super::oracle::{Dice, area, raster};

/// A raster of digits, a dot having no data.
fn digits(rows: &[&str]) -> Raster<u8> {
    let cells = rows
        .concat()
        .bytes()
        .map(|b| if b == b'.' { 255 } else { b - b'0' })
        .collect();
    let mut found = raster(rows.len(), rows[0].len(), cells);
    found.nodata = Some(255);
    found
}

fn edges(found: &Raster<u8>) -> Vec<Region<u8>> {
    polygonize(found, Connectedness::Edges).unwrap()
}

#[test]
fn a_ring_of_cells_is_a_polygon_with_a_hole() {
    let regions = edges(&digits(&["111", "121", "111"]));
    assert_eq!(regions.len(), 2);
    let [ring, middle] = &regions[..] else {
        panic!()
    };
    assert_eq!(
        (ring.value, ring.cells, middle.value, middle.cells),
        (1, 8, 2, 1)
    );
    // Outer rings go anticlockwise, holes clockwise, both closed.
    assert_eq!(
        ring.shape.polygons,
        [vec![
            vec![[0.0, 3.0], [0.0, 0.0], [3.0, 0.0], [3.0, 3.0], [0.0, 3.0]],
            vec![[1.0, 1.0], [1.0, 2.0], [2.0, 2.0], [2.0, 1.0], [1.0, 1.0]],
        ]]
    );
    assert_eq!(
        middle.shape.polygons,
        [vec![vec![
            [1.0, 2.0],
            [1.0, 1.0],
            [2.0, 1.0],
            [2.0, 2.0],
            [1.0, 2.0]
        ]]]
    );
}

#[test]
fn cells_that_meet_at_a_corner_are_apart_or_one_shape_of_two_parts() {
    let board = digits(&["10", "01"]);
    assert_eq!(edges(&board).len(), 4);
    let regions = polygonize(&board, Connectedness::Corners).unwrap();
    let sizes: Vec<_> = regions
        .iter()
        .map(|r| (r.value, r.cells, r.shape.polygons.len()))
        .collect();
    assert_eq!(sizes, [(1, 2, 2), (0, 2, 2)]);
}

#[test]
fn a_hole_that_meets_the_outer_ring_at_a_corner_stays_a_hole() {
    let regions = edges(&digits(&["0111", "1121", "1211", "1110"]));
    let ones: Vec<_> = regions.iter().filter(|r| r.value == 1).collect();
    assert_eq!(ones.len(), 1);
    // The two cells of 2 meet at a corner, so one hole each; they touch each other at a point.
    assert_eq!(ones[0].shape.polygons[0].len(), 3);
    assert!(area(&ones[0].shape) == 12.0);
    let open = edges(&digits(&["2111", "1211", "1111"]));
    assert_eq!(open[1].shape.polygons[0].len(), 2, "{open:?}");
}

#[test]
fn neighbours_have_the_same_positions_along_what_they_share() {
    let regions = edges(&digits(&["112", "112", "332"]));
    let has = |value: u8, at: [f64; 2]| {
        let region = regions.iter().find(|r| r.value == value).unwrap();
        region.shape.polygons[0][0].contains(&at)
    };
    // Where 1, 2 and 3 meet, on a straight edge of 2.
    assert!(has(1, [2.0, 1.0]) && has(2, [2.0, 1.0]) && has(3, [2.0, 1.0]));
    // And nowhere else on it.
    assert!(!has(2, [2.0, 2.0]));
}

#[test]
fn cells_without_data_are_in_no_polygon() {
    let regions = edges(&digits(&["1.1", "...", "1.."]));
    assert_eq!(regions.len(), 3);
    assert!(edges(&digits(&["..", ".."])).is_empty());
    let mut floats = raster(1, 3, vec![f32::NAN, 2.5, f32::NAN]);
    floats.nodata = None;
    let regions = polygonize(&floats, Connectedness::Corners).unwrap();
    assert_eq!(
        (regions.len(), regions[0].value, regions[0].cells),
        (1, 2.5, 1)
    );
    for (rows, cols) in [(0, 0), (0, 3), (3, 0)] {
        let empty = raster(rows, cols, Vec::<u8>::new());
        assert!(polygonize(&empty, Connectedness::Edges).unwrap().is_empty());
    }
}

#[test]
fn a_long_spiral_is_walked_without_recursion() {
    // One arm of 1 winding inwards through 0: each has a ring of some quarter of a million corners.
    let side = 1001_usize;
    let mut grid = Grid::filled(side, side, 0_u8);
    let (mut row, mut col, mut step) = (0_i64, 0_i64, (0_i64, 1_i64));
    let mut left = side as i64 - 1;
    let mut turns = 0;
    while left > 0 {
        for _ in 0..left {
            grid.cells_mut()[row as usize * side + col as usize] = 1;
            (row, col) = (row + step.0, col + step.1);
        }
        step = (step.1, -step.0);
        turns += 1;
        if turns > 2 && turns % 2 == 1 {
            left -= 2;
        }
    }
    let mut spiral = raster(side, side, grid.into_cells());
    spiral.nodata = Some(0);
    let regions = polygonize(&spiral, Connectedness::Edges).unwrap();
    assert_eq!(regions.len(), 1);
    assert!((area(&regions[0].shape) - regions[0].cells as f64).abs() < 1e-6);
}

#[test]
fn any_number_of_threads_gives_the_same_polygons() {
    let lake = super::oracle::ground("synthlake", "dem");
    let classes: Vec<i16> = lake.grid.cells().iter().map(|z| (z / 2.0) as i16).collect();
    let classes = raster(400, 400, classes);
    for by in [Connectedness::Edges, Connectedness::Corners] {
        let found = [1, 3].map(|threads| {
            let pool = rayon::ThreadPoolBuilder::new()
                .num_threads(threads)
                .build()
                .unwrap();
            pool.install(|| polygonize(&classes, by)).unwrap()
        });
        assert!(found[0].len() > 10_000 && found[0] == found[1]);
    }
}

/// Few values in clumps, so that regions have holes in holes and meet at corners.
fn clumps(dice: &mut Dice) -> Raster<u8> {
    let (rows, cols) = (1 + dice.below(14) as usize, 1 + dice.below(14) as usize);
    let values = 2 + dice.below(3);
    let cells = (0..rows * cols)
        .map(|_| {
            if dice.below(9) == 0 {
                255
            } else {
                dice.below(values) as u8
            }
        })
        .collect();
    let mut found = raster(rows, cols, cells);
    found.nodata = Some(255);
    found
}

fn rows_of(raster: &Raster<u8>, rows: std::ops::Range<usize>) -> Vec<u8> {
    let cols = raster.grid.cols();
    raster.grid.cells()[rows.start * cols..rows.end * cols].to_vec()
}

#[test]
fn more_regions_than_the_memory_holds_are_refused_before_they_are_made() {
    let mut dice = Dice(5);
    let cells = (0..10_000).map(|_| dice.below(200) as u8).collect();
    let ground = raster(100, 100, cells);
    let how = (Connectedness::Edges, 4096);
    let lattice = Lattice::of(&ground).unwrap();
    let read = |rows| Ok(rows_of(&ground, rows));
    let error = polygonize_bands(&lattice, None, how, 10, read).unwrap_err();
    let said = error.to_string();
    assert!(said.contains("in the first 10 of 100 rows"), "{said}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn polygons_of_a_raster_make_the_raster_again(seed in 1_u64..u64::MAX) {
        let mut dice = Dice(seed);
        let ground = clumps(&mut dice);
        let lattice = Lattice::of(&ground).unwrap();
        for by in [Connectedness::Edges, Connectedness::Corners] {
            let regions = polygonize(&ground, by).unwrap();
            for region in &regions {
                prop_assert_eq!(area(&region.shape), region.cells as f64);
            }
            let shapes: Vec<_> = regions.into_iter().map(|r| (r.shape, r.value)).collect();
            for rule in [Rule::Centre, Rule::AnyPart] {
                let mut again = Grid::filled(ground.grid.rows(), ground.grid.cols(), 255);
                rasterize(&shapes, &lattice, rule, &mut again).unwrap();
                prop_assert_eq!(&again, &ground.grid);
            }
        }
    }

    #[test]
    fn bands_of_any_height_give_what_is_given_at_once(seed in 1_u64..u64::MAX, at_once in 1_usize..6) {
        let mut dice = Dice(seed);
        let ground = clumps(&mut dice);
        let lattice = Lattice::of(&ground).unwrap();
        for by in [Connectedness::Edges, Connectedness::Corners] {
            let read = |rows| Ok(rows_of(&ground, rows));
            let how = (by, 1 << 20);
            let found = polygonize_bands(&lattice, ground.nodata, how, at_once, read).unwrap();
            prop_assert_eq!(found, polygonize(&ground, by).unwrap());
        }
    }

    #[test]
    fn rings_touch_neither_themselves_nor_leave_an_edge_unshared(seed in 1_u64..u64::MAX) {
        let mut dice = Dice(seed);
        let ground = clumps(&mut dice);
        let (rows, cols) = (ground.grid.rows() as f64, ground.grid.cols() as f64);
        let mut edges: BTreeMap<[u64; 4], u32> = BTreeMap::new();
        for region in polygonize(&ground, Connectedness::Edges).unwrap() {
            for ring in region.shape.polygons.iter().flatten() {
                prop_assert_eq!(ring.first(), ring.last());
                let mut corners: Vec<_> = ring[1..].iter().map(|at| at.map(f64::to_bits)).collect();
                corners.sort_unstable();
                corners.dedup();
                prop_assert_eq!(corners.len(), ring.len() - 1, "a corner twice in {:?}", ring);
                for pair in ring.windows(2) {
                    let [a, b] = [pair[0].map(f64::to_bits), pair[1].map(f64::to_bits)];
                    *edges.entry([a.min(b)[0], a.min(b)[1], a.max(b)[0], a.max(b)[1]]).or_default() += 1;
                }
            }
        }
        // An edge is in the rings of both neighbours, or has the rim or no data on its other side.
        for (edge, count) in edges {
            let [x0, y0, x1, y1] = edge.map(f64::from_bits);
            let is_rim = (x0 == x1 && (x0 == 0.0 || x0 == cols)) || (y0 == y1 && (y0 == 0.0 || y0 == rows));
            let (x, y) = (x0.min(x1), rows - y0.max(y1));
            let sides = if x0 == x1 { [(x - 1.0, y), (x, y)] } else { [(x, y - 1.0), (x, y)] };
            let is_gap = !is_rim && sides.iter().any(|(x, y)| ground.grid.get(*y as usize, *x as usize) == Some(255));
            prop_assert_eq!(count, if is_rim || is_gap { 1 } else { 2 }, "{:?}", edge.map(f64::from_bits));
        }
    }
}
