//! Bytes packed and unpacked.

use std::fmt::Display;

use libdeflater::{CompressionLvl, Compressor, Decompressor};
use weezl::{BitOrder, LzwStatus};

use super::form::Compression;
use super::packbits;
use crate::{Result, TerrainError};

/// What unpacking keeps between blocks, so that a thread makes it once.
#[derive(Default)]
pub struct Unpacker {
    deflate: Option<Decompressor>,
    lzw: Option<weezl::decode::Decoder>,
    zstd: Option<zstd::bulk::Decompressor<'static>>,
}

impl Unpacker {
    /// Unpacks a block that must fill `plain`; else says what is wrong.
    pub fn unpack(
        &mut self,
        how: Compression,
        packed: &[u8],
        plain: &mut [u8],
    ) -> std::result::Result<(), String> {
        let expected = plain.len();
        let found = match how {
            Compression::None => {
                let fits = packed.len().min(expected);
                plain[..fits].copy_from_slice(&packed[..fits]);
                fits
            }
            Compression::Deflate => self
                .deflate
                .get_or_insert_with(Decompressor::new)
                .zlib_decompress(packed, plain)
                .map_err(|error| damaged(how, expected, &error))?,
            Compression::Zstd => {
                if self.zstd.is_none() {
                    self.zstd = Some(zstd::bulk::Decompressor::new().map_err(|e| e.to_string())?);
                }
                let zstd = self.zstd.as_mut().ok_or("no ZSTD")?;
                zstd.decompress_to_buffer(packed, plain)
                    .map_err(|error| damaged(how, expected, &error))?
            }
            Compression::Lzw => self.lzw(packed, plain)?,
            Compression::PackBits => packbits::unpack(packed, plain)
                .ok_or_else(|| damaged(how, expected, &"it ends within a run"))?,
        };
        if found == expected {
            Ok(())
        } else {
            Err(format!(
                "{how} unpacks to {found} bytes, expected {expected}"
            ))
        }
    }

    fn lzw(&mut self, packed: &[u8], plain: &mut [u8]) -> std::result::Result<usize, String> {
        // Bits the other way round: written before TIFF 6.0 and read by nobody but libtiff.
        if let [0, second, ..] = packed
            && second & 1 == 1
        {
            return Err("LZW of before TIFF 6.0, which is not read".to_owned());
        }
        let decoder = self
            .lzw
            .get_or_insert_with(|| weezl::decode::Decoder::with_tiff_size_switch(BitOrder::Msb, 8));
        decoder.reset();
        let (mut read, mut written) = (0, 0);
        while written < plain.len() {
            let (Some(from), Some(to)) = (packed.get(read..), plain.get_mut(written..)) else {
                break;
            };
            let step = decoder.decode_bytes(from, to);
            read += step.consumed_in;
            written += step.consumed_out;
            match step.status {
                Ok(LzwStatus::Ok) if step.consumed_in + step.consumed_out > 0 => {}
                Ok(_) => break,
                Err(error) => return Err(damaged(Compression::Lzw, plain.len(), &error)),
            }
        }
        Ok(written)
    }
}

fn damaged(how: Compression, expected: usize, error: &dyn Display) -> String {
    format!("{how} is damaged or does not unpack to {expected} bytes: {error}")
}

/// What packing keeps between blocks.
pub struct Packer {
    how: Compression,
    level: i32,
    deflate: Option<Compressor>,
    zstd: Option<zstd::bulk::Compressor<'static>>,
    /// Room for what is packed, before it is known how long that is.
    room: Vec<u8>,
}

impl Packer {
    /// With a level, where the compression has one: deflate 1–12, by default 6; ZSTD 1–22, by default 9,
    /// both as GDAL.
    ///
    /// # Errors
    /// [`TerrainError::Refused`] for a level that there is not.
    pub fn new(how: Compression, level: Option<i32>) -> Result<Self> {
        let (default, max) = match how {
            Compression::Deflate => (6, 12),
            Compression::Zstd => (9, 22),
            Compression::None | Compression::Lzw | Compression::PackBits => (0, 0),
        };
        let level = level.unwrap_or(default);
        if level > max || level < default.min(1) {
            return Err(TerrainError::Refused(format!(
                "level {level} of {how}; expected {} to {max}",
                default.min(1)
            )));
        }
        Ok(Self {
            how,
            level,
            deflate: None,
            zstd: None,
            room: Vec::new(),
        })
    }

    /// Packs a block whose rows have so many bytes behind what `packed` has.
    pub fn pack(&mut self, plain: &[u8], row_bytes: usize, packed: &mut Vec<u8>) -> Result<()> {
        let failed = |error: &dyn Display| TerrainError::Refused(format!("packing: {error}"));
        match self.how {
            Compression::None => packed.extend_from_slice(plain),
            Compression::Deflate => {
                if self.deflate.is_none() {
                    let level =
                        CompressionLvl::new(self.level).map_err(|e| failed(&format!("{e:?}")))?;
                    self.deflate = Some(Compressor::new(level));
                }
                let deflate = self.deflate.as_mut().ok_or_else(|| failed(&"no deflate"))?;
                let bound = deflate.zlib_compress_bound(plain.len());
                if self.room.len() < bound {
                    self.room.resize(bound, 0);
                }
                let size = deflate
                    .zlib_compress(plain, &mut self.room)
                    .map_err(|error| failed(&error))?;
                packed.extend_from_slice(&self.room[..size]);
            }
            Compression::Zstd => {
                if self.zstd.is_none() {
                    self.zstd = Some(zstd::bulk::Compressor::new(self.level)?);
                }
                let zstd = self.zstd.as_mut().ok_or_else(|| failed(&"no ZSTD"))?;
                packed.extend_from_slice(&zstd.compress(plain)?);
            }
            Compression::Lzw => {
                let mut lzw = weezl::encode::Encoder::with_tiff_size_switch(BitOrder::Msb, 8);
                packed.extend_from_slice(&lzw.encode(plain).map_err(|error| failed(&error))?);
            }
            Compression::PackBits => {
                // A run does not go over the end of a row (TIFF 6.0, section 9).
                for row in plain.chunks(row_bytes.max(1)) {
                    packbits::pack(row, packed);
                }
            }
        }
        Ok(())
    }
}
