//! The slopes at places among all, by looking at all pairs and making few slopes to the last digit.
//!
//! A quotient of two rounded differences comes within a few doubles of the slope. So the slope at a
//! place is that of a pair whose quotient is near the quotient at that place, and only such pairs are
//! made exact. And of the quotients only those around the wanted places are kept, between bounds that
//! a sample of the pairs gives: the others are counted, which is faster than putting them in order.
//! Time O(n²), but with so little for each pair that it is faster than [`select`](super::select) up to
//! [`MOST`] pairs and beyond.

use core::ops::{Range, RangeInclusive};

use super::exact::{of_rising, rising, slope};
use super::{Points, arrange};

/// How many bits of a quotient make room for the number of its pair, so that one whole number holds
/// both and sorts as the quotients do.
const BITS_OF_NUMBER: u32 = 20;
/// How many pairs there may be.
pub(super) const MOST: usize = 1 << BITS_OF_NUMBER;
/// By how much what is left of a quotient may differ from what is left of its slope.
///
/// The two differences, the quotient and the slope are each rounded once, by half of 2⁻⁵² of
/// themselves at most; two doubles differ by as much at least, so that a quotient is not ten doubles
/// away from its slope.
const OFF: i64 = 1;
/// How many pairs are drawn to find bounds; of fewer than twice as many all are kept.
const SAMPLE: usize = 512;
/// How many places of the sample the bounds keep away from where the wanted places should be: three
/// standard deviations at the middle.
const MARGIN: usize = 34;

const EVERYTHING: RangeInclusive<i64> = i64::MIN..=i64::MAX;

/// To how many slopes that may be at a place they are made exact: of values on one line all are, and
/// are left to [`select`](super::select), which does not look at each.
const ALIKE: usize = 1_024;

/// The slopes of ordinary points at these places among `count`, counted from 0; the places rise.
///
/// `None` where more than [`ALIKE`] are as near to a place.
pub(super) fn at(
    seasons: &[Points],
    is_partly_below: bool,
    count: usize,
    places: &[usize],
) -> Option<Vec<f64>> {
    let pairs = Pairs::of(seasons, is_partly_below);
    let likely = pairs.between(pairs.bounds(count, places));
    // Where the sample misled, nothing is left out.
    let slopes = likely.slopes_at(places);
    slopes.or_else(|| pairs.between(EVERYTHING).slopes_at(places))
}

/// The points of all seasons, one season after the other, and with which of those before it each
/// makes a pair.
struct Pairs {
    times: Vec<f64>,
    values: Vec<f64>,
    is_below: Vec<bool>,
    is_partly_below: bool,
    earlier: Vec<Range<usize>>,
    /// Of each point the number of its first pair.
    numbers: Vec<usize>,
    count: usize,
}

impl Pairs {
    fn of(seasons: &[Points], is_partly_below: bool) -> Self {
        let points = seasons.iter().map(|one| one.times.len()).sum();
        let mut pairs = Self {
            times: Vec::with_capacity(points),
            values: Vec::with_capacity(points),
            is_below: Vec::with_capacity(points),
            is_partly_below,
            earlier: Vec::with_capacity(points),
            numbers: Vec::with_capacity(points),
            count: 0,
        };
        for season in seasons {
            let first = pairs.times.len();
            let mut until = first;
            for (&time, reading) in season.times.iter().zip(&season.readings) {
                // At the same time there is no slope.
                while pairs.times.get(until).is_some_and(|&one| one < time) {
                    until += 1;
                }
                pairs.times.push(time);
                pairs.values.push(reading.value);
                pairs.is_below.push(reading.is_below);
                pairs.earlier.push(first..until);
                pairs.numbers.push(pairs.count);
                pairs.count += until - first;
            }
        }
        pairs
    }

    /// How often the slope of a pair counts.
    fn weight(&self, earlier: usize, later: usize) -> usize {
        if self.is_partly_below {
            usize::from(!self.is_below[earlier]) + usize::from(!self.is_below[later])
        } else {
            1
        }
    }

    fn point(&self, at: usize) -> (f64, f64) {
        (self.times[at], self.values[at])
    }

    /// Bounds within which the quotients at the wanted places are likely to be.
    fn bounds(&self, count: usize, places: &[usize]) -> RangeInclusive<i64> {
        let ([first, ..], [.., last]) = (places, places) else {
            return EVERYTHING;
        };
        if self.count < 2 * SAMPLE {
            return EVERYTHING;
        }
        let mut drawn = Vec::with_capacity(2 * SAMPLE);
        let (step, mut next) = (self.count / SAMPLE, 0);
        for (later, earlier) in self.earlier.iter().enumerate() {
            let to = self.point(later);
            for from in earlier.clone().skip(next).step_by(step) {
                let quotient = rising(quotient(self.point(from), to));
                drawn.extend(core::iter::repeat_n(quotient, self.weight(from, later)));
                next += step;
            }
            next -= earlier.len();
        }
        let should_be = |place: usize| place * drawn.len() / count;
        let lower = should_be(*first).checked_sub(MARGIN);
        let upper = Some(should_be(*last) + MARGIN).filter(|&upper| upper < drawn.len());
        let ends: Vec<usize> = lower.into_iter().chain(upper).collect();
        arrange(&mut drawn, &ends, 0);
        let left = |place: usize| drawn[place] >> BITS_OF_NUMBER;
        // Farther than a quotient may be off, so that many equal slopes are all within.
        let from = lower.map_or(i64::MIN, |lower| least_of(left(lower) - 4 * OFF));
        from..=upper.map_or(i64::MAX, |upper| most_of(left(upper) + 4 * OFF))
    }

