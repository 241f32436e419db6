//! What the seasons of one year have in common.

use super::super::reading::{Reading, Standings};
use super::super::slopes::Points;

/// The sum of the covariances of S over all ordered pairs of different seasons.
///
/// Of two seasons g and h: (K + Σ x_g x_h) / 3 over the years that both have. K is the number of
/// pairs of years in which both move the same way less those in which they move apart; x is a
/// value's standing in its own season, twice its rank less the middle rank. A year that one of them
/// misses has x = 0, the middle rank, and is in no pair.
///
/// Source: Dietz and Killeen (1981); Hirsch and Slack (1984), equations for missing values; from
/// memory; not checked against the printed texts. Agrees with rkt 1.7.
pub(super) fn between(seasons: &[Points], standings: &[Standings]) -> f64 {
    let mut both = Vec::new();
    let mut thirds = 0.0;
    for (later, season) in seasons.iter().zip(standings).enumerate() {
        for other in seasons.iter().zip(standings).take(later) {
            let standings = pair_up(&mut both, season, other);
            thirds += 2.0 * (together(&both) + standings) as f64;
        }
    }
    thirds / 3.0
}

/// Leaves the readings of the years that both seasons have, and gives the sum of the products of
/// their standings; the years of a season rise.
fn pair_up(
    both: &mut Vec<(Reading, Reading)>,
    one: (&Points, &Standings),
    other: (&Points, &Standings),
) -> i64 {
    both.clear();
    let (mut at, mut products) = (0, 0);
    for (index, &year) in one.0.times.iter().enumerate() {
        while other.0.times.get(at).is_some_and(|&seen| seen < year) {
            at += 1;
        }
        if other.0.times.get(at) == Some(&year) {
            both.push((one.0.readings[index], other.0.readings[at]));
            products += one.1.each[index] * other.1.each[at];
        }
    }
    products
}

/// Pairs of years in which both seasons move the same way, less those in which they move apart.
fn together(years: &[(Reading, Reading)]) -> i64 {
    let mut together = 0;
    for (later, year) in years.iter().enumerate() {
        for earlier in &years[..later] {
            together += earlier.0.direction(year.0) * earlier.1.direction(year.1);
        }
    }
    together
}
