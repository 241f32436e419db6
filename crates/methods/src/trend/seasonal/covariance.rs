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
pub(super) fn between(years: &[f64], seasons: &[Points], standings: &[Standings]) -> f64 {
    let thirds = if years.len() <= FEW * seasons.len() {
        by_moves(years, seasons, standings)
    } else {
        by_counting(seasons, standings)
    };
    2.0 * thirds as f64 / 3.0
}

/// To how many years a season comparing each year with each is the faster way; measured.
const FEW: usize = 64;

/// Three times the covariances of all pairs of seasons, each year being compared with each.
///
/// No two seasons need be set side by side: the products of all pairs among some numbers are half
/// of the square of their sum less the sum of their squares.
pub(super) fn by_moves(years: &[f64], seasons: &[Points], standings: &[Standings]) -> i64 {
    // Year by year what each season is at least and at most, and the sum of all standings; a season
    // that misses a year may be anything there, and stands in the middle.
    let count = seasons.len();
    let mut least = vec![f64::NEG_INFINITY; years.len() * count];
    let mut most = vec![f64::INFINITY; years.len() * count];
    let mut places = vec![0_i64; years.len()];
    let mut twice = 0;
    for (number, (season, standings)) in seasons.iter().zip(standings).enumerate() {
        let mut at = 0;
        for (row, &year) in season.times.iter().enumerate() {
            at += years[at..].partition_point(|&one| one < year);
            least[at * count + number] = season.readings[row].least();
            most[at * count + number] = season.readings[row].most();
            let place = standings.each[row];
            places[at] += place;
            twice -= place * place;
        }
    }
    twice += places.iter().map(|sum| sum * sum).sum::<i64>();
    for later in 1..years.len() {
        let of_later = later * count..(later + 1) * count;
        let (later_least, later_most) = (&least[of_later.clone()], &most[of_later]);
        let before = least.chunks_exact(count).zip(most.chunks_exact(count));
        for (earlier_least, earlier_most) in before.take(later) {
            let (mut rising, mut falling) = (0, 0);
            let rises = earlier_most.iter().zip(later_least);
            let falls = later_most.iter().zip(earlier_least);
            for (rise, fall) in rises.zip(falls) {
                rising += i64::from(rise.0 < rise.1);
                falling += i64::from(fall.0 < fall.1);
            }
            let together = rising - falling;
            twice += together * together - (rising + falling);
        }
    }
    twice / 2
}

/// The same by counting, in O(n log n) for each pair of seasons.
pub(super) fn by_counting(seasons: &[Points], standings: &[Standings]) -> i64 {
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
