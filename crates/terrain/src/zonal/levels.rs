//! Area and volume by level: how much ground lies below a level, and how much water stands over it.

use rayon::prelude::*;

use super::tiles::columns;
use super::{BAND_ROWS, refuse};
use crate::cell::Cell;
use crate::surface::spacing::Spacing;
use crate::vector::Cover;
use crate::{Raster, Result};

/// Area and volume of a ground by level.
#[derive(Debug, Clone, PartialEq)]
pub struct LevelCurve {
    /// At each level asked for; area and volume never fall from one to the next.
    pub points: Vec<LevelPoint>,
    /// All ground with data, m².
    pub area: f64,
    /// Ground without data.
    pub nodata_area: f64,
}

/// One level.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LevelPoint {
    /// The level, in the unit of the heights.
    pub level: f64,
    /// Ground at the level or below.
    pub area: f64,
    /// What lies between the ground and the level where the ground is below it: area times the unit of the
    /// heights.
    pub volume: f64,
}

/// A level curve on its way: rows go in from the north. It is exact, each cell being level: every cell is
/// counted below the first level that is not under it, with the volume up to there.
#[derive(Debug)]
pub struct Levels<'a, T> {
    cover: &'a Cover,
    cols: usize,
    nodata: Option<T>,
    spacing: Spacing,
    at: &'a [f64],
    next_row: usize,
    total: Bins,
}

/// Ground by the level that it is first below; one more than there are levels.
#[derive(Debug, Clone)]
struct Bins {
    area: Vec<f64>,
    volume: Vec<f64>,
    nodata: f64,
}

impl Bins {
    fn new(levels: usize) -> Self {
        Self {
            area: vec![0.0; levels + 1],
            volume: vec![0.0; levels + 1],
            nodata: 0.0,
        }
    }
}

impl<'a, T: Cell> Levels<'a, T> {
    /// Of the cells of `cover` in rasters of so many columns, at levels that rise.
    ///
    /// # Errors
    /// [`crate::TerrainError::Refused`] when levels do not rise, or the cover has more columns.
    pub fn new(
        cover: &'a Cover,
        cols: usize,
        nodata: Option<T>,
        spacing: Spacing,
        levels: &'a [f64],
    ) -> Result<Self> {
        let rises = |pair: &[f64]| pair[0] < pair[1];
        if let Some(beyond) = cover.end_col().filter(|end| *end > cols) {
            return refuse(format!(
                "a cover of {beyond} columns; expected at most {cols}"
            ));
        }
        let wrong = levels.windows(2).find(|pair| !rises(pair));
        if wrong.is_some() || !levels.iter().all(|level| level.is_finite()) {
            return refuse(format!(
                "levels {:?}; expected numbers that rise",
                wrong.unwrap_or(levels)
            ));
        }
        Ok(Self {
            cover,
            cols,
            nodata,
            spacing,
            at: levels,
            next_row: 0,
            total: Bins::new(levels.len()),
        })
    }

    /// The next whole rows of heights.
    ///
    /// # Errors
    /// [`crate::TerrainError::Refused`] when they are not whole rows.
    pub fn rows(&mut self, cells: &[T]) -> Result<()> {
        let rows = cells.len().checked_div(self.cols).unwrap_or(0);
        if rows * self.cols != cells.len() {
            return refuse(format!(
                "{} cells; expected whole rows of {}",
                cells.len(),
                self.cols
            ));
        }
        for start in (0..rows).step_by(BAND_ROWS) {
            let band = start..(start + BAND_ROWS).min(rows);
            let of_rows: Vec<Option<Bins>> = band
                .into_par_iter()
                .map(|row| self.row(self.next_row + row, &cells[row * self.cols..][..self.cols]))
                .collect();
            self.add(of_rows);
        }
        self.next_row += rows;
        Ok(())
    }

    /// Adds what rows said, in their order.
    fn add(&mut self, rows: Vec<Option<Bins>>) {
        for bins in rows.into_iter().flatten() {
            for (total, area) in self.total.area.iter_mut().zip(bins.area) {
                *total += area;
            }
            for (total, volume) in self.total.volume.iter_mut().zip(bins.volume) {
                *total += volume;
            }
            self.total.nodata += bins.nodata;
        }
    }

    fn row(&self, row: usize, cells: &[T]) -> Option<Bins> {
        let spans = self.cover.spans(row);
        if spans.is_empty() {
            return None;
        }
        let cell_area = self.spacing.at(row).area;
        let mut bins = Bins::new(self.at.len());
        for span in spans {
            let area = cell_area * span.share;
            for cell in &cells[columns(span)] {
                if !cell.is_data(self.nodata) {
                    bins.nodata += area;
                    continue;
                }
                let height = cell.to_f64();
                let at = self.at.partition_point(|level| *level < height);
                bins.area[at] += area;
                if let Some(level) = self.at.get(at) {
                    bins.volume[at] += (level - height) * area;
                }
            }
        }
        Some(bins)
    }

    /// The curve.
    pub fn finish(self) -> LevelCurve {
        let (mut area, mut volume) = (0.0, 0.0);
        let mut before = self.at.first().copied().unwrap_or_default();
        let mut points = Vec::with_capacity(self.at.len());
        for (at, level) in self.at.iter().enumerate() {
            volume += (level - before) * area + self.total.volume[at];
            area += self.total.area[at];
            before = *level;
            points.push(LevelPoint {
                level: *level,
                area,
                volume,
            });
        }
        LevelCurve {
            points,
            area: area + self.total.area.last().copied().unwrap_or_default(),
            nodata_area: self.total.nodata,
        }
    }
}

/// The level curve of a raster in memory, of the cells of `within`: those of a polygon, or of a mask; of all
/// where it is none.
///
/// # Errors
/// [`crate::TerrainError::Refused`] when the raster does not say where it lies or is turned, the cover is of
/// another raster, or levels do not rise.
///
/// # Example
/// ```
/// use terrain::grid::{Crs, Georeference};
/// use terrain::zonal::area_by_level;
/// use terrain::{Grid, Raster};
///
/// // Three cells of 10 × 10 m.
/// let transform = [0.0, 10.0, 0.0, 0.0, 0.0, -10.0];
/// let ground = Raster {
///     grid: Grid::new(1, 3, vec![160.0, 162.0, 171.0])?,
///     nodata: None,
///     georeference: Some(Georeference { transform, crs: Crs::default() }),
/// };
/// let curve = area_by_level(&ground, None, &[165.0, 170.0])?;
/// assert_eq!((curve.points[0].area, curve.points[0].volume), (200.0, 800.0));
/// assert_eq!((curve.points[1].area, curve.points[1].volume), (200.0, 1800.0));
/// # Ok::<(), terrain::TerrainError>(())
/// ```
pub fn area_by_level<T: Cell>(
    raster: &Raster<T>,
    within: Option<&Cover>,
    levels: &[f64],
) -> Result<LevelCurve> {
    let spacing = Spacing::of_raster(raster)?;
    let all = match within {
        Some(_) => Cover::default(),
        None => Cover::of_mask(&raster.grid, |_| true)?,
    };
    let cover = within.unwrap_or(&all);
    let cols = raster.grid.cols();
    let mut curve = Levels::new(cover, cols, raster.nodata, spacing, levels)?;
    curve.rows(raster.grid.cells())?;
    Ok(curve.finish())
}
