//! What a cell says: plain text, a reading, or that there is none.

mod number;

#[cfg(test)]
mod tests;

use std::borrow::Cow;

use thiserror::Error;

use super::sheet::Cell;

pub(super) use number::plain_decimal;
pub use number::value_scaled;

/// Characters of a cell that a message repeats.
const SHOWN_CHARS: usize = 40;

/// Words for *there is no value*, in lower case. Runs of one of `*`, `-`, `—`, `–` and `/` are too.
const MISSING_WORDS: &[&str] = &[
    "na",
    "n/a",
    "null",
    "none",
    "无",
    "无数据",
    "未监测",
    "未检测",
    "未测",
    "缺测",
];

/// Words for *below the detection limit*, in lower case.
const NOT_DETECTED_WORDS: &[&str] = &["nd", "n.d.", "未检出", "低于检出限"];

const A_NUMBER: &str = "a number such as 0.025 or 1,234.5, <0.01 or 0.01L below a detection limit, \
                        or -- for none";
const A_LIMIT: &str = "a detection limit above 0, as in <0.01, 0.01L or ND(0.01)";
const A_BOUND: &str = "a number after the sign, as in >24000";
const NO_DATE: &str = "a number: a date stands where a number was expected. Give the cell a number \
                       format, or put the right column here";
const NO_FAULT: &str = "a number: this is the error of a formula. Mend the formula, or empty the \
                        cell";

/// What a cell of values says.
#[derive(Debug, Clone, PartialEq)]
pub enum Reading {
    /// There is no value; what stood there instead.
    Missing(String),
    /// A value.
    Value {
        /// The number without sign `+` and separators, as [`value_scaled`] takes it.
        text: String,
        /// The same, finite.
        value: f64,
    },
    /// Below a detection limit.
    Below {
        /// The limit, as [`value_scaled`] takes it.
        limit_text: String,
        /// The same, above 0.
        limit: f64,
    },
    /// Below a detection limit that is not named.
    NotDetected,
    /// More than the instrument can tell.
    Above {
        /// The bound, as [`value_scaled`] takes it.
        text: String,
        /// The same, finite.
        value: f64,
    },
}

/// A cell that is no reading.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("found `{found}`; expected {expected}")]
pub struct CellError {
    /// What stands there, shortened.
    pub found: String,
    /// What was expected, and what to do.
    pub expected: &'static str,
}

/// The text without space at its ends, full-width characters as ASCII, minus signs as `-`.
///
/// Roman numerals (`Ⅲ`, classes of water) and Chinese punctuation stay as they are.
///
/// ```
/// use wellkeeper_zone::import::cell::plain;
///
/// assert_eq!(plain("　总磷（ｍｇ／Ｌ）\u{a0}"), "总磷(mg/L)");
/// ```
pub fn plain(text: &str) -> Cow<'_, str> {
    let trimmed = text.trim_matches(is_space);
    if trimmed.is_ascii() || trimmed.chars().all(|c| narrow(c) == c) {
        return Cow::Borrowed(trimmed);
    }
    Cow::Owned(trimmed.chars().map(narrow).collect())
}

/// Reads a cell of values.
///
/// A comma separates thousands: `1,234.5` is 1234.5, and so `1,234` is 1234, for no table of the
/// region writes a decimal comma. Where the groups are not three digits (`1,2`), or the first is 0,
/// that is doubtful and an error.
///
/// # Errors
/// [`CellError`] for whatever is neither a finite number, nor a bound, nor a known word for none.
///
/// ```
/// use wellkeeper_zone::import::cell::{Reading, read_value};
/// use wellkeeper_zone::import::sheet::Cell;
///
/// let below = read_value(&Cell::Text("0.01L".into()))?;
/// assert_eq!(below, Reading::Below { limit_text: "0.01".into(), limit: 0.01 });
/// assert!(read_value(&Cell::Text("1.2.3".into())).is_err());
/// # Ok::<(), wellkeeper_zone::import::cell::CellError>(())
/// ```
pub fn read_value(cell: &Cell) -> Result<Reading, CellError> {
    match cell {
        Cell::Empty => Ok(Reading::Missing(String::new())),
        Cell::Text(text) => read_text(&plain(text)),
        Cell::Number { text, value } if number::is_sane(*value) => Ok(Reading::Value {
            text: text.clone(),
            value: *value,
        }),
        Cell::Number { text, .. } => Err(refuse(text, A_NUMBER)),
        Cell::Stamp(stamp) => Err(refuse(&stamp.to_string(), NO_DATE)),
        Cell::Error(error) => Err(refuse(error, NO_FAULT)),
    }
}

