use proptest::prelude::*;
use terrain::flow::accumulate;
use terrain::flow::metres::CellSize;
use terrain::flow::pointer::Directions;
use terrain::flow::route::Bands;
use terrain::flow::streams::{self, Streams};
use terrain::flow::watershed;
use terrain::{Raster, TerrainError};

use super::{
    GROUNDS, degrees, drawn, has_data, metric, the_same_for_any_bands_and_threads, winding,
};

fn of(d8: &Raster<u8>, cells_min: u64) -> Streams {
    let counts = accumulate::cells(d8, Bands::default()).unwrap();
    streams::streams(d8, |cell| counts.at(cell) >= cells_min).unwrap()
}

/// `stream_order(type="strahler")` of pyflwdir 0.5.12 where at least 100 cells drain through.
#[test]
fn strahler_orders_are_those_of_pyflwdir_in_every_cell() {
    for ground in GROUNDS {
        let streams = of(&ground.d8(), 100);
        let numbers = streams.numbers(ground.rows, ground.cols);
        let peers = ground.bytes("strahler_100");
        for (cell, (&number, &peer)) in numbers.cells().iter().zip(&peers).enumerate() {
            let ours = number
                .checked_sub(1)
                .map_or(0, |at| streams.links[at as usize].strahler);
            assert_eq!(ours, u32::from(peer), "{} {cell}", ground.name);
        }
    }
}

/// Drawn by hand: two springs meet, a third joins, and a river as large comes from the other side.
#[test]
fn a_tree_drawn_by_hand_has_the_orders_reckoned_by_hand() {
    let d8 = drawn(
        "↘.↙.↘.↙
         .↓...↓.
         .↘↓→↘↓.
         ..→→→o.",
    );
    let streams = of(&d8, 1);
    let orders: Vec<(u32, u32, u64, Option<u32>)> = streams
        .links
        .iter()
        .map(|link| (link.id, link.strahler, link.shreve, link.downstream))
        .collect();
    assert_eq!(
        orders,
        [
            (1, 1, 1, Some(5)),
            (2, 1, 1, Some(5)),
            (3, 1, 1, Some(6)),
            (4, 1, 1, Some(6)),
            (5, 2, 2, Some(9)),
            (6, 2, 2, Some(10)),
            (7, 1, 1, Some(9)),
            (8, 1, 1, Some(10)),
            (9, 2, 3, Some(10)),
            // Two rivers of order 2 and a spring meet in the exit: order 3, no length.
            (10, 3, 6, None),
        ]
    );
    assert!(streams.links[9].cells().eq([(3, 5)]));
    assert_eq!(streams.links[9].upstream, [6, 8, 9]);
}

#[test]
fn the_line_of_a_link_reaches_the_confluence_and_is_as_long_as_it_is_drawn() {
    let mut d8 = drawn("→↘. ..↓ →→o");
    metric(&mut d8, 30.0, 40.0);
    let streams = of(&d8, 1);
    assert_eq!(streams.links.len(), 3);
    let first = &streams.links[0];
    assert!(first.cells().eq([(0, 0), (0, 1), (1, 2), (2, 2)]));
    assert!(first.own_cells().eq([(0, 0), (0, 1), (1, 2)]));
    assert!((first.length_m - (30.0 + 50.0 + 40.0)).abs() < 1e-9);
    let line = first.line(d8.georeference.as_ref().unwrap());
    assert_eq!(line[3], (300_000.0 + 75.0, 3_700_000.0 - 100.0));
    let drawn: f64 = line
        .windows(2)
        .map(|w| (w[1].0 - w[0].0).hypot(w[1].1 - w[0].1))
        .sum();
    assert!((first.length_m - drawn).abs() < 1e-9);
    assert!((streams.length_m() - (120.0 + 60.0)).abs() < 1e-9);
}

#[test]
fn a_stream_that_ceases_ends_there() {
    // Water that seeps away: less drains through than before. No stream beyond.
    let d8 = drawn("→→→→");
    let streams = streams::streams(&d8, |cell| cell < 2).unwrap();
    assert_eq!(streams.links.len(), 1);
    assert_eq!(
        (streams.links[0].cell_count(), streams.links[0].downstream),
        (2, None)
    );
    assert!(of(&d8, 5).links.is_empty());
    assert!(of(&drawn("..."), 0).links.is_empty());
}

#[test]
fn streams_that_go_in_a_circle_are_refused() {
    // With a spring that joins the circle, and without one.
    for picture in ["o→↓ →↑← ooo", "o→↓ o↑← ooo"] {
        let error = streams::streams(&drawn(picture), |_| true).unwrap_err();
        let TerrainError::Circle { row, col } = error else {
            panic!("{error}");
        };
        assert!(
            [(0, 1), (0, 2), (1, 1), (1, 2)].contains(&(row, col)),
            "{row} {col}"
        );
    }
}

#[test]
fn stream_length_by_watershed_adds_up_to_all_streams() {
    let mut d8 = GROUNDS[0].d8();
    metric(&mut d8, 100.0, 100.0);
    let streams = of(&d8, 200);
    let basins = watershed::basins(&d8, Bands::default()).unwrap();
    let lengths = streams.length_by_label(&basins.labels.grid, basins.table.len());
    let sum: f64 = lengths.iter().sum();
    assert!((sum - streams.length_m()).abs() < 1e-6 * sum);
    assert!(lengths.iter().any(|&length| length > 1e5));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn links_are_all_of_the_stream_and_join_end_to_beginning(
        rows in 1_usize..20, cols in 1_usize..20, seed: u64, cells_min in 1_u64..6
    ) {
        let mut d8 = winding(rows, cols, seed);
        degrees(&mut d8, 0.02, 0.01, 30.0);
        let counts = accumulate::cells(&d8, Bands::default()).unwrap();
        let directions = Directions::of(&d8).unwrap();
        let size = CellSize::of(&d8).unwrap();
        let streams = of(&d8, cells_min);
        let is_stream = |cell: usize| counts.at(cell) >= cells_min;
        let numbers = streams.numbers(rows, cols);
        let mut whole = 0.0;
        for cell in has_data(&d8) {
            prop_assert_eq!(numbers.cells()[cell] > 0, is_stream(cell));
            if is_stream(cell) && let Some((direction, _)) = directions.downstream(cell) {
                whole += size.step_m(cell / cols, direction);
            }
        }
        prop_assert!((streams.length_m() - whole).abs() <= 1e-9 * whole);
        let mut first_before = None;
        for link in &streams.links {
            let first = link.cells().next().unwrap();
            prop_assert!(first_before < Some(first));
            first_before = Some(first);
            let heads = directions.upstream(first.0 * cols + first.1)
                .filter(|&(_, above)| is_stream(above)).count();
            prop_assert!(heads == link.upstream.len() && heads != 1);
            for &above in &link.upstream {
                let above = &streams.links[above as usize - 1];
                prop_assert_eq!((above.downstream, above.cells().last().unwrap()), (Some(link.id), first));
            }
            // As many springs as Shreve says.
            if link.upstream.is_empty() {
                prop_assert_eq!((link.strahler, link.shreve), (1, 1));
            }
        }
    }
}

#[test]
fn streams_are_the_same_for_any_bands_and_threads() {
    let mut d8 = winding(150, 90, 3);
    degrees(&mut d8, 0.003, 0.002, 40.0);
    the_same_for_any_bands_and_threads(|bands| {
        let counts = accumulate::cells(&d8, bands).unwrap();
        streams::streams(&d8, |cell| counts.at(cell) >= 4).unwrap()
    });
}
