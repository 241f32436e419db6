//! Rasters file to file: a made-up ground from its heights to its watersheds, streams and statistics.

mod beyond;
mod places;

use std::path::Path;

use serde_json::Value;
use terrain::grid::{Crs, GeoKeys};
use terrain::tiff::{Compression, Reader, Stored, WriteOptions, write};
use terrain::{Georeference, Grid, Raster};

use crate::program::Walk;

const ROWS: usize = 90;
const COLS: usize = 70;
const CELL_M: f64 = 30.0;
const WEST: f64 = 400_000.0;
const NORTH: f64 = 3_600_000.0;
/// No data.
const NONE: f32 = -9999.0;

/// Metres of a projected system, UTM zone 49 north: `GTModelTypeGeoKey` 1, `ProjectedCSTypeGeoKey` 32649.
fn place() -> Georeference {
    Georeference {
        transform: [WEST, CELL_M, 0.0, NORTH, 0.0, -CELL_M],
        crs: Crs {
            is_geographic: false,
            epsg: Some(32_649),
            ellipsoid: None,
            keys: GeoKeys {
                directory: vec![1, 1, 0, 3, 1024, 0, 1, 1, 1025, 0, 1, 1, 3072, 0, 1, 32_649],
                doubles: Vec::new(),
                ascii: String::new(),
            },
        },
    }
}

/// A valley that falls southwards, with pits, a level stretch and a corner without data.
fn ground() -> Raster<f32> {
    let mut cells = Vec::with_capacity(ROWS * COLS);
    for row in 0..ROWS {
        for col in 0..COLS {
            let across = (col as f32 - 35.0).abs();
            let height = 500.0 - row as f32 * 1.5 + across * 2.0;
            let height = match (row * 31 + col * 17) % 23 {
                0 => height - 9.0,
                _ if (40..46).contains(&row) => 420.0 + across.floor() * 2.0,
                _ => height,
            };
            let is_corner = row + col < 12;
            cells.push(if is_corner { NONE } else { height });
        }
    }
    Raster {
        grid: Grid::new(ROWS, COLS, cells).unwrap(),
        nodata: Some(NONE),
        georeference: Some(place()),
    }
}

fn read<T: Stored>(path: &Path) -> Raster<T> {
    Reader::open(path).unwrap().read(0).unwrap()
}

fn json(walk: &Walk, arguments: &[&str]) -> Value {
    let said = walk.done(&[&["--json", "terrain"], arguments].concat());
    serde_json::from_str(&said).unwrap()
}

fn with_ground() -> Walk {
    let walk = Walk::without_zone();
    write(
        &walk.path("dem.tif"),
        &ground(),
        &WriteOptions::continuous::<f32>(),
    )
    .unwrap();
    walk
}

