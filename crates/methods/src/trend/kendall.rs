//! Kendall's S and its variance, the ground of all three tests.

/// What Kendall's tests count in a series.
#[derive(Default)]
pub(super) struct Kendall {
    /// Pairs that rise less pairs that fall.
    pub s: i64,
    /// 18 times the variance of `s` if there is no trend: a whole number, so that sums of it are
    /// exact and do not depend on the order of what is summed.
    pub var_s_18: f64,
}

impl Kendall {
    /// Variance of `s` if there is no trend.
    pub fn var_s(&self) -> f64 {
        self.var_s_18 / 18.0
    }
}

/// S and its variance of values in the order of their times, all times different.
pub(super) fn kendall(values: &[f64]) -> Kendall {
    let mut sorted = values.to_vec();
    let falls = sort_counting_falls(&mut sorted, &mut values.to_vec());
    let ties = Ties::of_sorted(&sorted);
    let pairs = pairs(values.len());
    Kendall {
        s: pairs - ties.pairs - 2 * falls,
        var_s_18: weight(values.len() as f64) - ties.weights,
    }
}

/// Variance of S when values and times may both have ties.
///
/// Source: M. G. Kendall, Rank Correlation Methods (1970), variance of S with ties in both rankings,
/// as EnvStats 3.1.0 computes it; not checked against the printed text.
pub(super) fn variance_with_ties(times: &[f64], values: &[f64]) -> f64 {
    let count = values.len() as f64;
    let (of_times, of_values) = (Ties::of(times), Ties::of(values));
    let mut variance = (weight(count) - of_times.weights - of_values.weights) / 18.0;
    if values.len() > 2 {
        let triples = 9.0 * count * (count - 1.0) * (count - 2.0);
        variance += of_times.triples * of_values.triples / triples;
    }
    if values.len() > 1 {
        let both = 4.0 * of_times.pairs as f64 * of_values.pairs as f64;
        variance += both / (2.0 * count * (count - 1.0));
    }
    variance
}

/// How many pairs so many values have.
pub(super) fn pairs(count: usize) -> i64 {
    i64::try_from(count * count.saturating_sub(1) / 2).unwrap_or(i64::MAX)
}

/// Sums over the groups of equal values.
#[derive(Default)]
struct Ties {
    /// Σ t (t − 1) / 2: pairs of equal values.
    pairs: i64,
    /// Σ t (t − 1) (t − 2).
    triples: f64,
    /// Σ t (t − 1) (2 t + 5).
    weights: f64,
}

impl Ties {
    fn of(values: &[f64]) -> Self {
        let mut sorted = values.to_vec();
        sorted.sort_unstable_by(f64::total_cmp);
        Self::of_sorted(&sorted)
    }

    fn of_sorted(sorted: &[f64]) -> Self {
        let mut ties = Self::default();
        for group in sorted.chunk_by(|one, next| one == next) {
            let size = group.len() as f64;
            ties.pairs += pairs(group.len());
            ties.triples += size * (size - 1.0) * (size - 2.0);
            ties.weights += weight(size);
        }
        ties
    }
}

/// n (n − 1) (2 n + 5).
fn weight(count: f64) -> f64 {
    count * (count - 1.0) * (2.0 * count + 5.0)
}

/// Sorts `values` by merging and counts the pairs that fall: a greater value before a smaller one.
fn sort_counting_falls(values: &mut [f64], room: &mut [f64]) -> i64 {
    if values.len() < 2 {
        return 0;
    }
    let middle = values.len() / 2;
    let (left_room, right_room) = room.split_at_mut(middle);
    let (left, right) = values.split_at_mut(middle);
    let mut falls = sort_counting_falls(left, left_room) + sort_counting_falls(right, right_room);

    let (mut from_left, mut from_right) = (0, 0);
    for place in room.iter_mut() {
        let takes_right = match (left.get(from_left), right.get(from_right)) {
            (Some(one), Some(other)) => other < one,
            (one, _) => one.is_none(),
        };
        if takes_right {
            *place = right[from_right];
            from_right += 1;
            falls += i64::try_from(left.len() - from_left).unwrap_or(i64::MAX);
        } else {
            *place = left[from_left];
            from_left += 1;
        }
    }
    values.copy_from_slice(room);
    falls
}
