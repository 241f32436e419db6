//! The blocks of one raster of a file that is being written: rows come in, packed blocks go to a file.

use std::fs::File;
use std::io::{BufWriter, Write};

use rayon::prelude::*;

use super::codec::Packer;
use super::encode::encode_block;
use super::form::{Compression, Predictor};
use super::sample::Sample;
use super::wide;
use crate::limits::BLOCK_BYTES_MAX;
use crate::{Result, TerrainError};

/// Blocks that are packed at once, so that all threads have some.
const BATCH_BLOCKS: usize = 32;
/// Bytes of cells that wait for that at most, where blocks are large; one row of blocks always may. Overviews are
/// several.
const BATCH_BYTES: usize = 16 << 20;
const BATCH_BYTES_OF_OVERVIEW: usize = 8 << 20;
/// Bytes on the way to the disk.
const BUFFER_BYTES: usize = 1 << 20;

/// How blocks are made.
#[derive(Debug, Clone, Copy)]
pub(super) struct Packing {
    /// How they are packed.
    pub compression: Compression,
    /// How hard.
    pub level: Option<i32>,
    /// What is done before.
    pub predictor: Predictor,
    /// Rows of a block.
    pub block_rows: usize,
    /// Columns of a block, none: a strip.
    pub block_cols: Option<usize>,
    /// Whether its size stands before each block and its last four bytes again behind it.
    pub is_framed: bool,
}

/// One raster on its way into a file.
pub(super) struct Level<S> {
    /// Rows.
    pub rows: usize,
    /// Columns.
    pub cols: usize,
    /// How its blocks are made.
    pub packing: Packing,
    /// Where each block begins, from the first byte of the file, and its bytes.
    pub places: Vec<(u64, u32)>,
    waiting: Vec<S>,
    packed_rows: usize,
    /// Of those that wait, from the first, which are packed and not yet forgotten.
    packed_cells: usize,
    is_overview: bool,
    file: BufWriter<File>,
    end: u64,
}

impl<S: Sample> Level<S> {
    /// Into a file, from an offset on, where it is.
    pub fn new(rows: usize, cols: usize, packing: Packing, file: File, offset: u64) -> Self {
        Self {
            rows,
            cols,
            packing,
            places: Vec::new(),
            waiting: Vec::new(),
            packed_rows: 0,
            packed_cells: 0,
            is_overview: false,
            file: BufWriter::with_capacity(BUFFER_BYTES, file),
            end: offset,
        }
    }

    /// The same, smaller than another.
    pub fn overview(self) -> Self {
        Self {
            is_overview: true,
            ..self
        }
    }

    /// Columns of a block.
    pub fn block_cols(&self) -> usize {
        self.packing.block_cols.unwrap_or(self.cols)
    }

    /// Rows that came so far.
    pub fn rows_taken(&self) -> usize {
        self.packed_rows + self.waiting.len() / self.cols.max(1)
    }

    /// Rows that can come before some are packed, so that no more of them wait than must.
    pub fn free_rows(&self) -> usize {
        let waiting = self.waiting.len() / self.cols.max(1);
        let left = self.rows - self.packed_rows - waiting;
        self.batch().saturating_sub(waiting).min(left)
    }

    /// Rows that are packed together.
    fn batch(&self) -> usize {
        let across = self.cols.div_ceil(self.block_cols());
        let slab = self.packing.block_rows.saturating_mul(self.cols) * S::TYPE.bytes();
        let most = if self.is_overview {
            BATCH_BYTES_OF_OVERVIEW
        } else {
            BATCH_BYTES
        };
        let slabs = BATCH_BLOCKS.div_ceil(across).min(most / slab.max(1));
        self.packing.block_rows.saturating_mul(slabs.max(1))
    }

    /// The next rows, which `fill` writes.
    ///
    /// # Errors
    /// [`TerrainError::Refused`] for more than the raster has; what `fill` is refused for.
    pub fn take<E: From<TerrainError>>(
        &mut self,
        rows: usize,
        fill: impl FnOnce(&mut [S]) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let taken = self.rows_taken();
        if rows > self.rows - taken {
            return Err(E::from(TerrainError::Refused(format!(
                "{rows} rows after row {taken} of a raster of {} × {}",
                self.rows, self.cols
            ))));
        }
        let batch = self.batch().min(self.rows - self.packed_rows);
        let start = self.waiting.len();
        let cells = start + rows * self.cols;
        // Once, not by doubling.
        self.waiting
            .reserve_exact(cells.max(batch * self.cols) - start);
        self.waiting.resize(cells, S::default());
        let filled = fill(&mut self.waiting[start..]);
        if filled.is_err() {
            self.waiting.truncate(start);
        }
        filled
    }

