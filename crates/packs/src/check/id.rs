//! An id that SQL could not say, or that stands twice.

use std::collections::HashSet;

use toml::Spanned;

use crate::load::{Reading, is_identifier};

const NAME: &str = "id";
/// The column of every kept table that says which run computed the row.
const RUN: &str = "run";

/// A pack's id: words with `-` between, which its schema has as `_`.
pub(crate) fn of_pack(file: &mut Reading<'_>, id: &Spanned<String>) {
    let name = id.get_ref();
    if !is_identifier(&name.replace('-', "_")) {
        let message = format!("`{name}` is no id; expected lower-case words with `-` between");
        file.tell(NAME, id.span(), message);
    }
}

/// The id of one of several alike, a `noun`; `seen` are those before it. Whether none of them has it.
pub(crate) fn look(
    file: &mut Reading<'_>,
    noun: &str,
    id: &Spanned<String>,
    seen: &mut HashSet<String>,
) -> bool {
    let name = id.get_ref();
    if !is_identifier(name) {
        let message = format!("`{name}` is no id; expected lower-case letters, digits and `_`");
        file.tell(NAME, id.span(), message);
    }
    let is_first = seen.insert(name.clone());
    if !is_first {
        file.tell(NAME, id.span(), format!("the {noun} `{name}` stands twice"));
    }
    is_first
}

/// The id of a column, which is none that every kept table has.
pub(crate) fn of_column(file: &mut Reading<'_>, id: &Spanned<String>, seen: &mut HashSet<String>) {
    look(file, "column", id, seen);
    if id.get_ref() == RUN {
        let message = format!("every table has a column `{RUN}` of its own; expected another id");
        file.tell(NAME, id.span(), message);
    }
}