#[test]
fn no_cell_is_lost_from_the_heights_to_the_watersheds() {
    let walk = with_ground();
    let data = ROWS * COLS - 78;
    let filled = json(&walk, &["fill", "dem.tif", "filled.tif"]);
    assert_eq!(filled["cells"], data);
    let (before, after) = (ground(), read::<f32>(&walk.path("filled.tif")));
    let pairs = || before.grid.cells().iter().zip(after.grid.cells());
    assert!(pairs().all(|(before, after)| after >= before));
    let raised = pairs().filter(|(before, after)| after > before).count();
    assert_eq!(filled["raised"], raised);
    assert!(raised > 0);

    let directed = json(&walk, &["d8", "dem.tif", "d8.tif"]);
    assert_eq!(directed["without_way_out"], 0);
    let codes = read::<u8>(&walk.path("d8.tif"));
    let counted = json(&walk, &["accumulate", "d8.tif", "acc.tif"]);
    let counts = read::<u32>(&walk.path("acc.tif"));
    let exits = codes.grid.cells().iter().zip(counts.grid.cells());
    let out: u32 = exits.filter(|(code, _)| **code == 0).map(|(_, n)| n).sum();
    assert_eq!(
        usize::try_from(out).unwrap(),
        data,
        "what leaves is what is there"
    );

    // The greatest of all, looked for from two cells beside it.
    let most = counts.grid.cells().iter().max().unwrap();
    assert_eq!(counted["greatest"], *most);
    let at = counts.grid.cells().iter().position(|n| n == most).unwrap();
    let (row, col) = (at / COLS, at % COLS);
    let x = WEST + (col as f64 + 2.5) * CELL_M;
    let y = NORTH - (row as f64 + 0.5) * CELL_M;
    let outlet = format!("{x},{y}");
    let watershed = [
        "watershed",
        "d8.tif",
        "ws.tif",
        "--outlet",
        &outlet,
        "--snap",
        "3",
    ];
    let told = json(
        &walk,
        &[&watershed[..], &["--polygons", "ws.geojson"]].concat(),
    );
    let found = &told["outlets"][0];
    assert_eq!(found["cells"], *most, "{told}");
    assert!(
        (found["moved_m"].as_f64().unwrap() - 2.0 * CELL_M).abs() < 1e-9,
        "{told}"
    );
    let km2 = f64::from(*most) * CELL_M * CELL_M / 1e6;
    assert!(
        (found["km2"].as_f64().unwrap() - km2).abs() < 1e-9,
        "{told}"
    );
    let polygons: Value =
        serde_json::from_str(&std::fs::read_to_string(walk.path("ws.geojson")).unwrap()).unwrap();
    assert_eq!(polygons["features"].as_array().unwrap().len(), 1);
    assert_eq!(
        polygons["crs"]["properties"]["name"],
        "urn:ogc:def:crs:EPSG::32649"
    );

    covers(&walk, *most);
}

/// The polygon of the watershed has as many cells as drain to its outlet.
fn covers(walk: &Walk, most: u32) {
    let inside = json(
        walk,
        &["zonal", "acc.tif", "ws.geojson", "zones.csv", "--exact"],
    );
    assert_eq!(inside["polygons"], 1);
    let csv = std::fs::read_to_string(walk.path("zones.csv")).unwrap();
    let cells: Vec<&str> = csv.lines().nth(1).unwrap().split(',').collect();
    let covered: f64 = cells[1].parse().unwrap();
    assert!((covered - f64::from(most)).abs() < 1e-6, "{csv}");
}

#[test]
fn what_is_made_says_of_what_it_was_made_and_by_what() {
    let walk = with_ground();
    json(&walk, &["slope", "dem.tif", "slope.tif", "--percent"]);
    let reader = Reader::open(&walk.path("slope.tif")).unwrap();
    let metadata = reader.info().metadata.clone().unwrap();
    for said in ["wellkeeper terrain slope", "--percent", "dem.tif blake3:"] {
        assert!(metadata.contains(said), "{metadata}");
    }
    assert!(
        reader
            .info()
            .software
            .clone()
            .unwrap()
            .starts_with("wellkeeper ")
    );
    assert_eq!(
        reader.info().georeference.clone().unwrap().crs.epsg,
        Some(32_649)
    );
    let told = json(&walk, &["info", "slope.tif", "--stats"]);
    assert_eq!(told["crs"], "EPSG:32649");
    assert_eq!(told["rows"], ROWS);
    assert!(told["max"].as_f64().unwrap() > 0.0);
}

#[test]
fn streams_meet_and_small_watersheds_flow_to_each_other() {
    let walk = with_ground();
    json(&walk, &["d8", "dem.tif", "d8.tif"]);
    let told = json(
        &walk,
        &["streams", "d8.tif", "streams.geojson", "--threshold", "60"],
    );
    let text = std::fs::read_to_string(walk.path("streams.geojson")).unwrap();
    let streams: Value = serde_json::from_str(&text).unwrap();
    let links = streams["features"].as_array().unwrap();
    assert_eq!(told["links"], links.len());
    for link in links {
        let Some(next) = link["properties"]["downstream"].as_u64() else {
            continue;
        };
        // Where the next begins in its exit it is a point, which is not drawn.
        let Some(next) = links.iter().find(|l| l["properties"]["id"] == next) else {
            continue;
        };
        let ends = link["geometry"]["coordinates"].as_array().unwrap();
        assert_eq!(
            ends.last(),
            next["geometry"]["coordinates"].as_array().unwrap().first()
        );
        assert!(link["properties"]["strahler"].as_u64() <= next["properties"]["strahler"].as_u64());
    }

    let small = [
        "watershed",
        "d8.tif",
        "small.tif",
        "--small",
        "0.5",
        "--table",
        "small.csv",
    ];
    let told = json(&walk, &small);
    let table = std::fs::read_to_string(walk.path("small.csv")).unwrap();
    let rows: Vec<Vec<&str>> = table
        .lines()
        .skip(1)
        .map(|line| line.split(',').collect())
        .collect();
    assert_eq!(told["watersheds"], rows.len());
    assert!(rows.len() > 5, "{table}");
    let own: f64 = rows.iter().map(|row| row[5].parse::<f64>().unwrap()).sum();
    let all = (ROWS * COLS - 78) as f64 * CELL_M * CELL_M / 1e6;
    assert!((own - all).abs() < 1e-9, "{own} {all}");
    assert!(
        rows.iter()
            .all(|row| row[5].parse::<f64>().unwrap() <= 0.5 + 1e-12)
    );
    assert!(
        rows.iter().any(|row| !row[9].is_empty()),
        "some flow to others"
    );
}

