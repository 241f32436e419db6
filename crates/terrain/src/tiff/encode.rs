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

/// The most significant bytes of all cells, then the next, and so on; then the differences.
fn planes<W: Word>(line: &[W], bytes: &mut [u8]) {
    let mut number = [0; 8];
    let Some(number) = number.get_mut(..W::BYTES) else {
        return;
    };
    for (i, word) in line.iter().enumerate() {
        word.write(number);
        for (k, byte) in number.iter().rev().enumerate() {
            bytes[k * line.len() + i] = *byte;
        }
    }
    let mut before = 0_u8;
    for byte in bytes {
        let this = *byte;
        *byte = this.wrapping_sub(before);
        before = this;
    }
}
