//! The slopes of all pairs, and those at given places among them.

mod exact;
mod quotients;
mod select;

use super::reading::Reading;
use crate::MethodError;
use crate::limits::MAX_SLOPES;
pub(in crate::trend) use exact::rising;
use exact::{is_ordinary, of_rising, slope};
use select::Selection;

/// Readings that are compared with each other, times rising, at the same time values rising.
pub(super) struct Points {
    pub times: Vec<f64>,
    pub readings: Vec<Reading>,
}

impl Points {
    pub fn new(times: &[f64], readings: &[Reading]) -> Self {
        let mut rows: Vec<(f64, Reading)> = times
            .iter()
            .copied()
            .zip(readings.iter().copied())
            .collect();
        rows.sort_unstable_by(|one, other| {
            let by_time = one.0.partial_cmp(&other.0);
            by_time
                .unwrap_or(core::cmp::Ordering::Equal)
                .then_with(|| one.1.cmp_limits(other.1))
        });
        let (times, readings) = rows.into_iter().unzip();
        Self { times, readings }
    }

    fn is_partly_below(&self) -> bool {
        self.readings.iter().any(|one| one.is_below)
    }

    fn is_ordinary(&self) -> bool {
        let values = self.readings.iter().map(|one| &one.value);
        self.times.iter().chain(values).all(|&one| is_ordinary(one))
    }

    fn point(&self, index: usize) -> (f64, f64) {
        (self.times[index], self.readings[index].value)
    }
}

/// How many pairs there are of each kind, all of different times.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct PairCounts {
    /// Both are measured.
    pub measured: usize,
    /// The earlier one is below a limit, the later one is measured: it can only rise.
    pub rising: usize,
    /// The earlier one is measured, the later one is below a limit: it can only fall.
    pub falling: usize,
    /// Both are below a limit: no slope.
    pub below: usize,
}

impl PairCounts {
    pub fn all(self) -> usize {
        self.measured + self.rising + self.falling + self.below
    }
}

/// The slopes of all pairs at different times of several seasons.
///
/// Where something is below a limit, a slope of two measured values counts twice and one between a
/// limit and a value once, because turning past it changes S by two or by one.
pub(super) struct Slopes<'a> {
    seasons: &'a [Points],
    pub counts: PairCounts,
    pub is_partly_below: bool,
}

impl<'a> Slopes<'a> {
    pub fn of(seasons: &'a [Points]) -> Self {
        let mut counts = PairCounts::default();
        for season in seasons {
            count_pairs(season, &mut counts);
        }
        Self {
            seasons,
            counts,
            is_partly_below: seasons.iter().any(Points::is_partly_below),
        }
    }

    /// How many slopes there are, counted as above.
    pub fn len(&self) -> usize {
        if self.is_partly_below {
            2 * self.counts.measured + self.counts.rising + self.counts.falling
        } else {
            self.counts.measured
        }
    }

    /// The slopes at these places among all, counted from 0; the places rise.
    ///
    /// # Errors
    /// [`MethodError::TooMany`] for more than [`MAX_SLOPES`] of numbers that are not ordinary.
    pub fn at(&self, places: &[usize]) -> Result<Vec<f64>, MethodError> {
        if self.seasons.iter().all(Points::is_ordinary) {
            let (seasons, is_partly_below) = (self.seasons, self.is_partly_below);
            let by_quotients = (self.counts.all() <= quotients::MOST)
                .then(|| quotients::at(seasons, is_partly_below, self.len(), places))
                .flatten();
            if let Some(slopes) = by_quotients {
                return Ok(slopes);
            }
            let mut selection = Selection::new(seasons, is_partly_below, self.len());
            return Ok(places.iter().map(|&place| selection.at(place)).collect());
        }
        if self.len() > MAX_SLOPES {
            return Err(MethodError::TooMany {
                item: "slopes of values or times beyond 1e-75 to 1e75",
                found: self.len(),
                limit: MAX_SLOPES,
            });
        }
        Ok(self.at_by_sorting(places))
    }

    fn at_by_sorting(&self, places: &[usize]) -> Vec<f64> {
        let mut all = Vec::with_capacity(self.len());
        for season in self.seasons {
            push_slopes(&mut all, season, self.is_partly_below);
        }
        arrange(&mut all, places, 0);
        places.iter().map(|&place| of_rising(all[place])).collect()
    }
}

/// Puts the numbers that belong at these places there, all that are less before them and the rest
/// after; the places rise and are counted from where `all` is `first`.
fn arrange(all: &mut [i64], places: &[usize], first: usize) {
    let (before, [middle, after @ ..]) = places.split_at(places.len() / 2) else {
        return;
    };
    let (less, _, more) = all.select_nth_unstable(middle - first);
    arrange(less, before, first);
    arrange(more, after, middle + 1);
}

/// How often the slope of a pair counts.
fn weight(earlier: Reading, later: Reading, is_partly_below: bool) -> usize {
    let measured = usize::from(!earlier.is_below) + usize::from(!later.is_below);
    if is_partly_below { measured } else { 1 }
}

fn count_pairs(season: &Points, counts: &mut PairCounts) {
    let (mut measured, mut below) = (0, 0);
    let mut from = 0;
    for group in season.times.chunk_by(|one, next| one == next) {
        let readings = &season.readings[from..from + group.len()];
        let below_now = readings.iter().filter(|one| one.is_below).count();
        let measured_now = readings.len() - below_now;
        counts.measured += measured * measured_now;
        counts.rising += below * measured_now;
        counts.falling += measured * below_now;
        counts.below += below * below_now;
        measured += measured_now;
        below += below_now;
        from += group.len();
    }
}

/// Adds the slopes of a season as whole numbers that rise with them, which sort faster.
fn push_slopes(all: &mut Vec<i64>, season: &Points, is_partly_below: bool) {
    let is_ordinary = season.is_ordinary();
    let points: Vec<(f64, f64)> = (0..season.times.len())
        .map(|row| season.point(row))
        .collect();
    for (later, &to) in points.iter().enumerate() {
        // At the same time there is no slope.
        let earlier = season.times[..later].partition_point(|&time| time < to.0);
        if !is_partly_below {
            let slopes = points[..earlier].iter();
            all.extend(slopes.map(|&from| rising(slope(from, to, is_ordinary))));
            continue;
        }
        for (&from, reading) in points[..earlier].iter().zip(&season.readings) {
            let weight = weight(*reading, season.readings[later], is_partly_below);
            let slope = rising(slope(from, to, is_ordinary));
            all.extend(core::iter::repeat_n(slope, weight));
        }
    }
}

#[cfg(test)]
mod tests;
