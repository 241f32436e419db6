//! What a raster says by the labels of another: each cell counts whole, for one label.

use rayon::prelude::*;

use super::distribution::{Wanted, bin};
use super::refuse;
use crate::cell::Cell;
use crate::{Grid, Raster, Result};

/// Parts of a raster that are counted by themselves, for each thread: so many tables are held.
const PARTS_OF_A_THREAD: usize = 4;

/// What a raster says within one label.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct LabelStatistics {
    /// How many cells have data.
    pub count: u64,
    /// How many have none.
    pub nodata: u64,
    /// The least and the greatest; none where there is no data.
    pub range: Option<(f64, f64)>,
    /// The cells in each bin, as [`super::Distribution::histogram`] has them.
    pub histogram: Vec<u64>,
}

impl LabelStatistics {
    fn add<T: Cell>(&mut self, cells: &[T], nodata: Option<T>, bins: &[f64]) {
        for cell in cells {
            if !cell.is_data(nodata) {
                self.nodata += 1;
                continue;
            }
            let value = cell.to_f64();
            self.count += 1;
            self.reach(value, value);
            if let Some(count) = bin(bins, value).and_then(|bin| self.histogram.get_mut(bin)) {
                *count += 1;
            }
        }
    }

    fn and(&mut self, other: &Self) {
        self.count += other.count;
        self.nodata += other.nodata;
        if let Some((least, greatest)) = other.range {
            self.reach(least, greatest);
        }
        for (count, more) in self.histogram.iter_mut().zip(&other.histogram) {
            *count += more;
        }
    }

    fn reach(&mut self, least: f64, greatest: f64) {
        let (low, high) = self.range.unwrap_or((least, greatest));
        self.range = Some((low.min(least), high.max(greatest)));
    }
}

/// What a raster says within each label, from label 1 to `count`; label 0 and those beyond are in none. `bins`
/// are the edges of a histogram, rising; none where there are none.
///
/// The figures are those of [`super::statistics`] within the polygons of the labels, in one pass and without
/// polygons: cells are whole in one label each.
///
/// # Errors
/// [`crate::TerrainError::Refused`] when the labels have another shape than the raster, or edges do not rise.
///
/// # Example
/// ```
/// use terrain::zonal::by_label;
/// use terrain::{Grid, Raster};
///
/// let raster = Raster { grid: Grid::new(1, 4, vec![3.0, 8.0, 5.0, -1.0])?, nodata: Some(-1.0), georeference: None };
/// let labels = Grid::new(1, 4, vec![1, 2, 2, 2])?;
/// let found = by_label(&raster, &labels, 2, &[0.0, 5.0, 10.0])?;
/// assert_eq!((found[1].count, found[1].nodata, found[1].range), (2, 1, Some((5.0, 8.0))));
/// assert_eq!((&found[0].histogram[..], &found[1].histogram[..]), (&[1, 0][..], &[0, 2][..]));
/// # Ok::<(), terrain::TerrainError>(())
/// ```
pub fn by_label<T: Cell>(
    raster: &Raster<T>,
    labels: &Grid<u32>,
    count: usize,
    bins: &[f64],
) -> Result<Vec<LabelStatistics>> {
    let (rows, cols) = (raster.grid.rows(), raster.grid.cols());
    if (labels.rows(), labels.cols()) != (rows, cols) {
        return refuse(format!(
            "labels of {} rows × {} columns; expected those of the raster, {rows} × {cols}",
            labels.rows(),
            labels.cols()
        ));
    }
    Wanted {
        quantiles: Vec::new(),
        bins: bins.to_vec(),
    }
    .check()?;
    let none = vec![
        LabelStatistics {
            histogram: vec![0; bins.len().saturating_sub(1)],
            ..LabelStatistics::default()
        };
        count
    ];
    let parts = rayon::current_num_threads() * PARTS_OF_A_THREAD;
    let rows_at_once = rows.div_ceil(parts).max(1);
    let rows: Vec<usize> = (0..rows).collect();
    let of_rows = |rows: &[usize]| {
        let mut found = none.clone();
        for &row in rows {
            let mut cells = raster.grid.row(row);
            for run in labels.row(row).chunk_by(|one, next| one == next) {
                let (here, after) = cells.split_at(run.len());
                cells = after;
                let place = run[0].checked_sub(1).map(usize::try_from);
                if let Some(zone) = place.and_then(|place| found.get_mut(place.ok()?)) {
                    zone.add(here, raster.nodata, bins);
                }
            }
        }
        found
    };
    let found = rows.par_chunks(rows_at_once).map(of_rows);
    let all = found.reduce_with(|mut all, some| {
        for (all, some) in all.iter_mut().zip(&some) {
            all.and(some);
        }
        all
    });
    Ok(all.unwrap_or(none))
}
