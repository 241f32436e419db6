//! Checking a pack: every mistake of it with its place, all in one go.
//!
//! A file a check. What a single file shows by itself is asked while it is read
//! ([`crate::Pack::load`]); what needs several files, or the meaning of a statement, afterwards. A statement is
//! walked by its syntax tree first, which finds all that is certain ([`crate::walk`]); where that
//! finds nothing, DataFusion plans and analyses it.

pub(crate) mod alias;
pub(crate) mod ambiguous_column;
pub(crate) mod board_column;
pub(crate) mod board_key;
pub(crate) mod board_size;
pub(crate) mod board_table;
pub(crate) mod case;
pub(crate) mod column_words;
pub(crate) mod csv;
mod cycle;
mod declared_columns;
mod engine;
pub(crate) mod exemption;
pub(crate) mod field;
pub(crate) mod id;
mod input;
pub(crate) mod limit;
pub(crate) mod limit_unit;
pub(crate) mod mark_reason;
mod no_case;
pub(crate) mod not_grouped;
pub(crate) mod period;
pub(crate) mod range;
pub(crate) mod setting;
pub(crate) mod source;
pub(crate) mod syntax;
pub(crate) mod table_key;
pub(crate) mod table_pair;
pub(crate) mod text_with_number;
pub(crate) mod title;
pub(crate) mod toml;
pub(crate) mod unit;
pub(crate) mod unknown_column;
pub(crate) mod unknown_function;
pub(crate) mod unknown_property;
pub(crate) mod unknown_setting;
pub(crate) mod unknown_table;
pub(crate) mod unknown_word;
pub(crate) mod wrong_arguments;
pub(crate) mod wrong_type;

use std::collections::BTreeSet;
use std::sync::Arc;

use datafusion::prelude::SessionContext;

pub(crate) use source::{BIBLIOGRAPHY, standing};

use crate::error::{Mistake, PackError, Result};
use crate::model::{Pack, Table};
use crate::near::nearest;
use crate::order::{order, reads};
use crate::session::{empty_context, put_table};
use crate::source::PackSource;
use crate::vocabulary::vocabulary;
use crate::walk::{Catalog, Column, Piece, Walk};

/// Every check: its name, which a mistake carries, and what it looks for.
pub const CHECKS: &[(&str, &str)] = &[
    ("alias", "a word that means two properties"),
    (
        "ambiguous_column",
        "a column that more than one relation has",
    ),
    (
        "board_column",
        "a column of a part of the board that its table lacks, or that cannot be shown so",
    ),
    (
        "board_key",
        "a part of the board without a key that it needs, or with one that it does not take",
    ),
    ("board_size", "a board with too many parts, rows or words"),
    (
        "board_table",
        "a part of the board that shows no table, or a line of one without a period",
    ),
    ("case", "a golden case whose files are wrong"),
    (
        "column_words",
        "words of a column that is no text, none, or of a board that its column does not hold",
    ),
    (
        "csv",
        "a CSV that is none: a row too long, a quote without an end",
    ),
    ("cycle", "tables that read each other in a circle"),
    (
        "declared_columns",
        "a statement's columns that are not those declared",
    ),
    (
        "engine",
        "what DataFusion refuses and no other check has found",
    ),
    (
        "exemption",
        "an exemption from what nobody is exempt from, or without a reason",
    ),
    ("field", "a field of a kind that can hold nothing"),
    ("id", "an id that SQL could not say, or that stands twice"),
    (
        "input",
        "an input that is no table, or whose condition is wrong",
    ),
    ("limit", "a limit that is no number"),
    (
        "limit_unit",
        "a limit's unit that is not known, or not its property's",
    ),
    (
        "mark_reason",
        "a reason of a mark that is said of nothing known, or is like no flag",
    ),
    ("no_case", "a table that no golden case expects"),
    (
        "not_grouped",
        "a column beside aggregates that is not grouped by",
    ),
    ("period", "a period that is no text, or reads too far"),
    ("range", "a range of a property with nothing in it"),
    ("setting", "a setting whose default is none of its words"),
    (
        "source",
        "a limit without source or clause, and sources that nobody knows",
    ),
    ("syntax", "SQL that cannot be read"),
    (
        "table_key",
        "a table without a key, or with one that is no column",
    ),
    (
        "table_pair",
        "a table's SQL without its TOML, or the other way round",
    ),
    ("text_with_number", "text compared with a number"),
    ("title", "a title that lacks a language"),
    (
        "toml",
        "TOML that cannot be read, and keys that nobody knows",
    ),
    ("unit", "a unit of a property that is not known"),
    ("unknown_column", "a column that no relation in sight has"),
    ("unknown_function", "a function that nobody declares"),
    (
        "unknown_property",
        "a limit of a property that is not declared",
    ),
    ("unknown_setting", "a `$name` that is no setting"),
    ("unknown_table", "a table that is nowhere"),
    (
        "unknown_word",
        "a word in SQL that a column never holds: a property, a kind, a flag",
    ),
    ("wrong_arguments", "a call that its function cannot take"),
    (
        "wrong_type",
        "a condition that is no condition, arithmetic over text",
    ),
];

