//! Sen's slope: the median of the slopes of all pairs; and Akritas–Theil–Sen's, where some values
//! are below a limit.

use super::kendall::variance_with_ties;
use super::normal::Z_95;
use super::reading::{Reading, all_measured, partly_below};
use super::slopes::{Points, Slopes};
use crate::MethodError;
use crate::error::all_finite;

/// The answer of [`sen_slope`]. Slopes are in the unit of the values per unit of the times.
///
/// Source: see [`sen_slope`].
///
/// ```
/// let two = wellkeeper_methods::trend::sen_slope(&[2019.0, 2021.0], &[3.0, 4.0])?;
/// assert_eq!(two.slope, 0.5);
/// assert_eq!((two.lower, two.upper), (None, None)); // one pair bounds nothing
/// # Ok::<(), wellkeeper_methods::MethodError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SenSlope {
    /// The median slope.
    pub slope: f64,
    /// The value at time 0 of the line with that slope through the median time and median value;
    /// `None` only when the median value is below a limit.
    pub intercept: Option<f64>,
    /// The lower 95 % confidence limit of the slope; `None` when the series is too short for one.
    pub lower: Option<f64>,
    /// The upper 95 % confidence limit of the slope; `None` when the series is too short for one.
    pub upper: Option<f64>,
    /// How many pairs have a slope: different times, and not both below a limit.
    pub pairs: usize,
    /// How many values there are.
    pub n: usize,
}

/// Sen's slope of `values` over `times`, with its two-sided 95 % confidence limits.
///
/// `times` in any unit (years, with a fraction, give a slope per year), in any order; pairs at the
/// same time have no slope and are left out. The limits are the slopes at places (N − C) / 2 and
/// (N + C) / 2 + 1 among the N sorted slopes, between two places in proportion; C is 1.96 standard
/// deviations of Kendall's S, with correction for ties in values and times. A slope beyond the range
/// of a double is held at its end. Expected time O(n log n), and the same to the last digit as
/// sorting the slopes of all pairs.
///
/// Source: Sen, J. Am. Stat. Assoc. 63 (1968); limits: Gilbert, Statistical Methods for
/// Environmental Pollution Monitoring (1987), 16.5, and the proportion between two places as
/// EnvStats 3.1.0 takes it; intercept: Conover; from memory; not checked against the printed texts.
/// Agrees with US EPA, Unified Guidance (2009), example 17-6, as EnvStats prints it.
///
/// # Errors
/// [`MethodError::UnequalLengths`]; [`MethodError::TooFew`] below two values;
/// [`MethodError::NotFinite`] for NaN or an infinity; [`MethodError::OneTime`] when all times are
/// the same; [`MethodError::TooMany`] for more than [`MAX_SLOPES`](crate::limits::MAX_SLOPES) pairs
/// of numbers beyond 1e-75 to 1e75 in size.
///
/// ```
/// use wellkeeper_methods::trend::sen_slope;
/// let years = [2019.0, 2020.0, 2021.0, 2022.0, 2023.0];
/// let trend = sen_slope(&years, &[2.0, 2.2, 2.4, 9.9, 2.8])?; // one outlier does not move it
/// assert!((trend.slope - 0.2).abs() < 1e-12);
/// # Ok::<(), wellkeeper_methods::MethodError>(())
/// ```
pub fn sen_slope(times: &[f64], values: &[f64]) -> Result<SenSlope, MethodError> {
    check(times, values)?;
    estimate(times, &all_measured(values)?)
}

/// Akritas–Theil–Sen slope of a series in which some values are only known to be below a limit.
///
/// As [`sen_slope`]; where `is_below`, the value is the detection limit. The slope is the one that,
/// taken off the series, leaves a Kendall's S of 0 between what remains and time, by the comparison
/// of [`mann_kendall_censored`](super::mann_kendall_censored); the middle where there are several.
/// Nothing is put for what is below a limit. It is found among the slopes of pairs and not by
/// trying, so that no tolerance enters. The limits are the first slopes at which S has left ± C, not
/// in proportion. With nothing below a limit this is [`sen_slope`]. The intercept is by the median of
/// the values, which Kaplan and Meier's estimate gives where some are below a limit.
///
/// Source: Akritas, Murphy and LaValley, J. Am. Stat. Assoc. 90 (1995), and Helsel, Statistics for
/// Censored Environmental Data (2012), as `cenken` of the R package NADA has it; the limits and the
/// intercept are our own choice; from memory; not checked against the printed texts.
///
/// # Errors
/// As [`sen_slope`]; [`MethodError::TooManyBelow`] when S is 0 for every slope that is steep
/// enough: with everything below a limit, or one value that only falls from there.
///
/// ```
/// use wellkeeper_methods::trend::sen_slope_censored;
/// let years = [2019.0, 2020.0, 2021.0, 2022.0, 2023.0];
/// let is_below = [true, false, false, false, false];
/// let trend = sen_slope_censored(&years, &[1.0, 2.0, 3.0, 4.0, 5.0], &is_below)?;
/// assert_eq!(trend.slope, 1.0);
/// # Ok::<(), wellkeeper_methods::MethodError>(())
/// ```
pub fn sen_slope_censored(
    times: &[f64],
    values: &[f64],
    is_below: &[bool],
) -> Result<SenSlope, MethodError> {
    check(times, values)?;
    estimate(times, &partly_below(values, is_below)?)
}

