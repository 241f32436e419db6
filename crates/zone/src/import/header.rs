//! Which column is what: by the mapping file, by the words that people write, or by the units row
//! below the header.

use std::borrow::Cow;

use super::cell::plain;
use super::mapping::Mapping;
use super::role::Role;
use super::sheet::{Cell, Row};
use super::units::{parse_unit, power_of_ten_between};
use crate::limits::HEADER_SEARCH_ROWS;
use crate::schema::{Property, Vocabulary, fold};

/// A column of values of one property.
#[derive(Debug, Clone)]
pub(super) struct ValueColumn {
    /// Its place, from 0.
    pub column: usize,
    /// Its header as written.
    pub header: String,
    /// Index into the vocabulary's properties.
    pub property: usize,
    /// What turns a written value into the property's unit.
    pub power_of_ten: i32,
}

/// The columns of a file.
#[derive(Debug, Clone, Default)]
pub(super) struct Layout {
    /// Index of the first row of data.
    pub first_row: usize,
    /// Headers as written.
    pub headers: Vec<String>,
    /// The column of each role, in the order of [`Role::ALL`].
    roles: [Option<usize>; Role::ALL.len()],
    /// One column a property; empty when the file is long.
    pub wide: Vec<ValueColumn>,
    /// Headers that nothing was made of.
    pub ignored: Vec<String>,
}

impl Layout {
    /// The column of a role.
    pub fn role(&self, role: Role) -> Option<usize> {
        self.roles[role as usize]
    }

    /// The header of a column.
    pub fn header(&self, column: usize) -> &str {
        self.headers.get(column).map_or("", String::as_str)
    }

    fn is_complete(&self) -> bool {
        let long = self.role(Role::Property).is_some() && self.role(Role::Value).is_some();
        self.role(Role::Section).is_some()
            && self.role(Role::Time).is_some()
            && (long || !self.wide.is_empty())
    }
}

/// Finds the header of `sheet`.
///
/// # Errors
/// A sentence with what was found in which line, what is missing, and what to do.
pub(super) fn find_layout(
    rows: &[Row],
    vocabulary: &Vocabulary,
    mapping: &Mapping,
) -> Result<Layout, (u64, String)> {
    let mut best: Option<(u64, Layout)> = None;
    for (index, row) in rows.iter().enumerate().take(HEADER_SEARCH_ROWS) {
        if mapping.header_line.is_some_and(|line| line != row.line) {
            continue;
        }
        let units = rows.get(index + 1).filter(|below| is_units_row(row, below));
        let mut layout = read_header(row, units, vocabulary, mapping).map_err(|e| (row.line, e))?;
        layout.first_row = index + 1 + usize::from(units.is_some());
        if layout.is_complete() {
            check_mapping(&layout, mapping).map_err(|e| (row.line, e))?;
            return Ok(layout);
        }
        let known = |l: &Layout| l.roles.iter().flatten().count() + l.wide.len();
        if best.as_ref().is_none_or(|(_, b)| known(&layout) > known(b)) {
            best = Some((row.line, layout));
        }
    }
    let (line, layout) = best.unwrap_or_default();
    Err((line.max(1), missing_columns(&layout)))
}

fn missing_columns(layout: &Layout) -> String {
    let mut missing = Vec::new();
    if layout.role(Role::Section).is_none() {
        missing.push("a section (断面名称, section)");
    }
    if layout.role(Role::Time).is_none() {
        missing.push("a time (监测时间, time)");
    }
    if layout.wide.is_empty() {
        missing.push("values (a column a property, or 监测项目 and 监测值)");
    }
    let found = layout
        .headers
        .iter()
        .filter(|h| !h.is_empty())
        .take(12)
        .cloned()
        .collect::<Vec<_>>();
    format!(
        "no header is known here: missing {}; found {}. Name the columns in a mapping file (--mapping)",
        missing.join(", "),
        if found.is_empty() {
            "nothing".to_owned()
        } else {
            found.join(" | ")
        },
    )
}

fn read_header(
    row: &Row,
    units: Option<&Row>,
    vocabulary: &Vocabulary,
    mapping: &Mapping,
) -> Result<Layout, String> {
    let mut layout = Layout::default();
    for (column, cell) in row.cells.iter().enumerate() {
        let header = cell_text(cell).into_owned();
        layout.headers.push(header.clone());
        if header.is_empty() {
            continue;
        }
        if let Some(role) = role_of(&header, mapping) {
            if layout.role(role).is_none() {
                layout.roles[role as usize] = Some(column);
            } else {
                layout.ignored.push(header);
            }
            continue;
        }
        let below = units
            .and_then(|u| u.cells.get(column))
            .map(cell_text)
            .filter(|t| !t.is_empty());
        match value_column(column, &header, below.as_deref(), vocabulary, mapping)? {
            Some(value) => {
                if let Some(twin) = layout.wide.iter().find(|v| v.property == value.property) {
                    return Err(format!(
                        "`{}` and `{header}` both are `{}`; keep one of them, or name the right one in a mapping file",
                        twin.header, vocabulary.properties[value.property].id
                    ));
                }
                layout.wide.push(value);
            }
            None => layout.ignored.push(header),
        }
    }
    Ok(layout)
}

fn role_of(header: &str, mapping: &Mapping) -> Option<Role> {
    let wanted = fold(header);
    let mapped = mapping
        .columns
        .iter()
        .find(|(_, column)| fold(column) == wanted);
    if let Some((role, _)) = mapped {
        return Role::parse(role);
    }
    // A role that the mapping gives to another column is not taken by a word that looks like it.
    let (bare, _) = split_unit(header);
    let wanted = fold(bare);
    Role::ALL
        .into_iter()
        .filter(|role| !mapping.columns.contains_key(role.as_str()))
        .find(|role| role.words().iter().any(|word| fold(word) == wanted))
}

