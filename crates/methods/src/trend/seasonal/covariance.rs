//! What the seasons of one year have in common.

use super::Season;

/// The sum of the covariances of S over all ordered pairs of different seasons.
///
/// Of two seasons g and h: (K + 4 Σ r_g r_h) / 3 over the years that both have. K is the number of
/// pairs of years in which both move the same way less those in which they move apart; r is a
/// value's rank in its own season less the season's middle rank, ties sharing theirs. A year that one
/// of them misses has r = 0, the middle rank, and is in no pair.
///
/// Source: Dietz and Killeen (1981); Hirsch and Slack (1984), equations for missing values; from
/// memory; not checked against the printed texts. Agrees with rkt 1.7.
pub(super) fn between(seasons: &[Season]) -> f64 {
    let ranks: Vec<Vec<f64>> = seasons.iter().map(|one| ranks(&one.values)).collect();
    let mut both = Vec::new();
    let mut thirds = 0.0;
    for (later, (one, one_ranks)) in seasons.iter().zip(&ranks).enumerate() {
        for (other, other_ranks) in seasons.iter().zip(&ranks).take(later) {
            pair_up(&mut both, (one, one_ranks), (other, other_ranks));
            thirds += 2.0 * covariance_3(&both);
        }
    }
    thirds / 3.0
}

/// A year that two seasons have: both values, both ranks.
struct Both {
    values: (f64, f64),
    ranks: (f64, f64),
}

/// 3 times the covariance: a whole number, because ranks are whole or half.
fn covariance_3(years: &[Both]) -> f64 {
    let mut together = 0_i64;
    let mut ranks = 0.0;
    for (later, year) in years.iter().enumerate() {
        ranks += year.ranks.0 * year.ranks.1;
        for earlier in &years[..later] {
            together += direction(earlier.values.0, year.values.0)
                * direction(earlier.values.1, year.values.1);
        }
    }
    together as f64 + 4.0 * ranks
}

/// 1 when the value rises, −1 when it falls, 0 when it stays.
fn direction(earlier: f64, later: f64) -> i64 {
    i64::from(later > earlier) - i64::from(later < earlier)
}

/// The years that both seasons have; the years of a season rise.
fn pair_up(both: &mut Vec<Both>, one: (&Season, &[f64]), other: (&Season, &[f64])) {
    both.clear();
    let mut at = 0;
    for (index, &year) in one.0.years.iter().enumerate() {
        while other.0.years.get(at).is_some_and(|&seen| seen < year) {
            at += 1;
        }
        if other.0.years.get(at) == Some(&year) {
            both.push(Both {
                values: (one.0.values[index], other.0.values[at]),
                ranks: (one.1[index], other.1[at]),
            });
        }
    }
}

/// Each value's rank less the middle rank; equal values share the mean of their ranks.
fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_unstable_by(|&one, &other| values[one].total_cmp(&values[other]));
    let mut ranks = vec![0.0; values.len()];
    let middle = f64::midpoint(1.0, values.len() as f64);
    let mut before = 0;
    for group in order.chunk_by(|&one, &next| values[one] == values[next]) {
        let shared = before as f64 + f64::midpoint(1.0, group.len() as f64);
        for &index in group {
            ranks[index] = shared - middle;
        }
        before += group.len();
    }
    ranks
}
