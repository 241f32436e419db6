//! What cannot be, and what is not in metres.

use std::collections::HashMap;

use terrain::grid::Crs;
use terrain::{Georeference, Grid, Raster};

use super::borders::{doubled, polygons};
use super::{geojson, json, keys, projected, read, written};
use crate::program::Walk;

/// Ground of 12 × 9 cells of 30 units, and its directions, in the system of `crs`.
fn little(walk: &Walk, crs: Crs) {
    lying(walk, [500_000.0, 30.0, 0.0, 3_600_000.0, 0.0, -30.0], crs);
}

fn lying(walk: &Walk, transform: [f64; 6], crs: Crs) {
    let cells = (0..108).map(|cell| (cell / 9 * 7 + cell % 9 * 3 + cell * cell % 5) as f32);
    let raster = Raster {
        grid: Grid::new(12, 9, cells.collect()).unwrap(),
        nodata: None,
        georeference: Some(Georeference { transform, crs }),
    };
    written(walk, "dem.tif", &raster);
    walk.done(&["terrain", "d8", "dem.tif", "d8.tif"]);
}

const LITTLE: [&str; 11] = [
    "terrain",
    "things",
    "d8.tif",
    "dem.tif",
    "out.geojson",
    "--small",
    "0.03",
    "--streams",
    "5",
    "--prefix",
    "w",
];

#[test]
fn a_system_that_cannot_be_brought_to_degrees_is_refused_by_name() {
    let walk = Walk::without_zone();
    let said = |crs: Crs, more: &[&str]| {
        little(&walk, crs);
        walk.refused(&[&LITTLE[..], more].concat())
    };
    let told = said(projected(&[[3072, 0, 1, 2383]], Some(2383)), &[]);
    assert!(
        told.contains("EPSG:2383") && told.contains("4491 to 4554") && told.contains("--crs"),
        "{told}"
    );
    let told = said(projected(&[], None), &[]);
    assert!(
        told.contains("without EPSG code") && told.contains("--crs EPSG:n"),
        "{told}"
    );
    let feet = || projected(&[[3072, 0, 1, 2263], [3076, 0, 1, 9003]], Some(2263));
    let told = said(feet(), &["--crs", "EPSG:32649"]);
    assert!(
        told.contains("US survey feet") && told.contains("--z-factor"),
        "{told}"
    );
    let told = said(feet(), &["--crs", "EPSG:32649", "--z-factor", "1"]);
    assert!(
        told.contains("EPSG:2263, US survey feet") && told.contains("CSV"),
        "{told}"
    );
    // Twenty kilometres of easting are of no zone of this system.
    let told = said(projected(&[[3072, 0, 1, 4513]], Some(4513)), &[]);
    assert!(
        told.contains("EPSG:4513") && told.contains("500000"),
        "{told}"
    );
    assert!(!walk.path("out.geojson").exists());
}

#[test]
fn degrees_stay_what_they_are_and_rings_turn_as_they_should_whichever_way_rows_run() {
    let walk = Walk::without_zone();
    let degrees = || Crs {
        is_geographic: true,
        epsg: Some(4490),
        keys: keys(&[[1024, 0, 1, 2], [1025, 0, 1, 1], [2048, 0, 1, 4490]]),
        ..Crs::default()
    };
    let utm = || projected(&[[3072, 0, 1, 32_649]], Some(32_649));
    for (transform, crs) in [
        ([111.25, 0.001, 0.0, 32.5, 0.0, -0.001], degrees()),
        ([111.25, 0.001, 0.0, 32.488, 0.0, 0.001], degrees()),
        ([500_000.0, 30.0, 0.0, 3_600_000.0, 0.0, 30.0], utm()),
    ] {
        let is_geographic = crs.is_geographic;
        lying(&walk, transform, crs);
        let told = json(&walk, &[&["--json"], &LITTLE[..]].concat());
        let things = geojson(&walk, "out.geojson");
        assert_eq!(told["things"], things.len());
        for ring in things
            .iter()
            .flat_map(polygons)
            .map(|mut polygon| polygon.remove(0))
        {
            assert!(doubled(&ring) > 0.0, "{transform:?}: {ring:?}");
            // Corners of cells of a thousandth of a degree.
            let is_corner = |at: &[f64; 2]| {
                at.iter()
                    .all(|n| (n * 1e3 - (n * 1e3).round()).abs() < 1e-7)
            };
            assert!(!is_geographic || ring.iter().all(is_corner), "{ring:?}");
        }
    }
}

