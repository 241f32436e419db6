//! `tables/<table>.toml` beside `tables/<table>.sql`.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use serde::Deserialize;
use toml::Spanned;

use super::{is_identifier, read_toml};
use crate::error::Mistake;
use crate::model::{Column, ColumnType, Input, Table, Title};
use crate::period::Every;
use crate::source::PackSource;

/// How many periods before or after its own a row may read: in a table by month ten years.
const READS_PERIODS_MAX: u32 = 120;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawTable {
    title: Spanned<Title>,
    key: Vec<Spanned<String>>,
    period: Option<Spanned<String>>,
    every: Option<Spanned<Every>>,
    reads_periods: Option<Spanned<Vec<i32>>>,
    column: Vec<RawColumn>,
    #[serde(default)]
    input: Vec<Spanned<Input>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawColumn {
    id: Spanned<String>,
    #[serde(rename = "type")]
    kind: ColumnType,
    title: Spanned<Title>,
    unit: Option<String>,
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
    let raw: RawTable = match read_toml(&path, toml) {
        Ok(raw) => raw,
        Err(mistake) => {
            mistakes.push(*mistake);
            return None;
        }
    };
    check_declaration(&path, toml, name, &raw, mistakes);
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
                unit: c.unit,
            })
            .collect(),
        inputs: raw.input.into_iter().map(Spanned::into_inner).collect(),
        sql_path: sql_path.to_owned(),
        sql: Arc::clone(sql),
        toml_path: toml_path.to_owned(),
    })
}

/// Ids, titles, key and period of one declaration.
fn check_declaration(
    path: &str,
    toml: &Arc<String>,
    name: &str,
    raw: &RawTable,
    mistakes: &mut Vec<Mistake>,
) {
    let mut wrong = |span: std::ops::Range<usize>, message: String| {
        mistakes.push(Mistake::at(path, toml, span.start, span.len(), message));
    };
    let lacks_a_language = |title: &Title| title.zh.is_empty() || title.en.is_empty();
    let mut seen = HashSet::new();
    for column in &raw.column {
        let id = column.id.get_ref();
        if !is_identifier(id) || id == "run" {
            wrong(
                column.id.span(),
                format!(
                    "`{id}` is no column's id; expected lower-case letters, digits and `_`, and not `run`"
                ),
            );
        }
        if !seen.insert(id.clone()) {
            wrong(
                column.id.span(),
                format!("the column `{id}` is declared twice"),
            );
        }
        if lacks_a_language(column.title.get_ref()) {
            wrong(
                column.title.span(),
                format!("the title of `{id}` needs both languages"),
            );
        }
    }
    if lacks_a_language(raw.title.get_ref()) {
        wrong(
            raw.title.span(),
            format!("the title of `{name}` needs both languages"),
        );
    }
    if raw.key.is_empty() {
        wrong(
            0..1,
            format!("`{name}` has no key; expected the columns that tell its rows apart"),
        );
    }
    check_period(name, raw, &mut wrong);
    for key in raw.key.iter().chain(&raw.period) {
        if !seen.contains(key.get_ref()) {
            wrong(
                key.span(),
                format!("`{}` is no column of `{name}`", key.get_ref()),
            );
        }
    }
}

/// A period is a column of text, and what is read of other periods is told within bounds.
fn check_period(
    name: &str,
    raw: &RawTable,
    wrong: &mut impl FnMut(std::ops::Range<usize>, String),
) {
    let every = raw.every.as_ref().map(|e| *e.get_ref()).unwrap_or_default();
    if let Some(every) = &raw.every
        && raw.period.is_none()
    {
        wrong(
            every.span(),
            format!("`{name}` has no period; expected `period` beside `every`"),
        );
    }
    if let Some(period) = &raw.period
        && let Some(column) = raw
            .column
            .iter()
            .find(|c| c.id.get_ref() == period.get_ref())
        && column.kind != ColumnType::Text
    {
        wrong(
            period.span(),
            format!(
                "the period of `{name}` is no text; expected {}",
                every.example()
            ),
        );
    }
    let Some(reads) = &raw.reads_periods else {
        return;
    };
    if raw.period.is_none() {
        wrong(
            reads.span(),
            format!("`{name}` has no period; expected `period` beside `reads_periods`"),
        );
    }
    let far = reads
        .get_ref()
        .iter()
        .find(|periods| periods.unsigned_abs() > READS_PERIODS_MAX);
    if let Some(periods) = far {
        wrong(
            reads.span(),
            format!(
                "{periods} periods are too far; expected at most {READS_PERIODS_MAX} either way"
            ),
        );
    }
}

/// Every input is `observations` or a table of the pack, and its `$names` are columns.
pub(super) fn check_inputs(
    source: &PackSource,
    table: &Table,
    tables: &BTreeMap<String, Table>,
    mistakes: &mut Vec<Mistake>,
) {
    let Some(text) = source.files.get(&table.toml_path) else {
        return;
    };
    let path = source.shown(&table.toml_path);
    let mut wrong = |needle: &str, message: String| {
        let offset = text.find(needle).unwrap_or(0);
        mistakes.push(Mistake::at(&path, text, offset, needle.len(), message));
    };
    for input in &table.inputs {
        if input.table != "observations" && !tables.contains_key(&input.table) {
            let known: Vec<_> = tables.keys().map(String::as_str).collect();
            wrong(
                &input.table,
                format!(
                    "`{}` is no table; expected observations or one of {}",
                    input.table,
                    known.join(", ")
                ),
            );
        }
        for name in parameters(&input.condition) {
            if !table.columns.iter().any(|c| c.id == name) {
                wrong(
                    &format!("${name}"),
                    format!("`${name}` is no column of `{}`", table.name),
                );
            }
        }
    }
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
