//! Means that do not depend on the order of their values, and the mean of pH.

mod ph;

pub use ph::{MeanPh, mean_ph};

/// What a sum is shrunk by when it would leave the range of a double.
const SHRINK: f64 = 1.0 / 18_446_744_073_709_551_616.0; // 2^-64, exact

/// An arithmetic mean that takes its values one at a time or in parts.
///
/// The sum carries what its additions lost (Neumaier), so the mean of equal values is that value and
/// the order of the values does not show beyond the last digit. Sums beyond the range of a double
/// are held shrunk, so the mean of huge values is finite. NaN makes the mean NaN.
///
/// Source: A. Neumaier, Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen,
/// ZAMM 54 (1974), algorithm IV; from memory; not checked against the printed text.
///
/// ```
/// use wellkeeper_methods::mean::Mean;
///
/// let mut morning = Mean::new();
/// morning.add(0.1);
/// morning.add(0.2);
/// let mut day = Mean::new();
/// day.add(0.6);
/// day.merge(&morning);
/// assert_eq!((day.count(), day.value()), (3, Some(0.3)));
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mean {
    count: u64,
    sum: f64,
    lost: f64,
    scale: f64,
}

impl Mean {
    /// The mean of nothing yet.
    ///
    /// Source: see [`Mean`].
    ///
    /// ```
    /// assert_eq!(wellkeeper_methods::mean::Mean::new().value(), None);
    /// ```
    pub const fn new() -> Self {
        Self {
            count: 0,
            sum: 0.0,
            lost: 0.0,
            scale: 1.0,
        }
    }

    /// Takes one value.
    ///
    /// Source: see [`Mean`].
    ///
    /// ```
    /// let mut mean = wellkeeper_methods::mean::Mean::new();
    /// mean.add(4.0);
    /// assert_eq!(mean.value(), Some(4.0));
    /// ```
    pub fn add(&mut self, value: f64) {
        self.count += 1;
        self.add_to_sum(value * self.scale);
    }

    /// Takes the values that another mean has taken.
    ///
    /// Source: see [`Mean`].
    ///
    /// ```
    /// let mut mean = wellkeeper_methods::mean::Mean::new();
    /// mean.merge(&wellkeeper_methods::mean::Mean::new());
    /// assert_eq!(mean.count(), 0);
    /// ```
    pub fn merge(&mut self, other: &Self) {
        let mut other = *other;
        if other.scale < self.scale {
            self.shrink();
        } else if self.scale < other.scale {
            other.shrink();
        }
        self.count += other.count;
        self.add_to_sum(other.sum);
        if other.sum.is_finite() {
            self.add_to_sum(other.lost * (self.scale / other.scale));
        }
    }

    /// The mean; `None` of no value.
    ///
    /// Source: see [`Mean`].
    ///
    /// ```
    /// let mut mean = wellkeeper_methods::mean::Mean::new();
    /// mean.add(f64::MAX);
    /// mean.add(f64::MAX);
    /// assert_eq!(mean.value(), Some(f64::MAX));
    /// ```
    pub fn value(&self) -> Option<f64> {
        if self.count == 0 {
            return None;
        }
        if !self.sum.is_finite() {
            return Some(self.sum);
        }
        // The quotient, and what the division left over: nearly the correctly rounded mean.
        let count = self.count as f64;
        let quotient = self.sum / count;
        let left_over = (-quotient).mul_add(count, self.sum);
        Some((quotient + (left_over + self.lost) / count) / self.scale)
    }

    /// How many values were taken.
    ///
    /// Source: see [`Mean`].
    ///
    /// ```
    /// assert_eq!(wellkeeper_methods::mean::Mean::new().count(), 0);
    /// ```
    pub const fn count(&self) -> u64 {
        self.count
    }

    /// The count and three numbers that [`from_state`](Self::from_state) makes the same mean of.
    ///
    /// For an engine that computes in parts and carries the parts between its threads.
    ///
    /// Source: see [`Mean`].
    ///
    /// ```
    /// use wellkeeper_methods::mean::Mean;
    /// let mut mean = Mean::new();
    /// mean.add(0.1);
    /// let (count, numbers) = mean.state();
    /// assert_eq!(Mean::from_state(count, numbers), mean);
    /// ```
    pub const fn state(&self) -> (u64, [f64; 3]) {
        (self.count, [self.sum, self.lost, self.scale])
    }

    /// The mean that [`state`](Self::state) was taken of. Other numbers make a meaningless mean.
    ///
    /// Source: see [`Mean`].
    ///
    /// ```
    /// use wellkeeper_methods::mean::Mean;
    /// let (count, numbers) = Mean::new().state();
    /// assert_eq!(Mean::from_state(count, numbers).value(), None);
    /// ```
    pub const fn from_state(count: u64, [sum, lost, scale]: [f64; 3]) -> Self {
        Self {
            count,
            sum,
            lost,
            scale,
        }
    }

    /// Adds a term that is in the scale of the sum.
    fn add_to_sum(&mut self, mut term: f64) {
        let mut total = self.sum + term;
        if total.is_infinite() && self.sum.is_finite() && term.is_finite() {
            self.shrink();
            term *= SHRINK;
            total = self.sum + term;
        }
        if total.is_finite() {
            self.lost += if self.sum.abs() >= term.abs() {
                (self.sum - total) + term
            } else {
                (term - total) + self.sum
            };
        }
        self.sum = total;
    }

    fn shrink(&mut self) {
        self.sum *= SHRINK;
        self.lost *= SHRINK;
        self.scale *= SHRINK;
    }
}

impl Default for Mean {
    fn default() -> Self {
        Self::new()
    }
}

/// The arithmetic mean of `values`; `None` of none.
///
/// Source: see [`Mean`].
///
/// ```
/// use wellkeeper_methods::mean::mean;
/// assert_eq!(mean(&[0.1; 3]), Some(0.1));
/// assert_eq!(mean(&[]), None);
/// ```
pub fn mean(values: &[f64]) -> Option<f64> {
    let mut mean = Mean::new();
    for &value in values {
        mean.add(value);
    }
    mean.value()
}
