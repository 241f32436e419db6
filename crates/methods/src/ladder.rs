//! The class limits of one item, and the class of one value.

use crate::MethodError;
use crate::class::WaterClass;
use crate::error::all_finite;

/// Which way an item gets better.
///
/// Source: GB 3838-2002, table 1 (the signs ≤ and ≥ before the limits).
///
/// ```
/// use wellkeeper_methods::ladder::Better;
/// assert_ne!(Better::Lower, Better::Higher);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Better {
    /// Less is better: most items.
    Lower,
    /// More is better: dissolved oxygen.
    Higher,
}

/// The class limits of one item, in the item's own unit.
///
/// A value that stands exactly on a limit is in the class of that limit; when several classes share
/// the limit, in the best of them. The value is compared as it is: round it first where the
/// regulation rounds, because a mean such as 0.30000000000000004 is beyond 0.3.
/// Build one with [`Ladder::new`] or [`Ladder::within`], which check the limits.
///
/// Not here: class I of dissolved oxygen by 90 % saturation instead of 7.5 mg/L, see
/// [`is_oxygen_of_class_i`](crate::oxygen::is_oxygen_of_class_i); which ladder of
/// total phosphorus (river or lake) a point is judged by.
///
/// Source: GB 3838-2002, table 1.
///
/// ```
/// use wellkeeper_methods::{class::WaterClass, ladder::{Better, Ladder}};
///
/// let in_a_river = Ladder::new(Better::Lower, [0.02, 0.1, 0.2, 0.3, 0.4])?;
/// let in_a_lake = Ladder::new(Better::Lower, [0.01, 0.025, 0.05, 0.1, 0.2])?;
/// assert_eq!(in_a_river.class(0.03), Some(WaterClass::II));
/// assert_eq!(in_a_lake.class(0.03), Some(WaterClass::III));
/// # Ok::<(), wellkeeper_methods::MethodError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Ladder {
    /// The greatest value of class I to class V.
    AtMost([f64; 5]),
    /// The least value of class I to class V.
    AtLeast([f64; 5]),
    /// One range for all five classes: pH.
    Within {
        /// The least value of the range, in it.
        low: f64,
        /// The greatest value of the range, in it.
        high: f64,
    },
}

impl Ladder {
    /// A ladder of five limits, class I first.
    ///
    /// Source: GB 3838-2002, table 1.
    ///
    /// # Errors
    /// [`MethodError::NotFinite`] for a limit that is no finite number;
    /// [`MethodError::LimitsOutOfOrder`] when a worse class is stricter than a better one.
    ///
    /// ```
    /// use wellkeeper_methods::ladder::{Better, Ladder};
    /// assert!(Ladder::new(Better::Higher, [7.5, 6.0, 5.0, 3.0, 2.0]).is_ok());
    /// let refused = Ladder::new(Better::Lower, [7.5, 6.0, 5.0, 3.0, 2.0]).unwrap_err();
    /// assert_eq!(refused.to_string(), "limit 2 is 6 after 7.5; expected no less than that: check the ladder");
    /// ```
    pub fn new(better: Better, limits: [f64; 5]) -> Result<Self, MethodError> {
        all_finite("the class limits", &limits)?;
        let (ordered, expected): (fn(f64, f64) -> bool, _) = match better {
            Better::Lower => (|before, after| before <= after, "no less than that"),
            Better::Higher => (|before, after| before >= after, "no more than that"),
        };
        for (index, pair) in limits.windows(2).enumerate() {
            if !ordered(pair[0], pair[1]) {
                return Err(MethodError::LimitsOutOfOrder {
                    position: index + 2,
                    found: pair[1],
                    before: pair[0],
                    expected,
                });
            }
        }
        Ok(match better {
            Better::Lower => Self::AtMost(limits),
            Better::Higher => Self::AtLeast(limits),
        })
    }

    /// A range that all five classes share, both ends in it.
    ///
    /// Source: GB 3838-2002, table 1, item pH.
    ///
    /// # Errors
    /// [`MethodError::NotFinite`] for an end that is no finite number;
    /// [`MethodError::LimitsOutOfOrder`] when `high` is below `low`.
    ///
    /// ```
    /// use wellkeeper_methods::{class::WaterClass, ladder::Ladder};
    /// let ph = Ladder::within(6.0, 9.0)?;
    /// assert_eq!(ph.class(9.0), Some(WaterClass::I));
    /// assert_eq!(ph.class(9.01), Some(WaterClass::InferiorV));
    /// # Ok::<(), wellkeeper_methods::MethodError>(())
    /// ```
    pub fn within(low: f64, high: f64) -> Result<Self, MethodError> {
        all_finite("the ends of the range", &[low, high])?;
        if high < low {
            return Err(MethodError::LimitsOutOfOrder {
                position: 2,
                found: high,
                before: low,
                expected: "no less than that",
            });
        }
        Ok(Self::Within { low, high })
    }

