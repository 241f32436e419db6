//! Where the next frame may start.

use super::error::Foreign;

/// `##` and four digits.
pub(super) const HEAD_BYTES: usize = 6;
/// The check.
pub(super) const CRC_BYTES: usize = 4;

/// What starts a data segment; after a fault nothing else is tried, since the check alone lets one
/// damaged start in 256 pass.
const FIRST_FIELDS: [&[u8; 3]; 7] = [b"QN=", b"ST=", b"CN=", b"PW=", b"MN=", b"Fla", b"FLA"];

/// Whether these bytes may be `##` and four digits, as far as they go.
pub(super) fn may_be_head(bytes: &[u8]) -> bool {
    bytes.iter().take(HEAD_BYTES).enumerate().all(|(at, byte)| {
        if at < 2 {
            *byte == b'#'
        } else {
            byte.is_ascii_digit()
        }
    })
}

/// Whether these bytes may start a data segment, as far as they go.
pub(super) fn may_be_segment(bytes: &[u8]) -> bool {
    FIRST_FIELDS
        .iter()
        .any(|first| first.iter().zip(bytes).all(|(one, other)| one == other))
}

/// Whether a segment has its data area where it belongs.
pub(super) fn is_segment(segment: &[u8]) -> bool {
    may_be_segment(segment)
        && memchr::memmem::find(segment, b"CP=&&")
            .is_some_and(|at| at + 7 <= segment.len() && segment.ends_with(b"&&"))
}

/// The first place from `from` on where a frame may start, as far as the bytes go: a `#` at their
/// very end may be the first of two.
pub(super) fn next_head(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    while let Some(found) = bytes.get(at..).and_then(|rest| memchr::memchr(b'#', rest)) {
        at += found;
        if bytes.get(at..).is_some_and(may_be_head) {
            return Some(at);
        }
        at += 1;
    }
    None
}

/// Whether a frame starts within these bytes that does not end within them: what a frame that broke
/// off has swallowed. One that does end within them is data.
pub(super) fn holds_part_of_a_frame(bytes: &[u8]) -> bool {
    let mut from = 0;
    while let Some(at) = next_head(bytes, from) {
        let Some(digits) = bytes.get(at + 2..at + HEAD_BYTES) else {
            return true;
        };
        if at + HEAD_BYTES + length(digits) + CRC_BYTES > bytes.len() {
            return true;
        }
        from = at + 1;
    }
    false
}

/// The number that digits make.
pub(super) fn length(digits: &[u8]) -> usize {
    digits.iter().fold(0, |length, digit| {
        length * 10 + usize::from(digit.wrapping_sub(b'0'))
    })
}

/// Bytes of the line end at the front: at most a carriage return and a line feed.
pub(super) fn line_end(bytes: &[u8]) -> usize {
    bytes
        .iter()
        .take(2)
        .take_while(|byte| matches!(byte, b'\r' | b'\n'))
        .count()
}

/// What the first bytes of a connection say of those who scan ports.
pub(super) enum Greeting<'a> {
    /// Their greeting, and no byte that came after it.
    Foreign {
        who: Foreign,
        bytes: &'a [u8],
    },
    MayBeForeign,
    Ours,
}

pub(super) fn greeting(bytes: &[u8]) -> Greeting<'_> {
    const GREETINGS: [(&[u8], Foreign); 8] = [
        (&[0x16, 0x03], Foreign::Tls),
        (b"GET ", Foreign::Http),
        (b"POST ", Foreign::Http),
        (b"HEAD ", Foreign::Http),
        (b"PUT ", Foreign::Http),
        (b"OPTIONS ", Foreign::Http),
        (b"CONNECT ", Foreign::Http),
        (b"SSH-", Foreign::Ssh),
    ];
    for (greeting, who) in GREETINGS {
        if bytes.starts_with(greeting) {
            let bytes = greeting;
            return Greeting::Foreign { who, bytes };
        }
        if !bytes.is_empty() && greeting.starts_with(bytes) {
            return Greeting::MayBeForeign;
        }
    }
    Greeting::Ours
}
