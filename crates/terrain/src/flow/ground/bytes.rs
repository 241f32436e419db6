//! Numbers as bytes of a scratch file.

use std::fmt::Debug;

/// A number that a scratch file can hold.
pub trait Bytes: Copy + Default + Debug + Send + Sync + 'static {
    /// Bytes of one.
    const BYTES: usize;

    /// Into the first [`Self::BYTES`] bytes, the lowest first; nothing where there are fewer.
    fn put(self, bytes: &mut [u8]);
    /// Of [`Self::BYTES`] bytes; the default where there are fewer.
    fn take(bytes: &[u8]) -> Self;
}

macro_rules! bytes {
    ($($type:ty),*) => {$(
        impl Bytes for $type {
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
        }
    )*};
}

bytes!(u8, i8, u16, i16, u32, i32, u64, i64, f32, f64);
