//! What drains to a place, over HTTP.

use serde_json::{Value, json};
use terrain::grid::Crs;
use terrain::tiff::{WriteOptions, write};
use terrain::{Georeference, Grid, Raster};

use super::layers::import;
use crate::program::Walk;
use crate::served::Served;

/// Three rows of four cells of 0.01° by the reservoir: the upper two rows drain east and then down to the last cell
/// of the second row, the lowest row to its own last cell; the first cell of it has no data.
fn directions(walk: &Walk) -> String {
    let codes: Vec<u8> = vec![1, 1, 1, 4, 1, 1, 1, 0, 255, 1, 1, 0];
    let raster = Raster {
        grid: Grid::new(3, 4, codes).unwrap(),
        nodata: Some(255),
        georeference: Some(Georeference {
            transform: [111.0, 0.01, 0.0, 32.63, 0.0, -0.01],
            crs: Crs {
                is_geographic: true,
                epsg: Some(4326),
                ..Crs::default()
            },
        }),
    };
    let path = walk.path("d8.tif");
    write(&path, &raster, &WriteOptions::codes()).unwrap();
    path.display().to_string()
}

fn at(id: u32, longitude: f64, latitude: f64, more: &str) -> String {
    format!("/api/layers/{id}/watershed?longitude={longitude}&latitude={latitude}{more}")
}

fn found(served: &Served, path: &str) -> Value {
    let answer = served.get(path);
    assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    answer.json()
}

#[test]
fn the_ground_above_a_place_is_a_feature_with_where_it_is_from() {
    let walk = Walk::new();
    import(&walk, &directions(&walk), "flow", &[]);
    let served = Served::start(&walk);
    let row = served.get("/api/layers").json()["rows"][0].clone();
    assert_eq!(
        (
            &row["form"],
            &row["geometry"],
            &row["features"],
            &row["url"]
        ),
        (
            &json!("directions"),
            &json!("raster"),
            &json!(11),
            &json!("/api/layers/1/watershed")
        )
    );
    let path = at(1, 111.035, 32.615, "&snap=0");
    let answer = served.get(&path);
    assert_eq!(
        (answer.status, answer.header("content-type")),
        (200, "application/geo+json")
    );
    let told = answer.json();
    // Two rows of four cells; GeographicLib 2.1 (Geodesic.WGS84.Polygon, 400 points on each parallel).
    let area = told["properties"]["area_km2"].as_f64().unwrap();
    assert!((area - 8.326_356_779_7).abs() < 1e-9, "{area}");
    assert_eq!(
        told["geometry"],
        json!({ "type": "MultiPolygon", "coordinates": [[[
            [111.0, 32.63], [111.0, 32.61], [111.04, 32.61], [111.04, 32.63], [111.0, 32.63],
        ]]] })
    );
    let mut said = told["properties"].clone();
    said["area_km2"] = json!(null);
    assert_eq!(
        said,
        json!({
            "found": "ground", "layer": 1, "code": "flow", "title": { "zh": "水系", "en": "Waters" },
            "attribution": "© 测绘院", "snap": 0, "asked": [111.035, 32.615], "outlet": [111.035, 32.615],
            "moved_m": 0.0, "cells": 8, "area_km2": null,
        })
    );
    let tag = answer.header("etag").to_owned();
    let again = served.get_with(&path, &[("if-none-match", &tag)]);
    assert_eq!(
        (again.status, again.body.len(), again.header("etag")),
        (304, 0, tag.as_str())
    );
    assert_ne!(
        served
            .get(&at(1, 111.035, 32.615, "&snap=1"))
            .header("etag"),
        tag
    );
}

