//! Which styles of a workbook show a number as a date.

use std::collections::HashMap;

use quick_xml::events::Event;

use crate::error::FormError;
use crate::xml::{Events, attribute};

/// Which of the styles, by their index, show a number as a date.
pub(crate) fn dated(part: &str, text: &str) -> Result<Vec<bool>, FormError> {
    let mut events = Events::of(part, text);
    let mut codes: HashMap<u32, String> = HashMap::new();
    let mut styles = Vec::new();
    let mut is_within = false;
    while let Some((event, _)) = events.next()? {
        match &event {
            Event::Start(tag) | Event::Empty(tag) => match tag.local_name().into_inner() {
                "numFmt" => {
                    let id = attribute(tag, "numFmtId").and_then(|id| id.parse().ok());
                    let code = attribute(tag, "formatCode");
                    codes.extend(id.zip(code));
                }
                "cellXfs" => is_within = true,
                "xf" if is_within => {
                    let id = attribute(tag, "numFmtId").and_then(|id| id.parse().ok());
                    styles.push(id.unwrap_or(0));
                }
                _ => {}
            },
            Event::End(tag) if tag.local_name().into_inner() == "cellXfs" => is_within = false,
            _ => {}
        }
    }
    let is_date = |id: &u32| match codes.get(id) {
        Some(code) => shows_a_date(code),
        // Those that Excel knows by number, the Chinese ones among them.
        None => matches!(id, 14..=22 | 27..=36 | 45..=47 | 50..=58),
    };
    Ok(styles.iter().map(is_date).collect())
}

/// Whether a format has a year, month, day, hour or second beside its quoted words and its colours.
fn shows_a_date(code: &str) -> bool {
    let mut characters = code.chars();
    while let Some(character) = characters.next() {
        match character {
            '"' => {
                characters.by_ref().find(|next| *next == '"');
            }
            '[' => {
                characters.by_ref().find(|next| *next == ']');
            }
            '\\' | '_' | '*' => {
                characters.next();
            }
            'y' | 'Y' | 'm' | 'M' | 'd' | 'D' | 'h' | 'H' => return true,
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::shows_a_date;

    #[test]
    fn a_format_shows_a_date_by_its_letters_outside_of_words() {
        for date in [
            "yyyy\"年\"m\"月\"",
            "[$-804]yyyy/m/d;@",
            "yyyy-mm-dd",
            "mmm\\-yy",
        ] {
            assert!(shows_a_date(date), "{date}");
        }
        for other in [
            "General",
            "0.00",
            "[Red]0.0",
            "0\" mg/d\"",
            "@",
            "_-* #,##0",
        ] {
            assert!(!shows_a_date(other), "{other}");
        }
    }
}
