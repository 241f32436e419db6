//! What should be true or false, or a number, and is not.

use datafusion::arrow::datatypes::DataType;
use datafusion::sql::sqlparser::tokenizer::Span;

use crate::walk::{Walk, name_of};

const NAME: &str = "wrong_type";

/// A condition that is no condition.
pub(crate) fn not_truth(walk: &mut Walk<'_>, span: Span, place: &str, kind: &DataType) {
    let message = format!(
        "{place} wants true or false; this is {}",
        name_of(Some(kind))
    );
    walk.tell(NAME, span, message, None);
}

/// Something to calculate with that is no number.
pub(crate) fn not_number(walk: &mut Walk<'_>, span: Span, place: &str, kind: &DataType) {
    let message = format!("{place} wants a number; this is {}", name_of(Some(kind)));
    let help = crate::walk::is_text(kind)
        .then(|| "texts are joined with `||`; `cast(… as double)` reads a number".to_owned());
    walk.tell(NAME, span, message, help);
}