#[test]
fn a_place_beside_the_river_is_moved_and_where_nothing_is_known_that_is_the_answer() {
    let walk = Walk::new();
    import(&walk, &directions(&walk), "flow", &[]);
    let served = Served::start(&walk);
    // Over a corner; GeographicLib 2.1 (Inverse) says how far.
    let moved = found(&served, &at(1, 111.025, 32.605, "&snap=1"));
    assert_eq!(moved["properties"]["cells"], 8);
    let moved_m = moved["properties"]["moved_m"].as_f64().unwrap();
    assert!((moved_m - 1_452.87).abs() < 1.0, "{moved_m}");
    for (longitude, latitude, word) in [
        (110.99, 32.62, "outside"),
        (111.02, 32.7, "outside"),
        (111.005, 32.605, "no_data"),
    ] {
        let told = found(&served, &at(1, longitude, latitude, "&snap=0"));
        assert_eq!(
            (&told["properties"]["found"], &told["geometry"]),
            (&json!(word), &json!(null))
        );
    }
}

#[test]
fn a_watershed_that_is_asked_for_wrongly_is_refused_with_what_was_expected() {
    let walk = Walk::new();
    import(&walk, &directions(&walk), "flow", &[]);
    import(
        &walk,
        &super::layers::fixture("lines.geojson"),
        "lines",
        &[],
    );
    let served = Served::start(&walk);
    for (path, status, says) in [
        (at(1, 181.0, 32.0, ""), 400, "within ±180"),
        (at(1, 111.0, -90.5, ""), 400, "within ±90"),
        (at(1, f64::NAN, 32.0, ""), 400, "within ±180"),
        (at(1, 111.02, 32.62, "&snap=50"), 200, "ground"),
        (
            at(1, 111.02, 32.62, "&snap=51"),
            400,
            "expected 0 to 50 cells",
        ),
        (at(1, 111.02, 32.62, "&snap=-1"), 400, "snap"),
        (
            "/api/layers/1/watershed?longitude=111".into(),
            400,
            "latitude",
        ),
        (at(2, 111.02, 32.62, ""), 404, "is given whole"),
        (at(3, 111.02, 32.62, ""), 404, "there is no layer `3`"),
        (
            "/api/layers/1/features".into(),
            404,
            "is one of directions, /api/layers/1/watershed",
        ),
        (
            "/api/layers/1/tiles/0/0/0".into(),
            404,
            "is one of directions",
        ),
    ] {
        let answer = served.get(&path);
        assert_eq!(answer.status, status, "{path}: {}", answer.text());
        assert!(answer.text().contains(says), "{path}: {}", answer.text());
    }
}

#[test]
fn whoever_does_not_see_the_directions_is_not_told_what_drains_where() {
    let walk = Walk::new();
    import(
        &walk,
        &directions(&walk),
        "flow",
        &["--area", "county=丹江口市"],
    );
    walk.add_person(&["wang"]);
    walk.add_person(&["djk", "--area", "county=丹江口市"]);
    walk.add_person(&["yunxi", "--area", "county=郧西县"]);
    let served = walk.served_to_people();
    let path = at(1, 111.035, 32.615, "");
    assert_eq!(served.get(&path).status, 401);
    for (name, status) in [("wang", 200), ("djk", 200), ("yunxi", 404)] {
        let cookie = served.cookie(name);
        assert_eq!(
            served.get_with(&path, &[("cookie", &cookie)]).status,
            status,
            "{name}"
        );
    }
}

#[test]
fn directions_are_in_a_backup_and_answer_the_same_after_it() {
    let walk = Walk::new();
    let file = directions(&walk);
    let told = walk.done(&[
        "--zone",
        "zone",
        "--lang",
        "en",
        "import",
        "layer",
        &file,
        "--code",
        "flow",
        "--title-zh",
        "流向",
        "--title-en",
        "Flow",
        "--attribution",
        "合成",
        "--dry-run",
    ]);
    assert!(
        told.contains("  cells with a direction: 11\n  cells without data: 1\n"),
        "{told}"
    );
    import(&walk, &file, "flow", &[]);
    walk.done(&["--zone", "zone", "backup", "--to", "backups"]);
    walk.done(&["restore", "backups", "other"]);
    walk.verified("other");
    let path = at(1, 111.035, 32.615, "");
    let before = found(&Served::start(&walk), &path);
    let other = ["--zone", "other", "serve", "--bind", "127.0.0.1:0"];
    assert_eq!(found(&Served::start_as(&walk, &other), &path), before);
}