/// Reads and checks a pack.
///
/// # Errors
/// [`PackError::Mistakes`] with every mistake found, in the order of the files.
pub async fn check(source: &PackSource) -> Result<Pack> {
    if !source.files.contains_key(crate::load::MANIFEST) {
        return Pack::load(source);
    }
    let mut mistakes = Vec::new();
    let Some(pack) = Pack::read(source, &mut mistakes) else {
        return Err(PackError::Mistakes(mistakes));
    };
    source::look(source, &pack, &mut mistakes);
    no_case::look(source, &pack, &mut mistakes);
    case::look(source, &pack, &mut mistakes)?;
    Statements::look(source, &pack, &mut mistakes).await?;
    if mistakes.is_empty() {
        return Ok(pack);
    }
    // At one place, the first check says it best: they go from the file to what follows from it.
    mistakes.sort_by(|a, b| (&a.path, a.line, a.column).cmp(&(&b.path, b.line, b.column)));
    mistakes.dedup_by(|b, a| (&a.path, a.line, a.column) == (&b.path, b.line, b.column));
    Err(PackError::Mistakes(mistakes))
}

/// The statements of a pack, one after another.
struct Statements<'s> {
    source: &'s PackSource,
    pack: &'s Pack,
    context: SessionContext,
    catalog: Catalog,
    /// Tables whose declaration or statement is wrong: what reads them is not given to DataFusion,
    /// which would tell the same again.
    shaky: BTreeSet<String>,
}

impl<'s> Statements<'s> {
    async fn look(
        source: &'s PackSource,
        pack: &'s Pack,
        mistakes: &mut Vec<Mistake>,
    ) -> Result<()> {
        let words = vocabulary([pack])?;
        let context = empty_context(pack).await?;
        let catalog = Catalog::new(&context, pack, words).await?;
        let mut statements = Self {
            source,
            pack,
            context,
            catalog,
            shaky: BTreeSet::new(),
        };
        statements.declare(mistakes)?;
        let tables = order(pack).unwrap_or_else(|circle| {
            mistakes.push(cycle::found(source, pack, &circle));
            pack.tables.values().collect()
        });
        for table in tables {
            statements.table(table, mistakes).await?;
        }
        statements.lone_files(mistakes);
        for table in pack.tables.values() {
            input::look(&statements.catalog, source, pack, table, mistakes);
            statements.tests(table, mistakes).await?;
        }
        Ok(())
    }

    /// Every table stands with its declared columns before any statement is read.
    fn declare(&mut self, mistakes: &[Mistake]) -> Result<()> {
        for table in self.pack.tables.values() {
            self.catalog.add(table, None);
            put_table(&self.context, self.pack, table, Vec::new())?;
            let toml = self.source.shown(&table.toml_path);
            if mistakes
                .iter()
                .any(|m| m.path == toml && m.check != "title")
            {
                self.shaky.insert(table.name.clone());
            }
        }
        for path in self.source.files.keys() {
            let name = path
                .strip_prefix("tables/")
                .and_then(|file| file.strip_suffix(".sql").or(file.strip_suffix(".toml")));
            if let Some(name) = name
                && !self.pack.tables.contains_key(name)
            {
                self.catalog.add_shaky(name);
                self.shaky.insert(name.to_owned());
            }
        }
        Ok(())
    }

