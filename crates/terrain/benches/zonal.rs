//! Zonal statistics of a file beside exactextract, and what they, polygonise and level curves cost in memory:
//! `cargo bench -p wellkeeper-terrain --bench zonal -- 10000`; 5,000 cells a side where nothing is said.

#![allow(missing_docs, reason = "a program")]
#![allow(
    clippy::unwrap_used,
    clippy::cast_possible_truncation,
    reason = "a bench that cannot go on should stop and say where"
)]

mod measure;
mod peers;

use std::ffi::OsString;
use std::fmt::Write as _;
use std::path::Path;

use measure::{hash, hills, measure, sides};
use peers::{cheapest, ours, python, told};
use terrain::tiff::{FileSource, Reader, WriteOptions, write};
use terrain::vector::{Connectedness, Lattice, MultiPolygon, Rule, polygonize, rasterize};
use terrain::zonal::{Wanted, ZonalOptions, area_by_level, statistics, statistics_file};
use terrain::{Grid, Raster};

/// Statistics by exactextract, in the one of its two orders that is asked for; writes a mean a line.
const EXACTEXTRACT: &str = r#"
import sys
from osgeo import gdal
gdal.UseExceptions()
from exactextract import exact_extract
raster, zones, out, strategy = sys.argv[1:]
figures = ["count", "mean", "min", "max", "sum", "stdev"]
found = exact_extract(raster, zones, figures, strategy=strategy)
with open(out, "w") as file:
    for zone in found:
        print(repr(zone["properties"]["mean"]), file=file)
"#;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let [_, child, side, from, to] = &arguments[..]
        && child == "child"
    {
        return means(side.parse().unwrap(), Path::new(from), Path::new(to));
    }
    for side in sides() {
        beside_exactextract(side);
        in_memory(side);
    }
}

/// Ours, in a process of its own: a mean a line.
fn means(side: usize, from: &Path, to: &Path) {
    let reader = Reader::open(from).unwrap();
    let options = ZonalOptions::default();
    let none: Option<&Reader<FileSource>> = None;
    let found =
        statistics_file::<f32, _, _>(&reader, none, &zones(side), &options, |_| ()).unwrap();
    let mut text = String::new();
    for zone in found.zones {
        writeln!(text, "{}", zone.summary.unwrap().mean).unwrap();
    }
    std::fs::write(to, text).unwrap();
}

fn beside_exactextract(side: usize) {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    write(
        &at("dem.tif"),
        &hills(side),
        &WriteOptions::continuous::<f32>(),
    )
    .unwrap();
    std::fs::write(at("zones.geojson"), geojson(&zones(side))).unwrap();
    let words = [OsString::from("child"), side.to_string().into()];
    let files = [at("dem.tif").into(), at("mine").into()];
    let mine = ours(&[&words[..], &files].concat(), &at("mine"));
    for strategy in ["feature-sequential", "raster-sequential"] {
        let mut words: Vec<OsString> = vec!["-c".into(), EXACTEXTRACT.into()];
        words.extend(["dem.tif", "zones.geojson", "theirs"].map(|name| at(name).into()));
        words.push(strategy.into());
        let peer = cheapest(&python(), &words, &at("theirs"));
        let numbers = |name: &str| -> Vec<f64> {
            let text = std::fs::read_to_string(at(name)).unwrap();
            text.lines().map(|line| line.parse().unwrap()).collect()
        };
        let (found, expected) = (numbers("mine"), numbers("theirs"));
        assert_eq!((found.len(), expected.len()), (300, 300));
        for (found, expected) in found.iter().zip(&expected) {
            let is_same = (found - expected).abs() <= 1e-9 * expected.abs();
            assert!(is_same, "mean {found}, exactextract {expected}");
        }
        let what = format!("300 polygons, exact; {strategy}");
        told(&what, side, mine, ("exactextract", peer));
    }
}

fn geojson(zones: &[MultiPolygon]) -> String {
    let features: Vec<serde_json::Value> = zones
        .iter()
        .map(|zone| {
            serde_json::json!({
                "type": "Feature",
                "properties": {},
                "geometry": { "type": "MultiPolygon", "coordinates": zone.polygons },
            })
        })
        .collect();
    serde_json::json!({ "type": "FeatureCollection", "features": features }).to_string()
}

