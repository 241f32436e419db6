//! Bytes become text: UTF-8, UTF-16 with a byte order mark, GB18030.

use std::borrow::Cow;

use encoding_rs::{DecoderResult, Encoding, GB18030, UTF_16BE, UTF_16LE};

use super::{SheetError, kind};

/// Characters beyond ASCII after which a text that began as UTF-8 is damaged UTF-8 and nothing
/// else: in GB18030 text, one such run by chance is less likely than one in 10¹⁰.
const UTF8_EVIDENCE_CHARS: usize = 16;

/// Bytes decoded at a time.
const CHUNK_BYTES: usize = 64 << 10;

/// Where decoding stopped.
struct Stop {
    at: usize,
    line: u64,
}

/// The text of `bytes` without its byte order mark, and the name of its encoding.
///
/// # Errors
/// [`SheetError::Undecodable`]; [`SheetError::UnknownKind`] when a zero byte shows that it is no text.
pub(super) fn decode<'b>(
    name: &str,
    bytes: &'b [u8],
) -> Result<(Cow<'b, str>, &'static str), SheetError> {
    let (text, encoding) = decode_as_told(name, bytes)?;
    if text.as_bytes().contains(&0) {
        return Err(kind::binary(name));
    }
    Ok((text, encoding))
}

fn decode_as_told<'b>(
    name: &str,
    bytes: &'b [u8],
) -> Result<(Cow<'b, str>, &'static str), SheetError> {
    let refuse = |encoding, stop: &Stop| SheetError::Undecodable {
        name: name.to_owned(),
        line: stop.line,
        at: stop.at as u64,
        byte: bytes.get(stop.at).copied().unwrap_or(0),
        encoding,
    };
    if let Some(body) = bytes.strip_prefix(b"\xEF\xBB\xBF") {
        let text = str::from_utf8(body).map_err(|e| {
            let stop = utf8_stop(body, &e);
            refuse(
                "UTF-8",
                &Stop {
                    at: stop.at + 3,
                    ..stop
                },
            )
        })?;
        return Ok((Cow::Borrowed(text), "UTF-8 with BOM"));
    }
    for (mark, encoding, label) in [
        (b"\xFF\xFE", UTF_16LE, "UTF-16LE"),
        (b"\xFE\xFF", UTF_16BE, "UTF-16BE"),
    ] {
        if let Some(body) = bytes.strip_prefix(mark) {
            let text = decode_strictly(encoding, body).map_err(|stop| {
                refuse(
                    label,
                    &Stop {
                        at: stop.at + 2,
                        ..stop
                    },
                )
            })?;
            return Ok((Cow::Owned(text), label));
        }
    }
    let utf8 = match str::from_utf8(bytes) {
        Ok(text) => return Ok((Cow::Borrowed(text), "UTF-8")),
        Err(error) => utf8_stop(bytes, &error),
    };
    // Read as GB18030, damaged UTF-8 would often give Chinese characters that nobody wrote.
    if is_damaged_utf8(&bytes[..utf8.at]) {
        return Err(refuse("UTF-8", &utf8));
    }
    match decode_strictly(GB18030, bytes) {
        Ok(text) => Ok((Cow::Owned(without_mark(text)), "GB18030")),
        Err(gb) => Err(refuse("GB18030", &gb)),
    }
}

fn utf8_stop(bytes: &[u8], error: &std::str::Utf8Error) -> Stop {
    let at = error.valid_up_to();
    Stop {
        at,
        line: line_after(&String::from_utf8_lossy(&bytes[..at])),
    }
}

/// Whether what came before a fault was UTF-8 beyond doubt; `valid` may be its lead bytes alone.
pub(super) fn is_damaged_utf8(valid: &[u8]) -> bool {
    let leads = valid.iter().filter(|byte| **byte >= 0xC0);
    leads.take(UTF8_EVIDENCE_CHARS).count() == UTF8_EVIDENCE_CHARS
}

/// Decodes all of `bytes`, or says where it cannot: no character is replaced.
fn decode_strictly(encoding: &'static Encoding, bytes: &[u8]) -> Result<String, Stop> {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut text = String::with_capacity(bytes.len());
    let mut at = 0;
    loop {
        text.reserve(CHUNK_BYTES);
        let rest = &bytes[at..];
        let (result, read) = decoder.decode_to_string_without_replacement(rest, &mut text, true);
        at += read;
        match result {
            DecoderResult::InputEmpty => return Ok(text),
            DecoderResult::OutputFull => {}
            DecoderResult::Malformed(wrong, after) => {
                let back = usize::from(wrong) + usize::from(after);
                return Err(Stop {
                    at: at.saturating_sub(back),
                    line: line_after(&text),
                });
            }
        }
    }
}

fn without_mark(text: String) -> String {
    text.strip_prefix('\u{FEFF}')
        .map(str::to_owned)
        .unwrap_or(text)
}

/// The line on which something after `text` stands.
fn line_after(text: &str) -> u64 {
    super::delimited::line_breaks(text) + 1
}
