//! Kendall's S and its variance, the ground of the tests.

use super::reading::{FEW, Reading, Standings};

/// What Kendall's tests count in a series.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Kendall {
    /// Pairs that rise less pairs that fall.
    pub s: i64,
    /// 18 times the variance of `s` if there is no trend: a whole number, so that sums of it are
    /// exact and do not depend on the order of what is summed.
    pub var_s_18: f64,
}

impl Kendall {
    fn new(s: i64, standings: &Standings) -> Self {
        Self {
            s,
            var_s_18: 6.0 * (standings.squares() + standings.pairs_that_differ as f64),
        }
    }

    /// Variance of `s` if there is no trend.
    pub fn var_s(&self) -> f64 {
        self.var_s_18 / 18.0
    }
}

/// S and its variance of readings in the order of their times, all times different.
///
/// The variance is that of S over all orders of the readings: with x the standing of each among all
/// and D the pairs that differ, Σ x² / 3 + D / 3. Where nothing is below a limit that is
/// n (n − 1) (2 n + 5) / 18 with its correction for ties.
///
/// Source: Daniels, Biometrika 33 (1944), variance of a coefficient of two sets of scores, of which
/// Kendall's with ties is one; from memory; not checked against the printed text; the tests count
/// every order.
pub(super) fn kendall(readings: &[Reading]) -> Kendall {
    kendall_and_standings(readings).0
}

/// As [`kendall`], with the standings that it needs.
pub(super) fn kendall_and_standings(readings: &[Reading]) -> (Kendall, Standings) {
    if readings.len() <= FEW {
        let (standings, s) = Standings::by_pairs(readings);
        (Kendall::new(s, &standings), standings)
    } else {
        by_sorting(readings)
    }
}

/// The same in O(n log n).
pub(super) fn by_sorting(readings: &[Reading]) -> (Kendall, Standings) {
    let standings = Standings::of(readings);
    let falls = sort_counting_falls(&mut readings.to_vec(), &mut readings.to_vec());
    let s = standings.pairs_that_differ - 2 * falls;
    (Kendall::new(s, &standings), standings)
}

/// Variance of S when times may be the same, too; by the source of [`kendall`].
pub(super) fn variance_with_ties(times: &[Reading], values: &[Reading]) -> f64 {
    let count = values.len() as f64;
    let (times, values) = (Standings::of(times), Standings::of(values));
    let pairs = |of: &Standings| of.pairs_that_differ as f64;
    let mut variance = 2.0 * pairs(&times) * pairs(&values) / (count * (count - 1.0));
    if count > 2.0 {
        let triples = |of: &Standings| of.squares() - 2.0 * pairs(of);
        variance += triples(&times) * triples(&values) / (count * (count - 1.0) * (count - 2.0));
    }
    variance
}

/// How many pairs so many values have.
pub(super) fn pairs(count: usize) -> i64 {
    i64::try_from(count * count.saturating_sub(1) / 2).unwrap_or(i64::MAX)
}

/// Sorts `readings` by merging and counts the pairs that fall: the later one surely less.
fn sort_counting_falls(readings: &mut [Reading], room: &mut [Reading]) -> i64 {
    if readings.len() < 2 {
        return 0;
    }
    let middle = readings.len() / 2;
    let (left_room, right_room) = room.split_at_mut(middle);
    let (left, right) = readings.split_at_mut(middle);
    let mut falls = sort_counting_falls(left, left_room) + sort_counting_falls(right, right_room);

    let (mut from_left, mut from_right) = (0, 0);
    let mut measured_left = left.iter().map(|one| i64::from(!one.is_below)).sum::<i64>();
    for place in room.iter_mut() {
        let takes_right = match (left.get(from_left), right.get(from_right)) {
            (Some(one), Some(other)) => other.cmp_limits(*one).is_lt(),
            (one, _) => one.is_none(),
        };
        if takes_right {
            *place = right[from_right];
            from_right += 1;
            falls += measured_left;
        } else {
            *place = left[from_left];
            measured_left -= i64::from(!left[from_left].is_below);
            from_left += 1;
        }
    }
    readings.copy_from_slice(room);
    falls
}
