use proptest::prelude::*;
use terrain::Grid;
use terrain::vector::{Cover, Lattice, MultiPolygon, Rule, rasterize};

use super::oracle::{Dice, area};

const UNIT: [f64; 6] = [0.0, 1.0, 0.0, 0.0, 0.0, 1.0];

fn cover(polygon: &[&[[f64; 2]]], shape: (usize, usize), rule: Rule) -> Grid<f64> {
    let rings: Vec<Vec<[f64; 2]>> = polygon.iter().map(|ring| ring.to_vec()).collect();
    shares(&rings.into(), &Lattice::new(shape, UNIT).unwrap(), rule)
}

/// The share of every cell.
fn shares(shape: &MultiPolygon, lattice: &Lattice, rule: Rule) -> Grid<f64> {
    let cover = Cover::of(shape, lattice, rule).unwrap();
    let mut grid = Grid::filled(lattice.rows(), lattice.cols(), 0.0);
    for row in cover.rows() {
        for span in cover.spans(row) {
            for col in span.first..span.end {
                grid.cells_mut()[row * lattice.cols() + col as usize] = span.share;
            }
        }
    }
    grid
}

#[test]
fn a_square_of_half_cells_covers_quarters_at_its_corners() {
    let square = [[0.5, 0.5], [2.5, 0.5], [2.5, 2.5], [0.5, 2.5], [0.5, 0.5]];
    let found = cover(&[&square], (3, 4), Rule::Exact);
    let expected = [
        0.25, 0.5, 0.25, 0.0, //
        0.5, 1.0, 0.5, 0.0, //
        0.25, 0.5, 0.25, 0.0,
    ];
    assert_eq!(found.cells(), expected);
}

#[test]
fn a_triangle_covers_what_its_diagonal_leaves() {
    let triangle = [[0.0, 0.0], [3.0, 0.0], [0.0, 3.0]];
    let found = cover(&[&triangle], (3, 3), Rule::Exact);
    assert_eq!(found.cells(), [1.0, 1.0, 0.5, 1.0, 0.5, 0.0, 0.5, 0.0, 0.0]);
}

#[test]
fn a_polygon_on_corners_of_cells_touches_no_other_cell() {
    let square = [[1.0, 1.0], [1.0, 3.0], [3.0, 3.0], [3.0, 1.0], [1.0, 1.0]];
    for rule in [Rule::Exact, Rule::Centre, Rule::AnyPart] {
        let found = cover(&[&square], (4, 4), rule);
        let inside = |at: &usize| (1..3).contains(&(at / 4)) && (1..3).contains(&(at % 4));
        for at in 0..16 {
            assert_eq!(
                found.cells()[at],
                f64::from(u8::from(inside(&at))),
                "{rule:?} {at}"
            );
        }
    }
}

#[test]
fn corners_that_rounding_moves_off_the_lattice_are_on_it() {
    // 0.1 is no binary fraction, and 112.3 + 17·0.1 is not 114.
    let transform = [112.3, 0.1, 0.0, 38.7, 0.0, -0.1];
    let lattice = Lattice::new((60, 60), transform).unwrap();
    for (col, row) in [(17.0, 23.0), (3.0, 1.0), (49.0, 55.0)] {
        let at = |c: f64, r: f64| [112.3 + (col + c) * 0.1, 38.7 - (row + r) * 0.1];
        let square = vec![vec![at(0.0, 0.0), at(3.0, 0.0), at(3.0, 2.0), at(0.0, 2.0)]];
        let found = Cover::of(&square.into(), &lattice, Rule::Exact).unwrap();
        assert_eq!(found.rows().len(), 2);
        for row in found.rows() {
            assert_eq!(found.spans(row).len(), 1);
            assert_eq!(found.spans(row)[0].share, 1.0);
        }
    }
}

#[test]
fn holes_are_left_out_whichever_way_rings_are_drawn() {
    let outer = [[0.0, 0.0], [5.0, 0.0], [5.0, 5.0], [0.0, 5.0], [0.0, 0.0]];
    let hole = [[1.0, 1.0], [4.0, 1.0], [4.0, 3.5], [1.0, 3.5], [1.0, 1.0]];
    let reversed = |ring: &[[f64; 2]]| ring.iter().rev().copied().collect::<Vec<_>>();
    for outer in [outer.to_vec(), reversed(&outer)] {
        for hole in [hole.to_vec(), reversed(&hole)] {
            let found = cover(&[&outer, &hole], (5, 5), Rule::Exact);
            assert_eq!(found.row(2), [1.0, 0.0, 0.0, 0.0, 1.0]);
            assert_eq!(found.row(3), [1.0, 0.5, 0.5, 0.5, 1.0]);
            let centre = cover(&[&outer, &hole], (5, 5), Rule::Centre);
            assert_eq!(centre.row(2), [1.0, 0.0, 0.0, 0.0, 1.0]);
            assert_eq!(centre.cells().iter().sum::<f64>(), 25.0 - 6.0);
        }
    }
}

