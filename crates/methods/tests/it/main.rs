//! The methods against printed answers, other programs' answers, and what must hold for any input.

#![expect(
    clippy::float_cmp,
    reason = "where a test compares exactly, exactly is what it claims"
)]

mod below_limits;
mod class;
mod exceedance;
mod figures;
mod ladder;
mod mann_kendall;
mod mean;
mod quality;
mod rank_sum;
mod real_series;
mod rounding;
mod seasonal_kendall;
mod sen_slope;
mod spearman;
mod trophic;

/// 256 cases, none written to disk; a failure prints the smallest input that fails.
fn cases() -> proptest::test_runner::Config {
    proptest::test_runner::Config {
        cases: 256,
        failure_persistence: None,
        ..proptest::test_runner::Config::default()
    }
}

/// Any finite double, the subnormal, the huge and both zeros among them.
fn any_finite() -> proptest::num::f64::Any {
    use proptest::num::f64::{NEGATIVE, NORMAL, POSITIVE, SUBNORMAL, ZERO};
    POSITIVE | NEGATIVE | NORMAL | SUBNORMAL | ZERO
}

/// Whether two numbers agree to `digits` significant digits.
fn agree(found: f64, printed: f64, digits: i32) -> bool {
    (found - printed).abs() <= 0.5 * 10_f64.powi(1 - digits) * printed.abs()
}
