//! What a cell may hold.

use std::cmp::Ordering;

/// A number of a cell, whole or not.
pub trait Cell: Copy + PartialOrd + Send + Sync + 'static {
    /// The same number, exactly; of whole numbers beyond 2^53 the nearest.
    fn to_f64(self) -> f64;

    /// Whether it is no number.
    fn is_nan(self) -> bool;

    /// By size, without branches; -0 before 0.
    fn order(&self, other: &Self) -> Ordering;

    /// Whether it has data: neither NaN nor the value that stands for none.
    fn is_data(self, nodata: Option<Self>) -> bool {
        !self.is_nan() && nodata != Some(self)
    }
}

macro_rules! whole {
    ($($number:ty),*) => {$(
        impl Cell for $number {
            #[inline]
            fn to_f64(self) -> f64 {
                f64::from(self)
            }
            #[inline]
            fn is_nan(self) -> bool {
                false
            }
            #[inline]
            fn order(&self, other: &Self) -> Ordering {
                self.cmp(other)
            }
        }
    )*};
}

macro_rules! long {
    ($($number:ty),*) => {$(
        impl Cell for $number {
            #[inline]
            #[allow(clippy::cast_precision_loss, reason = "the nearest is what is asked for")]
            fn to_f64(self) -> f64 {
                self as f64
            }
            #[inline]
            fn is_nan(self) -> bool {
                false
            }
            #[inline]
            fn order(&self, other: &Self) -> Ordering {
                self.cmp(other)
            }
        }
    )*};
}

macro_rules! floating {
    ($($number:ty),*) => {$(
        impl Cell for $number {
            #[inline]
            fn to_f64(self) -> f64 {
                f64::from(self)
            }
            #[inline]
            fn is_nan(self) -> bool {
                <$number>::is_nan(self)
            }
            #[inline]
            fn order(&self, other: &Self) -> Ordering {
                self.total_cmp(other)
            }
        }
    )*};
}

whole!(u8, i8, u16, i16, u32, i32);
long!(u64, i64);
floating!(f32, f64);
