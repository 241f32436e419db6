use terrain::vector::{Cover, Lattice, MultiPolygon, Rule};
use terrain::zonal::{Statistics, Wanted, ZonalOptions, ZoneStatistics, Zones, statistics};
use terrain::{Grid, Raster};

use super::oracle::{ground, raster, shapes};

fn square(x: f64, y: f64, side: f64) -> MultiPolygon {
    vec![vec![
        [x, y],
        [x + side, y],
        [x + side, y + side],
        [x, y + side],
    ]]
    .into()
}

fn wanted() -> Wanted {
    Wanted {
        quantiles: vec![0.0, 0.1, 0.5, 0.93, 1.0],
        bins: vec![],
    }
}

const NO_WEIGHTS: Option<&Raster<f64>> = None;

#[test]
fn a_square_over_four_quarters_has_the_mean_of_four() {
    let values = raster(2, 2, vec![1_u8, 2, 3, 6]);
    let options = ZonalOptions {
        distribution: Some(wanted()),
        ..ZonalOptions::default()
    };
    let found = statistics(&values, NO_WEIGHTS, &[square(0.5, 0.5, 1.0)], &options).unwrap();
    let zone = &found[0];
    assert_eq!(
        (zone.count, zone.nodata, zone.nodata_share()),
        (1.0, 0.0, Some(0.0))
    );
    let summary = zone.summary.unwrap();
    assert_eq!(
        (summary.sum, summary.mean, summary.min, summary.max),
        (3.0, 3.0, 1.0, 6.0)
    );
    // (4 + 1 + 0 + 9) / 4
    assert_eq!((summary.variance, summary.stdev()), (3.5, 3.5_f64.sqrt()));
    let distribution = zone.distribution.as_ref().unwrap();
    // All cover alike: the greatest is the majority, the least the minority, and quantiles are R's type 7.
    assert_eq!(
        (
            distribution.majority,
            distribution.minority,
            distribution.variety
        ),
        (6.0, 1.0, 4)
    );
    assert_eq!(distribution.quantiles[..3], [1.0, 1.3, 2.5]);
    assert_eq!(distribution.quantiles[4], 6.0);
}

#[test]
fn cells_without_data_are_counted_apart() {
    let mut values = raster(2, 2, vec![4.0_f32, f32::NAN, -9999.0, 8.0]);
    values.nodata = Some(-9999.0);
    let options = ZonalOptions {
        distribution: Some(wanted()),
        ..ZonalOptions::default()
    };
    let zones = [
        square(0.0, 0.0, 2.0),
        square(0.0, 0.0, 1.0),
        square(9.0, 9.0, 1.0),
    ];
    let found = statistics(&values, NO_WEIGHTS, &zones, &options).unwrap();
    assert_eq!((found[0].count, found[0].nodata_share()), (2.0, Some(0.5)));
    assert_eq!(found[0].summary.unwrap().sum, 12.0);
    let nothing = ZoneStatistics {
        nodata: 1.0,
        ..ZoneStatistics::default()
    };
    assert_eq!(found[1], nothing);
    assert_eq!(found[2], ZoneStatistics::default());
    assert_eq!(found[2].nodata_share(), None);
}

#[test]
fn weights_count_beside_shares_and_cells_without_one_are_told() {
    let values = raster(1, 3, vec![10_i32, 20, 40]);
    let mut weights = raster(1, 3, vec![1_u8, 3, 0]);
    weights.nodata = Some(0);
    let zone = [MultiPolygon::from(vec![vec![
        [0.0, 0.0],
        [3.0, 0.0],
        [3.0, 0.5],
        [0.0, 0.5],
    ]])];
    let found = statistics(&values, Some(&weights), &zone, &ZonalOptions::default()).unwrap();
    let weighted = found[0].weighted.unwrap();
    assert_eq!(
        (weighted.weight, weighted.sum, weighted.mean),
        (2.0, 35.0, 17.5)
    );
    // (1·7.5² + 3·2.5²) / 4
    assert_eq!((weighted.variance, weighted.without_weight), (18.75, 0.5));
    assert_eq!(found[0].summary.unwrap().sum, 35.0);
    let other = raster(3, 1, vec![1_u8; 3]);
    assert!(statistics(&values, Some(&other), &zone, &ZonalOptions::default()).is_err());
}

#[test]
fn bins_hold_their_lower_edge_and_the_last_one_both() {
    let values = raster(1, 6, vec![0.0, 1.0, 1.5, 2.0, 3.0, 3.5]);
    let distribution = Some(Wanted {
        quantiles: vec![],
        bins: vec![1.0, 2.0, 3.0],
    });
    let options = ZonalOptions {
        rule: Rule::Centre,
        distribution,
    };
    let zone = [MultiPolygon::from(vec![vec![
        [0.0, 0.0],
        [6.0, 0.0],
        [6.0, 1.0],
        [0.0, 1.0],
    ]])];
    let found = statistics(&values, NO_WEIGHTS, &zone, &options).unwrap();
    // As numpy.histogram([0, 1, 1.5, 2, 3, 3.5], [1, 2, 3]).
    assert_eq!(
        found[0].distribution.as_ref().unwrap().histogram,
        [2.0, 2.0]
    );
}

