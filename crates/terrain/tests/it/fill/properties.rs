use proptest::prelude::*;
use terrain::flow::d8::{Conditioned, condition};
use terrain::flow::fill::fill;
use terrain::flow::ground::{Outlets, Policy, Sinks, Tiling};
use terrain::{Grid, Raster};

use super::slow::{self, Cells};
use super::{STEPS, exits, tiles};

/// What may be asked of a small raster with plateaus, ties and holes.
#[derive(Debug, Clone)]
struct Asked {
    rows: usize,
    cols: usize,
    cells: Vec<i16>,
    nodata: Policy,
    sinks: Vec<(usize, usize)>,
}

const NODATA: i16 = -1;

impl Asked {
    fn raster(&self) -> Raster<i16> {
        super::raster(self.rows, self.cols, self.cells.clone(), Some(NODATA))
    }

    fn outlets(&self) -> Outlets {
        Outlets {
            nodata: self.nodata,
            sinks: Sinks::cells(self.rows, self.cols, &self.sinks).unwrap(),
        }
    }

    fn condition(&self, tiling: Tiling) -> Conditioned<i16> {
        condition(self.raster(), &self.outlets(), tiling).unwrap()
    }
}

fn asked(side: usize) -> impl Strategy<Value = Asked> {
    let size = prop_oneof![
        8 => (1..=side, 1..=side),
        1 => (Just(1), 1..=2 * side),
        1 => (1..=2 * side, Just(1)),
    ];
    let heights = prop_oneof![Just(2_i16), Just(4), Just(30)];
    (size, heights, 0..4_u32)
        .prop_flat_map(|((rows, cols), heights, holes)| {
            let cell = prop_oneof![
                holes => Just(NODATA),
                12 => 0..heights,
            ];
            (
                Just((rows, cols)),
                proptest::collection::vec(cell, rows * cols),
                prop_oneof![Just(Policy::Drain), Just(Policy::Wall)],
                proptest::collection::vec((0..rows, 0..cols), 0..3),
            )
        })
        .prop_map(|((rows, cols), cells, nodata, sinks)| Asked {
            rows,
            cols,
            cells,
            nodata,
            sinks,
        })
}

fn cells_of(raster: &Raster<i16>) -> Cells {
    let cells = raster.grid.cells().iter();
    let cells = cells.map(|it| (*it != NODATA).then_some(i32::from(*it)));
    Grid::new(raster.grid.rows(), raster.grid.cols(), cells.collect()).unwrap()
}

/// The code of a cell by the slow distances.
fn code(
    filled: &Cells,
    level: &Grid<bool>,
    distances: &Grid<(u32, u32)>,
    at: (usize, usize),
) -> u8 {
    let (rows, cols) = (filled.rows(), filled.cols());
    if distances.get(at.0, at.1).unwrap().0 == u32::MAX {
        return 0;
    }
    let beside: Vec<_> = slow::around(rows, cols, at).collect();
    let mask = |it: (usize, usize)| {
        let (low, high) = distances.get(it.0, it.1).unwrap();
        let high = if high == u32::MAX { 0 } else { i64::from(high) };
        let is_level = level.get(it.0, it.1).unwrap();
        if is_level {
            2 * i64::from(low) - high
        } else {
            i64::MIN
        }
    };
    let as_high = [0, 2, 4, 6, 1, 3, 5, 7].into_iter().filter(|n: &usize| {
        beside[*n].is_some_and(|it| filled.get(it.0, it.1) == filled.get(at.0, at.1))
    });
    1 << as_high.min_by_key(|n| mask(beside[*n].unwrap())).unwrap()
}

