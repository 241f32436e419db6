//! Sen's slope: the median of the slopes of all pairs.

use super::kendall::variance_with_ties;
use super::normal::Z_95;
use crate::MethodError;
use crate::error::all_finite;
use crate::limits::MAX_SLOPES;

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
    /// The value at time 0 of the line with that slope through the median time and median value.
    pub intercept: f64,
    /// The lower 95 % confidence limit of the slope; `None` when the series is too short for one.
    pub lower: Option<f64>,
    /// The upper 95 % confidence limit of the slope; `None` when the series is too short for one.
    pub upper: Option<f64>,
    /// How many pairs have different times, and so a slope.
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
/// of a double is held at its end.
///
/// Source: Sen, J. Am. Stat. Assoc. 63 (1968); limits: Gilbert, Statistical Methods for
/// Environmental Pollution Monitoring (1987), 16.5, and the proportion between two places as
/// EnvStats 3.1.0 takes it; intercept: Conover; from memory; not checked against the printed texts.
/// Agrees with US EPA, Unified Guidance (2009), example 17-6, as EnvStats prints it.
///
/// # Errors
/// [`MethodError::UnequalLengths`]; [`MethodError::TooFew`] below two values;
/// [`MethodError::TooMany`] beyond [`MAX_SLOPES`] pairs; [`MethodError::NotFinite`] for NaN or an
/// infinity; [`MethodError::OneTime`] when all times are the same.
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
    let mut slopes = Vec::with_capacity(values.len() * (values.len() - 1) / 2);
    push_slopes(&mut slopes, times, values);
    let Some(estimate) = Estimate::of(&mut slopes, variance_with_ties(times, values)) else {
        return Err(MethodError::OneTime { found: times.len() });
    };
    Ok(SenSlope {
        slope: estimate.slope,
        intercept: median_of(values) - estimate.slope * median_of(times),
        lower: estimate.lower,
        upper: estimate.upper,
        pairs: slopes.len(),
        n: values.len(),
    })
}

/// The median of many slopes, and where it may lie.
pub(super) struct Estimate {
    pub slope: f64,
    pub lower: Option<f64>,
    pub upper: Option<f64>,
}

impl Estimate {
    /// Sorts the slopes and estimates; `None` when there are none.
    pub fn of(slopes: &mut [f64], var_s: f64) -> Option<Self> {
        if slopes.is_empty() {
            return None;
        }
        slopes.sort_unstable_by(f64::total_cmp);
        let (count, width) = (slopes.len() as f64, Z_95 * var_s.max(0.0).sqrt());
        Some(Self {
            slope: median_of_sorted(slopes),
            lower: at_place(slopes, (count - width) / 2.0),
            upper: at_place(slopes, f64::midpoint(count, width) + 1.0),
        })
    }
}

/// Adds the slopes of all pairs that have different times.
pub(super) fn push_slopes(slopes: &mut Vec<f64>, times: &[f64], values: &[f64]) {
    for (later, (&time, &value)) in times.iter().zip(values).enumerate() {
        for (&earlier_time, &earlier_value) in times.iter().zip(values).take(later) {
            if time != earlier_time {
                slopes.push(slope(earlier_time, earlier_value, time, value));
            }
        }
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
    let pairs = values.len().saturating_mul(values.len() - 1) / 2;
    if pairs > MAX_SLOPES {
        return Err(MethodError::TooMany {
            item: "pairs of a slope",
            found: pairs,
            limit: MAX_SLOPES,
        });
    }
    all_finite("`times`", times)?;
    all_finite("`values`", values)
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

fn median_of(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    median_of_sorted(&sorted)
}

/// The median of at least one sorted value.
fn median_of_sorted(sorted: &[f64]) -> f64 {
    let middle = sorted.len() / 2;
    if sorted.len() % 2 == 1 {
        sorted[middle]
    } else {
        f64::midpoint(sorted[middle - 1], sorted[middle])
    }
}

/// The value at a place counted from 1, between two places in proportion; `None` outside.
fn at_place(sorted: &[f64], place: f64) -> Option<f64> {
    if !(1.0..=sorted.len() as f64).contains(&place) {
        return None;
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "place is 1 to the length"
    )]
    let (below, above) = (
        sorted[place as usize - 1],
        sorted[place.ceil() as usize - 1],
    );
    let part = place.fract();
    // Clamped, because rounding may carry the sum of two parts past either of them.
    Some((below * (1.0 - part) + above * part).clamp(below, above))
}
