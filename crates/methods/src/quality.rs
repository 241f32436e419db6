//! The five words that a bulletin has for the state of water, and how the state changed.

use crate::class::WaterClass;

/// The state of the water of a section, a river or a basin. The worst is the greatest.
///
/// | state | a section of class | a river or basin of five sections or more |
/// |---|---|---|
/// | excellent 优 | Ⅰ, Ⅱ | at least 90 % of the sections in Ⅰ to Ⅲ |
/// | good 良好 | Ⅲ | at least 75 % |
/// | light 轻度污染 | Ⅳ | below 75 %, and below 20 % in 劣Ⅴ |
/// | moderate 中度污染 | Ⅴ | below 75 %, and 20 % or more in 劣Ⅴ, but below 40 % |
/// | heavy 重度污染 | 劣Ⅴ | 40 % or more in 劣Ⅴ |
///
/// Source: 环办〔2011〕22号, tables of 定性评价; the shares as a page of the Shenzhen bureau has them, the
/// classes and the words from memory; not checked against the printed text.
///
/// ```
/// use wellkeeper_methods::{class::WaterClass, quality::Quality};
/// assert_eq!(Quality::of_class(WaterClass::II), Quality::Excellent);
/// assert!(Quality::Heavy > Quality::Good);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Quality {
    /// 优.
    Excellent,
    /// 良好.
    Good,
    /// 轻度污染.
    Light,
    /// 中度污染.
    Moderate,
    /// 重度污染.
    Heavy,
}

impl Quality {
    /// The state of one section by its class.
    ///
    /// Source: see [`Quality`]; from memory; not checked against the printed text.
    ///
    /// ```
    /// use wellkeeper_methods::{class::WaterClass, quality::Quality};
    /// assert_eq!(Quality::of_class(WaterClass::InferiorV), Quality::Heavy);
    /// ```
    pub const fn of_class(class: WaterClass) -> Self {
        match class {
            WaterClass::I | WaterClass::II => Self::Excellent,
            WaterClass::III => Self::Good,
            WaterClass::IV => Self::Light,
            WaterClass::V => Self::Moderate,
            WaterClass::InferiorV => Self::Heavy,
        }
    }

    /// The state of a river or basin of five sections or more, by the shares of its sections in
    /// classes Ⅰ to Ⅲ and in 劣Ⅴ, in percent.
    ///
    /// A share that stands on an edge belongs to the row that names the edge: 90 % is excellent, 75 %
    /// good, 20 % of 劣Ⅴ moderate, 40 % heavy. With 75 % or more in Ⅰ to Ⅲ the share of 劣Ⅴ does not
    /// count. The measures are remembered to ask for *below 60 %* in Ⅰ to Ⅲ beside the 40 %, which
    /// leaves exactly 60 and 40 without a word; that one is heavy here, as the page has it. `None`
    /// for what is no share: NaN, below 0, above 100. Count before you divide: 100 × 3 / 5 is 60, and
    /// 100 × 0.6 need not be.
    ///
    /// Source: see [`Quality`].
    ///
    /// ```
    /// use wellkeeper_methods::quality::Quality;
    /// assert_eq!(Quality::of_shares(90.0, 0.0), Some(Quality::Excellent));
    /// assert_eq!(Quality::of_shares(60.0, 20.0), Some(Quality::Moderate));
    /// assert_eq!(Quality::of_shares(60.0, 40.0), Some(Quality::Heavy));
    /// ```
    pub fn of_shares(good_percent: f64, inferior_percent: f64) -> Option<Self> {
        let is_share = |share: &f64| (0.0..=100.0).contains(share);
        if !is_share(&good_percent) || !is_share(&inferior_percent) {
            return None;
        }
        Some(match (good_percent, inferior_percent) {
            (90.0.., _) => Self::Excellent,
            (75.0.., _) => Self::Good,
            (_, 40.0..) => Self::Heavy,
            (_, 20.0..) => Self::Moderate,
            _ => Self::Light,
        })
    }

    /// The state as it is stored.
    ///
    /// Source: our own spelling.
    ///
    /// ```
    /// assert_eq!(wellkeeper_methods::quality::Quality::Light.as_str(), "light");
    /// ```
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Excellent => "excellent",
            Self::Good => "good",
            Self::Light => "light",
            Self::Moderate => "moderate",
            Self::Heavy => "heavy",
        }
    }
}

/// How the state of the water changed from one period to another.
///
/// Source: 环办〔2011〕22号, 变化分析; from memory; not checked against the printed text.
///
/// ```
/// use wellkeeper_methods::{class::WaterClass, quality::Change};
/// assert_eq!(Change::of_class(WaterClass::IV, WaterClass::III), Change::SomeBetter);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Change {
    /// 无明显变化.
    None,
    /// 有所好转.
    SomeBetter,
    /// 有所变差.
    SomeWorse,
    /// 明显好转.
    MarkedBetter,
    /// 明显变差.
    MarkedWorse,
}

impl Change {
    /// The change of one section: by one state of [`Quality`] some, by two or more marked. Class Ⅰ
    /// to Ⅱ is no change, because both are excellent.
    ///
    /// Source: see [`Change`]; from memory; not checked against the printed text.
    ///
    /// ```
    /// use wellkeeper_methods::{class::WaterClass, quality::Change};
    /// assert_eq!(Change::of_class(WaterClass::I, WaterClass::II), Change::None);
    /// assert_eq!(Change::of_class(WaterClass::II, WaterClass::V), Change::MarkedWorse);
    /// ```
    pub fn of_class(before: WaterClass, now: WaterClass) -> Self {
        let level = |class| Quality::of_class(class) as i32;
        let worse_by = level(now) - level(before);
        Self::named(worse_by.abs() >= 1, worse_by.abs() >= 2, worse_by < 0)
    }

    /// The change of a river or basin: by how many points the share of its sections in classes Ⅰ to
    /// Ⅲ grew, less by how many that of 劣Ⅴ grew. To 10 none, beyond 10 to 20 some, beyond 20 marked.
    ///
    /// Both in percentage points, less being negative. `None` for NaN and the infinities.
    ///
    /// Source: see [`Change`]; from memory; not checked against the printed text.
    ///
    /// ```
    /// use wellkeeper_methods::quality::Change;
    /// assert_eq!(Change::of_shares(8.0, -2.0), Some(Change::None)); // 10 points, on the edge
    /// assert_eq!(Change::of_shares(-15.0, 6.0), Some(Change::MarkedWorse));
    /// ```
    pub fn of_shares(good_points: f64, inferior_points: f64) -> Option<Self> {
        let better_by = good_points - inferior_points;
        better_by.is_finite().then(|| {
            let size = better_by.abs();
            Self::named(size > 10.0, size > 20.0, better_by > 0.0)
        })
    }

    /// The change as it is stored.
    ///
    /// Source: our own spelling.
    ///
    /// ```
    /// assert_eq!(wellkeeper_methods::quality::Change::SomeWorse.as_str(), "some_worse");
    /// ```
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::SomeBetter => "some_better",
            Self::SomeWorse => "some_worse",
            Self::MarkedBetter => "marked_better",
            Self::MarkedWorse => "marked_worse",
        }
    }

    const fn named(is_some: bool, is_marked: bool, is_better: bool) -> Self {
        match (is_some, is_marked, is_better) {
            (false, ..) => Self::None,
            (true, false, true) => Self::SomeBetter,
            (true, false, false) => Self::SomeWorse,
            (true, true, true) => Self::MarkedBetter,
            (true, true, false) => Self::MarkedWorse,
        }
    }
}
