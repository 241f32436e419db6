//! The seasonal Kendall test: each season against its own like.

mod covariance;

use super::kendall::{Kendall, kendall_and_standings};
use super::normal::{deviate, two_sided_p};
use super::reading::{Reading, all_measured, partly_below};
use super::sen::Estimate;
use super::slopes::{Points, Slopes};
use crate::MethodError;
use crate::limits::MAX_SEASONS;

/// The answer of [`seasonal_kendall`]. Slopes are in the unit of the values per year.
///
/// Source: see [`seasonal_kendall`].
///
/// ```
/// // Two summers, two winters: each season rises by 1 although summer is far above winter.
/// let test = wellkeeper_methods::trend::seasonal_kendall(
///     &[7, 1, 7, 1], &[2020, 2020, 2021, 2021], &[20.0, 2.0, 21.0, 3.0],
/// )?;
/// assert_eq!((test.s, test.tau, test.slope), (2, 1.0, Some(1.0)));
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
    /// The median of the slopes of all pairs within seasons, per year; `None` only when too much is
    /// below a limit.
    pub slope: Option<f64>,
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
    /// How many years have a value.
    pub years: usize,
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
/// [`MethodError::TooMany`] beyond [`MAX_SEASONS`] seasons.
///
/// ```
/// use wellkeeper_methods::trend::seasonal_kendall;
/// let season = [1, 2, 1, 2, 1, 2];
/// let year = [2021, 2021, 2022, 2022, 2023, 2023];
/// let test = seasonal_kendall(&season, &year, &[5.0, 1.0, 5.5, 1.5, 6.0, 2.0])?;
/// assert_eq!((test.s, test.slope), (6, Some(0.5)));
/// # Ok::<(), wellkeeper_methods::MethodError>(())
/// ```
pub fn seasonal_kendall(
    season: &[i32],
    year: &[i32],
    values: &[f64],
) -> Result<SeasonalKendall, MethodError> {
    test(season, year, &all_measured(values)?)
}

/// Seasonal Kendall test of a series in which some values are only known to be below a limit.
///
/// As [`seasonal_kendall`], with the comparison of
/// [`mann_kendall_censored`](super::mann_kendall_censored) and the slope of
/// [`sen_slope_censored`](super::sen_slope_censored) over all seasons together.
///
/// Source: as those two; the covariances with standings in the place of ranks.
///
/// # Errors
/// As [`seasonal_kendall`].
///
/// ```
/// use wellkeeper_methods::trend::seasonal_kendall_censored;
/// let (season, year) = ([1, 1, 1, 2, 2, 2], [2021, 2022, 2023, 2021, 2022, 2023]);
/// let is_below = [true, false, false, true, true, true];
/// let test = seasonal_kendall_censored(&season, &year, &[0.1, 0.2, 0.3, 0.1, 0.1, 0.1], &is_below)?;
/// assert_eq!(test.s, 3); // nothing can be said of the second season
/// # Ok::<(), wellkeeper_methods::MethodError>(())
/// ```
pub fn seasonal_kendall_censored(
    season: &[i32],
    year: &[i32],
    values: &[f64],
    is_below: &[bool],
) -> Result<SeasonalKendall, MethodError> {
    test(season, year, &partly_below(values, is_below)?)
}

fn test(
    season: &[i32],
    year: &[i32],
    readings: &[Reading],
) -> Result<SeasonalKendall, MethodError> {
    let (seasons, years) = split(season, year, readings)?;
    let slopes = Slopes::of(&seasons);
    let pairs = slopes.counts.all();
    if pairs == 0 {
        return Err(MethodError::TooFew {
            item: "years of one season",
            found: usize::from(!readings.is_empty()),
            needed: 2,
        });
    }
    let mut all = Kendall::default();
    let mut standings = Vec::with_capacity(seasons.len());
    for one in &seasons {
        let (counted, of_one) = kendall_and_standings(&one.readings);
        all.s += counted.s;
        all.var_s_18 += counted.var_s_18;
        standings.push(of_one);
    }
    let (s, var_s) = (all.s, all.var_s());
    let estimate = Estimate::of(&slopes, var_s)?;
    let z = deviate(s, var_s);
    let var_s_corrected = var_s + covariance::between(&years, &seasons, &standings);
    Ok(SeasonalKendall {
        s,
        var_s,
        z,
        p: two_sided_p(z),
        tau: s as f64 / pairs as f64,
        slope: estimate.as_ref().map(|one| one.slope),
        slope_lower: estimate.as_ref().and_then(|one| one.lower),
        slope_upper: estimate.as_ref().and_then(|one| one.upper),
        var_s_corrected,
        p_corrected: (var_s_corrected > 0.0).then(|| two_sided_p(deviate(s, var_s_corrected))),
        n: readings.len(),
        seasons: seasons.len(),
        years: years.len(),
    })
}

/// The seasons, each by year, and all years.
fn split(
    season: &[i32],
    year: &[i32],
    readings: &[Reading],
) -> Result<(Vec<Points>, Vec<f64>), MethodError> {
    for (item, found) in [("`season`", season.len()), ("`year`", year.len())] {
        if found != readings.len() {
            return Err(MethodError::UnequalLengths {
                item,
                found,
                expected: readings.len(),
            });
        }
    }
    // Whole numbers that rise with season and year, their rows at the end, sort faster than rows.
    let numbers = season.iter().zip(year).zip(0_u64..);
    let numbers = numbers.map(|((&season, &year), row)| {
        i128::from(season) << 96 | i128::from(year.abs_diff(i32::MIN)) << 64 | i128::from(row)
    });
    let mut order: Vec<i128> = numbers.collect();
    order.sort_unstable();
    let row = |number: &i128| usize::try_from(number & i128::from(u64::MAX)).unwrap_or(0);
    let rows: Vec<usize> = order.iter().map(row).collect();
    let order_of = |row: usize| (season[row], year[row]);
    for pair in rows.windows(2) {
        let (season, year) = order_of(pair[0]);
        if order_of(pair[1]) == (season, year) {
            return Err(MethodError::SeasonTwice { season, year });
        }
    }
    let seasons: Vec<Points> = rows
        .chunk_by(|&one, &next| season[one] == season[next])
        .map(|rows| Points {
            times: rows.iter().map(|&row| f64::from(year[row])).collect(),
            readings: rows.iter().map(|&row| readings[row]).collect(),
        })
        .collect();
    if seasons.len() > MAX_SEASONS {
        return Err(MethodError::TooMany {
            item: "seasons",
            found: seasons.len(),
            limit: MAX_SEASONS,
        });
    }
    let mut years = year.to_vec();
    years.sort_unstable();
    years.dedup();
    Ok((seasons, years.into_iter().map(f64::from).collect()))
}

#[cfg(test)]
mod tests;
