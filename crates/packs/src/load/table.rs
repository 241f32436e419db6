//! `tables/<table>.toml` beside `tables/<table>.sql`.

use std::collections::HashSet;
use std::sync::Arc;

use serde::Deserialize;
use toml::Spanned;

use super::{is_identifier, read_toml};
use crate::error::Mistake;
use crate::limits::READS_PERIODS_MAX;
use crate::model::{Column, ColumnType, Input, Table, TableTest, Title};
use crate::period::Every;
use crate::source::PackSource;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawTable {
    title: Spanned<Title>,
    #[serde(default)]
    key: Vec<Spanned<String>>,
    period: Option<Spanned<String>>,
    every: Option<Spanned<Every>>,
    reads_periods: Option<Spanned<Vec<i32>>>,
    column: Vec<RawColumn>,
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
struct RawColumn {
    id: Spanned<String>,
    #[serde(rename = "type")]
    kind: ColumnType,
    title: Spanned<Title>,
    unit: Option<Spanned<String>>,
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
                unit: c.unit.map(Spanned::into_inner),
            })
            .collect(),
        inputs: raw.input.into_iter().map(Spanned::into_inner).collect(),
        tests: raw.test.into_iter().map(|t| test(toml, t)).collect(),
        sql_path: sql_path.to_owned(),
        sql: Arc::clone(sql),
        toml_path: toml_path.to_owned(),
    })
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

/// Ids, titles, key and period of one declaration.
fn check_declaration(
    path: &str,
    toml: &Arc<String>,
    name: &str,
    raw: &RawTable,
    mistakes: &mut Vec<Mistake>,
) {
    let mut wrong = |check: &'static str, span: std::ops::Range<usize>, message: String| {
        let mistake = Mistake::at(path, toml, span.start, span.len(), message);
        mistakes.push(mistake.of(check));
    };
    let mut seen = HashSet::new();
    for column in &raw.column {
        let id = column.id.get_ref();
        if !is_identifier(id) || id == "run" {
            wrong(
                "id",
                column.id.span(),
                format!(
                    "`{id}` is no column's id; expected lower-case letters, digits and `_`, and not `run`"
                ),
            );
        }
        if !seen.insert(id.clone()) {
            wrong(
                "id",
                column.id.span(),
                format!("the column `{id}` is declared twice"),
            );
        }
    }
    if raw.key.is_empty() {
        wrong(
            "table_key",
            0..1,
            format!("`{name}` has no key; expected the columns that tell its rows apart"),
        );
    }
    check_titles(name, raw, &mut wrong);
    check_units(raw, &mut wrong);
    check_period(name, raw, &mut wrong);
    for key in raw.key.iter().chain(&raw.period) {
        if !seen.contains(key.get_ref()) {
            wrong(
                "table_key",
                key.span(),
                format!("`{}` is no column of `{name}`", key.get_ref()),
            );
        }
    }
}

/// Every title is in both languages.
fn check_titles(
    name: &str,
    raw: &RawTable,
    wrong: &mut impl FnMut(&'static str, std::ops::Range<usize>, String),
) {
    let own = std::iter::once((name, &raw.title));
    let columns = raw
        .column
        .iter()
        .map(|c| (c.id.get_ref().as_str(), &c.title));
    let tests = raw.test.iter().map(|t| ("a test", &t.title));
    for (of, title) in own.chain(columns).chain(tests) {
        let Title { zh, en } = title.get_ref();
        if zh.trim().is_empty() || en.trim().is_empty() {
            wrong(
                "title",
                title.span(),
                format!("the title of `{of}` needs both languages"),
            );
        }
    }
}

/// A unit of a column is known; so is what it is per year.
fn check_units(
    raw: &RawTable,
    wrong: &mut impl FnMut(&'static str, std::ops::Range<usize>, String),
) {
    for unit in raw.column.iter().filter_map(|c| c.unit.as_ref()) {
        let written = unit.get_ref();
        let quantity = written.strip_suffix("/year").unwrap_or(written);
        if zone::import::parse_unit(quantity).is_none() {
            wrong(
                "unit",
                unit.span(),
                format!(
                    "the unit `{written}` is not known; expected one such as mg/L, %, m, mg/L/year"
                ),
            );
        }
    }
}

/// A period is a column of text, and what is read of other periods is told within bounds.
fn check_period(
    name: &str,
    raw: &RawTable,
    wrong: &mut impl FnMut(&'static str, std::ops::Range<usize>, String),
) {
    let every = raw.every.as_ref().map(|e| *e.get_ref()).unwrap_or_default();
    if let Some(every) = &raw.every
        && raw.period.is_none()
    {
        wrong(
            "period",
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
            "period",
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
            "period",
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
            "period",
            reads.span(),
            format!(
                "{periods} periods are too far; expected at most {READS_PERIODS_MAX} either way"
            ),
        );
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
