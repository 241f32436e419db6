//! Text compared with a number: DataFusion takes it and fails, or not, when it runs.

use datafusion::arrow::datatypes::DataType;
use datafusion::sql::sqlparser::tokenizer::Span;

use crate::walk::{Walk, is_number};

/// Points at the text, where it is a literal.
pub(crate) fn found(walk: &mut Walk<'_>, span: Span, left: &DataType, right: &DataType) {
    let message = if is_number(left) {
        "a number is compared with this text"
    } else if is_number(right) {
        "text is compared with a number"
    } else {
        "text and number are compared"
    };
    let help = Some("write a number without quotes, or cast one side".to_owned());
    walk.tell("text_with_number", span, message.to_owned(), help);
}
