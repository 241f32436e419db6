//! The words of several packs together, as the book needs them.

use std::collections::HashMap;

use zone::schema::{MarkReason, Property, Vocabulary, fold};

use crate::error::{PackError, Result};
use crate::model::Pack;

/// Joins the kinds, properties and reasons of marks of `packs`. A property that several of them declare alike is one:
/// all their aliases mean it, and its titles are those of the first.
///
/// # Errors
/// [`PackError::Refused`] when two packs give one word two meanings, or say otherwise of one property.
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
                    Some((other, in_pack)) if in_pack != pack.id && other != property.id => {
                        return Err(PackError::Refused(format!(
                            "`{word}` means `{other}` in the pack `{in_pack}` and `{}` in `{}`",
                            property.id, pack.id
                        )));
                    }
                    _ => {}
                }
            }
            share(&mut words.properties, property, &pack.id)?;
        }
        for reason in pack.mark_reasons.iter().map(|reason| &reason.said) {
            share_reason(&mut words.mark_reasons, reason, &pack.id)?;
        }
    }
    Ok(words)
}

/// Adds a reason of marks that `pack` declares to those `known`, where no pack before it has it.
fn share_reason(known: &mut Vec<MarkReason>, reason: &MarkReason, pack: &str) -> Result<()> {
    let Some(shared) = known.iter().find(|r| r.id == reason.id) else {
        known.push(reason.clone());
        return Ok(());
    };
    if (shared.about, shared.flag) == (reason.about, reason.flag) {
        return Ok(());
    }
    Err(PackError::Refused(format!(
        "the reason `{}` of a mark is about something else, or like another flag, in the pack `{pack}` than \
         in one before it; packs that share a reason say the same of it",
        reason.id
    )))
}

/// Adds `property` of `pack` to those `known`, or its aliases to what a pack before it says of it.
fn share(known: &mut Vec<Property>, property: &Property, pack: &str) -> Result<()> {
    let Some(shared) = known.iter_mut().find(|p| p.id == property.id) else {
        known.push(property.clone());
        return Ok(());
    };
    if let Some((what, one, other)) = difference(shared, property) {
        return Err(PackError::Refused(format!(
            "the {what} of `{}` is {other} in the pack `{pack}` and {one} in one before it; \
             packs that share a property say the same of it",
            property.id
        )));
    }
    for alias in &property.aliases {
        if !shared.aliases.contains(alias) {
            shared.aliases.push(alias.clone());
        }
    }
    Ok(())
}

/// What two packs say otherwise of a property, as each says it. Titles may differ.
fn difference(one: &Property, other: &Property) -> Option<(&'static str, String, String)> {
    let said = |p: &Property| {
        [
            ("unit", format!("`{}`", p.unit)),
            ("HJ 525 code", format!("{:?}", p.code)),
            ("range", format!("{:?} to {:?}", p.min, p.max)),
            ("list of words", format!("{:?}", p.coded)),
        ]
    };
    said(one)
        .into_iter()
        .zip(said(other))
        .find(|((_, one), (_, other))| one != other)
        .map(|((what, one), (_, other))| (what, one, other))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that fails says where")]

    use super::vocabulary;
    use crate::model::Pack;
    use crate::source::embedded;

    fn packs() -> [Pack; 2] {
        ["water-quality", "discharge"].map(|id| Pack::load(&embedded()[id]).unwrap())
    }

    #[test]
    fn packs_that_say_the_same_of_a_property_share_it() {
        let mut packs = packs();
        let cod = packs[1].properties.iter_mut().find(|p| p.id == "cod");
        cod.unwrap().aliases.push("重铬酸盐指数".to_owned());
        let words = vocabulary(&packs).unwrap();
        let named = words.properties.iter().filter(|p| p.id == "cod");
        assert_eq!(named.count(), 1);
        assert_eq!(words.property("重铬酸盐指数").unwrap().id, "cod");
        assert_eq!(words.property("CODCr").unwrap().id, "cod");
    }

    #[test]
    fn a_property_that_two_packs_keep_in_two_units_is_refused() {
        let mut packs = packs();
        let cod = packs[1].properties.iter_mut().find(|p| p.id == "cod");
        cod.unwrap().unit = "µg/L".to_owned();
        let error = vocabulary(&packs).unwrap_err().to_string();
        assert!(
            error.contains("the unit of `cod` is `µg/L` in the pack `discharge` and `mg/L`"),
            "{error}"
        );
    }

    #[test]
    fn a_word_with_two_meanings_is_refused() {
        let mut packs = packs();
        let cod = packs[1].properties.iter_mut().find(|p| p.id == "cod");
        cod.unwrap().aliases.push("氨 氮".to_owned());
        let error = vocabulary(&packs).unwrap_err().to_string();
        assert!(error.contains("means `nh3n` in the pack"), "{error}");
    }
}
