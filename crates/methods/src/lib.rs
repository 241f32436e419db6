//! The science of surface water: numbers in, numbers out.
//!
//! This room knows formulas and nothing else: no file, no clock, no table, no network. Whatever a
//! formula needs is an argument, so a figure of ten years ago is computed today as it was then.
//! Missing values are the caller's matter: a row without a value is not handed in.
//!
//! Every public item says its meaning, its units, its errors and its source. A source that was not
//! read in print says *from memory; not checked against the printed text*.
//!
//! | module | answers |
//! |---|---|
//! | [`class`] | which of the six classes of GB 3838-2002, and how people write them |
//! | [`ladder`] | the class of one value of one item |
//! | [`exceedance`] | how many times a limit is exceeded |
//! | [`item_index`] | the share of one item in the index of a city |
//! | [`quality`] | the word for a section, a river or a basin, and for its change |
//! | [`oxygen`] | the oxygen that water can hold, and class I by it |
//! | [`rank_sum`] | whether one group of values lies below another |
//! | [`rounding`] | a figure as the regulations print it |
//! | [`mean`] | means that do not depend on the order of their values; the mean of pH |
//! | [`trophic`] | the trophic level index of a lake |
//! | [`trend`] | whether a series rises or falls, and by how much a year |
//! | [`limits`] | what is refused because it is too long |
//!
//! ```
//! use wellkeeper_methods::{class::WaterClass, ladder::{Better, Ladder}, mean, rounding};
//!
//! let ammonia = Ladder::new(Better::Lower, [0.15, 0.5, 1.0, 1.5, 2.0])?;
//! let month = mean::mean(&[0.41, 0.62, 0.48]).map(|value| rounding::round_half_even(value, 2));
//! assert_eq!(month, Some(0.5));
//! assert_eq!(month.and_then(|value| ammonia.class(value)), Some(WaterClass::II));
//! # Ok::<(), wellkeeper_methods::MethodError>(())
//! ```

pub mod class;
mod error;
pub mod exceedance;
pub mod item_index;
pub mod ladder;
pub mod limits;
pub mod mean;
pub mod oxygen;
pub mod quality;
pub mod rank_sum;
pub mod rounding;
pub mod trend;
pub mod trophic;

pub use error::MethodError;