/// Checks the codes of a filled raster against slopes and slow distances.
fn check_codes(filled: &Cells, codes: &Grid<u8>, outlets: &Grid<bool>, sinks: &[(usize, usize)]) {
    let (rows, cols) = (filled.rows(), filled.cols());
    let all = || (0..rows).flat_map(|row| (0..cols).map(move |col| (row, col)));
    let slope = |at: (usize, usize), n: usize, it: Option<(usize, usize)>| {
        let there = it.and_then(|it| filled.get(it.0, it.1).flatten());
        let drop = there.map_or(0.0, |there| {
            f64::from(filled.get(at.0, at.1).flatten().unwrap() - there)
        });
        if n.is_multiple_of(2) {
            drop * std::f64::consts::SQRT_2
        } else {
            drop
        }
    };
    let slopes = |at: (usize, usize)| -> Vec<f64> {
        slow::around(rows, cols, at)
            .enumerate()
            .map(|(n, it)| slope(at, n, it))
            .collect()
    };
    let level = slow::level(filled, outlets);
    let distances = slow::distances(filled, &level);
    for at in all() {
        let expected = if filled.get(at.0, at.1).flatten().is_none() {
            255
        } else if sinks.contains(&at) {
            0
        } else if level.get(at.0, at.1) == Some(true) {
            code(filled, &level, &distances, at)
        } else {
            let slopes = slopes(at);
            let steepest = slopes.iter().copied().fold(0.0, f64::max);
            let first = slopes.iter().position(|it| *it >= steepest);
            if steepest > 0.0 {
                1 << first.unwrap()
            } else {
                0
            }
        };
        assert_eq!(
            codes.get(at.0, at.1),
            Some(expected),
            "at {at:?} of {STEPS:?}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn filling_is_that_of_water_that_sinks_until_nothing_sinks(asked in asked(12)) {
        let cells = cells_of(&asked.raster());
        let outlets = slow::outlets(&cells, asked.nodata, &asked.sinks);
        let expected = slow::filled(&cells, &outlets);
        let ours = asked.condition(tiles(5));
        let filled = cells_of(&ours.filled);
        let pairs = expected.cells().iter().zip(filled.cells()).zip(cells.cells());
        for ((expected, filled), before) in pairs {
            prop_assert_eq!(before.is_some(), filled.is_some());
            prop_assert!(filled >= before);
            // Ground within walls is not said by the slow one.
            if expected.is_some() {
                prop_assert_eq!(expected, filled);
            }
        }
        let raised = filled.cells().iter().zip(cells.cells()).filter(|(a, b)| a > b);
        let by: f64 = raised.clone().map(|(a, b)| f64::from(a.unwrap() - b.unwrap())).sum();
        prop_assert_eq!(ours.fill.raised, raised.count() as u64);
        prop_assert!((ours.fill.raised_by - by).abs() < 1e-9);
    }

    #[test]
    fn filling_twice_is_filling_once(asked in asked(12)) {
        let once = asked.condition(tiles(4));
        let (twice, counts) = fill(once.filled.clone(), &asked.outlets(), tiles(64)).unwrap();
        prop_assert_eq!(twice, once.filled);
        prop_assert_eq!((counts.raised, counts.depressions), (0, 0));
    }

    #[test]
    fn directions_are_the_steepest_or_those_of_the_mask(asked in asked(10)) {
        let ours = asked.condition(tiles(4));
        let cells = cells_of(&asked.raster());
        let outlets = slow::outlets(&cells, asked.nodata, &asked.sinks);
        check_codes(&cells_of(&ours.filled), &ours.directions.grid, &outlets, &asked.sinks);
    }

    #[test]
    fn every_cell_comes_to_an_exit_at_an_outlet(asked in asked(12)) {
        let ours = asked.condition(tiles(5));
        let cells = cells_of(&asked.raster());
        let outlets = slow::outlets(&cells, asked.nodata, &asked.sinks);
        let within_walls = slow::filled(&cells, &outlets);
        let reached = exits(&ours.directions.grid);
        prop_assert_eq!(reached.values().sum::<u64>(), ours.fill.cells);
        prop_assert_eq!(reached.len() as u64, ours.d8.exits);
        for (row, col) in reached.into_keys() {
            let is_walled_in = within_walls.get(row, col) == Some(None);
            prop_assert!(is_walled_in || outlets.get(row, col) == Some(true));
        }
    }

    #[test]
    fn depressions_and_flats_are_counted_as_pieces(asked in asked(14)) {
        let ours = asked.condition(tiles(3));
        let cells = cells_of(&asked.raster());
        let filled = cells_of(&ours.filled);
        let raised = Grid::new(asked.rows, asked.cols, filled.cells().iter().zip(cells.cells()).map(|(a, b)| a > b).collect());
        prop_assert_eq!(ours.fill.depressions, slow::pieces(&raised.unwrap()));
        let outlets = slow::outlets(&cells, asked.nodata, &asked.sinks);
        let level = slow::level(&filled, &outlets);
        prop_assert_eq!(ours.d8.flats, slow::pieces(&level));
        prop_assert_eq!(ours.d8.level, level.cells().iter().filter(|it| **it).count() as u64);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn tiles_and_threads_change_nothing(asked in asked(40)) {
        let whole = asked.condition(tiles(128));
        for threads in [1, 2, 4] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            for tiling in [tiles(1), tiles(2), tiles(3), tiles(7), tiles(64), Tiling::new(2, 9).unwrap()] {
                let cut = pool.install(|| asked.condition(tiling));
                prop_assert_eq!(&cut.filled, &whole.filled);
                prop_assert_eq!(&cut.directions, &whole.directions);
                prop_assert_eq!(cut.fill, whole.fill);
                prop_assert_eq!(cut.d8, whole.d8);
            }
        }
    }
}
