//! Elevations of any type, as integers of the same order.

use std::fmt::Debug;

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

/// A type of elevations.
///
/// A key has the order of its elevation; 0 and −0 have one key, and no elevation has a key of [`Key::DRAIN`]
/// or [`Key::WALL`].
pub trait Elevation: Copy + PartialEq + Default + Debug + Send + Sync + 'static {
    /// The integer that stands for it.
    type Key: Key;
    /// Bytes of one in a scratch file.
    const BYTES: usize;

    /// The key of an elevation; of a NaN it says nothing.
    fn key(self) -> Self::Key;
    /// The elevation of a key that is one.
    fn of_key(key: Self::Key) -> Self;
    /// As a float, exactly.
    fn float(self) -> f64;
    /// Whether it is no number.
    #[inline]
    fn is_nan(self) -> bool {
        false
    }
    /// Into the first [`Self::BYTES`] bytes, the lowest first; nothing where there are fewer.
    fn put(self, bytes: &mut [u8]);
    /// Of [`Self::BYTES`] bytes; the default where there are fewer.
    fn take(bytes: &[u8]) -> Self;
}

macro_rules! bytes_of {
    ($type:ty) => {
        const BYTES: usize = size_of::<$type>();

        #[inline]
        fn put(self, bytes: &mut [u8]) {
            if let Some(chunk) = bytes.first_chunk_mut() {
                *chunk = self.to_le_bytes();
            }
        }
        #[inline]
        fn take(bytes: &[u8]) -> Self {
            bytes
                .first_chunk()
                .map_or_else(Self::default, |chunk| Self::from_le_bytes(*chunk))
        }
    };
}

macro_rules! integers {
    ($($type:ty => $key:ty),*) => {$(
        impl Elevation for $type {
            type Key = $key;
            #[inline]
            fn key(self) -> $key {
                <$key>::from(self)
            }
            #[inline]
            fn of_key(key: $key) -> Self {
                Self::try_from(key).unwrap_or_default()
            }
            #[inline]
            fn float(self) -> f64 {
                f64::from(self)
            }
            bytes_of!($type);
        }
    )*};
}

integers!(u8 => i32, i8 => i32, u16 => i32, i16 => i32, u32 => i64, i32 => i64);

macro_rules! floats {
    ($($type:ty, $key:ty, $sign:expr);*) => {$(
        impl Elevation for $type {
            type Key = $key;
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
            fn float(self) -> f64 {
                f64::from(self)
            }
            #[inline]
            fn is_nan(self) -> bool {
                self.is_nan()
            }
            bytes_of!($type);
        }
    )*};
}

floats!(f32, i32, 31; f64, i64, 63);
