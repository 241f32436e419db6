//! The grids and answers of `tests/data/surface`.

use std::path::{Path, PathBuf};

use terrain::grid::{Crs, Georeference};
use terrain::vector::MultiPolygon;
use terrain::{Grid, Raster};

pub fn data(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data/surface")
        .join(file)
}

pub fn place(transform: [f64; 6]) -> Georeference {
    Georeference {
        transform,
        crs: Crs::default(),
    }
}

/// Rows and columns of numbers, cells 1 × 1 with the south-western corner at 0, 0.
pub fn raster<T: Copy>(rows: usize, cols: usize, cells: Vec<T>) -> Raster<T> {
    Raster {
        grid: Grid::new(rows, cols, cells).unwrap(),
        nodata: None,
        georeference: Some(place([0.0, 1.0, 0.0, rows as f64, 0.0, -1.0])),
    }
}

fn floats(file: &str, rows: usize, cols: usize) -> Grid<f32> {
    let bytes = zstd::decode_all(std::fs::File::open(data(file)).unwrap()).unwrap();
    let cells = bytes
        .as_chunks()
        .0
        .iter()
        .map(|b| f32::from_le_bytes(*b))
        .collect();
    Grid::new(rows, cols, cells).unwrap()
}

/// `logan100m` or `synthlake`, and of it `dem` or `slope`.
pub fn ground(name: &str, of: &str) -> Raster<f32> {
    let (rows, cols, transform) = match name {
        "logan100m" => (
            498,
            289,
            [432_705.554_75, 100.0, 0.0, 4_662_454.140_88, 0.0, -100.0],
        ),
        _ => (400, 400, [300_000.0, 10.0, 0.0, 3_700_000.0, 0.0, -10.0]),
    };
    Raster {
        grid: floats(&format!("{name}_{of}.f32.zst"), rows, cols),
        nodata: Some(-9999.0),
        georeference: Some(place(transform)),
    }
}

/// The shapes of a GeoJSON file, in its order.
pub fn shapes(file: &Path) -> Vec<MultiPolygon> {
    let text = std::fs::read_to_string(file).unwrap();
    let collection: serde_json::Value = serde_json::from_str(&text).unwrap();
    let features = collection["features"].as_array().unwrap();
    let geometries = features.iter().map(|feature| &feature["geometry"]);
    geometries
        .map(|geometry| {
            let coordinates = &geometry["coordinates"];
            if geometry["type"] == "Polygon" {
                vec![rings(coordinates)].into()
            } else {
                let polygons = coordinates.as_array().unwrap().iter();
                polygons.map(rings).collect::<Vec<_>>().into()
            }
        })
        .collect()
}

fn rings(polygon: &serde_json::Value) -> Vec<Vec<[f64; 2]>> {
    let number = |value: &serde_json::Value| value.as_f64().unwrap();
    let position = |at: &serde_json::Value| [number(&at[0]), number(&at[1])];
    let rings = polygon.as_array().unwrap().iter();
    rings
        .map(|ring| ring.as_array().unwrap().iter().map(position).collect())
        .collect()
}

/// The rows of a table of numbers, each by the names of its columns.
pub fn table(file: &str) -> Vec<std::collections::HashMap<String, f64>> {
    let text = std::fs::read_to_string(data(file)).unwrap();
    let mut lines = text.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let names = lines.next().unwrap();
    lines
        .map(|row| {
            names
                .iter()
                .zip(row)
                .map(|(name, cell)| ((*name).to_owned(), cell.parse().unwrap()))
                .collect()
        })
        .collect()
}

/// Area of a shape: outer rings less holes, whichever way they are drawn.
pub fn area(shape: &MultiPolygon) -> f64 {
    let rings = shape.polygons.iter().flat_map(|p| p.iter().enumerate());
    rings
        .map(|(number, ring)| {
            let [x0, y0] = ring[0];
            let next = ring.iter().skip(1).chain(ring.first());
            let twice: f64 = ring
                .iter()
                .zip(next)
                .map(|(a, b)| (a[0] - x0) * (b[1] - y0) - (b[0] - x0) * (a[1] - y0))
                .sum();
            let size = twice.abs() / 2.0;
            if number == 0 { size } else { -size }
        })
        .sum()
}

/// Numbers from a seed (xorshift64*).
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 16) % end
    }

    /// From 0 to 1.
    pub fn share(&mut self) -> f64 {
        self.below(1 << 40) as f64 / (1_u64 << 40) as f64
    }
}
