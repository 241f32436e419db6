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

#![expect(
    clippy::float_cmp,
    reason = "a tie is two equal numbers, not two near ones"
)]

mod kendall;
mod mann_kendall;
mod normal;
mod seasonal;
mod sen;

pub use mann_kendall::{MannKendall, mann_kendall};
pub use seasonal::{SeasonalKendall, seasonal_kendall};
pub use sen::{SenSlope, sen_slope};
