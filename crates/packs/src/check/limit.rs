//! A limit that is no number.

use crate::error::Mistake;
use crate::sheet::{Sheet, SheetCell};

const NAME: &str = "limit";

/// A cell of a column of limits, `header`, that holds a word.
pub(crate) fn no_number(sheet: &Sheet, cell: &SheetCell, header: &str) -> Mistake {
    let message = format!(
        "`{}` in `{header}`; expected a number or nothing",
        cell.text
    );
    sheet.wrong(cell, message).of(NAME)
}