#[test]
fn what_lies_beyond_the_raster_is_left_out() {
    let wide = [[-1e6, 0.25], [1e6, 0.25], [1e6, 1.5], [-1e6, 1.5]];
    let found = cover(&[&wide], (3, 3), Rule::Exact);
    assert_eq!(found.row(0), [0.75; 3]);
    assert_eq!(found.row(1), [0.5; 3]);
    assert_eq!(found.row(2), [0.0; 3]);
    // A diamond whose corners are all outside.
    let diamond = [[-1.0, 1.5], [1.5, -1.0], [4.0, 1.5], [1.5, 4.0]];
    let found = cover(&[&diamond], (3, 3), Rule::Exact);
    assert_eq!(
        found.cells(),
        [0.875, 1.0, 0.875, 1.0, 1.0, 1.0, 0.875, 1.0, 0.875]
    );
    for away in [[-9.0, 1.0], [9.0, 1.0], [1.0, -9.0], [1.0, 9.0]] {
        let [x, y] = away;
        let square = [[x, y], [x + 1.0, y], [x + 1.0, y + 1.0], [x, y + 1.0]];
        let found = cover(&[&square], (3, 3), Rule::Exact);
        assert!(found.cells().iter().all(|share| *share == 0.0), "{away:?}");
    }
}

#[test]
fn rings_of_nothing_cover_nothing() {
    let rings: [&[[f64; 2]]; 5] = [
        &[],
        &[[1.0, 1.0]],
        &[[1.0, 1.0], [2.0, 2.0]],
        &[[0.5, 0.5], [2.5, 1.5], [0.5, 0.5]],
        &[[1.0, 1.0], [1.0, 1.0], [1.0, 1.0], [1.0, 1.0]],
    ];
    for ring in rings {
        for rule in [Rule::Exact, Rule::Centre, Rule::AnyPart] {
            let found = cover(&[ring], (3, 3), rule);
            assert!(
                found.cells().iter().all(|share| *share == 0.0),
                "{ring:?} {rule:?}"
            );
        }
    }
}

#[test]
fn a_vertex_twice_and_a_spike_change_nothing() {
    let plain = [[0.3, 0.2], [3.4, 0.6], [2.2, 3.7]];
    let odd = [
        [0.3, 0.2],
        [0.3, 0.2],
        [3.4, 0.6],
        [3.9, 0.1],
        [3.4, 0.6],
        [2.2, 3.7],
        [2.2, 3.7],
        [0.3, 0.2],
    ];
    let (plain, odd) = (
        cover(&[&plain], (4, 4), Rule::Exact),
        cover(&[&odd], (4, 4), Rule::Exact),
    );
    for (a, b) in plain.cells().iter().zip(odd.cells()) {
        assert!((a - b).abs() < 1e-15, "{a} {b}");
    }
}

#[test]
fn a_ring_that_touches_itself_covers_both_sides_of_the_point() {
    let bow = [
        [0.0, 0.0],
        [2.0, 2.0],
        [4.0, 0.0],
        [4.0, 4.0],
        [2.0, 2.0],
        [0.0, 4.0],
        [0.0, 0.0],
    ];
    let found = cover(&[&bow], (4, 4), Rule::Exact);
    assert_eq!(found.row(1), [1.0, 0.5, 0.5, 1.0]);
    assert_eq!(found.cells().iter().sum::<f64>(), 8.0);
}

#[test]
fn overlapping_parts_are_covered_once() {
    let square = |at: f64| vec![vec![[at, 0.0], [at + 2.0, 0.0], [at + 2.0, 2.0], [at, 2.0]]];
    let both = MultiPolygon::from(vec![square(0.0), square(1.0)]);
    let lattice = Lattice::new((2, 4), UNIT).unwrap();
    assert_eq!(
        shares(&both, &lattice, Rule::Exact).row(0),
        [1.0, 1.0, 1.0, 0.0]
    );
    assert_eq!(
        shares(&both, &lattice, Rule::Centre).row(0),
        [1.0, 1.0, 1.0, 0.0]
    );
}

#[test]
fn a_position_that_is_no_number_is_refused() {
    let lattice = Lattice::new((2, 2), UNIT).unwrap();
    let ring = vec![vec![[0.0, 0.0], [f64::NAN, 1.0], [1.0, 1.0]]];
    let error = Cover::of(&ring.into(), &lattice, Rule::Exact).unwrap_err();
    assert_eq!(
        error.to_string(),
        "a polygon has the position [NaN, 1.0]; expected numbers that are a place"
    );
    assert!(Lattice::new((2, 2), [0.0, 1.0, 1.0, 0.0, 1.0, 1.0]).is_err());
}

