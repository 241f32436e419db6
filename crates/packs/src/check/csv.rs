//! A CSV that is none: a row too long, a quote without an end.

use crate::error::Mistake;
use crate::sheet::{Sheet, SheetCell};

const NAME: &str = "csv";

/// A quote at byte `offset` that never ends.
pub(crate) fn open_quote(sheet: &Sheet, offset: usize) -> Mistake {
    let message = "a quoted cell has no end; expected `\"` after it";
    sheet.at(offset, 1, message).of(NAME)
}

/// A file without a header.
pub(crate) fn empty(sheet: &Sheet) -> Mistake {
    let message = "the file is empty; expected a row of column names";
    sheet.at(0, 1, message).of(NAME)
}

/// A column whose name stands before it already.
pub(crate) fn twice(sheet: &Sheet, head: &SheetCell) -> Mistake {
    let message = format!("the column `{}` stands here twice", head.text);
    sheet.wrong(head, message).of(NAME)
}

/// A row that is not as wide as the header.
pub(crate) fn width(sheet: &Sheet, row: &[SheetCell]) -> Mistake {
    let (found, wanted) = (row.len(), sheet.header.len());
    let message = format!("{found} cells; the header has {wanted}");
    sheet.wrong(&row[0], message).of(NAME)
}
