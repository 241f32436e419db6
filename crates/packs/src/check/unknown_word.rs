//! A word that a column never holds: a property that is not declared, a flag that is none.

use datafusion::sql::sqlparser::tokenizer::Span;

use crate::near::nearest;
use crate::walk::{Walk, Words};

/// Says which word was meant: by the declared aliases first, then by spelling.
pub(crate) fn found(walk: &mut Walk<'_>, span: Span, word: &str, words: &Words) {
    let known = words.known.iter().map(String::as_str);
    let help = words
        .are_properties
        .then(|| super::alias_of(walk, word))
        .flatten()
        .or_else(|| nearest(word, known));
    let message = format!(
        "`{word}` is no {}; there are {}",
        words.noun,
        super::first_few(&words.known)
    );
    walk.tell("unknown_word", span, message, help);
}
