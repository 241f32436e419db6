//! The words of several packs together, as the book needs them.

use std::collections::HashMap;

use zone::schema::{Vocabulary, fold};

use crate::error::{PackError, Result};
use crate::model::Pack;

/// Joins the kinds and properties of `packs`.
///
/// # Errors
/// [`PackError::Refused`] when two packs give one word two meanings.
pub fn vocabulary<'p>(packs: impl IntoIterator<Item = &'p Pack>) -> Result<Vocabulary> {
    let mut words = Vocabulary::default();
    let mut owner: HashMap<String, (String, String)> = HashMap::new();
    for pack in packs {
        for kind in &pack.kinds {
            if words.kinds.insert(kind.id.clone(), kind.clone()).is_some() {
                return Err(PackError::Refused(format!(
                    "the kind `{}` is declared by two packs, `{}` being the second",
                    kind.id, pack.id
                )));
            }
        }
        for property in &pack.properties {
            for word in std::iter::once(&property.id).chain(&property.aliases) {
                let meaning = (property.id.clone(), pack.id.clone());
                match owner.insert(fold(word), meaning) {
                    Some((other, in_pack)) if in_pack != pack.id => {
                        return Err(PackError::Refused(format!(
                            "`{word}` means `{other}` in the pack `{in_pack}` and `{}` in `{}`",
                            property.id, pack.id
                        )));
                    }
                    _ => {}
                }
            }
            words.properties.push(property.clone());
        }
    }
    Ok(words)
}
