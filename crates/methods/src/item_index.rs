//! The share of one item in the water quality index of a city (CWQI).

/// The limit that an item's index is measured by: that of class III.
///
/// Source: GB 3838-2002, table 1.
///
/// ```
/// use wellkeeper_methods::item_index::{ClassIii, item_index};
/// assert_eq!(item_index(0.5, ClassIii::AtMost(1.0)), Some(0.5));
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ClassIii {
    /// Less is better: most items.
    AtMost(f64),
    /// More is better: dissolved oxygen.
    AtLeast(f64),
    /// A range around 7: pH.
    Within {
        /// The least value of the range.
        low: f64,
        /// The greatest value of the range.
        high: f64,
    },
}

/// How much of class III one item uses up: 1 on its limit, more beyond it. No unit.
///
/// Value over limit; limit over value for dissolved oxygen; for pH the distance from 7 over the
/// distance of that end of the range, so that 7 is 0 and both ends are 1. The sum over the items is
/// the index of the section or the city; compare sums over the same items only. `None` where there
/// is no such number: NaN, a limit or an oxygen of 0 or less, a range that does not hold 7.
///
/// Source: 城市地表水环境质量排名技术规定（试行）, as the public library sm1lewc/SurfaceWater has it
/// (CWQI.cs); not checked against the printed text.
///
/// ```
/// use wellkeeper_methods::item_index::{ClassIii, item_index};
/// assert_eq!(item_index(10.0, ClassIii::AtLeast(5.0)), Some(0.5));
/// assert_eq!(item_index(8.0, ClassIii::Within { low: 6.0, high: 9.0 }), Some(0.5));
/// assert_eq!(item_index(6.5, ClassIii::Within { low: 6.0, high: 9.0 }), Some(0.5));
/// ```
pub fn item_index(value: f64, class_iii: ClassIii) -> Option<f64> {
    let over = |part: f64, whole: f64| (whole > 0.0).then(|| part / whole);
    let index = match class_iii {
        ClassIii::AtMost(limit) => over(value, limit),
        ClassIii::AtLeast(limit) => over(limit, value).filter(|_| limit > 0.0),
        ClassIii::Within { low, high } if value <= NEUTRAL => {
            over(NEUTRAL - value, NEUTRAL - low).filter(|_| high > NEUTRAL)
        }
        ClassIii::Within { low, high } => {
            over(value - NEUTRAL, high - NEUTRAL).filter(|_| low < NEUTRAL)
        }
    };
    index.filter(|index| index.is_finite())
}

/// The pH that uses up nothing.
const NEUTRAL: f64 = 7.0;
