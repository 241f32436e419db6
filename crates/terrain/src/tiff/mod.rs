//! GeoTIFF: classic and BigTIFF, strips and tiles, plain or cloud-optimised.
//!
//! | module | answers |
//! |---|---|
//! | [`Reader`] | a raster, or a window of it, of any source of bytes |
//! | [`Steps`] | a band of it some rows at a time, within bounded memory |
//! | [`Writer`] | a file from rows as they come, whole or not at all |
//! | `directory`, `image` | what the tags say, and whether it can be so |
//! | `level`, `append` | blocks packed, and on their way to the disk beside that |
//! | `codec` | bytes packed and unpacked |
//! | `decode`, `encode` | predictors and samples, row by row (the kernels) |
//! | `geo`, `epsg` | where it lies |
//!
//! Sources: TIFF 6.0 (Adobe 1992) and its technical notes 2 and 3 (floating-point predictor); BigTIFF
//! (libtiff); OGC 19-008r4 (GeoTIFF 1.1); GDAL's notes on `GDAL_NODATA`, `GDAL_METADATA`, sparse files and
//! the layout of cloud-optimised files.

mod append;
mod bands;
mod codec;
mod decode;
mod directory;
mod encode;
mod epsg;
mod form;
mod geo;
mod image;
mod kept;
mod layout;
mod level;
mod options;
mod overview;
mod packbits;
mod reader;
mod sample;
mod source;
mod unit_codes;
mod writer;

use crate::{Result, TerrainError};

pub use bands::Steps;
pub(crate) use epsg::{linear_unit, vertical_unit};
pub use form::{ByteOrder, Compression, Predictor, SampleType};
pub use options::{Blocks, WriteOptions};
pub use overview::Resampling;
pub use reader::{Info, Reader, Window};
pub use sample::{Sample, Stored, Word};
pub use source::{FileSource, ReadAt};
pub use writer::{Writer, write};

/// A count of memory as one of a file.
fn wide(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

/// A count of a file as one of memory.
fn narrow(count: u64, offset: u64, what: &str) -> Result<usize> {
    usize::try_from(count)
        .map_err(|_| TerrainError::at(offset, format!("{what} of {count} is beyond memory")))
}
