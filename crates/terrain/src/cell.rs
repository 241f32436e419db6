//! What a cell may hold.

/// A number of a cell, whole or not.
pub trait Cell: Copy + PartialOrd + Send + Sync + 'static {
    /// The same number, exactly.
    fn to_f64(self) -> f64;

    /// Whether it is no number.
    fn is_nan(self) -> bool;

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
        }
    )*};
}

whole!(u8, i8, u16, i16, u32, i32);
floating!(f32, f64);
