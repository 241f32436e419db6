//! The blocks of one raster of a file that is being written: rows come in, packed blocks go to a file.

use std::fs::File;
use std::sync::Arc;

use rayon::prelude::*;

use super::append::Append;
use super::codec::Packer;
use super::encode::encode_block;
use super::form::{Compression, Predictor};
use super::kept::Kept;
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

/// What a thread packs with.
#[derive(Default)]
pub(super) struct Tools {
    packer: Option<Packer>,
    plain: Vec<u8>,
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
    /// Room for cells that wait, the first of which do.
    room: Vec<S>,
    waiting: usize,
    packed_rows: usize,
    /// Of those that wait, from the first, which are packed and not yet forgotten.
    packed_cells: usize,
    is_overview: bool,
    file: Append,
    tools: Arc<Kept<Tools>>,
    end: u64,
}

impl<S: Sample> Level<S> {
    /// Into a file, from an offset on, where it is.
    pub fn new(
        (rows, cols): (usize, usize),
        packing: Packing,
        (file, offset): (Append, u64),
        tools: &Arc<Kept<Tools>>,
    ) -> Self {
        Self {
            rows,
            cols,
            packing,
            places: Vec::new(),
            room: Vec::new(),
            waiting: 0,
            packed_rows: 0,
            packed_cells: 0,
            is_overview: false,
            file,
            tools: Arc::clone(tools),
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
        self.packed_rows + self.waiting / self.cols.max(1)
    }

    /// Rows that can come before some are packed, so that no more of them wait than must.
    pub fn free_rows(&self) -> usize {
        let waiting = self.waiting / self.cols.max(1);
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

    /// The next rows, each cell of which `fill` writes; what stands there before is of no meaning.
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
        let cells = self.waiting + rows * self.cols;
        if cells > self.room.len() {
            let batch = self.batch().min(self.rows - self.packed_rows);
            let size = cells.max(batch * self.cols);
            // Once, not by doubling.
            self.room.reserve_exact(size - self.room.len());
            self.room.resize(size, S::default());
        }
        fill(&mut self.room[self.waiting..cells])?;
        self.waiting = cells;
        Ok(())
    }

    /// Packs what waits, if it is a batch or the last; the cells that were packed, until [`Level::clear`].
    ///
    /// # Errors
    /// [`TerrainError::Io`] of the disk.
    pub fn pack_ready(&mut self) -> Result<&[S]> {
        let waiting = self.waiting / self.cols;
        let is_last = self.packed_rows + waiting == self.rows;
        let ready = if is_last {
            waiting
        } else if waiting < self.batch() {
            0
        } else {
            waiting / self.packing.block_rows * self.packing.block_rows
        };
        let room = std::mem::take(&mut self.room);
        let packed = self.pack(&room[..ready * self.cols]);
        self.room = room;
        packed?;
        self.packed_rows += ready;
        self.packed_cells = ready * self.cols;
        Ok(&self.room[..self.packed_cells])
    }

    /// Forgets the cells that were packed.
    pub fn clear(&mut self) {
        self.room.copy_within(self.packed_cells..self.waiting, 0);
        self.waiting -= self.packed_cells;
        self.packed_cells = 0;
    }

    /// Packs rows of blocks and writes them, from west to east.
    fn pack(&mut self, cells: &[S]) -> Result<()> {
        let (width, cols) = (self.block_cols(), self.cols);
        let slab = self.packing.block_rows.saturating_mul(cols);
        let blocks: Vec<(&[S], usize)> = cells
            .chunks(slab.max(1))
            .flat_map(|slab| (0..cols.div_ceil(width)).map(move |across| (slab, across * width)))
            .collect();
        // Some for each thread at a time, so that few wait for the disk.
        for blocks in blocks.chunks(8 * rayon::current_num_threads()) {
            let packed = blocks
                .par_iter()
                .map(|(slab, left)| self.packed(slab, *left))
                .collect::<Result<_>>()?;
            self.put(packed)?;
        }
        Ok(())
    }

    /// A block of a row of them, from a column on, as it stands in the file.
    fn packed(&self, slab: &[S], left: usize) -> Result<Vec<u8>> {
        let (cols, width) = (self.cols, self.block_cols());
        let right = (left + width).min(cols);
        let rows = slab.chunks(cols).map(|row| &row[left..right]);
        // A tile has all its rows, also below the raster; a strip only what there is.
        let missing = match self.packing.block_cols {
            Some(_) => self.packing.block_rows - slab.len() / cols,
            None => 0,
        };
        let last = slab.len() - cols;
        let below = std::iter::repeat_n(&slab[last + left..last + right], missing);
        let mut packed = self.file.spare.take();
        let frame = self.frame();
        packed.resize(frame, 0);
        self.tools.lend(|Tools { packer, plain }| {
            plain.clear();
            encode_block(rows.chain(below), width, self.packing.predictor, plain);
            let packer = match packer {
                Some(packer) => packer,
                None => packer.insert(Packer::new(self.packing.compression, self.packing.level)?),
            };
            packer.pack(plain, width * S::TYPE.bytes(), &mut packed)
        })?;
        let size = u32::try_from(packed.len() - frame).map_err(|_| {
            TerrainError::Refused(format!(
                "a block of {} bytes, expected at most {BLOCK_BYTES_MAX}",
                packed.len() - frame
            ))
        })?;
        packed[..frame].copy_from_slice(&size.to_le_bytes()[..frame]);
        packed.extend_from_within(packed.len() - frame..);
        Ok(packed)
    }

    /// Bytes before and behind each block.
    fn frame(&self) -> usize {
        if self.packing.is_framed { 4 } else { 0 }
    }

    fn put(&mut self, blocks: Vec<Vec<u8>>) -> Result<()> {
        let frame = self.frame();
        for block in &blocks {
            let size = u32::try_from(block.len() - 2 * frame).unwrap_or(u32::MAX);
            self.places.push((self.end + wide(frame), size));
            self.end += wide(block.len());
        }
        Ok(self.file.push(blocks)?)
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
        Ok(Done {
            rows: self.rows,
            cols: self.cols,
            packing: self.packing,
            places: self.places,
            file: self.file.finish()?,
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
