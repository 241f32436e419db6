//! The seasonal Kendall test: each season against its own like.

mod covariance;

use super::kendall::{Kendall, kendall, pairs};
use super::normal::{deviate, two_sided_p};
use super::sen::{Estimate, push_slopes};
use crate::MethodError;
use crate::error::all_finite;
use crate::limits::{MAX_SEASONS, MAX_SLOPES};

/// The answer of [`seasonal_kendall`]. Slopes are in the unit of the values per year.
///
/// Source: see [`seasonal_kendall`].
///
/// ```
/// // Two summers, two winters: each season rises by 1 although summer is far above winter.
/// let test = wellkeeper_methods::trend::seasonal_kendall(
///     &[7, 1, 7, 1], &[2020, 2020, 2021, 2021], &[20.0, 2.0, 21.0, 3.0],
/// )?;
/// assert_eq!((test.s, test.tau, test.slope), (2, 1.0, 1.0));
/// # Ok::<(), wellkeeper_methods::MethodError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SeasonalKendall {
    /// Pairs that rise less pairs that fall, within seasons, summed over seasons.
    pub s: i64,
    /// Variance of `s` if there is no trend and the seasons are independent.
    pub var_s: f64,
    /// `s`, one nearer to 0, in standard deviations; 0 when nothing varies.
    pub z: f64,
    /// Probability of a `z` this far from 0 or farther if there is no trend (two-sided, normal).
    pub p: f64,
    /// `s` over the number of all pairs within seasons, −1 to 1.
    pub tau: f64,
    /// The median of the slopes of all pairs within seasons, per year.
    pub slope: f64,
    /// The lower 95 % confidence limit of the slope, from `var_s`; `None` when there is none.
    pub slope_lower: Option<f64>,
    /// The upper 95 % confidence limit of the slope, from `var_s`; `None` when there is none.
    pub slope_upper: Option<f64>,
    /// `var_s` with the covariances between the seasons. It is an estimate and may come out 0 or
    /// below when years are few.
    pub var_s_corrected: f64,
    /// As `p`, by `var_s_corrected`; `None` when that is not above 0. Trust it from ten years on.
    pub p_corrected: Option<f64>,
    /// How many values there are.
    pub n: usize,
    /// How many seasons there are.
    pub seasons: usize,
}

/// Seasonal Kendall test for a trend in `values`, each within its `season`, over the `year`s.
///
/// One value a season and year; a season without a value in a year is simply not in the rows; rows
/// in any order. Seasons may be months, quarters, or months of several stations under one number
/// each. Two p are given: `p` takes the seasons for independent and is too small when a wet year is
/// wet in all its months; `p_corrected` estimates that from the data and wants ten years or more.
/// A season of one year adds nothing but is no error.
///
/// Source: Hirsch, Slack and Smith, Water Resources Research 18 (1982) (test and slope); covariance:
/// Dietz and Killeen, J. Am. Stat. Assoc. 76 (1981), and Hirsch and Slack, Water Resources Research
/// 20 (1984); confidence limits: Gilbert (1987), 17.4, as [`sen_slope`](super::sen_slope); from
/// memory; not checked against the printed texts. Agrees with US EPA, Unified Guidance (2009),
/// example 14-10, as EnvStats 3.1.0 prints it, and with rkt 1.7.
///
/// # Errors
/// [`MethodError::UnequalLengths`]; [`MethodError::NotFinite`] for NaN or an infinity;
/// [`MethodError::SeasonTwice`]; [`MethodError::TooFew`] when no season has two years;
/// [`MethodError::TooMany`] beyond [`MAX_SEASONS`] seasons or [`MAX_SLOPES`] pairs.
///
/// ```
/// use wellkeeper_methods::trend::seasonal_kendall;
/// let season = [1, 2, 1, 2, 1, 2];
/// let year = [2021, 2021, 2022, 2022, 2023, 2023];
/// let test = seasonal_kendall(&season, &year, &[5.0, 1.0, 5.5, 1.5, 6.0, 2.0])?;
/// assert_eq!((test.s, test.slope), (6, 0.5));
/// # Ok::<(), wellkeeper_methods::MethodError>(())
/// ```
pub fn seasonal_kendall(
    season: &[i32],
    year: &[i32],
    values: &[f64],
) -> Result<SeasonalKendall, MethodError> {
    let seasons = split(season, year, values)?;
    let all_pairs = count_pairs(&seasons)?;
    let mut all = Kendall::default();
    let mut slopes = Vec::with_capacity(all_pairs);
    for one in &seasons {
        let counted = kendall(&one.values);
        all.s += counted.s;
        all.var_s_18 += counted.var_s_18;
        push_slopes(&mut slopes, &one.years, &one.values);
    }
    let (s, var_s) = (all.s, all.var_s());
    let Some(estimate) = Estimate::of(&mut slopes, var_s) else {
        return Err(MethodError::TooFew {
            item: "years of one season",
            found: usize::from(!values.is_empty()),
            needed: 2,
        });
    };
    let z = deviate(s, var_s);
    let var_s_corrected = var_s + covariance::between(&seasons);
    Ok(SeasonalKendall {
        s,
        var_s,
        z,
        p: two_sided_p(z),
        tau: s as f64 / all_pairs as f64,
        slope: estimate.slope,
        slope_lower: estimate.lower,
        slope_upper: estimate.upper,
        var_s_corrected,
        p_corrected: (var_s_corrected > 0.0).then(|| two_sided_p(deviate(s, var_s_corrected))),
        n: values.len(),
        seasons: seasons.len(),
    })
}

/// The values of one season by year, years rising.
struct Season {
    years: Vec<f64>,
    values: Vec<f64>,
}

fn split(season: &[i32], year: &[i32], values: &[f64]) -> Result<Vec<Season>, MethodError> {
    for (item, found) in [("`season`", season.len()), ("`year`", year.len())] {
        if found != values.len() {
            return Err(MethodError::UnequalLengths {
                item,
                found,
                expected: values.len(),
            });
        }
    }
    all_finite("`values`", values)?;
    let mut rows: Vec<(i32, i32, f64)> = (0..values.len())
        .map(|row| (season[row], year[row], values[row]))
        .collect();
    rows.sort_unstable_by_key(|&(season, year, _)| (season, year));
    for pair in rows.windows(2) {
        let (season, year, _) = pair[0];
        if (season, year) == (pair[1].0, pair[1].1) {
            return Err(MethodError::SeasonTwice { season, year });
        }
    }
    Ok(rows
        .chunk_by(|one, next| one.0 == next.0)
        .map(|rows| Season {
            years: rows.iter().map(|&(_, year, _)| f64::from(year)).collect(),
            values: rows.iter().map(|&(_, _, value)| value).collect(),
        })
        .collect())
}

/// How many pairs the seasons have within themselves, if they are not too many.
fn count_pairs(seasons: &[Season]) -> Result<usize, MethodError> {
    if seasons.len() > MAX_SEASONS {
        return Err(MethodError::TooMany {
            item: "seasons",
            found: seasons.len(),
            limit: MAX_SEASONS,
        });
    }
    let pairs: i64 = seasons.iter().map(|one| pairs(one.values.len())).sum();
    let pairs = usize::try_from(pairs).unwrap_or(usize::MAX);
    if pairs > MAX_SLOPES {
        return Err(MethodError::TooMany {
            item: "pairs of a slope",
            found: pairs,
            limit: MAX_SLOPES,
        });
    }
    Ok(pairs)
}