fn in_memory(side: usize) {
    let ground = hills(side);
    let zones = zones(side);
    zonal(side, &ground, &zones);
    let levels: Vec<f64> = (0..100).map(|level| f64::from(level) * 10.0).collect();
    measure(
        "area by 100 levels",
        side,
        || area_by_level(&ground, None, &levels).unwrap(),
        |curve| hash(curve.points.iter().map(|p| p.volume.to_bits())),
    );
    let lattice = Lattice::of(&ground).unwrap();
    let numbered: Vec<(MultiPolygon, u16)> = zones.into_iter().zip(1..).collect();
    let burn = || {
        let mut grid = Grid::filled(side, side, 0_u16);
        rasterize(&numbered, &lattice, Rule::Centre, &mut grid).unwrap();
        grid
    };
    measure("rasterise 300 polygons", side, burn, |grid| {
        hash(grid.cells().iter().map(|cell| u64::from(*cell)))
    });
    let zones = Raster {
        grid: burn(),
        nodata: Some(0),
        georeference: ground.georeference.clone(),
    };
    let heights = ground.grid.cells().iter();
    let classes = Raster {
        grid: Grid::new(side, side, heights.map(|z| (z / 5.0) as i16).collect()).unwrap(),
        nodata: None,
        georeference: None,
    };
    drop(ground);
    measure(
        "polygonise classes of 5 m",
        side,
        || polygonize(&classes, Connectedness::Corners).unwrap(),
        |regions| hash(regions.iter().map(|region| region.cells)),
    );
    drop(classes);
    measure(
        "polygonise the zones",
        side,
        || polygonize(&zones, Connectedness::Edges).unwrap(),
        |regions| hash(regions.iter().map(|region| region.cells)),
    );
}

fn zonal(side: usize, ground: &Raster<f32>, zones: &[MultiPolygon]) {
    let exact = ZonalOptions::default();
    let centre = ZonalOptions {
        rule: Rule::Centre,
        distribution: None,
    };
    let all = ZonalOptions {
        rule: Rule::Exact,
        distribution: Some(Wanted {
            quantiles: vec![0.1, 0.5, 0.9],
            bins: Vec::new(),
        }),
    };
    for (name, options) in [
        ("300 polygons, exact", exact),
        ("300 polygons, by centre", centre),
        ("300 polygons, with quantiles", all),
    ] {
        measure(
            name,
            side,
            || statistics(ground, None::<&Raster<f64>>, zones, &options).unwrap(),
            |zones| {
                hash(
                    zones
                        .iter()
                        .map(|zone| zone.summary.map_or(0, |s| s.mean.to_bits())),
                )
            },
        );
    }
}

/// A net of 20 × 15 quadrangles with notched sides, over most of the raster.
fn zones(side: usize) -> Vec<MultiPolygon> {
    let side = side as f64;
    let corner = |i: u32, j: u32| {
        let bend = (f64::from(i * 7 + j * 13)).sin() * side / 60.0;
        let x = 0.01 * side + 0.98 * side * f64::from(i) / 20.0 + bend;
        let y = 0.01 * side + 0.98 * side * f64::from(j) / 15.0 - bend;
        [300_000.0 + 10.0 * x, 3_700_000.0 - 10.0 * y]
    };
    let between = |a: [f64; 2], b: [f64; 2]| {
        (0..50_u32).map(move |step| {
            let t = f64::from(step) / 50.0;
            let out = if step % 2 == 1 { side / 100.0 } else { 0.0 };
            [
                a[0] + (b[0] - a[0]) * t + out,
                a[1] + (b[1] - a[1]) * t + out,
            ]
        })
    };
    let mut zones = Vec::new();
    for i in 0..20 {
        for j in 0..15 {
            let corners = [
                corner(i, j),
                corner(i, j + 1),
                corner(i + 1, j + 1),
                corner(i + 1, j),
            ];
            let mut ring = Vec::new();
            for at in 0..4 {
                ring.extend(between(corners[at], corners[(at + 1) % 4]));
            }
            ring.push(ring[0]);
            zones.push(vec![ring].into());
        }
    }
    zones
}
