//! The columns that a part of the board names.

use std::collections::HashSet;
use std::ops::Range;

use toml::Spanned;

use crate::load::board::{BoardReading, RawPart};
use crate::model::{ColumnType, Table};
use crate::near::nearest;
use crate::walk::name_of;

const NAME: &str = "board_column";

/// Every column is one of the table, of a type that can be shown so. Keys that the part does not
/// take are told elsewhere.
pub(crate) fn look(reading: &mut BoardReading<'_>, raw: &RawPart, table: &Table) {
    let show = *raw.show.get_ref();
    if let Some(column) = &raw.column
        && show.takes("column")
        && let Some(kind) = kind_of(reading, table, column.get_ref(), column.span())
        && !show.shows(kind)
    {
        let expected = if show.shows(ColumnType::Text) {
            "text or truth"
        } else {
            "a number"
        };
        let message = format!(
            "`{}` is {}; `{}` shows {expected}",
            column.get_ref(),
            name_of(Some(&kind.arrow())),
            show.as_str()
        );
        reading.tell(NAME, column.span(), message, None);
    }
    if let Some(by) = &raw.by
        && show.takes("by")
    {
        kind_of(reading, table, by.get_ref(), by.span());
    }
    if let Some(columns) = &raw.columns
        && show.takes("columns")
    {
        look_at_columns(reading, columns.get_ref(), table);
    }
    if let Some(sort) = &raw.sort
        && show.takes("sort")
    {
        let name = sort.get_ref();
        let name = name.strip_prefix('-').unwrap_or(name);
        kind_of(reading, table, name, sort.span());
    }
    look_at_conditions(reading, raw, table);
}

/// The type of a column; one that is not there is told.
fn kind_of(
    reading: &mut BoardReading<'_>,
    table: &Table,
    found: &str,
    at: Range<usize>,
) -> Option<ColumnType> {
    if let Some(column) = table.columns.iter().find(|column| column.id == found) {
        return Some(column.kind);
    }
    let known: Vec<&str> = table.columns.iter().map(|c| c.id.as_str()).collect();
    let message = format!(
        "`{found}` is no column of `{}`; it has {}",
        table.name,
        super::first_few(&known)
    );
    let help = nearest(found, known.iter().copied());
    reading.tell(NAME, at, message, help);
    None
}

fn look_at_columns(reading: &mut BoardReading<'_>, columns: &[Spanned<String>], table: &Table) {
    let mut seen = HashSet::new();
    for column in columns {
        let name = column.get_ref();
        if seen.insert(name) {
            kind_of(reading, table, name, column.span());
        } else {
            let message = format!("the column `{name}` stands twice");
            reading.tell(NAME, column.span(), message, None);
        }
    }
}

/// Conditions compare words: those of a text, and `true` and `false`.
fn look_at_conditions(reading: &mut BoardReading<'_>, raw: &RawPart, table: &Table) {
    for (column, words) in &raw.conditions {
        let name = column.get_ref();
        match kind_of(reading, table, name, column.span()) {
            None => {}
            Some(ColumnType::Text) => look_at_words(reading, name, words, table),
            Some(ColumnType::Truth) => {
                let is_truth = |word: &&String| matches!(word.as_str(), "true" | "false");
                if let Some(word) = words.get_ref().iter().find(|word| !is_truth(word)) {
                    let message = format!("`{name}` is never `{word}`; expected `true` or `false`");
                    reading.tell(NAME, words.span(), message, None);
                }
            }
            Some(kind) => {
                let message = format!(
                    "`{name}` is {}; `where` takes text or truth",
                    name_of(Some(&kind.arrow()))
                );
                reading.tell(NAME, column.span(), message, None);
            }
        }
    }
}

/// A column that declares its words holds no other.
fn look_at_words(
    reading: &mut BoardReading<'_>,
    name: &str,
    words: &Spanned<Vec<String>>,
    table: &Table,
) {
    let Some(column) = table.columns.iter().find(|column| column.id == name) else {
        return;
    };
    let known: Vec<&str> = column.words.keys().map(String::as_str).collect();
    let is_known = |word: &&String| known.is_empty() || known.contains(&word.as_str());
    if let Some(word) = words.get_ref().iter().find(|word| !is_known(word)) {
        let message = format!(
            "`{name}` is never `{word}`; there are {}",
            super::first_few(&known)
        );
        let help = nearest(word, known.iter().copied());
        reading.tell("column_words", words.span(), message, help);
    }
}
