//! What the numbers of the tags mean.

use std::fmt;

/// The tags that are read or written, by their number.
pub(super) mod tag {
    pub const NEW_SUBFILE_TYPE: u16 = 254;
    pub const IMAGE_WIDTH: u16 = 256;
    pub const IMAGE_LENGTH: u16 = 257;
    pub const BITS_PER_SAMPLE: u16 = 258;
    pub const COMPRESSION: u16 = 259;
    pub const PHOTOMETRIC: u16 = 262;
    pub const FILL_ORDER: u16 = 266;
    pub const STRIP_OFFSETS: u16 = 273;
    pub const SAMPLES_PER_PIXEL: u16 = 277;
    pub const ROWS_PER_STRIP: u16 = 278;
    pub const STRIP_BYTE_COUNTS: u16 = 279;
    pub const PLANAR_CONFIGURATION: u16 = 284;
    pub const SOFTWARE: u16 = 305;
    pub const PREDICTOR: u16 = 317;
    pub const TILE_WIDTH: u16 = 322;
    pub const TILE_LENGTH: u16 = 323;
    pub const TILE_OFFSETS: u16 = 324;
    pub const TILE_BYTE_COUNTS: u16 = 325;
    pub const SAMPLE_FORMAT: u16 = 339;
    pub const MODEL_PIXEL_SCALE: u16 = 33550;
    pub const MODEL_TIEPOINT: u16 = 33922;
    pub const MODEL_TRANSFORMATION: u16 = 34264;
    pub const GEO_KEY_DIRECTORY: u16 = 34735;
    pub const GEO_DOUBLE_PARAMS: u16 = 34736;
    pub const GEO_ASCII_PARAMS: u16 = 34737;
    pub const GDAL_METADATA: u16 = 42112;
    pub const GDAL_NODATA: u16 = 42113;
}

/// Which byte of a number stands first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ByteOrder {
    /// The least, `II`.
    Little,
    /// The most, `MM`.
    Big,
}

/// What the cells of a file are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SampleType {
    /// Unsigned, 8 bits.
    U8,
    /// Unsigned, 16 bits.
    U16,
    /// Unsigned, 32 bits.
    U32,
    /// Unsigned, 64 bits.
    U64,
    /// Signed, 8 bits.
    I8,
    /// Signed, 16 bits.
    I16,
    /// Signed, 32 bits.
    I32,
    /// Signed, 64 bits.
    I64,
    /// IEEE 754, 16 bits.
    F16,
    /// IEEE 754, 32 bits.
    F32,
    /// IEEE 754, 64 bits.
    F64,
}

impl SampleType {
    /// By tags 339 and 258.
    pub(super) fn of(format: u64, bits: u64) -> Option<Self> {
        Some(match (format, bits) {
            // 4 is "undefined": readers take it as 1.
            (1 | 4, 8) => Self::U8,
            (1 | 4, 16) => Self::U16,
            (1 | 4, 32) => Self::U32,
            (1 | 4, 64) => Self::U64,
            (2, 8) => Self::I8,
            (2, 16) => Self::I16,
            (2, 32) => Self::I32,
            (2, 64) => Self::I64,
            (3, 16) => Self::F16,
            (3, 32) => Self::F32,
            (3, 64) => Self::F64,
            _ => return None,
        })
    }

    /// Bytes of one.
    pub fn bytes(self) -> usize {
        match self {
            Self::U8 | Self::I8 => 1,
            Self::U16 | Self::I16 | Self::F16 => 2,
            Self::U32 | Self::I32 | Self::F32 => 4,
            Self::U64 | Self::I64 | Self::F64 => 8,
        }
    }

    /// Tag 339: 1 unsigned, 2 signed, 3 floating-point.
    pub(super) fn format(self) -> u16 {
        match self {
            Self::U8 | Self::U16 | Self::U32 | Self::U64 => 1,
            Self::I8 | Self::I16 | Self::I32 | Self::I64 => 2,
            Self::F16 | Self::F32 | Self::F64 => 3,
        }
    }

    /// Whether it is a floating-point number.
    pub fn is_float(self) -> bool {
        self.format() == 3
    }
}

impl fmt::Display for SampleType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::U8 => "u8",
            Self::U16 => "u16",
            Self::U32 => "u32",
            Self::U64 => "u64",
            Self::I8 => "i8",
            Self::I16 => "i16",
            Self::I32 => "i32",
            Self::I64 => "i64",
            Self::F16 => "f16",
            Self::F32 => "f32",
            Self::F64 => "f64",
        })
    }
}

/// How strips and tiles are packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Compression {
    /// Not.
    None,
    /// LZW, as TIFF 6.0 has it.
    Lzw,
    /// zlib.
    Deflate,
    /// Runs of bytes.
    PackBits,
    /// Zstandard.
    Zstd,
}

impl Compression {
    /// By tag 259.
    pub(super) fn of(code: u64) -> Option<Self> {
        Some(match code {
            1 => Self::None,
            5 => Self::Lzw,
            8 | 32946 => Self::Deflate,
            32773 => Self::PackBits,
            50000 => Self::Zstd,
            _ => return None,
        })
    }

    /// Tag 259.
    pub(super) fn code(self) -> u16 {
        match self {
            Self::None => 1,
            Self::Lzw => 5,
            Self::Deflate => 8,
            Self::PackBits => 32773,
            Self::Zstd => 50000,
        }
    }

    /// How many bytes one packed byte can become at most.
    ///
    /// Deflate: 258 bytes of two bits (RFC 1951). LZW: strings grow by a byte a code up to 3,836, nine bits
    /// at least. PackBits: 128 of two. Zstandard: a block of 128 KiB of four bytes (RFC 8878, RLE).
    pub(super) fn expansion_max(self) -> u64 {
        match self {
            Self::None => 1,
            Self::Lzw => 4096,
            Self::Deflate => 1040,
            Self::PackBits => 64,
            Self::Zstd => 32768,
        }
    }
}

impl fmt::Display for Compression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "none",
            Self::Lzw => "LZW",
            Self::Deflate => "deflate",
            Self::PackBits => "PackBits",
            Self::Zstd => "ZSTD",
        })
    }
}

/// The name of a compression that is not read, so that the refusal helps.
pub(super) fn name_of_compression(code: u64) -> &'static str {
    match code {
        2..=4 => "CCITT fax",
        6 | 7 => "JPEG",
        34712 => "JPEG 2000",
        34887 => "LERC",
        34925 => "LZMA",
        50001 => "WebP",
        50002 => "JPEG XL",
        _ => "unknown",
    }
}

/// What was done to the samples of a row before they were packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Predictor {
    /// Nothing.
    None,
    /// Each is the difference to the one before; of floats too, by their bits.
    Horizontal,
    /// The bytes of floats in planes, then differences (technical note 3).
    Float,
}

impl Predictor {
    /// By tag 317.
    pub(super) fn of(code: u64) -> Option<Self> {
        Some(match code {
            1 => Self::None,
            2 => Self::Horizontal,
            3 => Self::Float,
            _ => return None,
        })
    }

    /// Tag 317.
    pub(super) fn code(self) -> u16 {
        match self {
            Self::None => 1,
            Self::Horizontal => 2,
            Self::Float => 3,
        }
    }
}
