//! A word that means two properties.

use std::collections::HashMap;

use toml::Spanned;
use zone::schema::fold;

use crate::load::Reading;

const NAME: &str = "alias";

/// The words that mean the property `id`: its own id and its aliases. `owner` has the property that
/// each word before them means.
pub(crate) fn look<'w>(
    file: &mut Reading<'_>,
    id: &str,
    words: impl Iterator<Item = &'w Spanned<String>>,
    owner: &mut HashMap<String, String>,
) {
    for word in words {
        let written = word.get_ref();
        if let Some(other) = owner.insert(fold(written), id.to_owned())
            && other != id
        {
            let message = format!("`{written}` means `{other}` already; a word has one meaning");
            file.tell(NAME, word.span(), message);
        }
    }
}
