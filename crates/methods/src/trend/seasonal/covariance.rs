//! What the seasons of one year have in common.

use core::cmp::Ordering;

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
    let mut years: Vec<f64> = seasons.iter().flat_map(|one| &one.times).copied().collect();
    years.sort_unstable_by(f64::total_cmp);
    years.dedup();
    let thirds = if years.len() <= FEW {
        by_moves(&years, seasons, standings)
    } else {
        by_counting(seasons, standings)
    };
    2.0 * thirds as f64 / 3.0
}

/// To how many years comparing each with each is the faster way.
const FEW: usize = 64;

/// Three times the covariances of all pairs of seasons, each year being compared with each.
fn by_moves(years: &[f64], seasons: &[Points], standings: &[Standings]) -> i64 {
    // Of each season whether it moves up or down between two years, and where each year stands: 0
    // for a year that it misses, so that all seasons have the same years.
    let (mut all_moves, mut all_places) = (Vec::new(), Vec::new());
    for (season, standings) in seasons.iter().zip(standings) {
        let mut readings = vec![None; years.len()];
        let mut places = vec![0_i64; years.len()];
        for (row, year) in season.times.iter().enumerate() {
            let at = years.partition_point(|one| one < year);
            readings[at] = Some(season.readings[row]);
            places[at] = standings.each[row];
        }
        let mut moves = Vec::with_capacity(years.len() * years.len() / 2);
        for (later, reading) in readings.iter().enumerate() {
            let before = readings[..later].iter();
            moves.extend(before.map(|earlier| match (earlier, reading) {
                (Some(earlier), Some(later)) => {
                    i8::from(earlier.is_surely_less(*later))
                        - i8::from(later.is_surely_less(*earlier))
                }
                _ => 0,
            }));
        }
        all_moves.push(moves);
        all_places.push(places);
    }
    let mut thirds = 0;
    for later in 0..seasons.len() {
        for earlier in 0..later {
            let moves = all_moves[earlier].iter().zip(&all_moves[later]);
            let together: i32 = moves
                .map(|(&one, &other)| i32::from(one) * i32::from(other))
                .sum();
            let places = all_places[earlier].iter().zip(&all_places[later]);
            let places: i64 = places.map(|(&one, &other)| one * other).sum();
            thirds += i64::from(together) + places;
        }
    }
    thirds
}

/// The same by counting, in O(n log n) for each pair of seasons.
fn by_counting(seasons: &[Points], standings: &[Standings]) -> i64 {
    let mut both = Vec::new();
    let mut thirds = 0;
    for (later, season) in seasons.iter().zip(standings).enumerate() {
        for other in seasons.iter().zip(standings).take(later) {
            let standings = pair_up(&mut both, season, other);
            thirds += together(&both) + standings;
        }
    }
    thirds
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

/// Pairs of years in which both seasons move the same way, less those in which they move apart: the
/// years by the one season's readings, and of those that are surely less there, how many are surely
/// less or more in the other.
fn together(years: &[(Reading, Reading)]) -> i64 {
    let sorted = |cmp: fn(&(Reading, Reading), &(Reading, Reading)) -> Ordering| {
        let mut order: Vec<usize> = (0..years.len()).collect();
        order.sort_unstable_by(|&a, &b| cmp(&years[a], &years[b]));
        order
    };
    let other = |a: &(Reading, Reading), b: &(Reading, Reading)| a.1.cmp_limits(b.1);
    let mut places = vec![0; years.len()];
    let mut place = 0;
    for group in sorted(other).chunk_by(|&a, &b| other(&years[a], &years[b]).is_eq()) {
        for &year in group {
            places[year] = place;
        }
        place += 1;
    }
    let (mut all, mut measured) = (Counts::new(place), Counts::new(place));
    let mut together = 0;
    let one = |a: &(Reading, Reading), b: &(Reading, Reading)| a.0.cmp_limits(b.0);
    for group in sorted(one).chunk_by(|&a, &b| one(&years[a], &years[b]).is_eq()) {
        for &year in group.iter().filter(|&&year| !years[year].0.is_below) {
            if !years[year].1.is_below {
                together += all.before(places[year]);
            }
            together -= measured.before(place) - measured.before(places[year] + 1);
        }
        for &year in group {
            all.add(places[year]);
            if !years[year].1.is_below {
                measured.add(places[year]);
            }
        }
    }
    together
}

/// How many there are at each place, and before it: a binary indexed tree.
///
/// Source: Fenwick, Software: Practice and Experience 24 (1994); from memory.
struct Counts(Vec<i64>);

impl Counts {
    fn new(places: usize) -> Self {
        Self(vec![0; places + 1])
    }

    fn add(&mut self, place: usize) {
        let mut at = place + 1;
        while at < self.0.len() {
            self.0[at] += 1;
            at += at & at.wrapping_neg();
        }
    }

    fn before(&self, place: usize) -> i64 {
        let (mut at, mut count) = (place, 0);
        while at > 0 {
            count += self.0[at];
            at &= at - 1;
        }
        count
    }
}
