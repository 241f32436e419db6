//! Of files: rows are unpacked while those before them are summed.

use super::{Levels, Statistics, ZonalOptions, ZoneStatistics, Zones};
use crate::cell::Cell;
use crate::error::OfTwo;
use crate::figures::without_data;
use crate::surface::spacing::Spacing;
use crate::tiff::{ReadAt, Reader, Stored, Window};
use crate::vector::{Cover, Lattice, MultiPolygon};
use crate::zonal::LevelCurve;
use crate::{Result, TerrainError};

/// Statistics of a file by zones.
#[derive(Debug, Clone, PartialEq)]
pub struct FileStatistics {
    /// Of each zone, in their order.
    pub zones: Vec<ZoneStatistics>,
    /// Cells of the raster that have no data, within zones or not.
    pub without: u64,
    /// Cells of the weights that have none; 0 where there are no weights.
    pub weights_without: u64,
}

/// [`super::statistics`] of the first band of a file, bit for bit, with weights of the first band of another. In memory
/// are the perimeters of the zones and some rows, however large the raster; `progress` hears how many rows are done.
///
/// # Errors
/// [`OfTwo::Read`] as [`super::statistics`] and [`Reader::read_by_steps`]; [`OfTwo::Beside`] where the weights cannot be
/// read, or are of another size.
pub fn statistics_file<T, R, W>(
    reader: &Reader<R>,
    weights: Option<&Reader<W>>,
    zones: &[MultiPolygon],
    options: &ZonalOptions,
    mut progress: impl FnMut(usize) + Send,
) -> std::result::Result<FileStatistics, OfTwo>
where
    T: Cell + Stored,
    R: ReadAt,
    W: ReadAt,
{
    let lattice = lattice_of(reader)?;
    let cols = lattice.cols();
    let mut steps = reader.steps::<T>(0, 0);
    if let Some(weights) = weights {
        let info = weights.info();
        lattice.check(info.rows, info.cols).map_err(OfTwo::Beside)?;
        // So that blocks of the weights that are higher are not unpacked again for each step.
        steps.rows = info.block_rows.min(info.rows).next_multiple_of(steps.rows);
    }
    let zones = Zones::new(zones, &lattice, options.rule)?;
    let nodata = reader.nodata::<T>();
    let mut statistics = Statistics::new(&zones, nodata, options.distribution.as_ref())?;
    let (mut without, mut weights_without) = (0, 0);
    let mut weighed = Vec::new();
    reader.read_by_steps::<T, OfTwo>(steps, |rows, cells| {
        let end = rows.end;
        without += without_data(cells, nodata);
        if let Some(weights) = weights {
            let nodata = weights.nodata::<f64>();
            weighed.resize(cells.len(), 0.0);
            let window = Window {
                band: 0,
                rows,
                cols: 0..cols,
            };
            let read = weights.read_window(&window, &mut weighed);
            read.map_err(OfTwo::Beside)?;
            weights_without += without_data(&weighed, nodata);
            for weight in &mut weighed {
                if nodata == Some(*weight) {
                    *weight = f64::NAN;
                }
            }
        }
        statistics.rows(cells, weights.map(|_| &weighed[..]))?;
        progress(end);
        Ok(())
    })?;
    Ok(FileStatistics {
        zones: statistics.finish(),
        without,
        weights_without,
    })
}

/// [`super::area_by_level`] of the first band of a file, bit for bit, and how many of its cells have no data; `progress`
/// hears how many rows are done.
///
/// # Errors
/// As [`super::area_by_level`] and [`Reader::read_by_steps`].
pub fn area_by_level_file<T: Cell + Stored, R: ReadAt>(
    reader: &Reader<R>,
    within: Option<&Cover>,
    levels: &[f64],
    mut progress: impl FnMut(usize) + Send,
) -> Result<(LevelCurve, u64)> {
    let info = reader.info();
    let spacing = Spacing::of_place(info.georeference.as_ref())?;
    let all = match within {
        Some(_) => Cover::default(),
        None => Cover::whole(info.rows, info.cols)?,
    };
    let nodata = reader.nodata::<T>();
    let cover = within.unwrap_or(&all);
    let mut curve = Levels::new(cover, info.cols, nodata, spacing, levels)?;
    let mut without = 0;
    reader.read_by_steps::<T, TerrainError>(reader.steps::<T>(0, 0), |rows, cells| {
        without += without_data(cells, nodata);
        curve.rows(cells)?;
        progress(rows.end);
        Ok(())
    })?;
    Ok((curve.finish(), without))
}

/// The corners of the cells of a file; as [`Lattice::of`] where it does not say where it lies.
///
/// # Errors
/// As [`Lattice::new`].
pub fn lattice_of<R: ReadAt>(reader: &Reader<R>) -> Result<Lattice> {
    let info = reader.info();
    Lattice::at((info.rows, info.cols), info.georeference.as_ref())
}