#[test]
fn a_ring_that_crosses_itself_covers_both_sides() {
    let bow = [[0.0, 0.0], [5.0, 5.0], [5.0, 0.0], [0.0, 5.0]];
    let found = cover(&[&bow], (5, 5), Rule::Exact);
    assert_eq!(found.row(1), [1.0, 0.5, 0.0, 0.5, 1.0]);
    // Centres on an edge belong to the side of the lower column.
    let centre = cover(&[&bow], (5, 5), Rule::Centre);
    assert_eq!(centre.row(3), [1.0, 1.0, 0.0, 0.0, 1.0]);
}

#[test]
fn positions_as_far_as_numbers_go_are_cut_or_refused() {
    let lattice = Lattice::new((3, 3), [0.0, 0.5, 0.0, 0.0, 0.0, 0.5]).unwrap();
    for far in [1e9, 1e15, 1e18, 1e100, 1e300, 1e308, f64::MAX] {
        for rule in [Rule::Exact, Rule::Centre, Rule::AnyPart] {
            let square = vec![vec![[-far, -far], [far, -far], [far, far], [-far, far]]];
            match Cover::of(&square.into(), &lattice, rule) {
                Ok(cover) => assert_eq!(cover.cells(), 9.0, "{far:e} {rule:?}"),
                Err(_) => assert!(far > 1e300),
            }
            // Far corners of a triangle, steep and level: no fault, whatever is left of the digits.
            let triangle = vec![vec![[-far, 0.1], [far, 0.2], [0.3, far], [0.1, -far]]];
            let _ = Cover::of(&triangle.into(), &lattice, rule);
        }
    }
}

/// A star round a point: never crosses itself.
fn star(dice: &mut Dice, col: f64, row: f64, radius: f64) -> Vec<[f64; 2]> {
    let corners = 3 + dice.below(30);
    let mut ring: Vec<[f64; 2]> = (0..corners)
        .map(|corner| {
            let angle = std::f64::consts::TAU * corner as f64 / corners as f64;
            let radius = radius * (0.3 + 0.7 * dice.share());
            [col + radius * angle.cos(), row + radius * angle.sin()]
        })
        .collect();
    ring.push(ring[0]);
    ring
}

