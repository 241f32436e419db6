//! What a raster says within polygons.
//!
//! | file | holds |
//! |---|---|
//! | `kernel` | sums over cells of a row: slices and a nodata value |
//! | `tiles` | rows, threads, and the order in which sums are taken: [`Zones`], [`Statistics`] |
//! | `file` | the same of files, some rows in memory: [`statistics_file`], [`area_by_level_file`] |
//! | [`distribution`] | what must know every value: quantiles, majority, histogram |
//! | [`levels`] | area and volume by level |
//! | `labels` | counts, heights and histograms by the labels of another raster |
//!
//! A cell counts by the share of it that the zone covers, or whole by its centre ([`crate::vector::Rule`]).
//! Sums are taken row by row from the north and within a row from the west, whoever takes them: they are the
//! same to the last bit for any cut into bands and any number of threads.

pub mod distribution;
mod file;
mod kernel;
mod labels;
pub mod levels;
mod tiles;

pub use distribution::{Distribution, Wanted};
pub use file::{FileStatistics, area_by_level_file, lattice_of, statistics_file};
pub use labels::{LabelStatistics, by_label};
pub use levels::{LevelCurve, LevelPoint, Levels, area_by_level};
pub use tiles::{Statistics, Zones};

use crate::cell::Cell;
use crate::vector::{Lattice, MultiPolygon, Rule};
use crate::{Raster, Result, TerrainError};

/// Rows that are worked on at a time where all are in memory.
const BAND_ROWS: usize = 256;

/// What a raster says within one zone.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ZoneStatistics {
    /// How many cells have data: the sum of their shares.
    pub count: f64,
    /// How many have none.
    pub nodata: f64,
    /// Of those with data; none where there are none.
    pub summary: Option<Summary>,
    /// The same with weights; none where no weights were given, or they sum to 0.
    pub weighted: Option<Weighted>,
    /// If it was asked for.
    pub distribution: Option<Distribution>,
}

impl ZoneStatistics {
    /// Which part of the zone has no data, 0 to 1; none where the zone covers no cells.
    pub fn nodata_share(&self) -> Option<f64> {
        let all = self.count + self.nodata;
        (all > 0.0).then(|| self.nodata / all)
    }
}

/// Values of cells, each by its share.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Summary {
    /// Their sum.
    pub sum: f64,
    /// Their mean.
    pub mean: f64,
    /// The least; of every cell that is touched, however little.
    pub min: f64,
    /// The greatest.
    pub max: f64,
    /// Their variance: of all cells, not of a sample.
    pub variance: f64,
}

impl Summary {
    /// Their standard deviation.
    pub fn stdev(&self) -> f64 {
        self.variance.sqrt()
    }
}

/// Values of cells, each by its share times its weight.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weighted {
    /// The sum of the weights.
    pub weight: f64,
    /// The sum of the values.
    pub sum: f64,
    /// Their mean.
    pub mean: f64,
    /// Their variance.
    pub variance: f64,
    /// How many cells have data but no weight, by their shares: they are not in the figures above.
    pub without_weight: f64,
}

/// What to compute.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ZonalOptions {
    /// When a cell belongs to a zone.
    pub rule: Rule,
    /// Whether also what must know every value; it costs the memory of the cells again, less where many are
    /// equal, and the time to sort them.
    pub distribution: Option<Wanted>,
}

/// Statistics of a raster in memory within each of `zones`, in their order; zones may overlap.
///
/// `weights` is a second raster of the same size: what a cell counts for, beside its share.
///
/// # Errors
/// [`TerrainError::Refused`] when a position is not a number, the rasters are not of one size, or a quantile
/// or bin cannot be.
///
/// # Example
/// ```
/// use terrain::vector::MultiPolygon;
/// use terrain::zonal::{ZonalOptions, statistics};
/// use terrain::{Grid, Raster};
///
/// let raster = Raster { grid: Grid::new(1, 2, vec![10.0, 40.0])?, nodata: None, georeference: None };
/// // All of the first cell and half of the second.
/// let zone = MultiPolygon::from(vec![vec![[0.0, 0.0], [1.5, 0.0], [1.5, 1.0], [0.0, 1.0]]]);
/// let none: Option<&Raster<f64>> = None;
/// let found = statistics(&raster, none, &[zone], &ZonalOptions::default())?;
/// assert_eq!(found[0].count, 1.5);
/// assert_eq!(found[0].summary.map(|summary| summary.mean), Some(20.0));
/// # Ok::<(), terrain::TerrainError>(())
/// ```
pub fn statistics<T: Cell, W: Cell>(
    raster: &Raster<T>,
    weights: Option<&Raster<W>>,
    zones: &[MultiPolygon],
    options: &ZonalOptions,
) -> Result<Vec<ZoneStatistics>> {
    let lattice = Lattice::of(raster)?;
    if let Some(weights) = weights {
        lattice.check(weights.grid.rows(), weights.grid.cols())?;
    }
    let zones = Zones::new(zones, &lattice, options.rule)?;
    let mut statistics = Statistics::new(&zones, raster.nodata, options.distribution.as_ref())?;
    let band = BAND_ROWS * lattice.cols();
    if band == 0 {
        return Ok(statistics.finish());
    }
    let mut weight_band = Vec::new();
    for (number, cells) in raster.grid.cells().chunks(band).enumerate() {
        let of_band = weights.map(|weights| {
            let start = number * band;
            weight_band.clear();
            weight_band.extend(weights.grid.cells()[start..start + cells.len()].iter().map(
                |weight| {
                    if weight.is_data(weights.nodata) {
                        weight.to_f64()
                    } else {
                        f64::NAN
                    }
                },
            ));
            &weight_band[..]
        });
        statistics.rows(cells, of_band)?;
    }
    Ok(statistics.finish())
}

fn refuse<R>(message: String) -> Result<R> {
    Err(TerrainError::Refused(message))
}
