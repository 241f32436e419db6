//! Pack files → a model; every mistake that a single file shows is named with its place.

pub(crate) mod board;
pub(crate) mod manifest;
mod reading;
mod standard;
pub(crate) mod table;
mod tolerant;

pub(crate) use reading::Reading;
pub(crate) use table::parameters;
pub(crate) use tolerant::read_toml;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::check::table_pair;
use crate::error::{Mistake, PackError, Result};
use crate::model::Pack;
use crate::source::PackSource;

pub(crate) const MANIFEST: &str = "pack.toml";
pub(crate) const BOARD: &str = "board.toml";

impl Pack {
    /// Reads a pack's files. Statements are planned later, by [`crate::check`], which needs a
    /// session.
    ///
    /// # Errors
    /// [`PackError::Mistakes`] with every mistake that the files show by themselves.
    pub fn load(source: &PackSource) -> Result<Self> {
        if !source.files.contains_key(MANIFEST) {
            return Err(PackError::Refused(format!(
                "{} has no {MANIFEST}",
                source.name
            )));
        }
        let mut mistakes = Vec::new();
        match Self::read(source, &mut mistakes) {
            Some(pack) if mistakes.is_empty() => Ok(pack),
            _ => Err(PackError::Mistakes(mistakes)),
        }
    }

    /// As much of a pack as its files give; what is wrong in them is told in `mistakes`.
    pub(crate) fn read(source: &PackSource, mistakes: &mut Vec<Mistake>) -> Option<Self> {
        let text = source.files.get(MANIFEST)?;
        let mut pack = manifest::read(&source.shown(MANIFEST), text, mistakes)?;
        pack.text = Arc::new(source.text());
        pack.hash = zone::texts::address(&pack.text);
        for (path, text) in &source.files {
            if let Some(name) = inside(path, "standards/", ".csv") {
                let shown = source.shown(path);
                if let Some(mut standard) = standard::read(&shown, text, &pack, mistakes) {
                    path.clone_into(&mut standard.path);
                    pack.standards.insert(name.to_owned(), standard);
                }
            }
        }
        pack.tables = read_tables(source, mistakes);
        pack.board = board::read(source, &pack, mistakes);
        Some(pack)
    }
}

fn read_tables(source: &PackSource, mistakes: &mut Vec<Mistake>) -> BTreeMap<String, crate::Table> {
    table_pair::look(source, mistakes);
    let mut tables = BTreeMap::new();
    for (path, text) in &source.files {
        let Some(name) = inside(path, "tables/", ".sql") else {
            continue;
        };
        let toml_path = format!("tables/{name}.toml");
        if let Some(toml) = source.files.get(&toml_path) {
            let read = table::read(source, name, (path, text), (&toml_path, toml), mistakes);
            tables.extend(read.map(|table| (name.to_owned(), table)));
        }
    }
    tables
}

fn inside<'p>(path: &'p str, folder: &str, ending: &str) -> Option<&'p str> {
    path.strip_prefix(folder)?
        .strip_suffix(ending)
        .filter(|name| !name.contains('/'))
}

/// Names that SQL can say without quotes.
pub(crate) fn is_identifier(name: &str) -> bool {
    !name.is_empty()
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && name
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}
