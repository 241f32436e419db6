//! Sources: every limit, setting and case cites one that the bibliography knows.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use jiff::tz::TimeZone;
use serde::Deserialize;

use crate::cell::cell;
use crate::error::Mistake;
use crate::model::Pack;
use crate::near::nearest;
use crate::sheet::Sheet;
use crate::source::PackSource;

const NAME: &str = "source";
/// The bibliography of a pack's own sources, beside those of the house.
const OWN_FILE: &str = "sources.toml";

/// An entry of a bibliography, as far as the checks go.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Entry {
    /// How far what is used of it was compared with it: `scan`, `two_sources`, `one_source`,
    /// `memory`, `own`.
    pub checked: String,
}

/// The house's bibliography, docs/sources.toml.
pub(crate) static BIBLIOGRAPHY: LazyLock<BTreeMap<String, Entry>> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../../docs/sources.toml")).unwrap_or_default()
});

/// Every limit of a standard names its source and its clause.
pub(crate) fn look_at_sheet(sheet: &Sheet, mistakes: &mut Vec<Mistake>) {
    for needed in [NAME, "clause"] {
        let Some(column) = sheet.column(needed) else {
            let message = format!("no column `{needed}`; every limit names its source and clause");
            mistakes.push(sheet.wrong_header(message).of(NAME));
            continue;
        };
        for row in sheet.rows.iter().filter(|row| row[column].text.is_empty()) {
            let message = format!("`{needed}` is empty; every limit names its source and clause");
            mistakes.push(sheet.wrong(&row[column], message).of(NAME));
        }
    }
}

/// Every key that the pack cites is in the house's bibliography or in its own `sources.toml`.
pub(super) fn look(source: &PackSource, pack: &Pack, mistakes: &mut Vec<Mistake>) {
    let own = own_entries(source, mistakes);
    let is_known = |key: &str| BIBLIOGRAPHY.contains_key(key) || own.contains_key(key);
    let known = || BIBLIOGRAPHY.keys().chain(own.keys()).map(String::as_str);
    let sentence = |key: &str| {
        let message =
            format!("`{key}` is in no bibliography: docs/sources.toml, or {OWN_FILE} of the pack");
        (message, nearest(key, known()))
    };
    for standard in pack.standards.values() {
        let Some((path, text)) = super::file(source, &standard.path) else {
            continue;
        };
        // What is wrong with the sheet itself has been told.
        let Some(sheet) = Sheet::read(&path, text, &mut Vec::new()) else {
            continue;
        };
        let Some(column) = sheet.column(NAME) else {
            continue;
        };
        for row in &sheet.rows {
            let key = &row[column];
            if !key.text.is_empty() && !is_known(&key.text) {
                let (message, help) = sentence(&key.text);
                mistakes.push(sheet.wrong(key, message).of(NAME).help(help));
            }
        }
    }
    if let Some((path, text)) = super::file(source, crate::load::MANIFEST) {
        let settings = pack.settings.values().map(|s| (&s.source, &s.source_at));
        let reasons = pack.mark_reasons.iter().map(|r| (&r.source, &r.source_at));
        for (key, at) in settings.chain(reasons).filter(|(key, _)| !is_known(key)) {
            let (message, help) = sentence(key);
            let mistake = Mistake::at(&path, text, at.start, at.len(), message);
            mistakes.push(mistake.of(NAME).help(help));
        }
    }
    for (file, text) in source.files.iter().filter(|(file, _)| is_case(file)) {
        if let Some((key, at)) = source_of_case(text)
            && !is_known(&key)
        {
            let (message, help) = sentence(&key);
            let mistake = Mistake::at(&source.shown(file), text, at.start, at.len(), message);
            mistakes.push(mistake.of(NAME).help(help));
        }
    }
}

fn is_case(path: &str) -> bool {
    path.starts_with("tests/") && path.ends_with("/case.toml")
}

fn source_of_case(text: &str) -> Option<(String, std::ops::Range<usize>)> {
    #[derive(Deserialize)]
    struct Cites {
        source: toml::Spanned<String>,
    }
    let cites: Cites = toml::from_str(text).ok()?;
    let at = cites.source.span();
    Some((cites.source.into_inner(), at))
}

fn own_entries(source: &PackSource, mistakes: &mut Vec<Mistake>) -> BTreeMap<String, Entry> {
    super::file(source, OWN_FILE)
        .and_then(|(path, text): (String, &Arc<String>)| {
            crate::load::read_toml(&path, text, mistakes)
        })
        .unwrap_or_default()
}

/// How many rows a pack's standards have, and how many of them stand on more than memory: by the
/// row's `status`, else by what the bibliography says of its source.
pub(crate) fn standing(source: &PackSource, pack: &Pack) -> (usize, usize) {
    let own = own_entries(source, &mut Vec::new());
    let (mut all, mut proved) = (0, 0);
    for standard in pack.standards.values() {
        let rows = &standard.rows;
        let text = |column: &str, row: usize| {
            rows.column_by_name(column)
                .map(|array| cell(array, row, &TimeZone::UTC).text())
                .unwrap_or_default()
        };
        for row in 0..rows.num_rows() {
            let key = text(NAME, row);
            let status = text("status", row);
            let checked = BIBLIOGRAPHY.get(&key).or(own.get(&key));
            let stands = match status.as_str() {
                "" => checked.is_some_and(|entry| entry.checked != "memory"),
                status => status != "memory",
            };
            all += 1;
            proved += usize::from(stands);
        }
    }
    (all, proved)
}