    /// Statements whose declaration is missing or cannot be read.
    fn lone_files(&self, mistakes: &mut Vec<Mistake>) {
        for (path, text) in &self.source.files {
            let name = path
                .strip_prefix("tables/")
                .and_then(|file| file.strip_suffix(".sql"));
            if name.is_none_or(|name| self.pack.tables.contains_key(name)) {
                continue;
            }
            let piece = Piece {
                path: self.source.shown(path),
                file: text,
                sql: text,
                offset: 0,
            };
            let mut walk = Walk::new(self.pack, &self.catalog, piece);
            walk.query_text();
            mistakes.extend(walk.mistakes);
        }
    }

    async fn table(&mut self, table: &Table, mistakes: &mut Vec<Mistake>) -> Result<()> {
        let declaration_is_wrong = self.shaky.contains(&table.name);
        let piece = Piece {
            path: self.source.shown(&table.sql_path),
            file: &table.sql,
            sql: &table.sql,
            offset: 0,
        };
        let mut walk = Walk::new(self.pack, &self.catalog, piece.clone());
        let output = walk.query_text();
        let mut found = walk.mistakes;
        if found.is_empty() && self.reads_are_sound(table) {
            found.extend(engine::look(&self.context, self.pack, &piece).await?);
        }
        // A column whose declaration was wrong is left away, and would be told again.
        if !declaration_is_wrong && let Some(output) = &output {
            found.extend(declared_columns::look(self.source, table, output));
        }
        if !found.is_empty() {
            self.shaky.insert(table.name.clone());
        }
        mistakes.extend(found);
        self.catalog.add(table, output.as_deref());
        Ok(())
    }

    fn reads_are_sound(&self, table: &Table) -> bool {
        !reads(table, self.pack)
            .iter()
            .chain([&table.name])
            .any(|name| self.shaky.contains(name))
    }

    async fn tests(&self, table: &Table, mistakes: &mut Vec<Mistake>) -> Result<()> {
        let Some(toml) = self.source.files.get(&table.toml_path) else {
            return Ok(());
        };
        for test in &table.tests {
            let piece = Piece {
                path: self.source.shown(&table.toml_path),
                file: toml,
                sql: &test.sql,
                offset: test.offset,
            };
            let mut walk = Walk::new(self.pack, &self.catalog, piece.clone());
            walk.query_text();
            let mut found = walk.mistakes;
            let read = crate::order::named_in(&test.sql, self.pack);
            if found.is_empty() && !read.iter().any(|name| self.shaky.contains(name)) {
                found.extend(engine::look(&self.context, self.pack, &piece).await?);
            }
            mistakes.extend(found);
        }
        Ok(())
    }
}

/// Names as a sentence lists them: some, and how many more.
pub(crate) fn first_few(names: &[impl AsRef<str>]) -> String {
    const SHOWN: usize = 12;
    let shown: Vec<&str> = names.iter().take(SHOWN).map(AsRef::as_ref).collect();
    match names.len().checked_sub(SHOWN) {
        Some(more @ 1..) => format!("{} and {more} more", shown.join(", ")),
        _ if names.is_empty() => "none".to_owned(),
        _ => shown.join(", "),
    }
}

/// The property that a word is an alias of, as a help.
pub(crate) fn alias_of(walk: &Walk<'_>, word: &str) -> Option<String> {
    let meant = walk.catalog.vocabulary.property(word)?;
    (meant.id != word).then(|| format!("did you mean `{}`?", meant.id))
}

/// The property that was meant: by the declared aliases first, then by spelling.
pub(crate) fn property_help(pack: &Pack, word: &str) -> Option<String> {
    let words = vocabulary([pack]).ok()?;
    match words.property(word) {
        Some(meant) => Some(format!("did you mean `{}`?", meant.id)),
        None => nearest(word, pack.properties.iter().map(|p| p.id.as_str())),
    }
}

/// The columns of a table as it declares them.
pub(crate) fn declared(table: &Table) -> Vec<Column> {
    table
        .columns
        .iter()
        .map(|c| Column {
            name: c.id.clone(),
            kind: Some(c.kind.arrow()),
            words: None,
        })
        .collect()
}

/// A file of the pack with its shown path.
pub(crate) fn file<'s>(source: &'s PackSource, path: &str) -> Option<(String, &'s Arc<String>)> {
    Some((source.shown(path), source.files.get(path)?))
}
