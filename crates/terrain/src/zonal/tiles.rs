//! Rows, threads, and the order in which sums are taken.

use rayon::prelude::*;

use super::distribution::{Frequencies, Values, Wanted};
use super::kernel::{Moments, Tally};
use super::{Summary, Weighted, ZoneStatistics, refuse};
use crate::Result;
use crate::cell::Cell;
use crate::vector::{Cover, Lattice, MultiPolygon, Rule, Span};

/// Rows whose values are held at a time where a distribution is asked for.
const HELD_ROWS: usize = 64;

/// The cells of every zone of a raster, by row.
#[derive(Debug)]
pub struct Zones {
    covers: Vec<Cover>,
    cols: usize,
    /// Where the zones of each row start, and after them the number of all.
    starts: Vec<usize>,
    /// The zones in each row, by their numbers.
    by_row: Vec<usize>,
}

impl Zones {
    /// Of these shapes. Memory goes with the cells on their perimeters.
    ///
    /// # Errors
    /// [`crate::TerrainError::Refused`] when a position is not a number.
    pub fn new(shapes: &[MultiPolygon], lattice: &Lattice, rule: Rule) -> Result<Self> {
        let covers: Vec<Cover> = shapes
            .par_iter()
            .map(|shape| Cover::of(shape, lattice, rule))
            .collect::<Result<_>>()?;
        Self::of(covers, (lattice.rows(), lattice.cols()))
    }

    /// Of covers of a raster of so many rows and columns: of polygons, or of masks.
    ///
    /// # Errors
    /// [`crate::TerrainError::Refused`] when a cover is of a larger raster.
    pub fn of(covers: Vec<Cover>, (rows, cols): (usize, usize)) -> Result<Self> {
        let mut starts = vec![0; rows + 1];
        for cover in &covers {
            let (last, east) = (cover.rows().end, cover.end_col().unwrap_or(0));
            if last > rows || east > cols {
                return refuse(format!(
                    "a cover of {last} × {east} cells; expected at most {rows} × {cols}"
                ));
            }
            for row in cover.rows() {
                starts[row + 1] += 1;
            }
        }
        for row in 0..rows {
            starts[row + 1] += starts[row];
        }
        let mut next = starts.clone();
        let mut by_row = vec![0; starts[rows]];
        for (zone, cover) in covers.iter().enumerate() {
            for row in cover.rows() {
                by_row[next[row]] = zone;
                next[row] += 1;
            }
        }
        Ok(Self {
            covers,
            cols,
            starts,
            by_row,
        })
    }

    fn in_row(&self, row: usize) -> &[usize] {
        match (self.starts.get(row), self.starts.get(row + 1)) {
            (Some(start), Some(end)) => &self.by_row[*start..*end],
            _ => &[],
        }
    }

    fn rows(&self) -> usize {
        self.starts.len() - 1
    }
}

/// Statistics of zones on their way: rows go in from the north.
#[derive(Debug)]
pub struct Statistics<'z, T> {
    zones: &'z Zones,
    nodata: Option<T>,
    wanted: Option<Wanted>,
    next_row: usize,
    totals: Vec<Total<T>>,
}

#[derive(Debug, Clone)]
struct Total<T> {
    nodata: f64,
    moments: Moments,
    range: Option<(f64, f64)>,
    weighted: Moments,
    without_weight: f64,
    has_weights: bool,
    frequencies: Frequencies<T>,
}

/// What one row adds to one zone.
struct Share<T> {
    zone: usize,
    tally: Tally<T>,
    weighted: Moments,
    without_weight: f64,
    values: Values<T>,
}

impl<'z, T: Cell> Statistics<'z, T> {
    /// Of a raster with this nodata value.
    ///
    /// # Errors
    /// [`crate::TerrainError::Refused`] when a quantile is not of 0 to 1, or bins do not rise.
    pub fn new(zones: &'z Zones, nodata: Option<T>, wanted: Option<&Wanted>) -> Result<Self> {
        if let Some(wanted) = wanted {
            wanted.check()?;
        }
        Ok(Self {
            zones,
            nodata,
            wanted: wanted.cloned(),
            next_row: 0,
            totals: vec![Total::new(); zones.covers.len()],
        })
    }

