//! The types of cells: how each is written in a file, and which of them holds which exactly.

use half::f16;

use super::decode::{BlockDecoder, decode_block};
use super::form::{ByteOrder, SampleType};

/// The bits of a sample as a whole number of its width, which predictors add and subtract.
pub trait Word: Copy + Send + Sync + Default + 'static {
    /// Bytes of one.
    const BYTES: usize;
    /// From as many bytes, in an order.
    fn read(bytes: &[u8], order: ByteOrder) -> Self;
    /// The bytes, least first.
    fn write(self, bytes: &mut [u8]);
    /// One of its bytes, the least of them 0.
    fn byte(self, number: usize) -> u8;
    /// The sum, without its carry.
    #[must_use]
    fn plus(self, other: Self) -> Self;
    /// The difference, without its borrow.
    #[must_use]
    fn minus(self, other: Self) -> Self;
}

macro_rules! word {
    ($($type:ty),*) => {$(
        impl Word for $type {
            const BYTES: usize = size_of::<$type>();

            #[inline]
            fn read(bytes: &[u8], order: ByteOrder) -> Self {
                let mut value = [0; size_of::<$type>()];
                value.copy_from_slice(bytes);
                match order {
                    ByteOrder::Little => Self::from_le_bytes(value),
                    ByteOrder::Big => Self::from_be_bytes(value),
                }
            }

            #[inline]
            fn write(self, bytes: &mut [u8]) {
                bytes.copy_from_slice(&self.to_le_bytes());
            }

            #[inline]
            #[allow(clippy::cast_possible_truncation, reason = "a byte is what is asked for")]
            fn byte(self, number: usize) -> u8 {
                (self >> (8 * number)) as u8
            }

            #[inline]
            fn plus(self, other: Self) -> Self {
                self.wrapping_add(other)
            }

            #[inline]
            fn minus(self, other: Self) -> Self {
                self.wrapping_sub(other)
            }
        }
    )*};
}

word!(u8, u16, u32, u64);

/// A number as it stands in a file.
pub trait Sample: Copy + Send + Sync + Default + PartialEq + 'static {
    /// Which one.
    const TYPE: SampleType;
    /// Its bits.
    type Word: Word;

    /// Of these bits.
    fn from_word(word: Self::Word) -> Self;
    /// Its bits.
    fn to_word(self) -> Self::Word;
    /// Of a text of `GDAL_NODATA`; none where no cell can have that value.
    fn parse(text: &str) -> Option<Self>;
    /// As a text of `GDAL_NODATA`.
    fn print(self) -> String;
    /// Whether it stands for no data; a NaN does always.
    fn is_missing(self, nodata: Option<Self>) -> bool;
    /// The mean of at least one: of whole numbers the nearest, of two as near the greater.
    fn mean(cells: &[Self]) -> Self;
}

macro_rules! whole {
    ($($type:ty, $word:ty, $name:ident;)*) => {$(
        impl Sample for $type {
            const TYPE: SampleType = SampleType::$name;
            type Word = $word;

            #[inline]
            fn from_word(word: $word) -> Self {
                Self::from_le_bytes(word.to_le_bytes())
            }

            #[inline]
            fn to_word(self) -> $word {
                <$word>::from_le_bytes(self.to_le_bytes())
            }

            fn parse(text: &str) -> Option<Self> {
                let text = text.trim();
                if let Ok(value) = text.parse() {
                    return Some(value);
                }
                // As doubles print: "-9999.0", "1e3".
                let value: f64 = text.parse().ok()?;
                if value.fract() != 0.0 || value.abs() > 9_007_199_254_740_992.0 {
                    return None;
                }
                format!("{value:.0}").parse().ok()
            }

            fn print(self) -> String {
                self.to_string()
            }

            #[inline]
            fn is_missing(self, nodata: Option<Self>) -> bool {
                Some(self) == nodata
            }

            #[inline]
            fn mean(cells: &[Self]) -> Self {
                let sum: i128 = cells.iter().map(|cell| i128::from(*cell)).sum();
                let mean = match cells.len() {
                    1 => sum,
                    2 => (sum + 1) >> 1,
                    4 => (sum + 2) >> 2,
                    n => {
                        let n = i128::try_from(n).unwrap_or(1);
                        (2 * sum + n).div_euclid(2 * n)
                    }
                };
                Self::try_from(mean).unwrap_or_default()
            }
        }
    )*};
}

