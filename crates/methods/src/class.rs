//! The six classes of surface water, and how people write them.

use core::fmt;
use core::str::FromStr;

use crate::MethodError;

/// A class of surface water. The worst is the greatest, so the class of a section is a `max`.
///
/// GB 3838 defines five classes by use; water beyond class V has no class of its own in the standard
/// and is written 劣Ⅴ in every bulletin.
///
/// Source: GB 3838-2002, table 1 (five classes); clause 3 (their uses) and 环办〔2011〕22号 (劣Ⅴ) from
/// memory; not checked against the printed text.
///
/// ```
/// use wellkeeper_methods::class::WaterClass;
///
/// let of_items = [WaterClass::I, WaterClass::III, WaterClass::II];
/// assert_eq!(of_items.into_iter().max(), Some(WaterClass::III));
/// assert!(WaterClass::InferiorV > WaterClass::V);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WaterClass {
    /// Class I: headwaters and national reserves.
    I,
    /// Class II: first-grade protection zones of drinking water.
    II,
    /// Class III: second-grade protection zones of drinking water, fisheries, swimming.
    III,
    /// Class IV: industry, recreation without contact.
    IV,
    /// Class V: irrigation, landscape.
    V,
    /// Worse than class V: 劣Ⅴ.
    InferiorV,
}

impl WaterClass {
    /// The classes from best to worst.
    ///
    /// Source: GB 3838-2002, table 1.
    ///
    /// ```
    /// use wellkeeper_methods::class::WaterClass;
    /// assert!(WaterClass::ALL.is_sorted());
    /// ```
    pub const ALL: [Self; 6] = [
        Self::I,
        Self::II,
        Self::III,
        Self::IV,
        Self::V,
        Self::InferiorV,
    ];

    /// 1 for class I to 6 for worse than V.
    ///
    /// Source: our own numbering, in the order of GB 3838-2002, table 1.
    ///
    /// ```
    /// use wellkeeper_methods::class::WaterClass;
    /// assert_eq!(WaterClass::III.rank(), 3);
    /// assert_eq!(WaterClass::InferiorV.rank(), 6);
    /// ```
    pub const fn rank(self) -> u8 {
        self as u8 + 1
    }

    /// The class of a rank; `None` outside 1 to 6.
    ///
    /// Source: our own numbering, see [`rank`](Self::rank).
    ///
    /// ```
    /// use wellkeeper_methods::class::WaterClass;
    /// assert_eq!(WaterClass::from_rank(6), Some(WaterClass::InferiorV));
    /// assert_eq!(WaterClass::from_rank(0), None);
    /// ```
    pub const fn from_rank(rank: u8) -> Option<Self> {
        match rank {
            1..=6 => Some(Self::ALL[rank as usize - 1]),
            _ => None,
        }
    }

    /// The class in ASCII, as it is stored.
    ///
    /// Source: our own spelling.
    ///
    /// ```
    /// use wellkeeper_methods::class::WaterClass;
    /// assert_eq!(WaterClass::IV.as_str(), "IV");
    /// assert_eq!(WaterClass::InferiorV.as_str(), "inferior_V");
    /// ```
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::I => "I",
            Self::II => "II",
            Self::III => "III",
            Self::IV => "IV",
            Self::V => "V",
            Self::InferiorV => "inferior_V",
        }
    }

    /// The class as bulletins print it, without 类.
    ///
    /// Source: the classes as the national real-time feed of surface water prints them.
    ///
    /// ```
    /// use wellkeeper_methods::class::WaterClass;
    /// assert_eq!(format!("{}类", WaterClass::InferiorV.title_zh()), "劣Ⅴ类");
    /// ```
    pub const fn title_zh(self) -> &'static str {
        match self {
            Self::I => "Ⅰ",
            Self::II => "Ⅱ",
            Self::III => "Ⅲ",
            Self::IV => "Ⅳ",
            Self::V => "Ⅴ",
            Self::InferiorV => "劣Ⅴ",
        }
    }

    /// The class that `text` names; `None` when it names none.
    ///
    /// Taken: the stored words, the Unicode numerals, full-width letters, 一 to 五, 劣 before a five
    /// of any of these; with or without 类, with or without blanks around. Not taken: digits,
    /// because a column of digits may as well be a rank, a level or a count; and small letters.
    ///
    /// Source: spellings met in published tables; our own choice.
    ///
    /// ```
    /// use wellkeeper_methods::class::WaterClass;
    /// assert_eq!(WaterClass::parse(" Ⅲ类 "), Some(WaterClass::III));
    /// assert_eq!(WaterClass::parse("劣五类"), Some(WaterClass::InferiorV));
    /// assert_eq!(WaterClass::parse("ＩＶ"), Some(WaterClass::IV));
    /// assert_eq!(WaterClass::parse("4"), None);
    /// assert_eq!(WaterClass::parse("--"), None);
    /// ```
    pub fn parse(text: &str) -> Option<Self> {
        let word = text.trim();
        let word = word.strip_suffix('类').map_or(word, str::trim_end);
        if word == Self::InferiorV.as_str() {
            return Some(Self::InferiorV);
        }
        match word.strip_prefix('劣') {
            None => numeral(word),
            Some(rest) => (numeral(rest.trim_start())? == Self::V).then_some(Self::InferiorV),
        }
    }
}

impl fmt::Display for WaterClass {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}

impl FromStr for WaterClass {
    type Err = MethodError;

    fn from_str(text: &str) -> Result<Self, MethodError> {
        Self::parse(text).ok_or_else(|| MethodError::UnknownClass {
            found: text.to_owned(),
        })
    }
}

/// One to five, in one script at a time.
fn numeral(word: &str) -> Option<WaterClass> {
    match word {
        "I" | "Ⅰ" | "Ｉ" | "一" => Some(WaterClass::I),
        "II" | "Ⅱ" | "ＩＩ" | "二" => Some(WaterClass::II),
        "III" | "Ⅲ" | "ＩＩＩ" | "三" => Some(WaterClass::III),
        "IV" | "Ⅳ" | "ＩＶ" | "四" => Some(WaterClass::IV),
        "V" | "Ⅴ" | "Ｖ" | "五" => Some(WaterClass::V),
        _ => None,
    }
}
