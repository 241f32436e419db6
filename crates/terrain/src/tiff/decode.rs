//! The kernel of reading: bytes of a block to cells, the predictor undone on the way.
//!
//! Sees slices and what shape they have; no file, no thread.

use super::form::{ByteOrder, Predictor};
use super::sample::{Sample, Word};

/// What shape the bytes of a block have, and which part of it is wanted.
#[derive(Debug, Clone, Copy)]
pub struct BlockShape {
    /// Cells of a row of the block.
    pub cols: usize,
    /// Samples of a cell that stand side by side.
    pub stride: usize,
    /// Which of them is wanted.
    pub band: usize,
    /// Rows from its top that are not.
    pub skip_rows: usize,
    /// Columns from its left that are not.
    pub skip_cols: usize,
    /// What was done to its rows.
    pub predictor: Predictor,
    /// How its numbers are written.
    pub order: ByteOrder,
}

/// Unpacks a block into rows of the destination, each from `skip_cols` on.
pub type BlockDecoder<T> = fn(&mut [u8], BlockShape, &mut [&mut [T]]);

/// The rows of `bytes`, samples of type `S`, into rows of cells.
pub fn decode_block<S: Sample, T: From<S>>(
    bytes: &mut [u8],
    shape: BlockShape,
    rows: &mut [&mut [T]],
) {
    let row_bytes = shape.cols * shape.stride * S::Word::BYTES;
    if row_bytes == 0 {
        return;
    }
    let found = bytes.chunks_exact_mut(row_bytes).skip(shape.skip_rows);
    for (bytes, row) in found.zip(rows) {
        match (shape.predictor, shape.order) {
            (Predictor::None, ByteOrder::Little) => plain::<S, T, false>(bytes, shape, row),
            (Predictor::None, ByteOrder::Big) => plain::<S, T, true>(bytes, shape, row),
            (Predictor::Horizontal, ByteOrder::Little) => sums::<S, T, false>(bytes, shape, row),
            (Predictor::Horizontal, ByteOrder::Big) => sums::<S, T, true>(bytes, shape, row),
            (Predictor::Float, _) => planes::<S, T>(bytes, shape, row),
        }
    }
}

#[inline]
fn word<W: Word, const BIG: bool>(bytes: &[u8]) -> W {
    W::read(
        bytes,
        if BIG {
            ByteOrder::Big
        } else {
            ByteOrder::Little
        },
    )
}

/// The samples of one band, from a cell on.
fn samples<W: Word>(bytes: &[u8], shape: BlockShape, from: usize) -> impl Iterator<Item = &[u8]> {
    let first = (from * shape.stride + shape.band) * W::BYTES;
    bytes
        .get(first..)
        .unwrap_or_default()
        .chunks(shape.stride * W::BYTES)
        .filter_map(|cell| cell.get(..W::BYTES))
}

/// Without predictor.
fn plain<S: Sample, T: From<S>, const BIG: bool>(bytes: &[u8], shape: BlockShape, row: &mut [T]) {
    if shape.stride == 1 {
        let bytes = bytes
            .get(shape.skip_cols * S::Word::BYTES..)
            .unwrap_or_default();
        for (cell, bytes) in row.iter_mut().zip(bytes.chunks_exact(S::Word::BYTES)) {
            *cell = T::from(S::from_word(word::<_, BIG>(bytes)));
        }
    } else {
        let samples = samples::<S::Word>(bytes, shape, shape.skip_cols);
        for (cell, bytes) in row.iter_mut().zip(samples) {
            *cell = T::from(S::from_word(word::<_, BIG>(bytes)));
        }
    }
}

/// Predictor 2: each sample is the sum of all before it.
fn sums<S: Sample, T: From<S>, const BIG: bool>(bytes: &[u8], shape: BlockShape, row: &mut [T]) {
    let mut sum = S::Word::default();
    let skipped = samples::<S::Word>(bytes, shape, 0).take(shape.skip_cols);
    for bytes in skipped {
        sum = sum.plus(word::<_, BIG>(bytes));
    }
    if shape.stride == 1 {
        let bytes = bytes
            .get(shape.skip_cols * S::Word::BYTES..)
            .unwrap_or_default();
        for (cell, bytes) in row.iter_mut().zip(bytes.chunks_exact(S::Word::BYTES)) {
            sum = sum.plus(word::<_, BIG>(bytes));
            *cell = T::from(S::from_word(sum));
        }
    } else {
        let samples = samples::<S::Word>(bytes, shape, shape.skip_cols);
        for (cell, bytes) in row.iter_mut().zip(samples) {
            sum = sum.plus(word::<_, BIG>(bytes));
            *cell = T::from(S::from_word(sum));
        }
    }
}

