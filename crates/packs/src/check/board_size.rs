//! A board that is larger than a page.

use toml::Spanned;

use crate::limits::{BOARD_PARTS_MAX, BOARD_ROWS_MAX, BOARD_WORDS_MAX};
use crate::load::board::{BoardReading, RawPart};

const NAME: &str = "board_size";

/// The first part beyond those that a board may have is told.
pub(crate) fn look_for_parts(reading: &mut BoardReading<'_>, parts: &[Spanned<RawPart>]) {
    if let Some(first) = parts.get(BOARD_PARTS_MAX) {
        let count = parts.len();
        let message = format!("{count} parts; a board has at most {BOARD_PARTS_MAX}");
        reading.tell(NAME, first.span(), message, None);
    }
}

/// Rows and words of one part lie within their bounds.
pub(crate) fn look(reading: &mut BoardReading<'_>, raw: &RawPart) {
    if let Some(rows) = &raw.rows {
        let number = *rows.get_ref();
        let fits = usize::try_from(number).is_ok_and(|n| (1..=BOARD_ROWS_MAX).contains(&n));
        if !fits {
            let message = format!("{number} rows; expected 1 to {BOARD_ROWS_MAX}");
            reading.tell(NAME, rows.span(), message, None);
        }
    }
    let words = raw.conditions.values().map(|words| words.get_ref().len());
    let count: usize = words.sum();
    if count > BOARD_WORDS_MAX
        && let Some((_, last)) = raw.conditions.last_key_value()
    {
        let message = format!("{count} words; a part names at most {BOARD_WORDS_MAX}");
        reading.tell(NAME, last.span(), message, None);
    }
}