fn estimate(times: &[f64], readings: &[Reading]) -> Result<SenSlope, MethodError> {
    let var_s = variance_with_ties(&all_measured(times)?, readings);
    let points = [Points::new(times, readings)];
    let slopes = Slopes::of(&points);
    let counts = slopes.counts;
    if counts.all() == 0 {
        return Err(MethodError::OneTime { found: times.len() });
    }
    let Some(estimate) = Estimate::of(&slopes, var_s)? else {
        return Err(MethodError::TooManyBelow {
            found: readings.iter().filter(|one| one.is_below).count(),
            of: readings.len(),
        });
    };
    let at_0 = |median: f64| median - estimate.slope * median_of(times);
    Ok(SenSlope {
        slope: estimate.slope,
        intercept: median_reading(readings).map(at_0),
        lower: estimate.lower,
        upper: estimate.upper,
        pairs: counts.all() - counts.below,
        n: readings.len(),
    })
}

/// The median of many slopes, and where it may lie.
pub(super) struct Estimate {
    pub slope: f64,
    pub lower: Option<f64>,
    pub upper: Option<f64>,
}

impl Estimate {
    /// `None` when there are no slopes, or no finite one leaves an S of 0.
    pub fn of(slopes: &Slopes<'_>, var_s: f64) -> Result<Option<Self>, MethodError> {
        let count = slopes.len() as f64;
        let width = Z_95 * var_s.max(0.0).sqrt();
        let [lower, middle, upper] = if slopes.is_partly_below {
            // S is `turn` below all slopes, and one less after each.
            let turn = (slopes.counts.measured + slopes.counts.rising) as f64;
            if turn == 0.0 || turn == count {
                return Ok(None);
            }
            [
                (turn - width).floor(),
                turn + 0.5,
                (turn + width).ceil() + 1.0,
            ]
        } else {
            let middle = f64::midpoint(count, 1.0);
            [
                (count - width) / 2.0,
                middle,
                f64::midpoint(count, width) + 1.0,
            ]
        };
        let places = [lower, middle, upper].map(|place| Between::new(place, slopes.len()));
        let mut wanted: Vec<usize> = places.iter().flatten().flat_map(Between::ends).collect();
        wanted.sort_unstable();
        wanted.dedup();
        let found = slopes.at(&wanted)?;
        let value = |between: Between| {
            let [below, above] = between
                .ends()
                .map(|end| wanted.partition_point(|&one| one < end));
            between.value(found[below], found[above])
        };
        let [lower, middle, upper] = places.map(|place| place.map(value));
        Ok(middle.map(|slope| Self {
            slope,
            lower,
            upper,
        }))
    }
}

/// A place among sorted slopes, on one of them or between two.
#[derive(Debug, Clone, Copy)]
struct Between {
    below: usize,
    part: f64,
}

impl Between {
    /// The place counted from 1; `None` outside.
    fn new(place: f64, count: usize) -> Option<Self> {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "place is 1 to the count"
        )]
        let below = (1.0..=count as f64)
            .contains(&place)
            .then(|| place as usize - 1);
        below.map(|below| Self {
            below,
            part: place.fract(),
        })
    }

    /// The places around it, counted from 0.
    fn ends(&self) -> [usize; 2] {
        [self.below, self.below + usize::from(self.part > 0.0)]
    }

    fn value(self, below: f64, above: f64) -> f64 {
        // Clamped, because rounding may carry the sum of two parts past either of them.
        (below * (1.0 - self.part) + above * self.part).clamp(below, above)
    }
}

fn check(times: &[f64], values: &[f64]) -> Result<(), MethodError> {
    if times.len() != values.len() {
        return Err(MethodError::UnequalLengths {
            item: "`times`",
            found: times.len(),
            expected: values.len(),
        });
    }
    if values.len() < 2 {
        return Err(MethodError::TooFew {
            item: "values of a slope",
            found: values.len(),
            needed: 2,
        });
    }
    all_finite("`times`", times)
}

fn median_of(values: &[f64]) -> f64 {
    let mut values = values.to_vec();
    let middle = values.len() / 2;
    let is_odd = values.len() % 2 == 1;
    let (less, &mut middle, _) = values.select_nth_unstable_by(middle, f64::total_cmp);
    match less.iter().copied().max_by(f64::total_cmp) {
        Some(before) if !is_odd => f64::midpoint(before, middle),
        _ => middle,
    }
}

/// The median by Kaplan and Meier's estimate from above; `None` when it is below a limit.
///
/// The share of values below each measured one is the product of (1 − d / n) over it and those above
/// it: d of n readings at or below it stand on it.
fn median_reading(readings: &[Reading]) -> Option<f64> {
    if readings.iter().all(|one| !one.is_below) {
        // The plain one, without putting all in order.
        let values: Vec<f64> = readings.iter().map(|one| one.value).collect();
        return Some(median_of(&values));
    }
    let mut falling = readings.to_vec();
    falling.sort_unstable_by(|one, other| other.cmp_limits(*one));
    let (mut share_below, mut at_or_below) = (1.0, readings.len() as f64);
    let mut half_below = None;
    for group in falling.chunk_by(|one, next| one.cmp_limits(*next).is_eq()) {
        if !group[0].is_below {
            let value = group[0].value;
            if let Some(above) = half_below {
                return Some(f64::midpoint(value, above));
            }
            share_below *= 1.0 - group.len() as f64 / at_or_below;
            if (share_below - 0.5_f64).abs() < 1e-9 {
                half_below = Some(value);
            } else if share_below < 0.5 {
                return Some(value);
            }
        }
        at_or_below -= group.len() as f64;
    }
    None
}
