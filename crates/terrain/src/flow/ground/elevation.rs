//! Elevations of any type, as integers of the same order.

use std::fmt::Debug;

use super::bytes::Bytes;

/// An integer that is ordered as the elevations are.
pub trait Key: Copy + Ord + Default + Debug + Send + Sync + 'static {
    /// Of a cell outside the ground that takes the water of its neighbours: lower than any elevation.
    const DRAIN: Self;
    /// Of a cell outside the ground that lets no water through: higher than any elevation.
    const WALL: Self;

    /// As a number of 64 bits.
    fn number(self) -> i64;
    /// Of such a number.
    fn of_number(number: i64) -> Self;

    /// Whether a cell has an elevation.
    #[inline]
    fn is_ground(self) -> bool {
        self != Self::DRAIN && self != Self::WALL
    }
}

impl Key for i32 {
    const DRAIN: Self = Self::MIN;
    const WALL: Self = Self::MAX;

    fn number(self) -> i64 {
        i64::from(self)
    }
    fn of_number(number: i64) -> Self {
        Self::try_from(number).unwrap_or(Self::WALL)
    }
}

impl Key for i64 {
    const DRAIN: Self = Self::MIN;
    const WALL: Self = Self::MAX;

    fn number(self) -> i64 {
        self
    }
    fn of_number(number: i64) -> Self {
        number
    }
}

/// A height that drops are taken from.
pub trait Altitude: Copy + Default + Debug + Send + Sync + 'static {
    /// Higher than any, so that nothing drops to it.
    const HIGHEST: Self;

    /// How far it lies above another, to the nearest float; above 0 only where it is higher.
    fn above(self, other: Self) -> f64;
}

impl Altitude for f64 {
    const HIGHEST: Self = Self::INFINITY;

    #[inline]
    fn above(self, other: Self) -> f64 {
        self - other
    }
}

impl Altitude for i64 {
    const HIGHEST: Self = Self::MAX;

    #[inline]
    #[allow(
        clippy::cast_precision_loss,
        reason = "rounded once, and no two heights have a drop of 0"
    )]
    fn above(self, other: Self) -> f64 {
        self.saturating_sub(other) as f64
    }
}

/// A type of elevations.
///
/// A key has the order of its elevation; 0 and −0 have one key, and no elevation has a key of [`Key::DRAIN`]
/// or [`Key::WALL`], but for the few that are refused where [`Elevation::IS_EVERY_ONE_KEYED`] is false.
pub trait Elevation: Bytes + PartialEq {
    /// The integer that stands for it.
    type Key: Key;
    /// What drops are taken between.
    type Altitude: Altitude;
    /// Whether each of its values has a key; if not, those without one are refused as ground.
    const IS_EVERY_ONE_KEYED: bool = true;

    /// The key of an elevation; of a NaN it says nothing.
    fn key(self) -> Self::Key;
    /// The elevation of a key that is one.
    fn of_key(key: Self::Key) -> Self;
    /// The same height, as drops are taken from it.
    fn altitude(self) -> Self::Altitude;
    /// Whether it is no number.
    #[inline]
    fn is_nan(self) -> bool {
        false
    }
}

macro_rules! integers {
    ($($type:ty => $key:ty),*) => {$(
        impl Elevation for $type {
            type Key = $key;
            type Altitude = f64;
            #[inline]
            fn key(self) -> $key {
                <$key>::from(self)
            }
            #[inline]
            fn of_key(key: $key) -> Self {
                Self::try_from(key).unwrap_or_default()
            }
            #[inline]
            fn altitude(self) -> f64 {
                f64::from(self)
            }
        }
    )*};
}

integers!(u8 => i32, i8 => i32, u16 => i32, i16 => i32, u32 => i64, i32 => i64);

macro_rules! long_integers {
    ($($type:ty),*) => {$(
        impl Elevation for $type {
            type Key = i64;
            type Altitude = i64;
            /// The lowest and the highest keys, and what is beyond them, are no ground.
            const IS_EVERY_ONE_KEYED: bool = false;
            #[inline]
            fn key(self) -> i64 {
                i64::try_from(self).unwrap_or(i64::WALL)
            }
            #[inline]
            fn of_key(key: i64) -> Self {
                Self::try_from(key).unwrap_or_default()
            }
            #[inline]
            fn altitude(self) -> i64 {
                self.key()
            }
        }
    )*};
}

long_integers!(i64, u64);

macro_rules! floats {
    ($($type:ty, $key:ty, $sign:expr);*) => {$(
        impl Elevation for $type {
            type Key = $key;
            type Altitude = f64;
            #[inline]
            fn key(self) -> $key {
                // Adding a zero makes −0 a 0.
                let bits = (self + 0.0).to_bits().cast_signed();
                // Of a negative number all bits but the sign are turned round, so that a greater magnitude is less.
                bits ^ ((bits >> $sign) & <$key>::MAX)
            }
            #[inline]
            fn of_key(key: $key) -> Self {
                Self::from_bits((key ^ ((key >> $sign) & <$key>::MAX)).cast_unsigned())
            }
            #[inline]
            fn altitude(self) -> f64 {
                f64::from(self)
            }
            #[inline]
            fn is_nan(self) -> bool {
                self.is_nan()
            }
        }
    )*};
}

floats!(f32, i32, 31; f64, i64, 63);
