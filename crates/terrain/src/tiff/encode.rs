//! The kernel of writing: rows of cells to bytes, the predictor done on the way.
//!
//! Sees slices; no file, no thread. Numbers are written least byte first.

use super::form::Predictor;
use super::sample::{Sample, Word};

/// The bytes of rows of cells, each made as long as `width` by its last cell.
pub(super) fn encode_block<'a, S: Sample>(
    rows: impl Iterator<Item = &'a [S]>,
    width: usize,
    predictor: Predictor,
    bytes: &mut Vec<u8>,
) {
    let row_bytes = width * S::Word::BYTES;
    let mut line = vec![S::Word::default(); width];
    for row in rows {
        for (word, cell) in line.iter_mut().zip(row) {
            *word = cell.to_word();
        }
        if let Some((last, rest)) = row.last().zip(line.get_mut(row.len()..)) {
            rest.fill(last.to_word());
        }
        let start = bytes.len();
        bytes.resize(start + row_bytes, 0);
        let to = &mut bytes[start..];
        match predictor {
            Predictor::None => write(&line, to),
            Predictor::Horizontal => {
                let mut before = S::Word::default();
                for word in &mut line {
                    let this = *word;
                    *word = this.minus(before);
                    before = this;
                }
                write(&line, to);
            }
            Predictor::Float => planes(&line, to),
        }
    }
}

fn write<W: Word>(line: &[W], bytes: &mut [u8]) {
    for (word, bytes) in line.iter().zip(bytes.chunks_exact_mut(W::BYTES)) {
        word.write(bytes);
    }
}

/// The most significant bytes of all cells, then the next, and so on; of each the difference to the byte before it.
fn planes<W: Word>(line: &[W], bytes: &mut [u8]) {
    let (Some(first), Some(last)) = (line.first(), line.last()) else {
        return;
    };
    let mut before = 0_u8;
    for (k, plane) in bytes.chunks_exact_mut(line.len()).enumerate() {
        let byte = W::BYTES - 1 - k;
        plane[0] = first.byte(byte).wrapping_sub(before);
        let rest = plane[1..].iter_mut();
        for (to, pair) in rest.zip(line.array_windows::<2>()) {
            *to = pair[1].byte(byte).wrapping_sub(pair[0].byte(byte));
        }
        before = last.byte(byte);
    }
}
