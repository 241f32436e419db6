//! A title that lacks a language.

use toml::Spanned;

use crate::load::Reading;
use crate::model::Title;

const NAME: &str = "title";

/// `of` says whose it is, as a sentence names it: `title`, ``note of `worst` ``.
pub(crate) fn look(file: &mut Reading<'_>, of: &str, title: &Spanned<Title>) {
    let Title { zh, en } = title.get_ref();
    for (language, text) in [("zh", zh), ("en", en)] {
        if text.trim().is_empty() {
            let message = format!("the {of} is empty in `{language}`; expected both languages");
            file.tell(NAME, title.span(), message);
        }
    }
}
