//! The five trophic states, cut from the index.

/// How rich in nutrients a lake is. The richest is the greatest.
///
/// | state | index |
/// |---|---|
/// | oligotrophic 贫营养 | below 30 |
/// | mesotrophic 中营养 | 30 to 50, both in it |
/// | lightly eutrophic 轻度富营养 | above 50 to 60 |
/// | moderately eutrophic 中度富营养 | above 60 to 70 |
/// | heavily eutrophic 重度富营养 | above 70 |
///
/// Source: 环办〔2011〕22号, as public implementations and ChinaXiv 202112.00113 have it; not checked
/// against the printed text.
///
/// ```
/// use wellkeeper_methods::trophic::TrophicState;
/// assert_eq!(TrophicState::of_index(61.837).unwrap().title_zh(), "中度富营养"); // Hulun Lake, 2011
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TrophicState {
    /// Index below 30.
    Oligotrophic,
    /// Index 30 to 50.
    Mesotrophic,
    /// Index above 50, to 60.
    LightlyEutrophic,
    /// Index above 60, to 70.
    ModeratelyEutrophic,
    /// Index above 70.
    HeavilyEutrophic,
}

impl TrophicState {
    /// The states from poorest to richest.
    ///
    /// Source: see [`TrophicState`].
    ///
    /// ```
    /// use wellkeeper_methods::trophic::TrophicState;
    /// assert!(TrophicState::ALL.is_sorted());
    /// ```
    pub const ALL: [Self; 5] = [
        Self::Oligotrophic,
        Self::Mesotrophic,
        Self::LightlyEutrophic,
        Self::ModeratelyEutrophic,
        Self::HeavilyEutrophic,
    ];

    /// The state of an index; `None` for NaN. An index on a bound is in the poorer state, but 30 is
    /// mesotrophic.
    ///
    /// Source: see [`TrophicState`].
    ///
    /// ```
    /// use wellkeeper_methods::trophic::TrophicState;
    /// assert_eq!(TrophicState::of_index(50.0), Some(TrophicState::Mesotrophic));
    /// assert_eq!(TrophicState::of_index(50.1), Some(TrophicState::LightlyEutrophic));
    /// assert_eq!(TrophicState::of_index(30.0), Some(TrophicState::Mesotrophic));
    /// ```
    pub fn of_index(index: f64) -> Option<Self> {
        match index {
            index if index.is_nan() => None,
            index if index < 30.0 => Some(Self::Oligotrophic),
            index if index <= 50.0 => Some(Self::Mesotrophic),
            index if index <= 60.0 => Some(Self::LightlyEutrophic),
            index if index <= 70.0 => Some(Self::ModeratelyEutrophic),
            _ => Some(Self::HeavilyEutrophic),
        }
    }

    /// The index above which the next state begins (from which, for oligotrophic); `None` for the
    /// richest.
    ///
    /// Source: see [`TrophicState`].
    ///
    /// ```
    /// use wellkeeper_methods::trophic::TrophicState;
    /// assert_eq!(TrophicState::LightlyEutrophic.upper_bound(), Some(60.0));
    /// assert_eq!(TrophicState::HeavilyEutrophic.upper_bound(), None);
    /// ```
    pub const fn upper_bound(self) -> Option<f64> {
        match self {
            Self::Oligotrophic => Some(30.0),
            Self::Mesotrophic => Some(50.0),
            Self::LightlyEutrophic => Some(60.0),
            Self::ModeratelyEutrophic => Some(70.0),
            Self::HeavilyEutrophic => None,
        }
    }

    /// The state as it is stored.
    ///
    /// Source: our own spelling.
    ///
    /// ```
    /// use wellkeeper_methods::trophic::TrophicState;
    /// assert_eq!(TrophicState::Mesotrophic.as_str(), "mesotrophic");
    /// ```
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Oligotrophic => "oligotrophic",
            Self::Mesotrophic => "mesotrophic",
            Self::LightlyEutrophic => "lightly_eutrophic",
            Self::ModeratelyEutrophic => "moderately_eutrophic",
            Self::HeavilyEutrophic => "heavily_eutrophic",
        }
    }

    /// The state as bulletins print it.
    ///
    /// Source: ChinaXiv 202112.00113 (中度富营养); the others alike.
    ///
    /// ```
    /// use wellkeeper_methods::trophic::TrophicState;
    /// assert_eq!(TrophicState::Oligotrophic.title_zh(), "贫营养");
    /// ```
    pub const fn title_zh(self) -> &'static str {
        match self {
            Self::Oligotrophic => "贫营养",
            Self::Mesotrophic => "中营养",
            Self::LightlyEutrophic => "轻度富营养",
            Self::ModeratelyEutrophic => "中度富营养",
            Self::HeavilyEutrophic => "重度富营养",
        }
    }
}

impl core::fmt::Display for TrophicState {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        formatter.pad(self.as_str())
    }
}