#[test]
fn a_level_curve_of_a_plane_is_arithmetic() {
    let walk = Walk::without_zone();
    // Ten rows, 100 m to 109 m, ten cells each.
    let mut text = "ncols 10\nnrows 10\nxllcorner 0\nyllcorner 0\ncellsize 30\n".to_owned();
    for row in 0..10 {
        text += &(format!("{} ", 100 + row).repeat(10) + "\n");
    }
    walk.write("plane.asc", text);
    json(
        &walk,
        &["levels", "plane.asc", "curve.csv", "--levels", "100,110,5"],
    );
    let csv = std::fs::read_to_string(walk.path("curve.csv")).unwrap();
    // Below 105 m: rows of 100 … 105 m, six of ten cells of 900 m²; their water 5+4+3+2+1 m deep.
    assert_eq!(
        csv,
        "level,area_m2,volume_m3\n100,9000,0\n105,54000,135000\n110,90000,495000\n"
    );
}

#[test]
fn what_cannot_be_is_told_by_name_and_leaves_nothing() {
    let walk = with_ground();
    let in_terrain = |arguments: &[&str]| walk.refused(&[&["terrain"], arguments].concat());
    let said = in_terrain(&["fill", "dem.tif", "dem.tif"]);
    assert!(said.contains("is the file that it is made of"), "{said}");
    std::fs::create_dir(walk.path("folder")).unwrap();
    let said = in_terrain(&["slope", "dem.tif", "folder"]);
    assert!(said.contains("folder is there and no file"), "{said}");
    std::fs::remove_dir(walk.path("folder")).unwrap();
    let said = in_terrain(&["accumulate", "dem.tif", "acc.tif"]);
    assert!(
        said.contains("dem.tif") && said.contains("expected directions"),
        "{said}"
    );
    let whole = std::fs::read(walk.path("dem.tif")).unwrap();
    walk.write("cut.tif", &whole[..whole.len() / 2]);
    let said = in_terrain(&["slope", "cut.tif", "slope.tif"]);
    assert!(said.contains("cut.tif: at byte "), "{said}");
    walk.write(
        "word.asc",
        "ncols 2\nnrows 1\nxllcorner 0\nyllcorner 0\ncellsize 1\n1 zwei\n",
    );
    let said = in_terrain(&["fill", "word.asc", "out.tif"]);
    assert!(said.contains("line 6, column 3"), "{said}");
    json(&walk, &["d8", "dem.tif", "d8.tif"]);
    walk.write(
        "outlets.csv",
        "code,x,y\nA,400100,3599000\nB,here,3599000\n",
    );
    let said = in_terrain(&["watershed", "d8.tif", "ws.tif", "--outlets", "outlets.csv"]);
    assert!(said.contains("outlets.csv: 3:2: found `here`"), "{said}");
    let said = in_terrain(&["watershed", "d8.tif", "ws.tif", "--outlet", "0,0"]);
    assert!(said.contains("lies outside the raster"), "{said}");
    walk.write(
        "lonlat.geojson",
        r#"{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::4490"}},"features":[]}"#,
    );
    let said = in_terrain(&["zonal", "dem.tif", "lonlat.geojson", "out.csv"]);
    assert!(
        said.contains("EPSG:4490") && said.contains("EPSG:32649"),
        "{said}"
    );
    let mut made: Vec<String> = std::fs::read_dir(walk.path("."))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    made.sort();
    assert_eq!(
        made,
        [
            "cut.tif",
            "d8.tif",
            "dem.tif",
            "lonlat.geojson",
            "outlets.csv",
            "word.asc"
        ]
    );
}

