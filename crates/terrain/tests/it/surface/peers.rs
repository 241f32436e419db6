//! Recorded answers of exactextract and rasterstats.

use terrain::Raster;
use terrain::vector::Rule;
use terrain::zonal::{Wanted, ZonalOptions, statistics};

use super::oracle::{data, ground, place, shapes, table};

#[track_caller]
fn near(what: &str, found: f64, expected: f64, within: f64) {
    let apart = (found - expected).abs() / expected.abs().max(1.0);
    assert!(
        apart <= within,
        "{what}: {found}, {expected} recorded, {apart:e} apart"
    );
}

#[test]
fn zones_by_coverage_are_those_of_exactextract() {
    // exactextract keeps the share of a cell in f32: half of 6e-8 of it in each cell of the perimeter.
    for name in ["logan100m", "synthlake"] {
        let zones = shapes(&data(&format!("{name}_zones.geojson")));
        let dem = ground(name, "dem");
        let found =
            statistics(&dem, None::<&Raster<f64>>, &zones, &ZonalOptions::default()).unwrap();
        let expected = table(&format!("{name}_zonal_exactextract.csv"));
        assert_eq!(found.len(), 24);
        assert_eq!(expected.len(), 24);
        for (found, expected) in found.iter().zip(&expected) {
            let summary = found.summary.unwrap();
            near("count", found.count, expected["count"], 1e-8);
            near("sum", summary.sum, expected["sum"], 1e-8);
            near("mean", summary.mean, expected["mean"], 1e-9);
            near("stdev", summary.stdev(), expected["stdev"], 1e-7);
            assert_eq!(
                (summary.min, summary.max),
                (expected["min"], expected["max"])
            );
        }
    }
}

#[test]
fn zones_by_centre_are_those_of_rasterstats() {
    for name in ["logan100m", "synthlake"] {
        let zones = shapes(&data(&format!("{name}_zones.geojson")));
        let dem = ground(name, "dem");
        let rule = Rule::Centre;
        let options = ZonalOptions {
            rule,
            distribution: None,
        };
        let found = statistics(&dem, None::<&Raster<f64>>, &zones, &options).unwrap();
        let expected = table(&format!("{name}_zonal_rasterstats_centre.csv"));
        for (found, expected) in found.iter().zip(&expected) {
            let summary = found.summary.unwrap();
            assert_eq!(found.count, expected["count"]);
            assert_eq!(
                (summary.min, summary.max),
                (expected["min"], expected["max"])
            );
            // rasterstats sums f32 in f32, pairwise.
            let within = if name == "logan100m" { 2e-7 } else { 1e-12 };
            near("sum", summary.sum, expected["sum"], within);
            near("mean", summary.mean, expected["mean"], within);
            near("std", summary.stdev(), expected["std"], within);
        }
    }
}

#[test]
fn odd_shapes_have_every_statistic_that_exactextract_has() {
    let lake = ground("synthlake", "dem");
    let shapes = shapes(&data("shapes.geojson"));
    let weight = |cell: u32| f64::from(1 + cell % 400 % 5) + f64::from(cell / 400 % 3) / 2.0;
    let weights = Raster {
        grid: terrain::Grid::new(400, 400, (0..160_000).map(weight).collect()).unwrap(),
        nodata: None,
        georeference: Some(place([300_000.0, 10.0, 0.0, 3_700_000.0, 0.0, -10.0])),
    };
    let distribution = Some(Wanted {
        quantiles: vec![0.1, 0.5, 0.93],
        bins: vec![],
    });
    let options = ZonalOptions {
        rule: Rule::Exact,
        distribution,
    };
    let found = statistics(&lake, Some(&weights), &shapes, &options).unwrap();
    let expected = table("shapes_exactextract.csv");
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(&expected) {
        let shape = expected["shape"];
        let near = |what: &str, found: f64, within: f64| {
            near(&format!("{what} of {shape}"), found, expected[what], within);
        };
        let summary = found.summary.unwrap();
        near("count", found.count, 1e-6);
        near("sum", summary.sum, 1e-6);
        near("mean", summary.mean, 1e-6);
        near("variance", summary.variance, 1e-5);
        let weighted = found.weighted.unwrap();
        near("weighted_sum", weighted.sum, 1e-6);
        near("weighted_mean", weighted.mean, 1e-6);
        near("weighted_variance", weighted.variance, 1e-5);
        let distribution = found.distribution.as_ref().unwrap();
        near("q_10", distribution.quantiles[0], 1e-6);
        near("median_50", distribution.quantiles[1], 1e-6);
        near("q9_93", distribution.quantiles[2], 1e-6);
        assert_eq!(summary.min, expected["min"], "min of {shape}");
        assert_eq!(summary.max, expected["max"], "max of {shape}");
        assert_eq!(
            distribution.variety as f64, expected["variety"],
            "variety of {shape}"
        );
        assert_eq!(
            distribution.majority, expected["majority"],
            "majority of {shape}"
        );
        assert_eq!(
            distribution.minority, expected["minority"],
            "minority of {shape}"
        );
    }
}
