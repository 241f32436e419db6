//! TOML that is read on after a mistake: what is wrong is told and left away, the rest is read.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue, Deserializer};

use crate::check::toml as toml_check;
use crate::error::Mistake;
use crate::limits::TOML_MISTAKES_MAX;

/// Reads TOML. Every mistake is told with its place; `None` where too little is left.
pub(crate) fn read_toml<T: DeserializeOwned>(
    path: &str,
    text: &Arc<String>,
    mistakes: &mut Vec<Mistake>,
) -> Option<T> {
    let (mut document, errors) = DeTable::parse_recoverable(text);
    let mut lines = HashSet::new();
    for error in errors {
        let mistake = toml_check::found(path, text, &error);
        // What follows on the same line follows from it.
        if lines.insert(mistake.line) {
            mistakes.push(mistake);
        }
    }
    let mut taken_away: Option<String> = None;
    for _ in 0..TOML_MISTAKES_MAX {
        let error = match T::deserialize(Deserializer::from(document.clone())) {
            Ok(read) => return Some(read),
            Err(error) => error,
        };
        let missing = toml_check::missing(&error);
        // The field is missing because it was wrong and has been told.
        if missing.is_none() || missing != taken_away {
            mistakes.push(toml_check::found(path, text, &error));
        }
        let span = error.span()?;
        let mut removed = None;
        if !prune(document.get_mut(), &span, &mut removed) {
            return None;
        }
        taken_away = removed;
    }
    None
}

/// Takes away what stands at `span`: a key with its value, or an element of a list. The key that was
/// taken away because of its value goes to `removed`.
fn prune(table: &mut DeTable<'_>, span: &Range<usize>, removed: &mut Option<String>) -> bool {
    let mut exact = None;
    let mut around = None;
    for (key, value) in &*table {
        let name = key.get_ref().to_string();
        if key.span() == *span {
            exact = Some((name, false));
        } else if value.span() == *span {
            exact = Some((name, true));
        } else if holds(value, span) {
            around = Some(name);
        }
    }
    if let Some((name, by_value)) = exact {
        *removed = by_value.then(|| name.clone());
        table.remove(name.as_str());
        return true;
    }
    let Some(around) = around else {
        return false;
    };
    let mut done = false;
    for (key, value) in &mut *table {
        if key.get_ref().as_ref() == around {
            done = prune_value(value, span, removed);
        }
    }
    if !done {
        *removed = Some(around.clone());
        table.remove(around.as_str());
    }
    true
}

fn prune_value(
    value: &mut Spanned<DeValue<'_>>,
    span: &Range<usize>,
    removed: &mut Option<String>,
) -> bool {
    match value.get_mut() {
        DeValue::Table(inner) => prune(inner, span, removed),
        DeValue::Array(items) => {
            let at = items.iter().position(|item| item.span() == *span);
            if let Some(at) = at {
                let mut kept = DeArray::new();
                for (index, item) in std::mem::replace(items, DeArray::new())
                    .into_iter()
                    .enumerate()
                {
                    if index != at {
                        kept.push(item);
                    }
                }
                *items = kept;
                return true;
            }
            items
                .iter_mut()
                .find(|item| holds(item, span))
                .is_some_and(|item| prune_value(item, span, removed))
        }
        _ => false,
    }
}

/// Whether `span` lies within a value. A table that was opened by a header spans the header only:
/// its keys and their values are asked too.
fn holds(value: &Spanned<DeValue<'_>>, span: &Range<usize>) -> bool {
    let own = value.span();
    if own.start <= span.start && span.end <= own.end {
        return true;
    }
    match value.get_ref() {
        DeValue::Table(inner) => inner
            .iter()
            .any(|(key, value)| key.span() == *span || holds(value, span)),
        DeValue::Array(items) => items.iter().any(|item| holds(item, span)),
        _ => false,
    }
}
