//! `terrain things`: real ground becomes small watersheds of a zone. What they must be is found another way:
//! borders are burnt into a grid by GDAL, slopes are gdaldem's, and what lies in each cell is counted one by one.

mod borders;
mod figures;
mod refused;
mod zone;

use std::process::Command;

use serde_json::Value;
use terrain::grid::{Crs, GeoKeys};
use terrain::tiff::{Reader, Stored, WriteOptions, write};
use terrain::{Georeference, Grid, Raster};

use crate::program::Walk;

pub const ROWS: usize = 498;
pub const COLS: usize = 289;
pub const WEST: f64 = 432_705.554_75;
pub const NORTH: f64 = 4_662_454.140_88;
pub const CELL_M: f64 = 100.0;
pub const CELL_KM2: f64 = 0.01;
/// Cells that make a stream.
pub const STREAM: u32 = 100;
/// The system whose zone Logan River lies in, on WGS 84; its file says that of NAD 83, a metre or two off.
pub const SYSTEM: &str = "EPSG:32612";

/// Logan River, Utah: see crates/terrain/tests/data/surface/README.md.
pub fn logan() -> Raster<f32> {
    let file = "../terrain/tests/data/surface/logan100m_dem.f32.zst";
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    let bytes = zstd::decode_all(std::fs::File::open(path).unwrap()).unwrap();
    let cells = bytes.as_chunks().0.iter().map(|b| f32::from_le_bytes(*b));
    Raster {
        grid: Grid::new(ROWS, COLS, cells.collect()).unwrap(),
        nodata: Some(-9999.0),
        georeference: Some(lies([WEST, CELL_M, 0.0, NORTH, 0.0, -CELL_M], 26_912)),
    }
}

pub fn lies(transform: [f64; 6], epsg: u16) -> Georeference {
    Georeference {
        transform,
        crs: projected(&[[3072, 0, 1, epsg]], Some(epsg)),
    }
}

pub fn projected(entries: &[[u16; 4]], epsg: Option<u16>) -> Crs {
    Crs {
        epsg,
        keys: keys(&[&[[1024, 0, 1, 1], [1025, 0, 1, 1]], entries].concat()),
        ..Crs::default()
    }
}

pub fn keys(entries: &[[u16; 4]]) -> GeoKeys {
    let head = [1, 1, 0, u16::try_from(entries.len()).unwrap()];
    GeoKeys {
        directory: head.iter().chain(entries.as_flattened()).copied().collect(),
        ..GeoKeys::default()
    }
}

pub fn written(walk: &Walk, name: &str, raster: &Raster<f32>) {
    let options = WriteOptions::continuous::<f32>();
    write(&walk.path(name), raster, &options).unwrap();
}

pub fn with_logan() -> Walk {
    let walk = Walk::without_zone();
    written(&walk, "dem.tif", &logan());
    walk.done(&["terrain", "d8", "dem.tif", "d8.tif"]);
    walk
}

pub const LOGAN: [&str; 12] = [
    "--json",
    "terrain",
    "things",
    "d8.tif",
    "dem.tif",
    "things.geojson",
    "--small",
    "50",
    "--streams",
    "100",
    "--prefix",
    "w2026-",
];

pub fn json(walk: &Walk, arguments: &[&str]) -> Value {
    serde_json::from_str(&walk.done(arguments)).unwrap()
}

pub fn made(walk: &Walk, arguments: &[&str]) -> Value {
    let crs = ["--crs", SYSTEM];
    json(walk, &[&LOGAN[..], &crs, arguments].concat())
}

pub fn geojson(walk: &Walk, name: &str) -> Vec<Value> {
    let text = std::fs::read_to_string(walk.path(name)).unwrap();
    let mut read: Value = serde_json::from_str(&text).unwrap();
    serde_json::from_value(read["features"].take()).unwrap()
}

pub fn gdal(walk: &Walk, program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program)
        .args(arguments)
        .current_dir(walk.path("."))
        .output()
        .unwrap_or_else(|error| panic!("{program}: {error}; apt-get install gdal-bin"));
    assert!(
        output.status.success(),
        "{program} {arguments:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

pub fn read<T: Stored>(walk: &Walk, name: &str) -> Raster<T> {
    Reader::open(&walk.path(name)).unwrap().read(0).unwrap()
}

/// The cell that a cell drains to, with the length of the step, by the codes of D8.
pub fn below(codes: &[u8], cell: usize) -> Option<(usize, f64)> {
    let (row, col) = (cell / COLS, cell % COLS);
    let (down, right) = match codes[cell] {
        1 => (0, 1),
        2 => (1, 1),
        4 => (1, 0),
        8 => (1, -1),
        16 => (0, -1),
        32 => (-1, -1),
        64 => (-1, 0),
        128 => (-1, 1),
        _ => return None,
    };
    let row = row.checked_add_signed(down).filter(|row| *row < ROWS)?;
    let col = col.checked_add_signed(right).filter(|col| *col < COLS)?;
    let length = CELL_M * f64::from(i32::from(down != 0) + i32::from(right != 0)).sqrt();
    Some((row * COLS + col, length))
}

/// How many cells drain through each, each walked down from.
pub fn counts(codes: &[u8]) -> Vec<u32> {
    let mut counts = vec![0; codes.len()];
    for cell in 0..codes.len() {
        let mut at = Some(cell);
        while let Some(cell) = at {
            counts[cell] += 1;
            at = below(codes, cell).map(|(below, _)| below);
        }
    }
    counts
}

pub fn near(found: &Value, expected: f64, within: f64, what: &str) {
    let found = found.as_f64().unwrap_or_else(|| panic!("{what}: {found}"));
    assert!(
        (found - expected).abs() <= within,
        "{what}: {found}, expected {expected}"
    );
}
