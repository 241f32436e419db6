//! Whether one group of values lies below another: the rank-sum test of two samples.

#![expect(
    clippy::float_cmp,
    reason = "a tie is two equal numbers, not two near ones"
)]

use crate::MethodError;
use crate::trend::two_sided_p;

/// The answer of [`rank_sum`].
///
/// Source: see [`rank_sum`].
///
/// ```
/// let test = wellkeeper_methods::rank_sum::rank_sum(&[3.0, 3.0], &[3.0])?;
/// assert_eq!((test.z, test.p), (0.0, 1.0)); // nothing varies
/// # Ok::<(), wellkeeper_methods::MethodError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RankSum {
    /// Pairs of one value of each group in which the second group's is the greater; a tie is half a pair.
    pub u: f64,
    /// `u` less what it would be if the groups were alike, half a pair nearer to 0, in standard
    /// deviations; below 0 where the second group lies lower, 0 when nothing varies.
    pub z: f64,
    /// Probability of a `z` this far from 0 or farther if the groups are alike (two-sided, normal).
    pub p: f64,
}

/// The rank-sum test (Mann–Whitney, Wilcoxon) of two groups of values that do not depend on each other.
///
/// Only the order counts; any unit. The p is that of the normal approximation with correction for ties
/// and for continuity, good from about eight values a group on; fewer are answered all the same. Values
/// that follow each other within minutes depend on each other, and their p comes out too small. Time
/// O(n log n).
///
/// Source: Mann and Whitney, Annals of Mathematical Statistics 18 (1947); correction for ties as in
/// Hollander and Wolfe, Nonparametric Statistical Methods, 4.1; from memory; not checked against the
/// printed texts. Agrees with `SciPy` 1.17.1, `mannwhitneyu(method="asymptotic")`, to its last digits.
///
/// # Errors
/// [`MethodError::TooFew`] for an empty group; [`MethodError::NotFinite`] for NaN or an infinity.
///
/// ```
/// use wellkeeper_methods::rank_sum::rank_sum;
/// let test = rank_sum(&[30.0, 31.5, 29.0, 32.0, 30.5], &[17.0, 16.5, 18.0, 17.5, 16.0])?;
/// assert_eq!(test.u, 0.0); // every value of the second lies below every one of the first
/// assert!(test.z < 0.0 && test.p < 0.02);
/// # Ok::<(), wellkeeper_methods::MethodError>(())
/// ```
pub fn rank_sum(first: &[f64], second: &[f64]) -> Result<RankSum, MethodError> {
    let mut all: Vec<(f64, bool)> = Vec::with_capacity(first.len() + second.len());
    for (group, is_second, item) in [
        (first, false, "the first group"),
        (second, true, "the second group"),
    ] {
        if group.is_empty() {
            return Err(MethodError::TooFew {
                item,
                found: 0,
                needed: 1,
            });
        }
        for (position, value) in (1..).zip(group) {
            if !value.is_finite() {
                return Err(MethodError::NotFinite {
                    item,
                    position,
                    found: *value,
                });
            }
            all.push((*value, is_second));
        }
    }
    all.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    Ok(of_sorted(&all))
}

/// `−0` and `0` are one value, though they are sorted apart: they stand side by side.
fn of_sorted(all: &[(f64, bool)]) -> RankSum {
    let (mut u, mut ties) = (0.0, 0.0);
    // Counted as numbers: they are multiplied, and exact up to 2⁵³.
    let (mut before, mut after) = (0.0, 0.0);
    for tied in all.chunk_by(|a, b| a.0 == b.0) {
        let (mut of_first, mut of_second) = (0.0, 0.0);
        for (_, is_second) in tied {
            if *is_second {
                of_second += 1.0;
            } else {
                of_first += 1.0;
            }
        }
        u += of_second * (before + of_first / 2.0);
        let tie = of_first + of_second;
        ties += tie * (tie * tie - 1.0);
        before += of_first;
        after += of_second;
    }
    let n: f64 = before + after;
    let variance = before * after / 12.0 * ((n + 1.0) - ties / (n * (n - 1.0)));
    let beyond = u - before * after / 2.0;
    let z = if n > 1.0 && variance > 0.0 {
        (beyond.abs() - 0.5).max(0.0).copysign(beyond) / variance.sqrt()
    } else {
        0.0
    };
    RankSum {
        u,
        z,
        p: two_sided_p(z),
    }
}
