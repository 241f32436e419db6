//! The words that a column holds, with their titles.

use crate::load::Reading;
use crate::load::table::RawColumn;
use crate::model::ColumnType;

use super::title;

const NAME: &str = "column_words";

/// Only text has words, and each has a title in both languages.
pub(crate) fn look(file: &mut Reading<'_>, column: &RawColumn) {
    let Some(words) = &column.words else {
        return;
    };
    let id = column.id.get_ref();
    if column.kind != ColumnType::Text {
        let message = format!("`{id}` is no text; only a column of text has words");
        file.tell(NAME, words.span(), message);
    } else if words.get_ref().is_empty() {
        let message =
            format!("`words` of `{id}` names none; expected such as `none = {{ zh, en }}`");
        file.tell(NAME, words.span(), message);
    }
    for (word, titled) in words.get_ref() {
        title::look(file, &format!("title of `{word}` in `{id}`"), titled);
    }
}
