//! What is counted: how many of a template, which of them a text speaks of, and the offset of their clock.

use std::fmt::Write;

use jiff::tz::Offset;

use super::super::keys::Keys;
use crate::limits::SIMULATED_DEVICES_MAX;

/// How many a table stands for.
pub(super) fn count(keys: &Keys<'_>) -> usize {
    let most = i64::try_from(SIMULATED_DEVICES_MAX).unwrap_or(i64::MAX);
    let said = keys.whole("count", 1..=most);
    said.and_then(|said| usize::try_from(said.value).ok())
        .unwrap_or(1)
}

/// A text with the number in the place of `{n}`, with zeros in front for each further `n`.
pub(super) fn filled(text: &str, number: usize) -> String {
    let mut filled = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let width = after.bytes().take_while(|byte| *byte == b'n').count();
        match after.get(width..).and_then(|tail| tail.strip_prefix('}')) {
            Some(tail) if width > 0 => {
                // Writing into a String does not fail.
                let _ = write!(filled, "{number:0width$}");
                rest = tail;
            }
            _ => {
                filled.push('{');
                rest = after;
            }
        }
    }
    filled.push_str(rest);
    filled
}

/// `utc_offset`; +08:00 where nothing is said.
pub(super) fn offset(keys: &Keys<'_>) -> Option<Offset> {
    let Some(said) = keys.text("utc_offset") else {
        return if keys.has("utc_offset") {
            None
        } else {
            Offset::from_seconds(8 * 3_600).ok()
        };
    };
    let read = || {
        let (sign, rest) = match said.value.strip_prefix('-') {
            Some(rest) => (-1, rest),
            None => (1, said.value.strip_prefix('+')?),
        };
        let (hours, minutes) = rest.split_once(':')?;
        let (hours, minutes): (u8, u8) = (hours.parse().ok()?, minutes.parse().ok()?);
        let is_written = rest.len() == 5 && hours <= 14 && minutes < 60;
        let seconds = sign * (i32::from(hours) * 3_600 + i32::from(minutes) * 60);
        is_written.then(|| Offset::from_seconds(seconds).ok())?
    };
    let offset = read();
    if offset.is_none() {
        let found = &said.value;
        keys.tell(
            &said.at,
            format!("`utc_offset` is {found}; expected one such as +08:00"),
        );
    }
    offset
}

#[cfg(test)]
mod tests {
    use super::filled;

    #[test]
    fn a_number_has_as_many_digits_as_there_are_signs() {
        assert_eq!(filled("SIM-E{nn}", 7), "SIM-E07");
        assert_eq!(filled("{n}/{nnnn}号", 123), "123/0123号");
        assert_eq!(filled("{}{x}{n", 1), "{}{x}{n");
    }
}
