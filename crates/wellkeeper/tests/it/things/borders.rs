//! Borders in degrees.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::{CELL_M, COLS, NORTH, ROWS, SYSTEM, WEST, gdal, geojson, made, with_logan};
use crate::program::Walk;

/// The same delineation by `terrain watershed`, brought to degrees by GDAL, by number.
fn by_gdal(walk: &Walk) -> HashMap<u64, Value> {
    let small = [
        "terrain",
        "watershed",
        "d8.tif",
        "small.tif",
        "--small",
        "50",
    ];
    walk.done(&[&small[..], &["--polygons", "small.geojson"]].concat());
    let systems = ["-s_srs", SYSTEM, "-t_srs", "EPSG:4326"];
    let files = [
        "-lco",
        "COORDINATE_PRECISION=10",
        "-q",
        "gdal.geojson",
        "small.geojson",
    ];
    gdal(walk, "ogr2ogr", &[&systems[..], &files].concat());
    let features = geojson(walk, "gdal.geojson").into_iter();
    features
        .map(|feature| (feature["properties"]["id"].as_u64().unwrap(), feature))
        .collect()
}

#[test]
fn borders_are_where_gdal_projects_them() {
    let walk = with_logan();
    made(&walk, &[]);
    let (ours, theirs) = (geojson(&walk, "things.geojson"), by_gdal(&walk));
    assert_eq!(theirs.len(), ours.len());
    for (thing, id) in ours.iter().zip(1..) {
        let (ours, theirs) = (rings(thing), rings(&theirs[&id]));
        assert_eq!(ours.len(), theirs.len());
        for (ring, their_ring) in ours.iter().zip(&theirs) {
            assert_eq!(ring.len(), their_ring.len());
            for (at, there) in ring.iter().zip(their_ring) {
                // Half a unit of the seventh digit, and what the digits of both leave.
                let off = (at[0] - there[0]).abs().max((at[1] - there[1]).abs());
                assert!(off < 5.1e-8, "{id}: {at:?} {there:?}");
            }
        }
    }
}

#[test]
fn neighbours_share_their_border_to_the_last_digit_and_leave_no_gap() {
    let walk = with_logan();
    made(&walk, &[]);
    let things = geojson(&walk, "things.geojson");
    let mut edges: HashSet<[[u64; 2]; 2]> = HashSet::new();
    for ring in things.iter().flat_map(rings) {
        let bits: Vec<[u64; 2]> = ring.iter().map(|at| at.map(f64::to_bits)).collect();
        for pair in bits.windows(2) {
            assert!(edges.insert([pair[0], pair[1]]), "twice the same way");
        }
    }
    // What is an edge of one watershed alone lies on the rim of the raster: elsewhere the same two positions
    // are an edge of the next one, the other way round.
    let plane = layers::Crs::parse(SYSTEM).unwrap();
    let (east, south) = (WEST + COLS as f64 * CELL_M, NORTH - ROWS as f64 * CELL_M);
    let mut alone = 0;
    for edge in &edges {
        if edges.contains(&[edge[1], edge[0]]) {
            continue;
        }
        alone += 1;
        let [a, b] = edge.map(|at| plane.project(at.map(f64::from_bits)).unwrap());
        let on = |axis: usize, rim: f64| [a, b].iter().all(|at| (at[axis] - rim).abs() < 0.02);
        let is_rim = on(0, WEST) || on(0, east) || on(1, NORTH) || on(1, south);
        assert!(is_rim, "{a:?} {b:?}");
    }
    assert!(alone > 4 && edges.len() > 10 * alone, "{alone}");
}

#[test]
fn outer_rings_go_counterclockwise_and_holes_clockwise() {
    // RFC 7946, section 3.1.6.
    let walk = with_logan();
    let more = ["--sections", "sections.csv"];
    walk.write("sections.csv", "code,x,y\nS,446905,4637504\n");
    made(&walk, &more);
    for thing in geojson(&walk, "things.geojson") {
        for polygon in polygons(&thing) {
            for (place, ring) in polygon.iter().enumerate() {
                assert_eq!(doubled(ring) > 0.0, place == 0, "{}", thing["properties"]);
            }
        }
    }
}

pub fn polygons(feature: &Value) -> Vec<Vec<Vec<[f64; 2]>>> {
    let geometry = &feature["geometry"];
    let coordinates = geometry["coordinates"].clone();
    if geometry["type"] == "Polygon" {
        vec![serde_json::from_value(coordinates).unwrap()]
    } else {
        serde_json::from_value(coordinates).unwrap()
    }
}

fn rings(feature: &Value) -> Vec<Vec<[f64; 2]>> {
    polygons(feature).into_iter().flatten().collect()
}

pub fn doubled(ring: &[[f64; 2]]) -> f64 {
    let [x, y] = ring[0];
    let pairs = ring.windows(2);
    pairs
        .map(|p| (p[0][0] - x) * (p[1][1] - y) - (p[1][0] - x) * (p[0][1] - y))
        .sum()
}
