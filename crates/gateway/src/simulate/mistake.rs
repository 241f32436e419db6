//! A mistake in a scenario, and where it stands.

use std::ops::Range;

use thiserror::Error;

/// A mistake in the text of a scenario: where, what was found, what was expected.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{path}:{line}:{column}: {message}")]
pub struct Mistake {
    /// The file as it was named.
    pub path: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// The bytes of the text that are meant.
    pub span: Range<usize>,
    /// Found and expected.
    pub message: String,
}

impl Mistake {
    /// A mistake at these bytes of `text`.
    pub(super) fn at(path: &str, text: &str, span: Range<usize>, message: String) -> Self {
        let before = text.get(..span.start).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let in_line = before.get(line_start..).unwrap_or_default();
        Self {
            path: path.to_owned(),
            line: before.matches('\n').count() + 1,
            column: in_line.chars().count() + 1,
            span,
            message,
        }
    }
}
