//! A raster in memory, and where on the earth it lies.

use std::sync::LazyLock;

use crate::ellipsoid::Ellipsoid;
use crate::tiff;
use crate::unit::LinearUnit;
use crate::{Result, TerrainError};

/// Cells by row from the north and by column from the west.
#[derive(Debug, Clone, PartialEq)]
pub struct Grid<T> {
    rows: usize,
    cols: usize,
    cells: Vec<T>,
}

/// A grid with the value of cells that have no data, and its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Raster<T> {
    /// The cells.
    pub grid: Grid<T>,
    /// The value that stands for no data; a NaN does always.
    pub nodata: Option<T>,
    /// Where it lies; none where the file does not say.
    pub georeference: Option<Georeference>,
}

/// Where a raster lies.
#[derive(Debug, Clone, PartialEq)]
pub struct Georeference {
    /// From column and row to x and y, in the order of GDAL: x = t0 + col·t1 + row·t2, y = t3 + col·t4 +
    /// row·t5, at the north-western corner of a cell.
    pub transform: [f64; 6],
    /// The system that x and y are in.
    pub crs: Crs,
}

/// A coordinate system, as a `GeoTIFF` says it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Crs {
    /// Whether x and y are longitude and latitude, degrees.
    pub is_geographic: bool,
    /// Its EPSG code, where it has one.
    pub epsg: Option<u16>,
    /// Semi-major axis of its ellipsoid, metres, and inverse flattening.
    pub ellipsoid: Option<(f64, f64)>,
    /// `GeoKeyDirectory`, `GeoDoubleParams` and `GeoAsciiParams` as they stood, so that a result says the
    /// same of its place.
    pub keys: GeoKeys,
}

/// The three tags of a `GeoTIFF` that say its coordinate system (OGC 19-008r4, clause 7).
#[derive(Debug, Clone, PartialEq, Default)]
pub struct GeoKeys {
    /// Tag 34735.
    pub directory: Vec<u16>,
    /// Tag 34736.
    pub doubles: Vec<f64>,
    /// Tag 34737.
    pub ascii: String,
}

impl Crs {
    /// What x and y are measured in where they are no degrees: as its keys say, else that of the system with its
    /// code, else metres.
    pub fn unit(&self) -> LinearUnit {
        tiff::linear_unit(self)
    }

    /// What heights are measured in, where its keys say so or name a system of heights that is not in metres.
    pub fn vertical_unit(&self) -> Option<LinearUnit> {
        tiff::vertical_unit(&self.keys)
    }
}

impl<T: Copy> Grid<T> {
    /// Of these cells.
    ///
    /// # Errors
    /// [`TerrainError::Shape`] when they are not rows × cols.
    pub fn new(rows: usize, cols: usize, cells: Vec<T>) -> Result<Self> {
        let expected = rows.saturating_mul(cols);
        if cells.len() != expected {
            return Err(TerrainError::Shape {
                cells: cells.len(),
                rows,
                cols,
                expected,
            });
        }
        Ok(Self { rows, cols, cells })
    }

    /// With one value in every cell.
    pub fn filled(rows: usize, cols: usize, value: T) -> Self {
        Self {
            rows,
            cols,
            cells: vec![value; rows * cols],
        }
    }

    /// How many rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// How many columns.
    pub fn cols(&self) -> usize {
        self.cols
    }

    /// All cells, row by row.
    pub fn cells(&self) -> &[T] {
        &self.cells
    }

    /// All cells, row by row, to be changed.
    pub fn cells_mut(&mut self) -> &mut [T] {
        &mut self.cells
    }

    /// The cells alone.
    pub fn into_cells(self) -> Vec<T> {
        self.cells
    }

    /// A row; empty where there is no such row.
    pub fn row(&self, row: usize) -> &[T] {
        let start = row * self.cols;
        self.cells.get(start..start + self.cols).unwrap_or_default()
    }

    /// A cell; none outside the grid.
    pub fn get(&self, row: usize, col: usize) -> Option<T> {
        if col >= self.cols {
            return None;
        }
        self.cells.get(row * self.cols + col).copied()
    }
}

impl Georeference {
    /// How wide and how high the cells of a row are on the ground, metres; in units of the system where these
    /// are not known.
    ///
    /// Of longitude and latitude, by the radii of curvature of the ellipsoid at the middle of the row; WGS 84
    /// where the system names no ellipsoid.
    pub fn cell_metres(&self, row: usize) -> (f64, f64) {
        let [_, east_x, south_x, top, east_y, south_y] = self.transform;
        if !self.crs.is_geographic {
            let metres = self.crs.unit().metres().unwrap_or(1.0);
            return (
                east_x.hypot(east_y) * metres,
                south_x.hypot(south_y) * metres,
            );
        }
        let earth = Ellipsoid::of(&self.crs);
        let latitude = (top + (row as f64 + 0.5) * south_y + 0.5 * east_y).to_radians();
        let along_parallel = earth.parallel_m(latitude).abs().to_radians();
        let along_meridian = earth.meridian_m(latitude).to_radians();
        (
            (east_x * along_parallel).hypot(east_y * along_meridian),
            (south_x * along_parallel).hypot(south_y * along_meridian),
        )
    }

    /// A place, or where there is none that of columns and rows: x is the column, y the row, cells are 1 by 1 and
    /// their sides taken for metres, as GDAL has a raster that does not say where it lies.
    pub fn or_cells(place: Option<&Self>) -> &Self {
        static CELLS: LazyLock<Georeference> = LazyLock::new(|| Georeference {
            transform: [0.0, 1.0, 0.0, 0.0, 0.0, 1.0],
            crs: Crs::default(),
        });
        place.unwrap_or(&CELLS)
    }

    /// x and y of the centre of a cell.
    pub fn centre(&self, row: usize, col: usize) -> (f64, f64) {
        let [x, x_col, x_row, y, y_col, y_row] = self.transform;
        let (row, col) = (row as f64 + 0.5, col as f64 + 0.5);
        (x + col * x_col + row * x_row, y + col * y_col + row * y_row)
    }

    /// Row and column of the cell that a place lies in; none north or west of the grid, and none where the
    /// transform has no way back. Whether the grid goes so far south and east is not asked.
    pub fn cell_at(&self, x: f64, y: f64) -> Option<(usize, usize)> {
        let [x_0, x_col, x_row, y_0, y_col, y_row] = self.transform;
        let determinant = x_col * y_row - x_row * y_col;
        let (x, y) = (x - x_0, y - y_0);
        let col = (x * y_row - y * x_row) / determinant;
        let row = (y * x_col - x * y_col) / determinant;
        Some((whole(row)?, whole(col)?))
    }

    /// That of a part which begins so many rows to the south and columns to the east.
    #[must_use]
    pub fn part_at(&self, row: isize, col: isize) -> Self {
        let [x, x_col, x_row, y, y_col, y_row] = self.transform;
        let (row, col) = (row as f64, col as f64);
        let x = x + col * x_col + row * x_row;
        let y = y + col * y_col + row * y_row;
        Self {
            transform: [x, x_col, x_row, y, y_col, y_row],
            crs: self.crs.clone(),
        }
    }
}

/// The whole number below a number that counts cells; none of what is not one.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "looked at before"
)]
fn whole(number: f64) -> Option<usize> {
    (0.0..4_503_599_627_370_496.0)
        .contains(&number)
        .then_some(number as usize)
}
