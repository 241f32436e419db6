//! Sealed data areas: SM4-ECB of HJ 212-2025.
//!
//! Only what stands between `CP=&&` and `&&` is sealed, in blocks of 16 bytes without padding; fewer
//! than 16 bytes at its end stay clear; the check is over the plaintext. Demanded on the internet for
//! commands 2000 to 2999, 1014 and 3020, advised on private nets (one public list). The two examples of
//! annex A.2 come out byte for byte; the text itself was not read.
//!
//! The annex prints ciphertext as `{0xE4,0x3E,…}` while its lengths count one byte each, so what goes
//! over the wire is taken for bytes (inferred). One public project sends the printed form, whose length
//! counts the signs; both are opened.
//!
//! ECB hides little: equal blocks stay equal, nothing is authenticated, a frame can be played again.

use std::fmt::Write as _;

use sm4::Sm4;
use sm4::cipher::{Block, BlockCipherDecrypt, BlockCipherEncrypt, KeyInit};

use super::error::CipherError;
use super::frame::Sealing;

/// Bytes of a block; fewer are not sealed.
pub(crate) const BLOCK_BYTES: usize = 16;
const OPENING: &[u8] = b"CP=&&";
const CLOSING: &[u8] = b"&&";

/// How ciphertext is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CipherForm {
    /// As bytes.
    Binary,
    /// As `{0xE4,0x3E,…}`.
    Printed,
}

/// A device's SM4 key. Not shown by `Debug`.
#[derive(Clone)]
pub struct Key(Sm4);

impl Key {
    /// A key of 16 bytes.
    ///
    /// # Errors
    /// [`CipherError::KeyLength`] for any other length.
    pub fn new(key: &[u8]) -> Result<Self, CipherError> {
        Sm4::new_from_slice(key)
            .map(Self)
            .map_err(|_| CipherError::KeyLength(key.len()))
    }
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key(…)")
    }
}

/// Seals the data area of a segment. A data area of fewer than 16 bytes stays as it is.
pub(super) fn seal_segment(segment: &[u8], form: CipherForm, key: &Key) -> Vec<u8> {
    let Some((before, area)) = split(segment) else {
        return segment.to_vec();
    };
    let (blocks, tail) = area.as_chunks::<BLOCK_BYTES>();
    let mut sealed = before.to_vec();
    let ciphertext: Vec<u8> = blocks
        .iter()
        .flat_map(|block| {
            let mut block = Block::<Sm4>::from(*block);
            key.0.encrypt_block(&mut block);
            block
        })
        .collect();
    match form {
        CipherForm::Printed if !blocks.is_empty() => {
            sealed.extend_from_slice(printed(&ciphertext).as_bytes());
        }
        CipherForm::Binary | CipherForm::Printed => sealed.extend_from_slice(&ciphertext),
    }
    sealed.extend_from_slice(tail);
    sealed.extend_from_slice(CLOSING);
    sealed
}

/// The plaintext of a sealed segment; none when printed ciphertext is no list of whole blocks.
pub(super) fn open_segment(segment: &[u8], form: CipherForm, key: &Key) -> Option<Vec<u8>> {
    let (before, area) = split(segment)?;
    let (ciphertext, tail) = match form {
        CipherForm::Binary => {
            let (blocks, tail) = area.as_chunks::<BLOCK_BYTES>();
            (blocks.as_flattened().to_vec(), tail)
        }
        CipherForm::Printed => read_printed(area)?,
    };
    let (blocks, rest) = ciphertext.as_chunks::<BLOCK_BYTES>();
    if !rest.is_empty() {
        return None;
    }
    let mut opened = before.to_vec();
    for block in blocks {
        let mut block = Block::<Sm4>::from(*block);
        key.0.decrypt_block(&mut block);
        opened.extend_from_slice(&block);
    }
    opened.extend_from_slice(tail);
    opened.extend_from_slice(CLOSING);
    Some(opened)
}

/// How the data area of a segment whose check is not right may be sealed. A data area that reads as
/// text is a damaged one.
pub(super) fn form_of(segment: &[u8], sealing: Sealing) -> Option<CipherForm> {
    let (_, area) = split(segment)?;
    match sealing {
        Sealing::Never => None,
        Sealing::Printed if area.starts_with(b"{0x") => Some(CipherForm::Printed),
        Sealing::Binary | Sealing::Printed => {
            let (blocks, _) = area.as_chunks::<BLOCK_BYTES>();
            let is_text = std::str::from_utf8(area).is_ok_and(|t| !t.contains(char::is_control));
            (!blocks.is_empty() && !is_text).then_some(CipherForm::Binary)
        }
    }
}

/// A segment up to and with `CP=&&`, and its data area.
fn split(segment: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = memchr::memmem::find(segment, OPENING)? + OPENING.len();
    let (before, area) = segment.split_at_checked(at)?;
    Some((before, area.strip_suffix(CLOSING)?))
}

fn printed(ciphertext: &[u8]) -> String {
    let mut text = String::from("{");
    for (at, byte) in ciphertext.iter().enumerate() {
        let comma = if at == 0 { "" } else { "," };
        // Writing to a string does not fail.
        let _ = write!(text, "{comma}0x{byte:02X}");
    }
    text.push('}');
    text
}

fn read_printed(area: &[u8]) -> Option<(Vec<u8>, &[u8])> {
    let inner = area.strip_prefix(b"{")?;
    let end = memchr::memchr(b'}', inner)?;
    let (list, tail) = inner.split_at_checked(end)?;
    let list = std::str::from_utf8(list).ok()?;
    let ciphertext = list
        .split(',')
        .map(|byte| {
            let digits = byte
                .strip_prefix("0x")
                .or_else(|| byte.strip_prefix("0X"))?;
            let is_byte = digits.len() == 2 && digits.bytes().all(|d| d.is_ascii_hexdigit());
            is_byte
                .then(|| u8::from_str_radix(digits, 16).ok())
                .flatten()
        })
        .collect::<Option<Vec<u8>>>()?;
    Some((ciphertext, tail.strip_prefix(b"}")?))
}
