//! `tables/<table>.toml` beside `tables/<table>.sql`.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use serde::Deserialize;
use toml::Spanned;

use super::{Reading, read_toml};
use crate::check::{column_words, id, period, table_key, title, unit};
use crate::error::Mistake;
use crate::model::{Column, ColumnType, Input, Table, TableTest, Title};
use crate::period::Every;
use crate::source::PackSource;

/// A declaration as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawTable {
    title: Spanned<Title>,
    #[serde(default)]
    pub key: Vec<Spanned<String>>,
    pub period: Option<Spanned<String>>,
    pub every: Option<Spanned<Every>>,
    pub reads_periods: Option<Spanned<Vec<i32>>>,
    pub column: Vec<RawColumn>,
    #[serde(default)]
    input: Vec<Spanned<Input>>,
    #[serde(default)]
    test: Vec<RawTest>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawTest {
    title: Spanned<Title>,
    sql: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawColumn {
    pub id: Spanned<String>,
    #[serde(rename = "type")]
    pub kind: ColumnType,
    title: Spanned<Title>,
    unit: Option<Spanned<String>>,
    pub words: Option<Spanned<BTreeMap<String, Spanned<Title>>>>,
}

/// Reads a table's two files.
pub(super) fn read(
    source: &PackSource,
    name: &str,
    (sql_path, sql): (&str, &Arc<String>),
    (toml_path, toml): (&str, &Arc<String>),
    mistakes: &mut Vec<Mistake>,
) -> Option<Table> {
    let path = source.shown(toml_path);
    let raw: RawTable = read_toml(&path, toml, mistakes)?;
    let mut file = Reading {
        path: &path,
        text: toml,
        mistakes,
    };
    check_declaration(&mut file, name, &raw);
    Some(Table {
        name: name.to_owned(),
        title: raw.title.into_inner(),
        key: raw.key.into_iter().map(Spanned::into_inner).collect(),
        period: raw.period.map(Spanned::into_inner),
        every: raw.every.map(Spanned::into_inner).unwrap_or_default(),
        reads_periods: raw
            .reads_periods
            .map_or_else(|| vec![0], Spanned::into_inner),
        columns: raw
            .column
            .into_iter()
            .map(|c| Column {
                id: c.id.into_inner(),
                kind: c.kind,
                title: c.title.into_inner(),
                unit: c.unit.map(Spanned::into_inner),
                words: c.words.map(titled).unwrap_or_default(),
            })
            .collect(),
        inputs: raw.input.into_iter().map(Spanned::into_inner).collect(),
        tests: raw.test.into_iter().map(|t| test(toml, t)).collect(),
        sql_path: sql_path.to_owned(),
        sql: Arc::clone(sql),
        toml_path: toml_path.to_owned(),
    })
}

fn titled(words: Spanned<BTreeMap<String, Spanned<Title>>>) -> BTreeMap<String, Title> {
    let words = words.into_inner().into_iter();
    words
        .map(|(word, title)| (word, title.into_inner()))
        .collect()
}

fn test(toml: &str, raw: RawTest) -> TableTest {
    let written = raw.sql.span();
    let inside = toml[written.clone()].find(raw.sql.get_ref().as_str());
    TableTest {
        title: raw.title.into_inner(),
        offset: written.start + inside.unwrap_or(0),
        sql: Arc::new(raw.sql.into_inner()),
    }
}

/// Ids, titles, units, key and period of one declaration.
fn check_declaration(file: &mut Reading<'_>, name: &str, raw: &RawTable) {
    let mut seen = HashSet::new();
    title::look(file, &format!("title of `{name}`"), &raw.title);
    for column in &raw.column {
        id::of_column(file, &column.id, &mut seen);
        let of = format!("title of `{}`", column.id.get_ref());
        title::look(file, &of, &column.title);
        if let Some(written) = &column.unit {
            unit::of_column(file, written);
        }
        column_words::look(file, column);
    }
    for test in &raw.test {
        title::look(file, "title of a test", &test.title);
    }
    table_key::look(file, name, raw);
    period::look(file, name, raw);
}

/// The `$names` in a piece of SQL.
pub(crate) fn parameters(sql: &str) -> Vec<String> {
    sql.split('$')
        .skip(1)
        .map(|rest| {
            rest.chars()
                .take_while(|c| c.is_ascii_alphanumeric() || *c == '_')
                .collect()
        })
        .collect()
}