#[test]
fn a_file_by_rows_comes_to_what_its_grid_in_memory_comes_to() {
    let walk = with_ground();
    // Heights are halves of metres: as text and in twice the bits they are the same.
    let mut text = Vec::new();
    terrain::ascii::write(&ground(), &mut text).unwrap();
    walk.write("dem.asc", text);
    let ring = |west: f64, east: f64| {
        let (south, north) = (NORTH - 2_000.0, NORTH - 95.0);
        format!(
            "[[[{west},{south}],[{east},{south}],[{east},{north}],[{west},{north}],[{west},{south}]]]"
        )
    };
    let [a, b] = [
        ring(WEST + 10.0, WEST + 700.0),
        ring(WEST + 500.0, WEST + 5_000.0),
    ];
    walk.write(
        "zones.geojson",
        format!(
            r#"{{"type":"FeatureCollection","features":[
            {{"type":"Feature","properties":{{}},"geometry":{{"type":"Polygon","coordinates":{a}}}}},
            {{"type":"Feature","properties":{{}},"geometry":{{"type":"Polygon","coordinates":{b}}}}}]}}"#
        ),
    );
    let made = |dem: &str, end: &str| {
        let out = |name: &str| format!("{name}-{end}");
        let (shade, slope) = (out("shade.tif"), out("slope.tif"));
        let told = [
            json(&walk, &["slope", dem, &slope, "--edges"]),
            json(&walk, &["hillshade", dem, &shade]),
        ];
        let (zonal, levels) = (out("zonal.csv"), out("levels.csv"));
        let weighed = ["--exact", "--weights", dem, "--quantiles", "0.5"];
        json(
            &walk,
            &[&["zonal", dem, "zones.geojson", &zonal], &weighed[..]].concat(),
        );
        let within = ["--levels", "400,500,10", "--within", "zones.geojson"];
        json(&walk, &[&["levels", dem, &levels], &within[..]].concat());
        let bits: Vec<u32> = read::<f32>(&walk.path(&slope))
            .grid
            .cells()
            .iter()
            .map(|cell| cell.to_bits())
            .collect();
        let text = [zonal, levels].map(|name| std::fs::read_to_string(walk.path(&name)).unwrap());
        (told, bits, read::<u8>(&walk.path(&shade)).grid, text)
    };
    let (by_rows, in_memory) = (made("dem.tif", "a"), made("dem.asc", "b"));
    assert_eq!(by_rows, in_memory);
    assert_eq!(by_rows.0[0]["data"], ROWS * COLS - 78);
}

#[test]
fn a_result_is_packed_as_it_is_asked_for_and_its_cells_are_the_same() {
    let walk = with_ground();
    json(&walk, &["slope", "dem.tif", "slope.tif"]);
    let cells = |name: &str| -> Vec<u32> {
        let raster = read::<f32>(&walk.path(name));
        raster.grid.cells().iter().map(|c| c.to_bits()).collect()
    };
    let plain = cells("slope.tif");
    for (asked, found) in [
        ("deflate", Compression::Deflate),
        ("zstd", Compression::Zstd),
        ("lzw", Compression::Lzw),
        ("none", Compression::None),
    ] {
        let name = format!("{asked}.tif");
        json(&walk, &["slope", "dem.tif", &name, "--compression", asked]);
        let reader = Reader::open(&walk.path(&name)).unwrap();
        assert_eq!(reader.info().compression, found);
        assert!(cells(&name) == plain, "{asked}");
    }
    let damaged = [
        "terrain",
        "slope",
        "dem.tif",
        "x.tif",
        "--compression",
        "jpeg",
    ];
    assert_eq!(walk.run(&damaged).status.code(), Some(2));
}
