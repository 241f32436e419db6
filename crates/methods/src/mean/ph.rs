//! The mean of pH, which is no mean of pH but of what it is the logarithm of.

use super::Mean;

/// A mean of pH, taken over the concentration of hydrogen ions: −log₁₀ of the mean of 10^−pH.
///
/// It lies at or below the arithmetic mean of the same values: acid weighs more. pH has no unit; it
/// is meant for 0 to 14, and a pH above 307 counts as no hydrogen ion at all.
///
/// Source: 地表水环境质量监测数据统计技术规定 (试行), 环办监测函〔2020〕82号, as the public library
/// sm1lewc/SurfaceWater quotes it; not checked against the printed text.
///
/// ```
/// use wellkeeper_methods::mean::MeanPh;
/// let mut mean = MeanPh::new();
/// mean.add(6.0);
/// mean.add(8.0);
/// assert!((mean.value().unwrap() - 6.2967086).abs() < 1e-7); // the arithmetic mean is 7
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct MeanPh {
    hydrogen: Mean,
}

impl MeanPh {
    /// The mean of nothing yet.
    ///
    /// Source: see [`MeanPh`].
    ///
    /// ```
    /// assert_eq!(wellkeeper_methods::mean::MeanPh::new().value(), None);
    /// ```
    pub const fn new() -> Self {
        Self {
            hydrogen: Mean::new(),
        }
    }

    /// Takes one pH.
    ///
    /// Source: see [`MeanPh`].
    ///
    /// ```
    /// let mut mean = wellkeeper_methods::mean::MeanPh::new();
    /// mean.add(7.0);
    /// assert!((mean.value().unwrap() - 7.0).abs() < 1e-12);
    /// ```
    pub fn add(&mut self, ph: f64) {
        self.hydrogen.add(10.0_f64.powf(-ph));
    }

    /// Takes the values that another mean has taken.
    ///
    /// Source: see [`MeanPh`].
    ///
    /// ```
    /// let mut mean = wellkeeper_methods::mean::MeanPh::new();
    /// mean.merge(&wellkeeper_methods::mean::MeanPh::new());
    /// assert_eq!(mean.count(), 0);
    /// ```
    pub fn merge(&mut self, other: &Self) {
        self.hydrogen.merge(&other.hydrogen);
    }

    /// The mean; `None` of no value.
    ///
    /// Source: see [`MeanPh`].
    ///
    /// ```
    /// assert_eq!(wellkeeper_methods::mean::MeanPh::default().value(), None);
    /// ```
    pub fn value(&self) -> Option<f64> {
        self.hydrogen.value().map(|hydrogen| -hydrogen.log10())
    }

    /// How many values were taken.
    ///
    /// Source: see [`MeanPh`].
    ///
    /// ```
    /// assert_eq!(wellkeeper_methods::mean::MeanPh::new().count(), 0);
    /// ```
    pub const fn count(&self) -> u64 {
        self.hydrogen.count()
    }

    /// The count and three numbers that [`from_state`](Self::from_state) makes the same mean of.
    ///
    /// Source: see [`MeanPh`].
    ///
    /// ```
    /// assert_eq!(wellkeeper_methods::mean::MeanPh::new().state().0, 0);
    /// ```
    pub const fn state(&self) -> (u64, [f64; 3]) {
        self.hydrogen.state()
    }

    /// The mean that [`state`](Self::state) was taken of. Other numbers make a meaningless mean.
    ///
    /// Source: see [`MeanPh`].
    ///
    /// ```
    /// use wellkeeper_methods::mean::MeanPh;
    /// let (count, numbers) = MeanPh::new().state();
    /// assert_eq!(MeanPh::from_state(count, numbers), MeanPh::new());
    /// ```
    pub const fn from_state(count: u64, numbers: [f64; 3]) -> Self {
        Self {
            hydrogen: Mean::from_state(count, numbers),
        }
    }
}

/// The mean of pH values over the concentration of hydrogen ions; `None` of none.
///
/// Source: see [`MeanPh`].
///
/// ```
/// use wellkeeper_methods::mean::mean_ph;
/// assert!((mean_ph(&[7.0, 7.0]).unwrap() - 7.0).abs() < 1e-12);
/// assert_eq!(mean_ph(&[]), None);
/// ```
pub fn mean_ph(values: &[f64]) -> Option<f64> {
    let mut mean = MeanPh::new();
    for &ph in values {
        mean.add(ph);
    }
    mean.value()
}
