//! The Mann–Kendall test of one series.

use super::kendall::{kendall, pairs};
use super::normal::{deviate, two_sided_p};
use super::reading::{Reading, all_measured, partly_below};
use crate::MethodError;

/// The answer of [`mann_kendall`].
///
/// Source: see [`mann_kendall`].
///
/// ```
/// let test = wellkeeper_methods::trend::mann_kendall(&[2.0, 2.0, 2.0])?;
/// assert_eq!((test.s, test.z, test.p), (0, 0.0, 1.0)); // a constant series has no trend
/// # Ok::<(), wellkeeper_methods::MethodError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MannKendall {
    /// Pairs that rise less pairs that fall.
    pub s: i64,
    /// Variance of `s` if there is no trend, with correction for ties.
    pub var_s: f64,
    /// `s`, one nearer to 0, in standard deviations; 0 when nothing varies.
    pub z: f64,
    /// Probability of a `z` this far from 0 or farther if there is no trend (two-sided, normal).
    pub p: f64,
    /// `s` over the number of all pairs, −1 to 1 (tau-a: ties do not make it greater).
    pub tau: f64,
    /// How many values there are.
    pub n: usize,
}

/// Mann–Kendall test for a trend in `values`, given in the order of their times.
///
/// Only the order counts, not the distance in time, and no two values may have the same time (give
/// their mean). Any unit. The p is that of the normal approximation with continuity correction,
/// good from about ten values on; fewer are answered all the same. Time O(n log n).
///
/// Source: Mann, Econometrica 13 (1945); Kendall, Rank Correlation Methods (1970); correction for
/// ties as in Gilbert, Statistical Methods for Environmental Pollution Monitoring (1987), 16.4; from
/// memory; not checked against the printed texts. Agrees with US EPA, Unified Guidance (2009),
/// example 17-6, as EnvStats 3.1.0 prints it.
///
/// # Errors
/// [`MethodError::TooFew`] below two values; [`MethodError::NotFinite`] for NaN or an infinity.
///
/// ```
/// use wellkeeper_methods::trend::mann_kendall;
/// let test = mann_kendall(&[1.2, 1.4, 1.3, 1.7, 1.9, 1.8, 2.2, 2.1, 2.4, 2.6])?;
/// assert_eq!(test.s, 39); // of 45 pairs 3 fall
/// assert!(test.p < 0.001);
/// # Ok::<(), wellkeeper_methods::MethodError>(())
/// ```
pub fn mann_kendall(values: &[f64]) -> Result<MannKendall, MethodError> {
    test(&all_measured(values)?)
}

/// Mann–Kendall test of a series in which some values are only known to be below a limit.
///
/// As [`mann_kendall`]; where `is_below`, the value is the detection limit. Such a reading is surely
/// less than a value at its limit or above it, and ties with everything else: with lower values and
/// with all readings below a limit, its own or another. Half the limit is put nowhere. The variance
/// is that of S over all orders of the readings, which with one limit is the usual correction for
/// ties. With everything below a limit nothing differs: s 0, p 1.
///
/// Source: comparison as in Helsel, Statistics for Censored Environmental Data (2012), and `cenken`
/// of the R package NADA, whose s, tau and slope these are; the book from memory; not checked against
/// the printed text. The variance is not that of `cenken`, which comes out a little smaller: the
/// tests count every order.
///
/// # Errors
/// As [`mann_kendall`], and [`MethodError::UnequalLengths`].
///
/// ```
/// use wellkeeper_methods::trend::mann_kendall_censored;
/// // Below 0.02 in two years, then 0.02, then below 0.05, then 0.06.
/// let test = mann_kendall_censored(
///     &[0.02, 0.02, 0.02, 0.05, 0.06],
///     &[true, true, false, true, false],
/// )?;
/// assert_eq!(test.s, 6); // two pairs rise to 0.02, four to 0.06; below 0.05 tells nothing of the rest
/// # Ok::<(), wellkeeper_methods::MethodError>(())
/// ```
pub fn mann_kendall_censored(
    values: &[f64],
    is_below: &[bool],
) -> Result<MannKendall, MethodError> {
    test(&partly_below(values, is_below)?)
}

fn test(readings: &[Reading]) -> Result<MannKendall, MethodError> {
    if readings.len() < 2 {
        return Err(MethodError::TooFew {
            item: "values of a trend",
            found: readings.len(),
            needed: 2,
        });
    }
    let counted = kendall(readings);
    let z = deviate(counted.s, counted.var_s());
    Ok(MannKendall {
        s: counted.s,
        var_s: counted.var_s(),
        z,
        p: two_sided_p(z),
        tau: counted.s as f64 / pairs(readings.len()) as f64,
        n: readings.len(),
    })
}
