//! How a file is written: blocks, packing, what it says of itself.

use super::codec;
use super::form::{Compression, Predictor};
use super::level::Packing;
use super::overview::Resampling;
use super::sample::Stored;
use crate::limits::BLOCK_BYTES_MAX;
use crate::{Result, TerrainError};

/// How the cells of a file are arranged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Blocks {
    /// Strips of so many rows.
    Strips {
        /// Rows of a strip.
        rows: usize,
    },
    /// Tiles; both sides are multiples of 16.
    Tiles {
        /// Rows of a tile.
        rows: usize,
        /// Columns of a tile.
        cols: usize,
    },
    /// Cloud-optimised: directories, then overviews, then square tiles.
    Cloud {
        /// Rows and columns of a tile, a multiple of 16.
        side: usize,
        /// How overviews are made.
        overviews: Resampling,
    },
}

/// How a file is written.
#[derive(Debug, Clone, PartialEq)]
pub struct WriteOptions {
    /// How its cells are arranged.
    pub blocks: Blocks,
    /// How blocks are packed.
    pub compression: Compression,
    /// How hard: deflate 1–12, by default 6; ZSTD 1–22, by default 9.
    pub level: Option<i32>,
    /// What is done to cells before.
    pub predictor: Predictor,
    /// A BigTIFF also where it need not be.
    pub is_big: bool,
    /// Names and texts that go into `GDAL_METADATA`: where the raster is from.
    pub metadata: Vec<(String, String)>,
    /// The program that writes it, tag 305.
    pub software: Option<String>,
}

impl WriteOptions {
    /// For what is continuous: cloud-optimised, tiles of 512, deflate, overviews of means; the predictor is
    /// that of floats or of whole numbers, as the cells are.
    pub fn continuous<T: Stored>() -> Self {
        Self {
            blocks: Blocks::Cloud {
                side: 512,
                overviews: Resampling::Average,
            },
            compression: Compression::Deflate,
            level: None,
            predictor: if T::TYPE.is_float() {
                Predictor::Float
            } else {
                Predictor::Horizontal
            },
            is_big: false,
            metadata: Vec::new(),
            software: None,
        }
    }

    /// For what is derived from heights: the same, and floats, whose last digits are noise, at level 1: slopes so take
    /// three quarters of the time of level 6, and files are 2 % larger at most.
    pub fn derived<T: Stored>() -> Self {
        Self {
            level: T::TYPE.is_float().then_some(1),
            ..Self::continuous::<T>()
        }
    }

    /// For codes: the same without predictor, overviews of what is most frequent.
    pub fn codes() -> Self {
        Self {
            blocks: Blocks::Cloud {
                side: 512,
                overviews: Resampling::Mode,
            },
            predictor: Predictor::None,
            ..Self::continuous::<u8>()
        }
    }

    /// What blocks are, having looked that they can be.
    pub(super) fn packing<T: Stored>(&self, cols: usize) -> Result<Packing> {
        let refused = |message: String| Err(TerrainError::Refused(message));
        let (block_rows, block_cols) = match self.blocks {
            Blocks::Strips { rows } => (rows, None),
            Blocks::Tiles { rows, cols } => (rows, Some(cols)),
            Blocks::Cloud { side, .. } => (side, Some(side)),
        };
        let sides = [Some(block_rows), block_cols];
        let is_tile = block_cols.is_some();
        if sides
            .iter()
            .flatten()
            .any(|side| *side == 0 || (is_tile && side % 16 != 0))
        {
            return refused(format!(
                "blocks of {block_rows} × {}; the sides of tiles are multiples of 16 (TIFF 6.0, section 15)",
                block_cols.unwrap_or(cols)
            ));
        }
        let bytes = block_rows
            .checked_mul(block_cols.unwrap_or(cols))
            .and_then(|cells| cells.checked_mul(T::TYPE.bytes()));
        if bytes.is_none_or(|bytes| bytes > BLOCK_BYTES_MAX) {
            return refused(format!(
                "blocks of {block_rows} × {} cells, more than {BLOCK_BYTES_MAX} bytes",
                block_cols.unwrap_or(cols)
            ));
        }
        let is_packed = !matches!(self.compression, Compression::None | Compression::PackBits);
        if self.predictor != Predictor::None && !is_packed {
            return refused(format!(
                "a predictor before {}, which has none",
                self.compression
            ));
        }
        if self.predictor == Predictor::Float && !T::TYPE.is_float() {
            return refused(format!("the predictor of floats on {}", T::TYPE));
        }
        let texts = self.metadata.iter().flat_map(|(name, text)| [name, text]);
        if let Some(text) = texts.chain(&self.software).find(|text| text.contains('\0')) {
            return refused(format!("a NUL in the text {text:?}"));
        }
        codec::Packer::new(self.compression, self.level)?;
        Ok(Packing {
            compression: self.compression,
            level: self.level,
            predictor: self.predictor,
            block_rows,
            block_cols,
            is_framed: matches!(self.blocks, Blocks::Cloud { .. }),
        })
    }
}