fn value_column(
    column: usize,
    header: &str,
    unit_below: Option<&str>,
    vocabulary: &Vocabulary,
    mapping: &Mapping,
) -> Result<Option<ValueColumn>, String> {
    let wanted = fold(header);
    let mapped = mapping
        .values
        .iter()
        .find(|(_, v)| fold(&v.column) == wanted);
    let (property, unit) = match mapped {
        Some((id, value)) => {
            let property = vocabulary.property(id).ok_or_else(|| {
                format!("the mapping names `{id}`, which is no property of the zone's packs")
            })?;
            (property, value.unit.as_deref().or(split_unit(header).1))
        }
        None => match named_property(header, vocabulary) {
            Some((property, _)) if mapping.values.contains_key(&property.id) => return Ok(None),
            Some((property, unit)) => (property, unit.or(unit_below)),
            None => return Ok(None),
        },
    };
    let power_of_ten = scale_to(property, unit).map_err(|e| format!("column `{header}`: {e}"))?;
    let index = vocabulary
        .properties
        .iter()
        .position(|p| p.id == property.id);
    Ok(index.map(|property| ValueColumn {
        column,
        header: header.to_owned(),
        property,
        power_of_ten,
    }))
}

/// The property that a header names, and the unit that it says: `总磷(以P计)(mg/L)` has both a
/// remark, which is dropped, and a unit.
fn named_property<'v, 'h>(
    header: &'h str,
    vocabulary: &'v Vocabulary,
) -> Option<(&'v Property, Option<&'h str>)> {
    let (mut rest, mut unit) = (header.trim(), None);
    loop {
        if let Some(property) = vocabulary.property(rest) {
            return Some((property, unit));
        }
        let (bare, inside) = split_unit(rest);
        let looks_like_a_unit =
            |text: &&str| parse_unit(text).is_some() || text.contains(['/', '%']);
        unit = unit.or(inside.filter(looks_like_a_unit));
        if bare == rest {
            return None;
        }
        rest = bare;
    }
}

/// The power of ten from a written unit to the property's own; without a unit it is that.
pub(super) fn scale_to(property: &Property, written: Option<&str>) -> Result<i32, String> {
    let Some(written) = written.map(str::trim).filter(|w| !w.is_empty()) else {
        return Ok(0);
    };
    if !property.coded.is_empty() || fold(written) == fold(&property.unit) {
        return Ok(0);
    }
    let expected = || {
        format!(
            "the unit `{written}` was found; `{}` is kept in {} and takes units of that kind",
            property.id, property.unit
        )
    };
    let from = parse_unit(written).ok_or_else(expected)?;
    let to = parse_unit(&property.unit).ok_or_else(expected)?;
    power_of_ten_between(from, to).ok_or_else(expected)
}

/// `氨氮(mg/L)` → `氨氮` and `mg/L`; brackets of either width, or `氨氮 mg/L`.
fn split_unit(header: &str) -> (&str, Option<&str>) {
    let trimmed = header.trim();
    for (open, close) in [('(', ')'), ('（', '）'), ('[', ']'), ('【', '】')] {
        if let Some(before) = trimmed.strip_suffix(close)
            && let Some(at) = before.rfind(open)
            && at > 0
        {
            return (
                trimmed[..at].trim(),
                Some(before[at + open.len_utf8()..].trim()),
            );
        }
    }
    match trimmed.rsplit_once([' ', '/', '，', ',']) {
        Some((bare, unit)) if !unit.is_empty() && parse_unit(unit).is_some() => {
            (bare.trim(), Some(unit))
        }
        _ => (trimmed, None),
    }
}

/// A row below the header that holds units and nothing else: every cell is a unit, empty, or the
/// header's own word once more, as merged cells give it. A row of data is never taken for one.
fn is_units_row(header: &Row, below: &Row) -> bool {
    let mut units = 0;
    for (column, cell) in below.cells.iter().enumerate() {
        let text = cell_text(cell);
        let repeats = header
            .cells
            .get(column)
            .is_some_and(|above| cell_text(above) == text);
        if text.is_empty() || text == "单位" || repeats {
            continue;
        }
        let is_unit = matches!(cell, Cell::Text(_))
            && parse_unit(&text).is_some()
            && text
                .chars()
                .any(|c| c.is_alphabetic() || matches!(c, '℃' | '°' | '%'));
        if !is_unit {
            return false;
        }
        units += 1;
    }
    units > 0
}

fn check_mapping(layout: &Layout, mapping: &Mapping) -> Result<(), String> {
    for (name, column) in &mapping.columns {
        let Some(role) = Role::parse(name) else {
            return Err(format!(
                "the mapping names the role `{name}`; there are {}",
                Role::ALL.map(Role::as_str).join(", ")
            ));
        };
        if layout.role(role).is_none() {
            return Err(format!(
                "the mapping wants `{name}` in the column `{column}`, which is not there"
            ));
        }
    }
    for (property, value) in &mapping.values {
        if !layout
            .wide
            .iter()
            .any(|v| fold(&v.header) == fold(&value.column))
        {
            return Err(format!(
                "the mapping wants `{property}` in the column `{}`, which is not there",
                value.column
            ));
        }
    }
    Ok(())
}

/// What a cell says, as plain text.
pub(crate) fn cell_text(cell: &Cell) -> Cow<'_, str> {
    match cell {
        Cell::Empty => Cow::Borrowed(""),
        Cell::Text(text) | Cell::Error(text) => plain(text),
        Cell::Number { text, .. } => Cow::Borrowed(text),
        Cell::Stamp(stamp) => Cow::Owned(stamp.to_string()),
    }
}
