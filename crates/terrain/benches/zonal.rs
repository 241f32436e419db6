//! What zonal statistics, polygonise and level curves cost in memory:
//! `cargo bench -p wellkeeper-terrain --bench zonal -- 5000`.

#![allow(
    clippy::unwrap_used,
    clippy::cast_possible_truncation,
    reason = "a bench that cannot go on should stop and say where"
)]

mod measure;

use measure::{hash, hills, measure, sides};
use terrain::vector::{Connectedness, Lattice, MultiPolygon, Rule, polygonize, rasterize};
use terrain::zonal::{Wanted, ZonalOptions, area_by_level, statistics};
use terrain::{Grid, Raster};

fn main() {
    for side in sides() {
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
        let classes = Raster {
            grid: Grid::new(
                side,
                side,
                ground
                    .grid
                    .cells()
                    .iter()
                    .map(|z| (z / 5.0) as i16)
                    .collect(),
            )
            .unwrap(),
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
