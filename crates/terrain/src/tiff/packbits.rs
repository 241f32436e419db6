//! PackBits: runs of bytes (TIFF 6.0, section 9).

/// Unpacks; the bytes that came out, none where the input ends within a run.
pub fn unpack(mut packed: &[u8], plain: &mut [u8]) -> Option<usize> {
    let mut done = 0;
    while done < plain.len() {
        let Some((head, rest)) = packed.split_first() else {
            return Some(done);
        };
        packed = rest;
        let left = plain.get_mut(done..)?;
        match *head {
            // Literal bytes, one more than said.
            0..=127 => {
                let count = usize::from(*head) + 1;
                let (bytes, rest) = packed.split_at_checked(count)?;
                packed = rest;
                let fits = count.min(left.len());
                left.get_mut(..fits)?.copy_from_slice(bytes.get(..fits)?);
                done += fits;
            }
            // Nothing.
            128 => {}
            // A byte, repeated.
            129..=255 => {
                let count = 257 - usize::from(*head);
                let (byte, rest) = packed.split_first()?;
                packed = rest;
                let fits = count.min(left.len());
                left.get_mut(..fits)?.fill(*byte);
                done += fits;
            }
        }
    }
    Some(done)
}

/// Packs one row; runs of three and more become runs, since two cost as much as they save.
pub fn pack(row: &[u8], packed: &mut Vec<u8>) {
    let mut at = 0;
    let mut literal = 0;
    while at < row.len() {
        let run = run_at(row, at);
        if run >= 3 {
            flush(&row[literal..at], packed);
            packed.push(u8::try_from(257 - run).unwrap_or(u8::MAX));
            packed.push(row[at]);
            at += run;
            literal = at;
        } else {
            at += run;
        }
    }
    flush(&row[literal..], packed);
}

/// How often the byte at a place is repeated, 128 at most.
fn run_at(row: &[u8], at: usize) -> usize {
    let first = row[at];
    row[at..]
        .iter()
        .take(128)
        .take_while(|byte| **byte == first)
        .count()
}

fn flush(literal: &[u8], packed: &mut Vec<u8>) {
    for bytes in literal.chunks(128) {
        packed.push(u8::try_from(bytes.len() - 1).unwrap_or(127));
        packed.extend_from_slice(bytes);
    }
}
