//! What a defined name asks for: `zone.month`, `section_month.class.陶岔`.

use packs::period::Every;
use packs::{Column, Pack, Table, nearest};

use super::facts::Fact;

/// What a defined name says.
pub(super) enum Reading<'p> {
    /// Nothing of ours: the superior's own, or the spreadsheet's.
    Foreign,
    /// A single fact.
    Fact(Fact),
    /// Figures of a table.
    Figures(Figures<'p>),
    /// Something that begins as ours do and is none: what was found and expected.
    Wrong(String),
}

/// Figures of a table's column.
#[derive(Clone)]
pub(super) struct Figures<'p> {
    pub table: TableAsked<'p>,
    pub column: &'p Column,
    /// What stands behind the column: keys.
    pub keys: Vec<String>,
}

/// A table that a name asks.
#[derive(Clone, Copy)]
pub(super) struct TableAsked<'p> {
    pub pack: &'p Pack,
    pub table: &'p Table,
}

impl<'p> TableAsked<'p> {
    /// As SQL calls it.
    pub fn full_name(self) -> String {
        format!("{}.{}", self.pack.schema_name(), self.table.name)
    }

    /// The columns that tell its rows of one month apart.
    pub fn keys(self) -> impl Iterator<Item = &'p String> {
        let period = self.table.period.as_ref();
        let all = self.table.key.iter();
        all.filter(move |column| Some(*column) != period)
    }
}

impl Figures<'_> {
    /// Whether it names the cells in which the keys of a column stand.
    pub fn is_key_range(&self) -> bool {
        self.keys.is_empty() && self.table.keys().any(|key| *key == self.column.id)
    }
}

/// Reads a defined name.
pub(super) fn read<'p>(packs: &'p [Pack], name: &str) -> Reading<'p> {
    let mut parts = name.split('.');
    let (Some(head), Some(next)) = (parts.next(), parts.next()) else {
        return Reading::Foreign;
    };
    let rest: Vec<&str> = parts.collect();
    if let Some(group) = Fact::group(head) {
        return match Fact::parse(group, next).filter(|_| rest.is_empty()) {
            Some(fact) => Reading::Fact(fact),
            None => Reading::Wrong(unknown_fact(group, name)),
        };
    }
    let mut schemas = packs.iter();
    if let Some(pack) = schemas.find(|pack| is(&pack.schema_name(), head)) {
        return match pack.tables.values().find(|table| is(&table.name, next)) {
            Some(table) => column(TableAsked { pack, table }, &rest),
            None => Reading::Wrong(unknown_table(pack, next)),
        };
    }
    let mut found = tables(packs).filter(|asked| is(&asked.table.name, head));
    let after: Vec<&str> = std::iter::once(next).chain(rest).collect();
    match (found.next(), found.next()) {
        (Some(asked), None) => column(asked, &after),
        (Some(one), Some(other)) => Reading::Wrong(format!(
            "`{head}` is a table of two packs; expected `{}.{name}` or `{}.{name}`",
            one.pack.schema_name(),
            other.pack.schema_name()
        )),
        (None, _) => slip(packs, head, &after),
    }
}

/// A name whose first word is nearly one of ours, and whose second one is right or nearly so.
fn slip<'p>(packs: &'p [Pack], head: &str, after: &[&str]) -> Reading<'p> {
    let is_near = |one: &str, other: &str| nearest(one, [other]).is_some();
    for pack in packs {
        let schema = pack.schema_name();
        let mut names = pack.tables.keys();
        if is_near(head, &schema) && names.any(|table| is_near(after[0], table)) {
            return Reading::Wrong(format!(
                "no pack's tables stand under `{head}`; did you mean `{schema}`?"
            ));
        }
    }
    let near = tables(packs).find(|asked| {
        let mut columns = asked.table.columns.iter();
        is_near(head, &asked.table.name)
            && columns.any(|column| is(&column.id, after[0]) || is_near(after[0], &column.id))
    });
    match near {
        Some(asked) => Reading::Wrong(unknown_table(asked.pack, head)),
        None => Reading::Foreign,
    }
}

fn tables(packs: &[Pack]) -> impl Iterator<Item = TableAsked<'_>> {
    packs.iter().flat_map(|pack| {
        let tables = pack.tables.values();
        tables.map(move |table| TableAsked { pack, table })
    })
}

fn column<'p>(asked: TableAsked<'p>, words: &[&str]) -> Reading<'p> {
    let table = asked.table;
    let Some((column, keys)) = words.split_first() else {
        return Reading::Wrong(format!(
            "it names no column; expected `{}.COLUMN`",
            table.name
        ));
    };
    let Some(found) = table.columns.iter().find(|one| is(&one.id, column)) else {
        let known = table.columns.iter().map(|one| one.id.as_str());
        let help = nearest(column, known).unwrap_or_else(|| {
            let known: Vec<&str> = table.columns.iter().map(|one| one.id.as_str()).collect();
            format!("expected one of {}", known.join(", "))
        });
        return Reading::Wrong(format!("`{}` has no column `{column}`; {help}", table.name));
    };
    if table.period.is_some() && table.every != Every::Month {
        return Reading::Wrong(format!(
            "`{}` is kept by quarter or year; expected a table by month",
            table.name
        ));
    }
    let most = asked.keys().count();
    if keys.len() > most {
        let names: Vec<&str> = asked.keys().map(String::as_str).collect();
        return Reading::Wrong(format!(
            "{} keys; expected at most {most} ({})",
            keys.len(),
            names.join(", ")
        ));
    }
    Reading::Figures(Figures {
        table: asked,
        column: found,
        keys: keys.iter().map(|key| (*key).to_owned()).collect(),
    })
}

fn unknown_table(pack: &Pack, found: &str) -> String {
    let names = pack.tables.keys().map(String::as_str);
    let help = nearest(found, names).unwrap_or_else(|| {
        let names: Vec<&str> = pack.tables.keys().map(String::as_str).collect();
        format!("expected one of {}", names.join(", "))
    });
    format!("the pack `{}` has no table `{found}`; {help}", pack.id)
}

fn unknown_fact(group: &str, found: &str) -> String {
    let known: Vec<String> = Fact::names(group).collect();
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    let help = nearest(found, known.iter().copied())
        .unwrap_or_else(|| format!("expected one of {}", known.join(", ")));
    format!("there is no `{found}`; {help}")
}

/// Names are the same whatever the case of their letters.
fn is(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}
