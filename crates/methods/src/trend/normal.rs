//! The normal distribution, as far as a test needs it.

use core::f64::consts::{FRAC_1_SQRT_2, FRAC_2_SQRT_PI};

/// The 0.975 quantile of the standard normal distribution: 95 % two-sided.
pub(super) const Z_95: f64 = 1.959_963_984_540_054;

/// The standard normal deviate of Kendall's `s` with continuity correction; 0 without variance.
pub(super) fn deviate(s: i64, var_s: f64) -> f64 {
    if var_s > 0.0 {
        (s - s.signum()) as f64 / var_s.sqrt()
    } else {
        0.0
    }
}

/// The probability of a deviate at least as far from 0 as `z`.
pub(crate) fn two_sided_p(z: f64) -> f64 {
    complementary_error_function(z.abs() * FRAC_1_SQRT_2).clamp(0.0, 1.0)
}

/// erfc(x) for x ≥ 0, to about 12 digits.
///
/// Source: Abramowitz and Stegun, Handbook of Mathematical Functions, 7.1.6 (series) and 7.1.14
/// (continued fraction); from memory; not checked against the printed text.
fn complementary_error_function(x: f64) -> f64 {
    let square = x * x;
    if x < 2.0 {
        let (mut sum, mut term) = (x, x);
        for odd in (3..).step_by(2).take(64) {
            term *= 2.0 * square / f64::from(odd);
            sum += term;
        }
        1.0 - FRAC_2_SQRT_PI * (-square).exp() * sum
    } else {
        let fraction = (1..=64_i32)
            .rev()
            .fold(x, |below, step| x + f64::from(step) / 2.0 / below);
        FRAC_2_SQRT_PI / 2.0 * (-square).exp() / fraction
    }
}
