//! A `$name` that is no setting, or, in the condition of an input, no column of the row.

use datafusion::sql::sqlparser::tokenizer::Span;

use crate::near::nearest;
use crate::walk::{Column, Walk};

/// Says which there are.
pub(crate) fn found(walk: &mut Walk<'_>, span: Span, name: &str, row: Option<&[Column]>) {
    let (noun, known): (&str, Vec<&str>) = match row {
        Some(row) => (
            "column of the row that this input belongs to",
            row.iter().map(|c| c.name.as_str()).collect(),
        ),
        None => (
            "setting of this pack",
            walk.pack.settings.keys().map(String::as_str).collect(),
        ),
    };
    let message = format!(
        "`${name}` is no {noun}; there are {}",
        super::first_few(&known)
    );
    let help = nearest(name, known).map(|help| help.replacen('`', "`$", 1));
    walk.tell("unknown_setting", span, message, help);
}