    /// The next whole rows of the raster, and of the weights if there are any; a weight that is NaN is none.
    ///
    /// # Errors
    /// [`crate::TerrainError::Refused`] when they are not whole rows, or more than the raster has.
    pub fn rows(&mut self, cells: &[T], weights: Option<&[f64]>) -> Result<()> {
        let cols = self.zones.cols;
        let rows = cells.len().checked_div(cols).unwrap_or(0);
        let left = self.zones.rows() - self.next_row;
        let is_whole = rows * cols == cells.len() && rows <= left;
        if !is_whole || weights.is_some_and(|weights| weights.len() != cells.len()) {
            return refuse(format!(
                "{} cells and {:?} weights; expected whole rows of {cols}, at most {left}, and as many weights",
                cells.len(),
                weights.map(<[f64]>::len)
            ));
        }
        let held = if self.wanted.is_some() {
            HELD_ROWS
        } else {
            rows.max(1)
        };
        for start in (0..rows).step_by(held) {
            let end = (start + held).min(rows);
            let of_band: Vec<Vec<Share<T>>> = (start..end)
                .into_par_iter()
                .with_min_len(4)
                .map(|row| {
                    let at = row * cols..(row + 1) * cols;
                    let weights = weights.map(|weights| &weights[at.clone()]);
                    self.row(self.next_row + row, &cells[at], weights)
                })
                .collect();
            self.merge(of_band, weights.is_some());
        }
        self.next_row += rows;
        Ok(())
    }

    fn row(&self, row: usize, cells: &[T], weights: Option<&[f64]>) -> Vec<Share<T>> {
        let zones = self.zones.in_row(row);
        let mut shares = Vec::with_capacity(zones.len());
        for zone in zones {
            let mut share = Share {
                zone: *zone,
                tally: Tally::new(),
                weighted: Moments::default(),
                without_weight: 0.0,
                values: Values::new(),
            };
            for span in self.zones.covers[*zone].spans(row) {
                let at = columns(span);
                share.tally.add(&cells[at.clone()], self.nodata, span.share);
                if let Some(weights) = weights {
                    share.weigh(
                        &cells[at.clone()],
                        &weights[at.clone()],
                        self.nodata,
                        span.share,
                    );
                }
                if self.wanted.is_some() {
                    share.values.add(&cells[at], self.nodata, span.share);
                }
            }
            shares.push(share);
        }
        shares
    }

    /// Adds what rows said, in their order.
    fn merge(&mut self, rows: Vec<Vec<Share<T>>>, has_weights: bool) {
        let mut values: Vec<Vec<Values<T>>> = Vec::new();
        if self.wanted.is_some() {
            values.resize_with(self.totals.len(), Vec::new);
        }
        for share in rows.into_iter().flatten() {
            let total = &mut self.totals[share.zone];
            total.nodata += share.tally.nodata;
            if let Some(sums) = &share.tally.data {
                total.moments.merge(&Moments::from(sums));
                let (min, max) = (sums.min.to_f64(), sums.max.to_f64());
                total.range = Some(
                    total
                        .range
                        .map_or((min, max), |range| (range.0.min(min), range.1.max(max))),
                );
            }
            total.weighted.merge(&share.weighted);
            total.without_weight += share.without_weight;
            total.has_weights |= has_weights;
            if let Some(values) = values.get_mut(share.zone) {
                values.push(share.values);
            }
        }
        self.totals
            .par_iter_mut()
            .zip(values)
            .for_each(|(total, rows)| {
                for row in rows {
                    total.frequencies.add(&row);
                }
            });
    }

    /// The statistics of each zone, in the order that the zones were given in.
    pub fn finish(self) -> Vec<ZoneStatistics> {
        let wanted = self.wanted;
        self.totals
            .into_par_iter()
            .map(|total| total.finish(wanted.as_ref()))
            .collect()
    }
}

impl<T: Cell> Share<T> {
    fn weigh(&mut self, cells: &[T], weights: &[f64], nodata: Option<T>, share: f64) {
        for (cell, weight) in cells.iter().zip(weights) {
            if !cell.is_data(nodata) {
                continue;
            }
            if weight.is_nan() {
                self.without_weight += share;
            } else {
                self.weighted.add(cell.to_f64(), share * weight);
            }
        }
    }
}

impl<T: Cell> Total<T> {
    fn new() -> Self {
        Self {
            nodata: 0.0,
            moments: Moments::default(),
            range: None,
            weighted: Moments::default(),
            without_weight: 0.0,
            has_weights: false,
            frequencies: Frequencies::new(),
        }
    }

    fn finish(self, wanted: Option<&Wanted>) -> ZoneStatistics {
        let summary = self.range.map(|(min, max)| Summary {
            sum: self.moments.sum,
            mean: self.moments.sum / self.moments.weight,
            min,
            max,
            variance: self.moments.variance(),
        });
        let is_weighted = self.has_weights && self.weighted.weight != 0.0;
        ZoneStatistics {
            count: self.moments.weight,
            nodata: self.nodata,
            summary,
            weighted: is_weighted.then(|| Weighted {
                weight: self.weighted.weight,
                sum: self.weighted.sum,
                mean: self.weighted.sum / self.weighted.weight,
                variance: self.weighted.variance(),
                without_weight: self.without_weight,
            }),
            distribution: wanted.and_then(|wanted| self.frequencies.finish(wanted)),
        }
    }
}

/// The columns of a span.
pub(super) fn columns(span: &Span) -> std::ops::Range<usize> {
    let of = |col: u32| usize::try_from(col).unwrap_or(usize::MAX);
    of(span.first)..of(span.end)
}
