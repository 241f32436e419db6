//! A table without a key, or with one that is no column.

use crate::load::Reading;
use crate::load::table::RawTable;

const NAME: &str = "table_key";

/// The key and the period are columns, and there is a key.
pub(crate) fn look(file: &mut Reading<'_>, name: &str, raw: &RawTable) {
    if raw.key.is_empty() {
        let message = format!("`{name}` has no key; expected the columns that tell its rows apart");
        file.tell(NAME, 0..1, message);
    }
    for key in raw.key.iter().chain(&raw.period) {
        let is_column = raw.column.iter().any(|c| c.id.get_ref() == key.get_ref());
        if !is_column {
            let message = format!("`{}` is no column of `{name}`", key.get_ref());
            file.tell(NAME, key.span(), message);
        }
    }
}