/// Whether a text, made [`plain`], says that nothing is there.
pub(super) fn is_missing(plain: &str) -> bool {
    let run_of = |sign: char| plain.chars().all(|c| c == sign);
    ['*', '-', '—', '–', '/'].into_iter().any(run_of) || is_word(plain, MISSING_WORDS)
}

/// Whether a text is nothing but space.
pub(super) fn is_blank(text: &str) -> bool {
    text.chars().all(is_space)
}

/// A text as messages repeat it: its beginning, if it is long.
pub(super) fn shown(text: &str) -> String {
    match text.char_indices().nth(SHOWN_CHARS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// Space that is seen and space that is not: web pages leave zero-width characters in tables.
fn is_space(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}')
}

fn narrow(c: char) -> char {
    match c {
        // The full-width forms stand in the order of ASCII.
        '\u{FF01}'..='\u{FF5E}' => {
            char::from_u32(u32::from(c) - 0xFF01 + u32::from('!')).unwrap_or(c)
        }
        '\u{2212}' | '\u{FE63}' | '\u{2010}' | '\u{2011}' => '-',
        '\u{FE64}' => '<',
        '\u{FE65}' => '>',
        other => other,
    }
}

fn read_text(text: &str) -> Result<Reading, CellError> {
    if is_missing(text) {
        return Ok(Reading::Missing(text.to_owned()));
    }
    if text.starts_with('#') {
        return Err(refuse(text, NO_FAULT));
    }
    if let Some(bound) = after_any(text, &["≥", ">=", ">"]) {
        return number::read(bound.trim())
            .map(|(text, value)| Reading::Above { text, value })
            .ok_or_else(|| refuse(text, A_BOUND));
    }
    if let Some(limit) = after_any(text, &["≤", "<=", "<"]) {
        return below(text, without_l(limit));
    }
    if let Some(rest) = not_detected(text) {
        if rest.is_empty() {
            return Ok(Reading::NotDetected);
        }
        let limit = rest.strip_prefix('(').and_then(|r| r.strip_suffix(')'));
        let limit = limit.map(str::trim).ok_or_else(|| refuse(text, A_LIMIT))?;
        return below(text, without_l(after_any(limit, &["<"]).unwrap_or(limit)));
    }
    let limit = without_l(text);
    if limit.len() < text.len() && number::read(limit.trim()).is_some() {
        return below(text, limit);
    }
    number::read(text)
        .map(|(text, value)| Reading::Value { text, value })
        .ok_or_else(|| refuse(text, A_NUMBER))
}

fn below(text: &str, limit: &str) -> Result<Reading, CellError> {
    number::read(limit.trim())
        .filter(|(_, limit)| *limit > 0.0)
        .map(|(limit_text, limit)| Reading::Below { limit_text, limit })
        .ok_or_else(|| refuse(text, A_LIMIT))
}

/// What stands behind a word for *not detected*, if the text begins with one.
fn not_detected(text: &str) -> Option<&str> {
    NOT_DETECTED_WORDS.iter().find_map(|word| {
        let head = text.get(..word.len())?;
        head.eq_ignore_ascii_case(word)
            .then(|| text[word.len()..].trim())
    })
}

/// `0.01L`: the laboratories' sign for *below the detection limit 0.01*.
fn without_l(text: &str) -> &str {
    text.strip_suffix(['L', 'l']).unwrap_or(text)
}

fn after_any<'t>(text: &'t str, signs: &[&str]) -> Option<&'t str> {
    signs.iter().find_map(|sign| text.strip_prefix(sign))
}

fn is_word(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.eq_ignore_ascii_case(word))
}

fn refuse(found: &str, expected: &'static str) -> CellError {
    CellError {
        found: shown(found),
        expected,
    }
}
