//! Keys of a part that what it shows needs, or does not take.

use crate::board::Show;
use crate::load::board::{BoardReading, RawPart};

const NAME: &str = "board_key";

/// What a part lacks is told in one sentence where it says what it shows; what it has and does not
/// take, each where it stands. Where something of the part could not be read (`is_torn`), that may
/// be what seems to lack.
pub(crate) fn look(reading: &mut BoardReading<'_>, raw: &RawPart, is_torn: bool) {
    let show = *raw.show.get_ref();
    let is_empty = |key: &str| key == "columns" && raw.columns.as_ref().is_some_and(is_nothing);
    let mut missing: Vec<&str> = show.needs().to_vec();
    for (key, at) in raw.own_keys() {
        let Some(at) = at else {
            continue;
        };
        if !show.takes(key) {
            let message = format!("`{}` has no `{key}`; it takes {}", show.as_str(), all(show));
            reading.tell(NAME, at, message, None);
        } else if !is_empty(key) {
            missing.retain(|needed| *needed != key);
        }
    }
    if !missing.is_empty() && !is_torn {
        let message = format!("`{}` needs {}", show.as_str(), quoted(&missing));
        reading.tell(NAME, raw.show.span(), message, None);
    }
    for (column, words) in &raw.conditions {
        if words.get_ref().is_empty() {
            let message = format!(
                "no word of `{}` is named; expected those that are shown",
                column.get_ref()
            );
            reading.tell(NAME, words.span(), message, None);
        }
    }
}

fn is_nothing<T>(list: &toml::Spanned<Vec<T>>) -> bool {
    list.get_ref().is_empty()
}

fn all(show: Show) -> String {
    quoted(&[show.needs(), show.may_have(), &["where"]].concat())
}

fn quoted(keys: &[&str]) -> String {
    let keys: Vec<String> = keys.iter().map(|key| format!("`{key}`")).collect();
    keys.join(", ")
}
