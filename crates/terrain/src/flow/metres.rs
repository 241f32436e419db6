//! How long a step is and how large a cell, row by row.

use crate::ellipsoid::Ellipsoid;
use crate::flow::pointer::STEPS;
use crate::{Georeference, Raster, Result, TerrainError};

const EAST: usize = 0;
const SOUTH: usize = 2;

/// The transform of a raster that does not say where it lies.
const ONE_METRE: [f64; 6] = [0.0, 1.0, 0.0, 0.0, 0.0, 1.0];

/// Lengths of the eight steps from a cell and its area, by row.
#[derive(Debug, Clone, PartialEq)]
pub struct CellSize {
    cols: usize,
    /// One for all rows, or one a row.
    rows: Vec<RowSize>,
    /// From column and row to x and y, where these are metres.
    plane: Option<[f64; 6]>,
}

#[derive(Debug, Clone, PartialEq)]
struct RowSize {
    steps_m: [f64; 8],
    area_m2: f64,
}

impl CellSize {
    /// Of the cells of a raster.
    ///
    /// Where x and y are degrees: east and west along the parallel of the cell's centre, north and south
    /// along the meridian, diagonally by Pythagoras on the parallel between the two rows; areas are
    /// those of the ellipsoid between two parallels. Elsewhere x and y are metres. A raster that does not
    /// say where it lies has cells of 1 m by 1 m.
    ///
    /// Source: J. P. Snyder, Map Projections: A Working Manual, USGS Professional Paper 1395 (1987), equations
    /// 3-12 (area), 4-18 (meridian) and 4-20 (prime vertical); without an ellipsoid in the file, WGS 84.
    ///
    /// # Errors
    /// [`TerrainError::Refused`] when a cell has no area, when a grid of degrees is turned, or when it lies
    /// beyond a pole.
    pub fn of<T: Copy>(raster: &Raster<T>) -> Result<Self> {
        let shape = (raster.grid.rows(), raster.grid.cols());
        Self::at(raster.georeference.as_ref(), shape)
    }

    /// As [`Self::of`], of a raster of so many rows and columns that lies there and is not in memory.
    ///
    /// # Errors
    /// As [`Self::of`].
    pub fn at(place: Option<&Georeference>, (rows, cols): (usize, usize)) -> Result<Self> {
        let (rows, plane) = match place {
            Some(place) if place.crs.is_geographic => (on_ellipsoid(place, rows)?, None),
            place => {
                let transform = place.map_or(ONE_METRE, |place| place.transform);
                (vec![on_plane(transform)], Some(transform))
            }
        };
        match rows.iter().find(|row| !is_size(row.area_m2)) {
            Some(row) => Err(TerrainError::Refused(format!(
                "a cell of {} m²; expected more than 0",
                row.area_m2
            ))),
            None => Ok(Self { cols, rows, plane }),
        }
    }

    /// How far it is from a cell of a row to its neighbour in a direction, metres.
    pub fn step_m(&self, row: usize, direction: usize) -> f64 {
        self.row(row).map_or(0.0, |row| row.steps_m[direction & 7])
    }

    /// How large a cell of a row is, m².
    pub fn area_m2(&self, row: usize) -> f64 {
        self.row(row).map_or(0.0, |row| row.area_m2)
    }

    /// How far it is from a cell to a neighbour of it, by row and column, metres.
    pub fn next_m(&self, from: (usize, usize), to: (usize, usize)) -> f64 {
        let apart = |from: usize, to: usize| to.cast_signed().wrapping_sub(from.cast_signed());
        let step = (apart(from.0, to.0), apart(from.1, to.1));
        let direction = STEPS.iter().position(|&one| one == step);
        direction.map_or(0.0, |direction| self.step_m(from.0, direction))
    }

    /// How far it is from one cell to another, by row and column, metres. Among degrees by Pythagoras in the
    /// row half way: good for the reach of an outlet, not across a country.
    pub fn between_m(&self, from: (usize, usize), to: (usize, usize)) -> f64 {
        let down = to.0 as f64 - from.0 as f64;
        let right = to.1 as f64 - from.1 as f64;
        if let Some([_, x_col, x_row, _, y_col, y_row]) = self.plane {
            (right * x_col + down * x_row).hypot(right * y_col + down * y_row)
        } else {
            let row = from.0.midpoint(to.0);
            (right * self.step_m(row, EAST)).hypot(down * self.step_m(row, SOUTH))
        }
    }

    /// The area of all cells, where every one is as large as the next.
    pub fn one_area_m2(&self) -> Option<f64> {
        match self.rows.as_slice() {
            [row] => Some(row.area_m2),
            _ => None,
        }
    }

    /// As [`Self::step_m`], from a cell by its number, counted row by row.
    #[inline]
    pub(in crate::flow) fn step_from(&self, cell: usize, direction: usize) -> f64 {
        match self.rows.as_slice() {
            [row] => row.steps_m[direction & 7],
            _ => self.step_m(cell / self.cols.max(1), direction),
        }
    }

    fn row(&self, row: usize) -> Option<&RowSize> {
        self.rows.get(row.min(self.rows.len().saturating_sub(1)))
    }
}

fn is_size(size: f64) -> bool {
    size.is_finite() && size > 0.0
}

fn on_plane([_, dx_col, dx_row, _, dy_col, dy_row]: [f64; 6]) -> RowSize {
    RowSize {
        steps_m: STEPS.map(|(down, right)| {
            let (down, right) = (down as f64, right as f64);
            (right * dx_col + down * dx_row).hypot(right * dy_col + down * dy_row)
        }),
        area_m2: (dx_col * dy_row - dx_row * dy_col).abs(),
    }
}

fn on_ellipsoid(place: &Georeference, rows: usize) -> Result<Vec<RowSize>> {
    let [_, width, turn, top, other_turn, height] = place.transform;
    if turn != 0.0 || other_turn != 0.0 {
        return Err(TerrainError::Refused(format!(
            "a grid of degrees that is turned by {turn} and {other_turn}; expected columns along meridians"
        )));
    }
    let earth = Ellipsoid::of(&place.crs);
    let latitude = |row: f64| top + row * height;
    let last = count(rows.saturating_sub(1));
    for row in [0.5, last + 0.5] {
        let found = latitude(row);
        if !(-90.0..=90.0).contains(&found) {
            return Err(TerrainError::Refused(format!(
                "cells at latitude {found}; expected from -90 to 90"
            )));
        }
    }
    let (across, along) = (width.abs().to_radians(), height.abs().to_radians());
    Ok((0..rows)
        .map(|row| {
            let row = count(row);
            let [above, here, below] = [row, row + 0.5, row + 1.0]
                .map(|row| latitude(row).clamp(-90.0, 90.0).to_radians());
            let parallel = earth.parallel_m(here) * across;
            let [north, south] = [above, below].map(|edge| earth.meridian_m(edge) * along);
            let [north_east, south_east] = [(above, north), (below, south)]
                .map(|(edge, along)| (earth.parallel_m(edge) * across).hypot(along));
            RowSize {
                steps_m: [
                    parallel, south_east, south, south_east, parallel, north_east, north,
                    north_east,
                ],
                area_m2: (earth.zone_m2(above) - earth.zone_m2(below)).abs() * across,
            }
        })
        .collect())
}

fn count(rows: usize) -> f64 {
    rows as f64
}
