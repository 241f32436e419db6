//! How much drains through each cell, itself included.
//!
//! Cells are counted in whole numbers. Weights and areas are added as whole multiples of one power of two
//! that holds for the whole raster, and rounded once at the end, so that neither the order of adding
//! nor bands nor threads change a bit: what a cell says is the sum that exact arithmetic gives, to the
//! nearest `f64`.

mod fixed;
mod kernel;
mod out_of_core;
mod perimeter;
mod tiles;
mod tiling;

use rayon::prelude::*;

use crate::flow::metres::CellSize;
use crate::flow::pointer::{Directions, NODATA};
use crate::flow::route::{Bands, descend};
use crate::{Grid, Raster, Result};
pub(in crate::flow) use fixed::AreaUnit;
use fixed::{Reach, Unit};
use kernel::Each;
pub use out_of_core::{area_by_tiles, cells_by_tiles, weighted_by_tiles};
pub(in crate::flow) use perimeter::{Mouth, Rim};
pub(in crate::flow) use tiles::{Settled, by_tiles, codes};
pub use tiling::Tiled;

/// Cells that drain through each cell; 0 where there is no data.
///
/// As wide as the raster needs: 2^32 cells and more are counted in 64 bits.
#[derive(Debug, Clone, PartialEq)]
pub enum CellCounts {
    /// Of a raster of fewer than 2^32 cells.
    Narrow(Raster<u32>),
    /// Of a larger one.
    Wide(Raster<u64>),
}

impl CellCounts {
    /// How many cells drain through the cell of this number, counted row by row; 0 outside.
    #[inline]
    pub fn at(&self, cell: usize) -> u64 {
        match self {
            Self::Narrow(raster) => raster.grid.cells().get(cell).map_or(0, |&n| u64::from(n)),
            Self::Wide(raster) => raster.grid.cells().get(cell).map_or(0, |&n| n),
        }
    }

    /// Refuses counts of another shape than the directions.
    pub(in crate::flow) fn same_shape(&self, directions: &Directions) -> Result<()> {
        match self {
            Self::Narrow(raster) => directions.same_shape("counts", &raster.grid),
            Self::Wide(raster) => directions.same_shape("counts", &raster.grid),
        }
    }

    /// How many rows.
    pub fn rows(&self) -> usize {
        match self {
            Self::Narrow(raster) => raster.grid.rows(),
            Self::Wide(raster) => raster.grid.rows(),
        }
    }

    /// How many columns.
    pub fn cols(&self) -> usize {
        match self {
            Self::Narrow(raster) => raster.grid.cols(),
            Self::Wide(raster) => raster.grid.cols(),
        }
    }
}

/// Weights that drain through each cell.
#[derive(Debug, Clone, PartialEq)]
pub struct Weighted {
    /// The sums, in the weights' unit; NaN where the directions have no data.
    pub sums: Raster<f64>,
    /// Cells with a direction and without a weight: they add nothing, and let through what drains to them.
    pub cells_without_weight: u64,
}

/// How many cells drain through each cell, itself included.
///
/// # Errors
/// As [`Directions::of`]; [`crate::TerrainError::Circle`] when some cell reaches no exit.
pub fn cells(d8: &Raster<u8>, bands: Bands) -> Result<CellCounts> {
    let directions = Directions::of(d8)?;
    if u32::try_from(d8.grid.cells().len()).is_ok() {
        let counts = descend(&directions, &Each(|_| 1_u32), bands)?;
        Ok(CellCounts::Narrow(like(d8, counts, 0)?))
    } else {
        let counts = descend(&directions, &Each(|_| 1_u64), bands)?;
        Ok(CellCounts::Wide(like(d8, counts, 0)?))
    }
}