#[test]
fn heights_and_cells_in_feet_are_told_in_metres() {
    let walk = Walk::without_zone();
    let told = |crs: Crs, more: &[&str]| {
        little(&walk, crs);
        let csv = [
            "--json", "terrain", "things", "d8.tif", "dem.tif", "out.csv", "--small", "9",
        ];
        json(
            &walk,
            &[&csv[..], &["--streams", "5", "--prefix", "w"], more].concat(),
        );
        let text = std::fs::read_to_string(walk.path("out.csv")).unwrap();
        let names: Vec<String> = text
            .lines()
            .next()
            .unwrap()
            .split(',')
            .map(str::to_owned)
            .collect();
        let row = text.lines().nth(1).unwrap().split(',').map(str::to_owned);
        names
            .into_iter()
            .zip(row)
            .collect::<HashMap<String, String>>()
    };
    let metres = told(projected(&[[3072, 0, 1, 32_649]], Some(32_649)), &[]);
    let feet = [[3072, 0, 1, 2263], [3076, 0, 1, 9003], [4099, 0, 1, 9003]];
    let feet = told(projected(&feet, Some(2263)), &[]);
    let number = |of: &HashMap<String, String>, field: &str| of[field].parse::<f64>().unwrap();
    let foot: f64 = 1200.0 / 3937.0;
    for (field, ratio, within) in [
        ("area_km2", foot * foot, 1e-6),
        ("stream_km", foot, 1e-6),
        ("relief_m", foot, 0.01),
        ("slope_0_5_percent", 1.0, 0.0),
        ("slope_15_25_percent", 1.0, 0.0),
    ] {
        let (found, expected) = (number(&feet, field), number(&metres, field) * ratio);
        assert!(
            (found - expected).abs() <= within,
            "{field}: {found} {expected}"
        );
    }
    assert!(
        !metres.contains_key("section"),
        "nothing is said of sections where none are given"
    );
    // Metres of height on feet are three times as steep.
    let mixed = projected(&[[3072, 0, 1, 2263], [3076, 0, 1, 9003]], Some(2263));
    let mixed = told(mixed, &["--z-factor", "1"]);
    assert_eq!(mixed["relief_m"], metres["relief_m"]);
    assert!(number(&mixed, "slope_35_90_percent") > number(&metres, "slope_35_90_percent"));
}

#[test]
fn rasters_of_two_grids_are_refused_by_both_names() {
    let walk = Walk::without_zone();
    little(&walk, projected(&[[3072, 0, 1, 32_649]], Some(32_649)));
    let heights = read::<f32>(&walk, "dem.tif");
    let other = |name: &str, change: &dyn Fn(&mut Raster<f32>)| {
        let mut raster = heights.clone();
        change(&mut raster);
        written(&walk, name, &raster);
        let mut words = LITTLE;
        words[3] = name;
        walk.refused(&words)
    };
    let told = other("shape.tif", &|raster| {
        raster.grid = Grid::filled(9, 12, 1.0);
    });
    let said = "d8.tif has 12 rows × 9 columns, shape.tif has 9 rows × 12 columns";
    assert!(told.contains(said), "{told}");
    let told = other("moved.tif", &|raster| {
        raster.georeference.as_mut().unwrap().transform[0] += 30.0;
    });
    assert!(
        told.contains("moved.tif has the transform [500030.0"),
        "{told}"
    );
    let told = other("zone.tif", &|raster| {
        raster.georeference.as_mut().unwrap().crs = projected(&[[3072, 0, 1, 4547]], Some(4547));
    });
    let said = "d8.tif has EPSG:32649, zone.tif has EPSG:4547";
    assert!(told.contains(said), "{told}");
    assert!(!walk.path("out.geojson").exists());
}

#[test]
fn mistakes_in_a_table_of_sections_have_their_place_and_leave_nothing() {
    let walk = Walk::without_zone();
    little(&walk, projected(&[[3072, 0, 1, 32_649]], Some(32_649)));
    let with_sections = [&LITTLE[..], &["--sections", "sections.csv"]].concat();
    for (table, said) in [
        ("code,x\nA,1\n", "sections.csv: 1:1: there is no column"),
        ("name,x,y\nA,1,2\n", "there is no column `code`"),
        (
            "code,x,y,longitude,latitude\n",
            "found both longitude, latitude and x, y",
        ),
        (
            "code,x,y\nA,500015,here\n",
            "sections.csv: 2:3: found `here`, expected a number",
        ),
        (
            "code,x,y\n\n,500015,3599985\n",
            "3:1: found nothing, expected a code",
        ),
        (
            "code,x,y\nA,500015,3599985\nA,500045,3599985\n",
            "3:1: found `A`, which line 2 has already",
        ),
        (
            "code,x,y\nA,0,0\n",
            "outlet A at 0, 0 lies outside the raster",
        ),
        (
            "code,longitude,latitude\nA,31,111\n",
            "is the latitude first?",
        ),
        (
            "code,longitude,latitude\nA,31,11\n",
            "section A: longitude 31, latitude 11 lies beyond EPSG:32649",
        ),
        ("code,x,y\n", "sections.csv: it has no rows"),
    ] {
        walk.write("sections.csv", table);
        let told = walk.refused(&with_sections);
        assert!(told.contains(said), "{table}: {told}");
    }
    let told = walk.refused(&[&LITTLE[..], &["--z-factor=-1"]].concat());
    assert!(told.contains("--z-factor"), "{told}");
    for (place, name) in [(4, "dem.tif"), (4, "d8.tif"), (4, "sections.csv")] {
        let mut words = with_sections.clone();
        words[place] = name;
        let told = walk.refused(&words);
        assert!(told.contains("is the file that it is made of"), "{told}");
    }
    assert!(!walk.path("out.geojson").exists());

    // Two sections that come to one cell: the first has it, and the second is told.
    walk.write(
        "sections.csv",
        "code,x,y\nA,500105,3599955\nB,500105,3599955\n",
    );
    let told = json(&walk, &[&["--json"], &with_sections[..]].concat());
    let why = told["refused"][0].as_str().unwrap();
    assert!(
        why.contains("section B comes to the cell of section A"),
        "{why}"
    );
    assert_eq!(told["sections"].as_array().unwrap().len(), 1);
}
