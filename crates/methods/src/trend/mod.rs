//! Whether a series rises or falls, and by how much.
//!
//! The tests ask for the sign of a trend and do not mind its shape, outliers or the distribution of
//! the values. They assume values that do not depend on the value before; a series of days does, and
//! its p comes out too small: test means of months or years, by season where there are seasons.
//!
//! | function | asks |
//! |---|---|
//! | [`mann_kendall`] | is there a trend? |
//! | [`sen_slope`] | how steep is it? |
//! | [`seasonal_kendall`] | both, each month against its own like |
//! | [`spearman`] | is there a trend, as 环办〔2011〕22号 asks it of years |
//!
//! The first three have a counterpart for series in which some values are only known to be below a
//! detection limit: [`mann_kendall_censored`], [`sen_slope_censored`], [`seasonal_kendall_censored`].

#![expect(
    clippy::float_cmp,
    reason = "a tie is two equal numbers, not two near ones"
)]

mod kendall;
mod mann_kendall;
mod normal;
mod reading;
mod seasonal;
mod sen;
mod slopes;
mod spearman;
mod student;

pub(crate) use normal::two_sided_p;

pub use mann_kendall::{MannKendall, mann_kendall, mann_kendall_censored};
pub use seasonal::{SeasonalKendall, seasonal_kendall, seasonal_kendall_censored};
pub use sen::{SenSlope, sen_slope, sen_slope_censored};
pub use spearman::{Spearman, spearman};

#[cfg(test)]
mod tests;