/// Predictor 3: the bytes of the row are sums over bytes, in planes of which the first has the most
/// significant byte of every sample, whatever the order of the file.
fn planes<S: Sample, T: From<S>>(bytes: &mut [u8], shape: BlockShape, row: &mut [T]) {
    let plane = shape.cols * shape.stride;
    if S::Word::BYTES == 4 && shape.stride == 1 {
        return four_planes::<S, T>(bytes, shape, row);
    }
    let mut sum = 0_u8;
    for byte in bytes.iter_mut().skip(shape.band).step_by(shape.stride) {
        sum = sum.wrapping_add(*byte);
        *byte = sum;
    }
    let mut sample = [0; 8];
    let Some(sample) = sample.get_mut(..S::Word::BYTES) else {
        return;
    };
    let mut at = shape.skip_cols * shape.stride + shape.band;
    for cell in row {
        for (k, byte) in sample.iter_mut().enumerate() {
            *byte = bytes.get(k * plane + at).copied().unwrap_or_default();
        }
        *cell = T::from(S::from_word(S::Word::read(sample, ByteOrder::Big)));
        at += shape.stride;
    }
}

/// Cells that are undone at once: a register of 16 bytes.
const LANES: usize = 4;

/// [`planes`] of one band of 32 bits, the case that rasters of heights are. What each plane begins with is
/// the sum of the planes before it; then four running sums go side by side, four cells a step, so that
/// nothing is written but the cell.
fn four_planes<S: Sample, T: From<S>>(bytes: &[u8], shape: BlockShape, row: &mut [T]) {
    let mut planes = [&[] as &[u8]; 4];
    // In memory the least byte stands first: plane 3 is byte 0.
    let mut carry = [0_u8; 4 * LANES];
    let mut total = 0_u8;
    for ((k, plane), bytes) in planes
        .iter_mut()
        .enumerate()
        .zip(bytes.chunks_exact(shape.cols))
    {
        let (skipped, wanted) = bytes.split_at(shape.skip_cols.min(bytes.len()));
        let begin = total.wrapping_add(byte_sum(skipped));
        for lane in 0..LANES {
            carry[lane * 4 + 3 - k] = begin;
        }
        total = begin.wrapping_add(byte_sum(wanted));
        *plane = wanted;
    }
    let [first, second, third, last] = planes.map(|plane| plane.as_chunks::<LANES>().0);
    let (steps, rest) = row.as_chunks_mut::<LANES>();
    let done = steps.len() * LANES;
    let bytes = first.iter().zip(second).zip(third).zip(last);
    for (cells, (((first, second), third), last)) in steps.iter_mut().zip(bytes) {
        let mut four = [0_u8; 4 * LANES];
        for lane in 0..LANES {
            four[lane * 4] = last[lane];
            four[lane * 4 + 1] = third[lane];
            four[lane * 4 + 2] = second[lane];
            four[lane * 4 + 3] = first[lane];
        }
        four = add(four, shifted::<4>(four));
        four = add(four, shifted::<8>(four));
        four = add(four, carry);
        for lane in 0..LANES {
            carry[lane * 4..lane * 4 + 4].copy_from_slice(&four[4 * LANES - 4..]);
        }
        for (cell, bytes) in cells.iter_mut().zip(four.chunks_exact(4)) {
            *cell = T::from(S::from_word(S::Word::read(bytes, ByteOrder::Little)));
        }
    }
    let mut sum = [carry[0], carry[1], carry[2], carry[3]];
    for (i, cell) in rest.iter_mut().enumerate() {
        for (k, byte) in sum.iter_mut().enumerate() {
            let delta = planes[3 - k].get(done + i).copied().unwrap_or_default();
            *byte = byte.wrapping_add(delta);
        }
        *cell = T::from(S::from_word(S::Word::read(&sum, ByteOrder::Little)));
    }
}

fn byte_sum(bytes: &[u8]) -> u8 {
    bytes.iter().fold(0, |sum, byte| sum.wrapping_add(*byte))
}

#[inline]
fn add(mut a: [u8; 4 * LANES], b: [u8; 4 * LANES]) -> [u8; 4 * LANES] {
    for (a, b) in a.iter_mut().zip(b) {
        *a = a.wrapping_add(b);
    }
    a
}

/// The bytes `BY` places on, zeros before them.
#[inline]
fn shifted<const BY: usize>(v: [u8; 4 * LANES]) -> [u8; 4 * LANES] {
    let mut moved = [0; 4 * LANES];
    moved[BY..].copy_from_slice(&v[..4 * LANES - BY]);
    moved
}
