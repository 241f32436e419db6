//! TOML that cannot be read, and keys that nobody knows.

use std::sync::Arc;

use crate::error::Mistake;
use crate::near::nearest;

const NAME: &str = "toml";

/// What the reader of TOML refused, where it stands, in the words of the house.
pub(crate) fn found(path: &str, text: &Arc<String>, error: &toml::de::Error) -> Mistake {
    let span = error.span().unwrap_or(0..1);
    let (message, help) = sentence(error.message());
    let length = text
        .get(span.clone())
        .and_then(|found| found.lines().next())
        .map_or(1, str::len);
    Mistake::at(path, text, span.start, length.max(1), message)
        .of(NAME)
        .help(help)
}

/// The field that was missing, where that is what was refused.
pub(crate) fn missing(error: &toml::de::Error) -> Option<String> {
    quoted(error.message(), "missing field ")
}

/// Serde's words in those of the house, and the known word that was meant.
fn sentence(message: &str) -> (String, Option<String>) {
    for (found, noun) in [("unknown field ", "key"), ("unknown variant ", "word")] {
        let Some(word) = quoted(message, found) else {
            continue;
        };
        let known: Vec<&str> = message.split('`').skip(3).step_by(2).collect();
        let help = nearest(&word, known.iter().copied());
        let expected = known.join(", ");
        return (
            format!("unknown {noun} `{word}`; expected one of {expected}"),
            help,
        );
    }
    match quoted(message, "missing field ") {
        Some(field) => (format!("`{field}` is missing"), None),
        None => (message.to_owned(), None),
    }
}

/// The word in backticks that follows `before`.
fn quoted(message: &str, before: &str) -> Option<String> {
    let rest = message.strip_prefix(before)?.strip_prefix('`')?;
    rest.split_once('`').map(|(word, _)| word.to_owned())
}