#[test]
fn quantiles_and_bins_that_cannot_be_are_refused() {
    let values = raster(1, 1, vec![1.0_f64]);
    for (quantiles, bins) in [
        (vec![1.5], vec![]),
        (vec![f64::NAN], vec![]),
        (vec![], vec![1.0, 1.0]),
        (vec![], vec![1.0, f64::NAN]),
    ] {
        let distribution = Some(Wanted { quantiles, bins });
        let options = ZonalOptions {
            rule: Rule::Exact,
            distribution,
        };
        assert!(statistics(&values, NO_WEIGHTS, &[], &options).is_err());
    }
}

#[test]
fn heights_far_from_zero_keep_their_variance() {
    // 1e9 and a cell more or less: squares of such numbers have no digits left for 2/3.
    let values = raster(1, 3, vec![1e9_f64, 1e9 + 1.0, 1e9 + 2.0]);
    let zone = [MultiPolygon::from(vec![vec![
        [0.0, 0.0],
        [3.0, 0.0],
        [3.0, 1.0],
        [0.0, 1.0],
    ]])];
    let found = statistics(&values, NO_WEIGHTS, &zone, &ZonalOptions::default()).unwrap();
    let variance = found[0].summary.unwrap().variance;
    assert!((variance - 2.0 / 3.0).abs() < 1e-14, "{variance}");
}

#[test]
fn any_bands_and_any_threads_sum_to_the_same_bits() {
    let lake = ground("synthlake", "dem");
    let shapes = shapes(&super::oracle::data("shapes.geojson"));
    let lattice = Lattice::of(&lake).unwrap();
    let weights: Vec<f64> = (0..160_000_u32)
        .map(|cell| 1.0 + f64::from(cell % 7) / 3.0)
        .collect();
    for rule in [Rule::Exact, Rule::Centre] {
        let zones = Zones::new(&shapes, &lattice, rule).unwrap();
        let by = |band: usize| {
            let mut found = Statistics::new(&zones, lake.nodata, Some(&wanted())).unwrap();
            for (cells, weights) in lake
                .grid
                .cells()
                .chunks(band * 400)
                .zip(weights.chunks(band * 400))
            {
                found.rows(cells, Some(weights)).unwrap();
            }
            found.finish()
        };
        let whole = by(400);
        for band in [1, 3, 64, 131] {
            // Equal numbers of f64 are equal bits here: none is NaN or 0 with a sign.
            assert!(by(band) == whole, "bands of {band}");
        }
        for threads in [1, 3] {
            let pool = rayon::ThreadPoolBuilder::new()
                .num_threads(threads)
                .build()
                .unwrap();
            assert!(pool.install(|| by(50)) == whole, "{threads} threads");
        }
    }
}

#[test]
fn rows_that_are_not_whole_or_too_many_are_refused() {
    let lattice = Lattice::new((2, 3), [0.0, 1.0, 0.0, 2.0, 0.0, -1.0]).unwrap();
    let zones = Zones::new(&[], &lattice, Rule::Exact).unwrap();
    let mut found = Statistics::<u8>::new(&zones, None, None).unwrap();
    assert_eq!(
        found.rows(&[1; 4], None).unwrap_err().to_string(),
        "4 cells and None weights; expected whole rows of 3, at most 2, and as many weights"
    );
    found.rows(&[1; 6], None).unwrap();
    assert!(found.rows(&[1; 3], None).is_err());
}

#[test]
fn masks_are_zones_too_where_they_fit() {
    let values = raster(2, 2, vec![1_u8, 2, 3, 6]);
    let mask = || Cover::of_mask(&values.grid, |cell| cell > 2).unwrap();
    let zones = Zones::of(vec![mask()], (2, 2)).unwrap();
    let mut found = Statistics::new(&zones, None, None).unwrap();
    found.rows(values.grid.cells(), None).unwrap();
    assert_eq!(found.finish()[0].summary.unwrap().sum, 9.0);
    let error = Zones::of(vec![mask()], (1, 2)).unwrap_err().to_string();
    assert_eq!(error, "a cover of 2 × 2 cells; expected at most 1 × 2");
}

#[test]
fn small_and_empty_rasters_have_statistics() {
    for (rows, cols) in [(0, 0), (0, 3), (3, 0), (1, 1), (1, 7), (7, 1)] {
        let values = raster(rows, cols, vec![2.0_f32; rows * cols]);
        let found = statistics(
            &values,
            NO_WEIGHTS,
            &[square(0.25, 0.25, 0.5)],
            &ZonalOptions::default(),
        )
        .unwrap();
        let expected = if rows * cols == 0 { 0.0 } else { 0.25 };
        assert_eq!(found[0].count, expected, "{rows} × {cols}");
    }
    let mut empty = Raster {
        grid: Grid::filled(4, 4, 0_u16),
        nodata: Some(0),
        georeference: None,
    };
    empty.georeference = None;
    let lattice_square: MultiPolygon =
        vec![vec![[1.0, 1.0], [3.0, 1.0], [3.0, 3.0], [1.0, 3.0]]].into();
    let found = statistics(
        &empty,
        NO_WEIGHTS,
        &[lattice_square],
        &ZonalOptions::default(),
    )
    .unwrap();
    assert_eq!((found[0].count, found[0].nodata), (0.0, 4.0));
}