whole! {
    u8, u8, U8;
    u16, u16, U16;
    u32, u32, U32;
    u64, u64, U64;
    i8, u8, I8;
    i16, u16, I16;
    i32, u32, I32;
    i64, u64, I64;
}

/// As GDAL prints them, so that they are found again by comparing text too.
fn print_float(value: f64) -> String {
    if value.is_nan() {
        "nan".to_owned()
    } else if value != 0.0 && (value.abs() >= 1e15 || value.abs() < 1e-5) {
        format!("{value:e}")
    } else {
        value.to_string()
    }
}

macro_rules! float {
    ($($type:ty, $word:ty, $name:ident, $nearest:expr;)*) => {$(
        impl Sample for $type {
            const TYPE: SampleType = SampleType::$name;
            type Word = $word;

            #[inline]
            fn from_word(word: $word) -> Self {
                Self::from_bits(word)
            }

            #[inline]
            fn to_word(self) -> $word {
                self.to_bits()
            }

            fn parse(text: &str) -> Option<Self> {
                text.trim().parse::<f64>().ok().map($nearest)
            }

            fn print(self) -> String {
                print_float(f64::from(self))
            }

            #[inline]
            fn is_missing(self, nodata: Option<Self>) -> bool {
                self.is_nan() || Some(self) == nodata
            }

            #[inline]
            fn mean(cells: &[Self]) -> Self {
                let sum: f64 = cells.iter().map(|cell| f64::from(*cell)).sum();
                let nearest: fn(f64) -> Self = $nearest;
                nearest(sum / f64::from(u32::try_from(cells.len()).unwrap_or(1)))
            }
        }
    )*};
}

#[allow(
    clippy::cast_possible_truncation,
    reason = "a nodata printed as a double means the float that is nearest, as GDAL reads it"
)]
fn nearest_f32(value: f64) -> f32 {
    value as f32
}

float! {
    f16, u16, F16, f16::from_f64;
    f32, u32, F32, nearest_f32;
    f64, u64, F64, std::convert::identity;
}

/// A number that cells of a file may be in memory.
pub trait Stored: Sample {
    /// How blocks of a file are unpacked to it; none where it cannot hold each of their values exactly.
    #[doc(hidden)]
    fn decoder(from: SampleType) -> Option<BlockDecoder<Self>>;

    /// The value that stands for no data in a file, as a cell of it becomes.
    #[doc(hidden)]
    fn nodata(from: SampleType, text: &str) -> Option<Self>;
}

macro_rules! cell {
    ($($to:ty: $($from:ty)*;)*) => {$(
        impl Stored for $to {
            // So that the kernels are made here, once, and as fast as this crate is built.
            #[inline(never)]
            fn decoder(from: SampleType) -> Option<BlockDecoder<Self>> {
                match from {
                    $(<$from as Sample>::TYPE => Some(decode_block::<$from, $to>),)*
                    _ => None,
                }
            }

            fn nodata(from: SampleType, text: &str) -> Option<Self> {
                match from {
                    $(<$from as Sample>::TYPE => <$from as Sample>::parse(text).map(<$to>::from),)*
                    _ => None,
                }
            }
        }
    )*};
}

cell! {
    u8: u8;
    u16: u8 u16;
    u32: u8 u16 u32;
    u64: u8 u16 u32 u64;
    i8: i8;
    i16: u8 i8 i16;
    i32: u8 u16 i8 i16 i32;
    i64: u8 u16 u32 i8 i16 i32 i64;
    f16: f16;
    f32: u8 u16 i8 i16 f16 f32;
    f64: u8 u16 u32 i8 i16 i32 f16 f32 f64;
}
