//! Areas, relief, slopes, streams.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::{
    CELL_KM2, CELL_M, COLS, NORTH, ROWS, STREAM, SYSTEM, WEST, below, counts, gdal, geojson, json,
    made, near, read, with_logan,
};
use crate::program::Walk;

/// The number of the watershed that the centre of each cell lies in, by GDAL.
fn burnt(walk: &Walk) -> Vec<usize> {
    let [x, y] = [WEST + COLS as f64 * CELL_M, NORTH - ROWS as f64 * CELL_M].map(|n| n.to_string());
    let sql = "select cast(replace(code, 'w2026-', '') as integer) as id, geometry from things";
    let plane = [
        "-q",
        "-t_srs",
        SYSTEM,
        "-dialect",
        "SQLITE",
        "-sql",
        sql,
        "plane.gpkg",
        "things.geojson",
    ];
    gdal(walk, "ogr2ogr", &plane);
    let side = CELL_M.to_string();
    let (west, north) = (WEST.to_string(), NORTH.to_string());
    let extent = ["-te", &west, &y, &x, &north, "-tr", &side, &side];
    let burn = [
        "-q",
        "-a",
        "id",
        "-ot",
        "UInt32",
        "-init",
        "0",
        "plane.gpkg",
        "burnt.tif",
    ];
    gdal(walk, "gdal_rasterize", &[&extent[..], &burn].concat());
    let cells = read::<u32>(walk, "burnt.tif").grid.into_cells();
    assert_eq!(cells.len(), ROWS * COLS);
    cells
        .into_iter()
        .map(|id| usize::try_from(id).unwrap())
        .collect()
}

/// What is counted of one watershed.
#[derive(Default, Clone)]
struct Counted {
    cells: u32,
    heights: Vec<f32>,
    steps: [u32; 6],
    stream_m: f64,
    next: HashSet<usize>,
}

fn counted(walk: &Walk, ids: &[usize]) -> Vec<Counted> {
    gdal(walk, "gdaldem", &["slope", "-q", "dem.tif", "slope.tif"]);
    let (dem, slope) = (read::<f32>(walk, "dem.tif"), read::<f32>(walk, "slope.tif"));
    let codes = read::<u8>(walk, "d8.tif").grid.into_cells();
    let draining = counts(&codes);
    let mut all = vec![Counted::default(); ids.iter().max().unwrap() + 1];
    for (cell, id) in ids.iter().enumerate() {
        let here = &mut all[*id];
        here.cells += 1;
        here.heights.push(dem.grid.cells()[cell]);
        let slope = f64::from(slope.grid.cells()[cell]);
        if slope >= 0.0 {
            let steps = [5.0, 8.0, 15.0, 25.0, 35.0];
            here.steps[steps.iter().filter(|limit| slope >= **limit).count()] += 1;
        }
        if let Some((next, length)) = below(&codes, cell) {
            if draining[cell] >= STREAM {
                here.stream_m += length;
            }
            if ids[next] != *id {
                here.next.insert(ids[next]);
            }
        }
    }
    all
}

/// What a thing says against what was counted in its border.
fn compare(said: &Value, counted: &Counted) {
    let code = said["code"].as_str().unwrap();
    near(
        &said["area_km2"],
        f64::from(counted.cells) * CELL_KM2,
        1e-6,
        code,
    );
    let heights = || counted.heights.iter().copied();
    let relief = heights().fold(f32::MIN, f32::max) - heights().fold(f32::MAX, f32::min);
    near(&said["relief_m"], f64::from(relief), 0.00501, code);
    let sloped: u32 = counted.steps.iter().sum();
    let fields = ["0_5", "5_8", "8_15", "15_25", "25_35", "35_90"];
    for (cells, field) in counted.steps.iter().zip(fields) {
        let share = 100.0 * f64::from(*cells) / f64::from(sloped);
        // A cell whose slope is a limit to all digits but the last may be on the other side by gdaldem.
        let within = 0.00005 + 100.0 / f64::from(sloped);
        let field = format!("slope_{field}_percent");
        near(&said[field], share, within, code);
    }
    near(&said["stream_km"], counted.stream_m / 1000.0, 1e-6, code);
    let next = said["flows_to"].as_str();
    let next: Option<usize> =
        next.map(|next| next.strip_prefix("w2026-").unwrap().parse().unwrap());
    // Where a mouth is at an exit of ground that is in none, its water leaves by none.
    let nexts: Vec<usize> = counted.next.iter().copied().filter(|id| *id > 0).collect();
    assert_eq!(next.into_iter().collect::<Vec<_>>(), nexts, "{code}");
}

#[test]
fn things_of_real_ground_are_what_gdal_and_counting_find_in_their_borders() {
    let walk = with_logan();
    let told = made(&walk, &["--least", "1"]);
    // What the way through GDAL and SQL had found, before there was the command.
    assert_eq!(told["things"], 70);
    near(&told["km2"], 1415.02, 1e-9, "all ground");
    near(&told["stream_m"], 958_300.0, 50.0, "all streams");
    let counted = counted(&walk, &burnt(&walk));
    let things = geojson(&walk, "things.geojson");
    assert_eq!(things.len(), counted.len() - 1);
    // Of each what drains to its mouth beside its own ground, and what those say that flow to it.
    let mut whole: HashMap<String, (f64, f64)> = HashMap::new();
    let (mut stream_km, mut km2) = (0.0, 0.0);
    for (thing, counted) in things.iter().zip(&counted[1..]) {
        let said = &thing["properties"];
        compare(said, counted);
        let number = |field: &str| said[field].as_f64().unwrap();
        stream_km += number("stream_km");
        km2 += number("area_km2");
        let code = said["code"].as_str().unwrap();
        whole.entry(code.to_owned()).or_default().0 += number("whole_km2") - number("area_km2");
        if let Some(next) = said["flows_to"].as_str() {
            whole.entry(next.to_owned()).or_default().1 += number("whole_km2");
        }
    }
    for (code, (above, flows_in)) in whole {
        assert!(
            (above - flows_in).abs() < 1e-5,
            "{code}: {above} {flows_in}"
        );
    }
    near(&told["km2"], km2, 1e-6 * 70.0, "all ground");
    let streams = ["streams", "d8.tif", "streams.geojson", "--threshold", "100"];
    let streams = json(&walk, &[&["--json", "terrain"], &streams[..]].concat());
    assert_eq!(told["stream_m"], streams["length_m"], "to the bit");
    let rest = told["stream_rest_m"].as_f64().unwrap();
    let sum = stream_km * 1000.0 + rest;
    near(&told["stream_m"], sum, 0.1, "all streams");
    assert!((counted[0].stream_m - rest).abs() < 1e-3, "in none");
}
