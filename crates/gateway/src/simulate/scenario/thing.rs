//! What the devices speak of.

use std::collections::HashSet;

use super::super::keys::Keys;
use super::number::{count, filled};
use crate::limits::SIMULATED_THINGS_MAX;

/// A thing of the book, as it shall be written there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thing {
    /// Its kind, by the id of a pack.
    pub kind: String,
    /// Its code.
    pub code: String,
    /// Its name in Chinese.
    pub name_zh: String,
    /// Its name in English.
    pub name_en: String,
    /// The fields of its kind.
    pub fields: Vec<(String, String)>,
}

/// The things of all `[[thing]]`.
pub(super) fn read_all(keys: &Keys<'_>) -> Vec<Thing> {
    let mut things: Vec<Thing> = Vec::new();
    let mut seen = HashSet::new();
    for keys in keys.tables("thing") {
        let place = keys.place("code");
        let read = read(&keys);
        if things.len() + read.len() > SIMULATED_THINGS_MAX {
            let message = format!("more than {SIMULATED_THINGS_MAX} things");
            keys.tell(&keys.at, message);
            return things;
        }
        let twice = read
            .iter()
            .find(|thing| !seen.insert((thing.kind.clone(), thing.code.clone())));
        if let Some(thing) = twice {
            let message = format!(
                "the code `{}` of a {} stands twice; write {{nnn}} where it shall count",
                thing.code, thing.kind
            );
            keys.tell(&place, message);
        }
        things.extend(read);
        keys.close();
    }
    things
}

fn read(keys: &Keys<'_>) -> Vec<Thing> {
    let count = count(keys);
    let kind = keys.needed_text("kind");
    let code = keys.needed_text("code");
    let name_zh = keys.needed_text("name_zh");
    let name_en = keys.needed_text("name_en");
    let fields = keys.table("fields").map(|keys| keys.words());
    let (Some(kind), Some(code), Some(name_zh), Some(name_en)) = (kind, code, name_zh, name_en)
    else {
        return Vec::new();
    };
    let fields = fields.unwrap_or_default();
    (1..=count)
        .map(|number| Thing {
            kind: kind.value.clone(),
            code: filled(&code.value, number),
            name_zh: filled(&name_zh.value, number),
            name_en: filled(&name_en.value, number),
            fields: fields
                .iter()
                .map(|(name, texts)| {
                    let text = texts.iter().cycle().nth(number - 1);
                    let text = text.map(|text| filled(text, number));
                    (name.value.clone(), text.unwrap_or_default())
                })
                .collect(),
        })
        .collect()
}
