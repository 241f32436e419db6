//! Pack files → a model; every mistake that a single file shows is named with its place.

mod manifest;
mod standard;
pub(crate) mod table;
pub(crate) use table::parameters;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::de::DeserializeOwned;

use crate::error::{Mistake, PackError, Result};
use crate::model::Pack;
use crate::source::PackSource;

const MANIFEST: &str = "pack.toml";

impl Pack {
    /// Reads a pack's files. Statements are planned later, by [`crate::check`], which needs a
    /// session.
    ///
    /// # Errors
    /// [`PackError::Mistakes`] with every mistake that the files show by themselves.
    pub fn load(source: &PackSource) -> Result<Self> {
        let Some(text) = source.files.get(MANIFEST) else {
            return Err(PackError::Refused(format!(
                "{} has no {MANIFEST}",
                source.name
            )));
        };
        let mut mistakes = Vec::new();
        let mut pack = manifest::read(&source.shown(MANIFEST), text, &mut mistakes)
            .ok_or_else(|| PackError::Mistakes(mistakes.clone()))?;
        pack.text = Arc::new(source.text());
        pack.hash = zone::texts::address(&pack.text);
        for (path, text) in &source.files {
            if let Some(name) = inside(path, "standards/", ".csv") {
                match standard::read(&source.shown(path), text) {
                    Ok(standard) => {
                        pack.standards.insert(name.to_owned(), standard);
                    }
                    Err(mistake) => mistakes.push(*mistake),
                }
            }
        }
        pack.tables = read_tables(source, &mut mistakes);
        for table in pack.tables.values() {
            table::check_inputs(source, table, &pack.tables, &mut mistakes);
        }
        if mistakes.is_empty() {
            Ok(pack)
        } else {
            Err(PackError::Mistakes(mistakes))
        }
    }
}

fn read_tables(source: &PackSource, mistakes: &mut Vec<Mistake>) -> BTreeMap<String, crate::Table> {
    let mut tables = BTreeMap::new();
    for (path, text) in &source.files {
        if let Some(name) = inside(path, "tables/", ".sql") {
            let toml_path = format!("tables/{name}.toml");
            match source.files.get(&toml_path) {
                None => mistakes.push(Mistake::at(
                    &source.shown(path),
                    text,
                    0,
                    1,
                    format!(
                        "`{name}` has no tables/{name}.toml, which declares its key and columns"
                    ),
                )),
                Some(toml) => {
                    let read =
                        table::read(source, name, (path, text), (&toml_path, toml), mistakes);
                    tables.extend(read.map(|table| (name.to_owned(), table)));
                }
            }
        } else if let Some(name) = inside(path, "tables/", ".toml")
            && !source.files.contains_key(&format!("tables/{name}.sql"))
        {
            mistakes.push(Mistake::at(
                &source.shown(path),
                text,
                0,
                1,
                format!("`{name}` has no tables/{name}.sql, which computes it"),
            ));
        }
    }
    tables
}

fn inside<'p>(path: &'p str, folder: &str, ending: &str) -> Option<&'p str> {
    path.strip_prefix(folder)?
        .strip_suffix(ending)
        .filter(|name| !name.contains('/'))
}

/// Reads TOML, its mistake placed.
fn read_toml<T: DeserializeOwned>(
    path: &str,
    text: &Arc<String>,
) -> std::result::Result<T, Box<Mistake>> {
    toml::from_str(text).map_err(|e| {
        let span = e.span().unwrap_or(0..1);
        Box::new(Mistake::at(
            path,
            text,
            span.start,
            span.len().max(1),
            e.message().to_owned(),
        ))
    })
}

/// Names that SQL can say without quotes.
fn is_identifier(name: &str) -> bool {
    !name.is_empty()
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && name
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}