/// Area of a ring within a cell, by cutting it off at the four sides one after the other (Sutherland and Hodgman
/// 1974, "Reentrant polygon clipping", CACM 17(1)): what runs along the sides twice cancels out.
fn clipped(ring: &[[f64; 2]], row: usize, col: usize) -> f64 {
    let mut ring = ring.to_vec();
    for (axis, at, keep) in [
        (0, col, 1.0),
        (0, col + 1, -1.0),
        (1, row, 1.0),
        (1, row + 1, -1.0),
    ] {
        let depth = |p: &[f64; 2]| (p[axis] - at as f64) * keep;
        let mut cut = Vec::new();
        for (a, b) in ring.iter().zip(ring.iter().cycle().skip(1)) {
            if depth(a) >= 0.0 {
                cut.push(*a);
            }
            if (depth(a) > 0.0 && depth(b) < 0.0) || (depth(a) < 0.0 && depth(b) > 0.0) {
                let t = depth(a) / (depth(a) - depth(b));
                cut.push([a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t]);
            }
        }
        ring = cut;
    }
    if ring.is_empty() {
        0.0
    } else {
        area(&vec![ring].into())
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn the_share_of_each_cell_is_the_area_of_the_polygon_cut_to_it(seed in 1_u64..u64::MAX) {
        let mut dice = Dice(seed);
        let radius = 0.2 + 8.0 * dice.share();
        let (col, row) = (10.0 * dice.share(), 9.0 * dice.share());
        let mut ring = star(&mut dice, col, row, radius);
        // Some corners on corners of cells, on their sides and on their centres.
        let grain = [0.0, 1.0, 2.0, 4.0][dice.below(4) as usize];
        if grain > 0.0 {
            for at in &mut ring {
                *at = at.map(|number| (number * grain).round() / grain);
            }
        }
        let lattice = Lattice::new((9, 10), UNIT).unwrap();
        // Rounding may have made the star cross itself; then areas of both turns are not what is covered.
        let whole = Lattice::new((40, 40), [-20.0, 1.0, 0.0, -20.0, 0.0, 1.0]).unwrap();
        let shape = MultiPolygon::from(vec![ring.clone()]);
        let is_simple = (Cover::of(&shape, &whole, Rule::Exact).unwrap().cells() - area(&shape)).abs() < 1e-9;
        prop_assume!(grain == 0.0 || is_simple);
        let found = shares(&shape, &lattice, Rule::Exact);
        for row in 0..9 {
            for col in 0..10 {
                let (found, exact) = (found.get(row, col).unwrap(), clipped(&ring, row, col));
                prop_assert!((found - exact).abs() < 1e-12, "{row} {col}: {found} {exact} {ring:?}");
            }
        }
    }

    #[test]
    fn shares_sum_to_the_area_of_the_polygon(seed in 1_u64..u64::MAX) {
        let mut dice = Dice(seed);
        let transform = [3.1e5, 7.0, 0.0, 4.2e6, 0.0, -4.5];
        let lattice = Lattice::new((60, 50), transform).unwrap();
        let radius = 10_f64.powf(dice.share() * 3.0 - 1.7);
        let (col, row) = (21.0 + 8.0 * dice.share(), 21.0 + 18.0 * dice.share());
        let outer = star(&mut dice, col, row, radius);
        let hole = outer.iter().map(|[c, r]| [col + 0.4 * (c - col), row + 0.4 * (r - row)]).collect();
        let placed = |ring: Vec<[f64; 2]>| ring.iter().map(|[c, r]| [3.1e5 + c * 7.0, 4.2e6 - r * 4.5]).collect::<Vec<_>>();
        let shape = MultiPolygon::from(vec![placed(outer), placed(hole)]);
        let cover = Cover::of(&shape, &lattice, Rule::Exact).unwrap();
        let (found, exact) = (cover.cells() * 7.0 * 4.5, area(&shape));
        // y has 9.3e-10 m in its last place, which is 2e-10 of a row.
        let within = (1e-9 * exact).max(3e-10 * radius * 7.0 * 4.5);
        prop_assert!((found - exact).abs() <= within, "{found} {exact}");
    }

    #[test]
    fn polygons_that_share_their_edges_share_out_every_cell(seed in 1_u64..u64::MAX) {
        let mut dice = Dice(seed);
        let lattice = Lattice::new((12, 15), UNIT).unwrap();
        // A net of quadrangles whose inner corners are moved, some to half cells and corners of cells.
        let mut corners = [[[0.0; 2]; 4]; 4];
        for (i, row) in corners.iter_mut().enumerate() {
            for (j, corner) in row.iter_mut().enumerate() {
                let moved = |at: usize, dice: &mut Dice| {
                    let by = 1.8 * (dice.share() - 0.5);
                    let by = if dice.below(3) == 0 { (2.0 * by).round() / 2.0 } else { by };
                    if at == 0 || at == 3 { 0.0 } else { by }
                };
                *corner = [5.0 * j as f64 + moved(j, &mut dice), 4.0 * i as f64 + moved(i, &mut dice)];
            }
        }
        let mut sums = vec![0.0; 12 * 15];
        let mut centres = vec![0.0; 12 * 15];
        for i in 0..3 {
            for j in 0..3 {
                let ring = vec![corners[i][j], corners[i + 1][j], corners[i + 1][j + 1], corners[i][j + 1]];
                let shape = MultiPolygon::from(vec![ring]);
                for (sum, share) in sums.iter_mut().zip(shares(&shape, &lattice, Rule::Exact).cells()) {
                    *sum += share;
                }
                for (sum, share) in centres.iter_mut().zip(shares(&shape, &lattice, Rule::Centre).cells()) {
                    *sum += share;
                }
            }
        }
        for at in 0..12 * 15 {
            prop_assert!((sums[at] - 1.0).abs() < 1e-14, "cell {at}: {}", sums[at]);
            prop_assert_eq!(centres[at], 1.0, "centre {}", at);
        }
    }
}

#[test]
fn later_shapes_stand_over_earlier_ones() {
    let square = |at: f64| {
        MultiPolygon::from(vec![vec![
            [at, 0.0],
            [at + 2.0, 0.0],
            [at + 2.0, 1.0],
            [at, 1.0],
        ]])
    };
    let lattice = Lattice::new((1, 4), UNIT).unwrap();
    let mut grid = Grid::filled(1, 4, 0_u8);
    rasterize(
        &[(square(0.0), 1), (square(1.0), 2)],
        &lattice,
        Rule::Centre,
        &mut grid,
    )
    .unwrap();
    assert_eq!(grid.cells(), [1, 2, 2, 0]);
    rasterize(&[(square(1.25), 3)], &lattice, Rule::AnyPart, &mut grid).unwrap();
    assert_eq!(grid.cells(), [1, 3, 3, 3]);
    assert!(
        rasterize(
            &[(square(0.0), 1)],
            &lattice,
            Rule::Centre,
            &mut Grid::filled(4, 1, 0)
        )
        .is_err()
    );
}
