//! Numbers out of bytes: whatever a length says, nothing is read that is not there.

/// Bytes that are left of a file.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bytes<'b> {
    rest: &'b [u8],
    end: usize,
}

macro_rules! reads {
    ($($name:ident: $number:ty, $of:ident;)*) => {
        $(pub fn $name(&mut self) -> Option<$number> {
            let (bytes, rest) = self.rest.split_first_chunk()?;
            self.rest = rest;
            Some(<$number>::$of(*bytes))
        })*
    };
}

impl<'b> Bytes<'b> {
    pub fn new(bytes: &'b [u8]) -> Self {
        Self {
            rest: bytes,
            end: bytes.len(),
        }
    }

    /// How many bytes there were.
    pub fn end(&self) -> usize {
        self.end
    }

    pub fn left(&self) -> usize {
        self.rest.len()
    }

    pub fn rest(&self) -> &'b [u8] {
        self.rest
    }

    /// The next `count` bytes, if there are as many.
    pub fn take(&mut self, count: usize) -> Option<&'b [u8]> {
        let (bytes, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        Some(bytes)
    }

    reads! {
        u8: u8, from_le_bytes;
        u16_le: u16, from_le_bytes;
        u32_le: u32, from_le_bytes;
        u32_be: u32, from_be_bytes;
        i32_le: i32, from_le_bytes;
        i32_be: i32, from_be_bytes;
        f64_le: f64, from_le_bytes;
        f64_be: f64, from_be_bytes;
    }
}