/// How much of a weight drains through each cell, its own included: rain, a load, a population.
///
/// The sum is exact, to the nearest `f64`, where all bits of all weights lie within 99 binary digits in a raster of
/// 10^8 cells (one digit fewer for twice as many): magnitudes up to 10^13 apart, and any number that was an `f32`
/// up to 10^22. Beyond that the smallest weights are rounded to the last of these digits. A NaN or the weights'
/// value for no data adds nothing.
///
/// # Errors
/// As [`cells`]; [`crate::TerrainError::Refused`] for weights of another shape, and for an infinite one.
pub fn weighted(d8: &Raster<u8>, weights: &Raster<f64>, bands: Bands) -> Result<Weighted> {
    let directions = Directions::of(d8)?;
    directions.same_shape("weights", &weights.grid)?;
    let counts = |weight: f64| !weight.is_nan() && Some(weight) != weights.nodata;
    let reaches: Vec<Result<Reach>> = (0..weights.grid.rows())
        .into_par_iter()
        .map(|row| Reach::of_row(weights.grid.row(row), counts, row, 0))
        .collect();
    let reaches = reaches.into_iter().collect::<Result<Vec<Reach>>>()?;
    let reach = reaches.into_iter().fold(Reach::default(), Reach::and);
    let unit = Unit::for_sums_of(weights.grid.cells().len(), reach);
    let weight = |cell: usize| {
        let weight = weights.grid.cells()[cell];
        if counts(weight) {
            unit.count(weight)
        } else {
            0
        }
    };
    let sums = if unit.is_narrow {
        let narrow = |cell| i64::try_from(weight(cell)).unwrap_or_default();
        let sums: Vec<i64> = descend(&directions, &Each(narrow), bands)?;
        numbers(directions.codes(), sums, |sum| unit.number(sum.into()))
    } else {
        let sums = descend(&directions, &Each(weight), bands)?;
        numbers(directions.codes(), sums, |sum| unit.number(sum))
    };
    let without = directions
        .codes()
        .par_iter()
        .zip(weights.grid.cells())
        .filter(|&(&code, &weight)| code != NODATA && !counts(weight))
        .count();
    Ok(Weighted {
        sums: like(d8, sums, f64::NAN)?,
        cells_without_weight: u64::try_from(without).unwrap_or(u64::MAX),
    })
}

/// How much ground drains through each cell, its own included, m²; NaN where there is no data.
///
/// # Errors
/// As [`cells`] and [`CellSize::of`].
pub fn area_m2(d8: &Raster<u8>, bands: Bands) -> Result<Raster<f64>> {
    let size = CellSize::of(d8)?;
    if let Some(area) = size.one_area_m2() {
        let counts = cells(d8, bands)?;
        let areas = (0..d8.grid.cells().len())
            .into_par_iter()
            .map(|cell| match counts.at(cell) {
                0 => f64::NAN,
                count => count as f64 * area,
            })
            .collect();
        return like(d8, areas, f64::NAN);
    }
    let sums = areas(d8, &size, bands)?;
    let unit = AreaUnit::new(&size, d8.grid.rows(), d8.grid.cols());
    let areas = numbers(d8.grid.cells(), sums, |sum| unit.m2(sum));
    like(d8, areas, f64::NAN)
}

/// Sums of [`AreaUnit`] that drain through each cell.
pub(in crate::flow) fn areas(d8: &Raster<u8>, size: &CellSize, bands: Bands) -> Result<Vec<i64>> {
    let directions = Directions::of(d8)?;
    let unit = AreaUnit::new(size, d8.grid.rows(), d8.grid.cols());
    let cols = d8.grid.cols().max(1);
    descend(&directions, &Each(|cell| unit.of_row(cell / cols)), bands)
}

/// Sums as numbers, NaN where there is no data; where both are as wide the memory is used again.
fn numbers<V>(codes: &[u8], sums: Vec<V>, number: impl Fn(V) -> f64) -> Vec<f64> {
    sums.into_iter()
        .zip(codes)
        .map(|(sum, &code)| {
            if code == NODATA {
                f64::NAN
            } else {
                number(sum)
            }
        })
        .collect()
}

/// Cells in the place of the directions.
fn like<T: Copy>(d8: &Raster<u8>, cells: Vec<T>, nodata: T) -> Result<Raster<T>> {
    Ok(Raster {
        grid: Grid::new(d8.grid.rows(), d8.grid.cols(), cells)?,
        nodata: Some(nodata),
        georeference: d8.georeference.clone(),
    })
}