    /// The best class whose limit `value` meets; worse than V when it meets none; `None` for NaN.
    ///
    /// A range gives class I inside and worse than V outside, because its classes share it.
    ///
    /// Source: GB 3838-2002, table 1.
    ///
    /// ```
    /// use wellkeeper_methods::{class::WaterClass, ladder::{Better, Ladder}};
    /// let cod = Ladder::new(Better::Lower, [15.0, 15.0, 20.0, 30.0, 40.0])?;
    /// assert_eq!(cod.class(15.0), Some(WaterClass::I)); // I and II share 15 mg/L
    /// assert_eq!(cod.class(15.1), Some(WaterClass::III));
    /// assert_eq!(cod.class(40.1), Some(WaterClass::InferiorV));
    /// assert_eq!(cod.class(f64::NAN), None);
    /// # Ok::<(), wellkeeper_methods::MethodError>(())
    /// ```
    pub fn class(&self, value: f64) -> Option<WaterClass> {
        match *self {
            Self::AtMost(limits) => first(value, &limits, |value, limit| value <= limit),
            Self::AtLeast(limits) => first(value, &limits, |value, limit| value >= limit),
            Self::Within { low, high } => {
                first(value, &[low], |value, _| low <= value && value <= high)
            }
        }
    }

    /// As [`class`](Self::class), but a value exactly on a limit has failed it.
    ///
    /// A published figure is rounded, and its publisher may have judged before rounding: a printed
    /// 0.020 may have been 0.0204. `class` and this one are the two classes that such a row can have
    /// had; off the limits they are the same. For comparing with published classes, not for judging.
    ///
    /// Source: our own; on rows of the national real-time feed whose printed class differs from the
    /// class of the printed values, the deciding value mostly stands exactly on a limit.
    ///
    /// ```
    /// use wellkeeper_methods::{class::WaterClass, ladder::{Better, Ladder}};
    /// let cod = Ladder::new(Better::Lower, [15.0, 15.0, 20.0, 30.0, 40.0])?;
    /// assert_eq!(cod.class_if_limits_fail(15.0), Some(WaterClass::III));
    /// assert_eq!(cod.class_if_limits_fail(14.9), cod.class(14.9));
    /// # Ok::<(), wellkeeper_methods::MethodError>(())
    /// ```
    pub fn class_if_limits_fail(&self, value: f64) -> Option<WaterClass> {
        match *self {
            Self::AtMost(limits) => first(value, &limits, |value, limit| value < limit),
            Self::AtLeast(limits) => first(value, &limits, |value, limit| value > limit),
            Self::Within { low, high } => {
                first(value, &[low], |value, _| low < value && value < high)
            }
        }
    }

    /// The limit of one class; `None` for worse than V, which has none, and for a range.
    ///
    /// Source: GB 3838-2002, table 1.
    ///
    /// ```
    /// use wellkeeper_methods::{class::WaterClass, ladder::{Better, Ladder}};
    /// let oxygen = Ladder::new(Better::Higher, [7.5, 6.0, 5.0, 3.0, 2.0])?;
    /// assert_eq!(oxygen.limit_of(WaterClass::III), Some(5.0));
    /// assert_eq!(oxygen.limit_of(WaterClass::InferiorV), None);
    /// # Ok::<(), wellkeeper_methods::MethodError>(())
    /// ```
    pub fn limit_of(&self, class: WaterClass) -> Option<f64> {
        match self {
            Self::AtMost(limits) | Self::AtLeast(limits) => {
                limits.get(usize::from(class.rank()) - 1).copied()
            }
            Self::Within { .. } => None,
        }
    }
}

/// The class of the first limit that `value` meets.
fn first(value: f64, limits: &[f64], meets: impl Fn(f64, f64) -> bool) -> Option<WaterClass> {
    if value.is_nan() {
        return None;
    }
    let met = limits.iter().position(|&limit| meets(value, limit));
    Some(met.map_or(WaterClass::InferiorV, |index| WaterClass::ALL[index]))
}
