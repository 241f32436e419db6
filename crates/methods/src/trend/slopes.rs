//! The slopes of all pairs, and those at given places among them.

use super::reading::Reading;

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
    pub fn at(&self, places: &[usize]) -> Vec<f64> {
        let mut all = Vec::with_capacity(self.len());
        for season in self.seasons {
            push_slopes(&mut all, season, self.is_partly_below);
        }
        let mut found = vec![0.0; places.len()];
        let mut rest = &mut all[..];
        for (slope, &place) in found.iter_mut().zip(places).rev() {
            let (less, at, _) = rest.select_nth_unstable_by(place, f64::total_cmp);
            *slope = *at;
            rest = less;
        }
        found
    }
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

fn push_slopes(all: &mut Vec<f64>, season: &Points, is_partly_below: bool) {
    let Points { times, readings } = season;
    for (later, (&time, &reading)) in times.iter().zip(readings).enumerate() {
        for (&earlier_time, &earlier) in times.iter().zip(readings).take(later) {
            if time == earlier_time || (reading.is_below && earlier.is_below) {
                continue;
            }
            let slope = slope(earlier_time, earlier.value, time, reading.value);
            all.push(slope);
            if is_partly_below && !reading.is_below && !earlier.is_below {
                all.push(slope);
            }
        }
    }
}

/// The slope between two points, halved on the way when a difference would overflow.
fn slope(from_time: f64, from_value: f64, to_time: f64, to_value: f64) -> f64 {
    let (run, rise) = (to_time - from_time, to_value - from_value);
    let slope = if run.is_finite() && rise.is_finite() {
        rise / run
    } else {
        (to_value / 2.0 - from_value / 2.0) / (to_time / 2.0 - from_time / 2.0)
    };
    slope.clamp(f64::MIN, f64::MAX)
}