    fn between(&self, bounds: RangeInclusive<i64>) -> Kept<'_> {
        let (start, width) = (*bounds.start(), width(&bounds));
        let mut kept = Vec::with_capacity(self.count / 2);
        let mut before = 0;
        let mut row = Vec::with_capacity(self.times.len());
        let mut kept_of_row = vec![0; 2 * self.times.len() + 2];
        for (later, earlier) in self.earlier.iter().enumerate() {
            // One loop divides and another sorts out, so that the first does two at a time.
            let to = self.point(later);
            let times = self.times[earlier.clone()].iter();
            let points = times.zip(&self.values[earlier.clone()]);
            let first = i64::try_from(self.numbers[later]).unwrap_or(0);
            row.clear();
            row.extend(points.zip(first..).map(|((&time, &value), number)| {
                least_of(rising(quotient((time, value), to)) >> BITS_OF_NUMBER) | number
            }));
            let mut count = 0;
            for (one, &quotient) in earlier.clone().zip(&row) {
                let weight = self.weight(one, later);
                // Written in any case and counted where it is kept: no branch to foretell.
                kept_of_row[count] = quotient;
                if self.is_partly_below {
                    kept_of_row[count + 1] = quotient;
                }
                count +=
                    weight * usize::from(quotient.wrapping_sub(start).cast_unsigned() <= width);
                before += weight * usize::from(quotient < start);
            }
            kept.extend_from_slice(&kept_of_row[..count]);
        }
        Kept {
            of: self,
            bounds,
            before,
            quotients: kept,
        }
    }

    /// The earlier and the later point of a pair.
    fn pair(&self, number: usize) -> (usize, usize) {
        // Of points with the same number all but the last have no pair.
        let later = self.numbers.partition_point(|&first| first <= number) - 1;
        (
            self.earlier[later].start + number - self.numbers[later],
            later,
        )
    }

    fn slope(&self, quotient: i64) -> f64 {
        let number = usize::try_from(quotient & most_of(0)).unwrap_or(0);
        let (from, to) = self.pair(number);
        slope(self.point(from), self.point(to), true)
    }
}

fn quotient(from: (f64, f64), to: (f64, f64)) -> f64 {
    (to.1 - from.1) / (to.0 - from.0)
}

/// The least number of those of which so much is left without the number of the pair.
fn least_of(left: i64) -> i64 {
    left << BITS_OF_NUMBER
}

/// The greatest of them.
fn most_of(left: i64) -> i64 {
    least_of(left) | ((1 << BITS_OF_NUMBER) - 1)
}

/// By how much the end lies after the start, for comparing both at once.
fn width(range: &RangeInclusive<i64>) -> u64 {
    range.end().wrapping_sub(*range.start()).cast_unsigned()
}

/// The quotients within bounds.
struct Kept<'a> {
    of: &'a Pairs,
    bounds: RangeInclusive<i64>,
    /// How many quotients there are before the bounds.
    before: usize,
    /// With the numbers of their pairs at the end.
    quotients: Vec<i64>,
}

impl Kept<'_> {
    /// The slopes at these places; `None` where they may be those of pairs that were not kept, or of
    /// too many.
    fn slopes_at(mut self, places: &[usize]) -> Option<Vec<f64>> {
        let within = places.iter().map(|place| place.checked_sub(self.before));
        let within: Vec<usize> = within.collect::<Option<_>>()?;
        if within.last()? >= &self.quotients.len() {
            return None;
        }
        arrange(&mut self.quotients, &within, 0);
        (0..within.len())
            .map(|nth| self.slope(&within, nth))
            .collect()
    }

    /// The slope at the nth of the places, around which the quotients are arranged.
    fn slope(&self, places: &[usize], nth: usize) -> Option<f64> {
        let at = |place: usize| self.quotients[place];
        let near = at(places[nth]) >> BITS_OF_NUMBER;
        if near == 0 {
            // Flat before rounding and after it.
            return Some(0.0);
        }
        // Beyond twice what a quotient is off the slopes are on the same side as their quotients.
        let window = least_of(near - 2 * OFF)..=most_of(near + 2 * OFF);
        if window.start() < self.bounds.start() || self.bounds.end() < window.end() {
            return None;
        }
        let is_before = |place: &&usize| at(**place) < *window.start();
        let is_after = |place: &&usize| at(**place) > *window.end();
        let from = places[..nth]
            .iter()
            .rev()
            .find(is_before)
            .map_or(0, |one| one + 1);
        let until = places[nth..].iter().find(is_after).copied();
        let around = &self.quotients[from..until.unwrap_or(self.quotients.len())];
        let (start, width) = (*window.start(), width(&window));
        let before: usize = around.iter().map(|&one| usize::from(one < start)).sum();
        let within = around.iter();
        let within = within.filter(|&one| one.wrapping_sub(start).cast_unsigned() <= width);
        let mut slopes: Vec<i64> = within
            .take(ALIKE + 1)
            .map(|&one| rising(self.of.slope(one)))
            .collect();
        if slopes.len() > ALIKE {
            return None;
        }
        let (_, slope, _) = slopes.select_nth_unstable(places[nth] - from - before);
        Some(of_rising(*slope))
    }
}