    /// Packs what waits, if it is a batch or the last; the cells that were packed, until [`Level::clear`].
    ///
    /// # Errors
    /// [`TerrainError::Io`] of the disk.
    pub fn pack_ready(&mut self) -> Result<&[S]> {
        let waiting = self.waiting.len() / self.cols;
        let is_last = self.packed_rows + waiting == self.rows;
        let ready = if is_last {
            waiting
        } else if waiting < self.batch() {
            0
        } else {
            waiting / self.packing.block_rows * self.packing.block_rows
        };
        let cells = std::mem::take(&mut self.waiting);
        let packed = self.pack(&cells[..ready * self.cols]);
        self.waiting = cells;
        packed?;
        self.packed_rows += ready;
        self.packed_cells = ready * self.cols;
        Ok(&self.waiting[..self.packed_cells])
    }

    /// Forgets the cells that were packed.
    pub fn clear(&mut self) {
        let rest = self.waiting.len() - self.packed_cells;
        self.waiting.copy_within(self.packed_cells.., 0);
        self.waiting.truncate(rest);
        self.packed_cells = 0;
    }

    /// Packs rows of blocks and writes them, from west to east.
    fn pack(&mut self, cells: &[S]) -> Result<()> {
        let (width, height, cols) = (self.block_cols(), self.packing.block_rows, self.cols);
        let slab = height.saturating_mul(cols);
        let blocks: Vec<(&[S], usize)> = cells
            .chunks(slab.max(1))
            .flat_map(|slab| (0..cols.div_ceil(width)).map(move |across| (slab, across * width)))
            .collect();
        let packing = self.packing;
        // Some for each thread at a time, so that few wait for the disk.
        for blocks in blocks.chunks(4 * rayon::current_num_threads()) {
            let packed: Vec<Vec<u8>> = blocks
                .par_iter()
                .map_init(
                    || (Packer::new(packing.compression, packing.level), Vec::new()),
                    |(packer, bytes), (slab, left)| {
                        let packer = packer
                            .as_mut()
                            .map_err(|e| TerrainError::Refused(e.to_string()))?;
                        let right = (left + width).min(cols);
                        let rows = slab.chunks(cols).map(|row| &row[*left..right]);
                        // A tile has all its rows, also below the raster; a strip only what there is.
                        let missing = match packing.block_cols {
                            Some(_) => height - slab.len() / cols,
                            None => 0,
                        };
                        let last = slab.len() - cols;
                        let below = std::iter::repeat_n(&slab[last + left..last + right], missing);
                        bytes.clear();
                        encode_block(rows.chain(below), width, packing.predictor, bytes);
                        packer.pack(bytes, width * S::TYPE.bytes())
                    },
                )
                .collect::<Result<_>>()?;
            for block in packed {
                self.put(&block)?;
            }
        }
        Ok(())
    }

    fn put(&mut self, block: &[u8]) -> Result<()> {
        let size = u32::try_from(block.len()).map_err(|_| {
            TerrainError::Refused(format!(
                "a block of {} bytes, expected at most {BLOCK_BYTES_MAX}",
                block.len()
            ))
        })?;
        if self.packing.is_framed {
            self.file.write_all(&size.to_le_bytes())?;
            self.end += 4;
        }
        self.places.push((self.end, size));
        self.file.write_all(block)?;
        self.end += wide(block.len());
        if self.packing.is_framed {
            let last = block.last_chunk::<4>().copied().unwrap_or_default();
            self.file.write_all(&last)?;
            self.end += 4;
        }
        Ok(())
    }

    /// The file, with all that was written to it.
    ///
    /// # Errors
    /// [`TerrainError::Refused`] where rows are missing.
    pub fn finish(self) -> Result<Done> {
        if self.packed_rows < self.rows {
            return Err(TerrainError::Refused(format!(
                "{} rows of a raster of {}",
                self.rows_taken(),
                self.rows
            )));
        }
        let file = self
            .file
            .into_inner()
            .map_err(std::io::IntoInnerError::into_error)?;
        Ok(Done {
            rows: self.rows,
            cols: self.cols,
            packing: self.packing,
            places: self.places,
            file,
            end: self.end,
        })
    }
}

/// A raster whose blocks are all in a file.
pub(super) struct Done {
    /// Rows.
    pub rows: usize,
    /// Columns.
    pub cols: usize,
    /// How its blocks are made.
    pub packing: Packing,
    /// Where each block begins, from the first byte of the file, and its bytes.
    pub places: Vec<(u64, u32)>,
    /// The file.
    pub file: File,
    /// Its end.
    pub end: u64,
}
