//! Exchanges cells of a worksheet in its text; every other byte stays.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::ops::Range;

use crate::book::without_attribute;
use crate::place::{Area, Place};
use crate::sheet::{Data, Row, Sheet};
use crate::value::Value;

/// The text of `sheet` with `values` in its cells.
pub(crate) fn filled(sheet: &Sheet, values: &BTreeMap<Place, Value>, is_1904: bool) -> String {
    let edit = Edit { sheet, is_1904 };
    let mut splices = edit.dimension(values);
    let mut by_row: BTreeMap<u32, Vec<(Place, &Value)>> = BTreeMap::new();
    for (place, value) in values {
        by_row.entry(place.row).or_default().push((*place, value));
    }
    let mut rows = sheet.rows.iter().peekable();
    let mut new_at_end = String::new();
    for (number, cells) in by_row {
        while rows.next_if(|row| row.number < number).is_some() {}
        match rows.peek() {
            Some(row) if row.number == number => edit.in_row(row, &cells, &mut splices),
            Some(after) => {
                let at = after.tag.start;
                splices.push((at..at, edit.row(number, &cells)));
            }
            None => new_at_end.push_str(&edit.row(number, &cells)),
        }
    }
    match &sheet.data {
        Some(Data::Until(end)) => splices.push((*end..*end, new_at_end)),
        Some(Data::Bare(span)) if !new_at_end.is_empty() => {
            let tag = sheet.text[span.clone()].trim_end_matches("/>").trim_end();
            let whole = format!("{tag}>{new_at_end}</{}sheetData>", sheet.prefix);
            splices.push((span.clone(), whole));
        }
        _ => {}
    }
    spliced(&sheet.text, splices)
}

/// Bytes, and what stands there instead.
type Splice = (Range<usize>, String);

fn spliced(text: &str, mut splices: Vec<Splice>) -> String {
    // Stable: what is put at one place stands in the order in which it was put.
    splices.sort_by_key(|(span, _)| (span.start, span.end));
    let mut out = String::with_capacity(text.len() + 1024);
    let mut at = 0;
    for (span, instead) in splices {
        out.push_str(&text[at..span.start]);
        out.push_str(&instead);
        at = span.end;
    }
    out.push_str(&text[at..]);
    out
}

struct Edit<'s> {
    sheet: &'s Sheet,
    is_1904: bool,
}

impl Edit<'_> {
    fn in_row(&self, row: &Row, cells: &[(Place, &Value)], splices: &mut Vec<Splice>) {
        let tag = &self.sheet.text[row.tag.clone()];
        let is_bare = tag.ends_with("/>");
        let mut new_at_end = String::new();
        let mut has_new = false;
        for (place, value) in cells {
            if let Some(there) = self.sheet.cell(*place) {
                splices.push((there.span.clone(), self.cell(*place, value)));
                continue;
            }
            let new = self.new_cell(*place, value);
            has_new |= !new.is_empty();
            match row.cells.iter().find(|cell| cell.column > place.column) {
                Some(after) => splices.push((after.span.start..after.span.start, new)),
                None => new_at_end.push_str(&new),
            }
        }
        if !has_new {
            return;
        }
        // A hint of how far the cells of the row reach, which would be wrong now.
        let tag = without_attribute(tag, "spans");
        if is_bare {
            let tag = tag.trim_end_matches("/>").trim_end();
            let whole = format!("{tag}>{new_at_end}</{}row>", self.sheet.prefix);
            splices.push((row.tag.clone(), whole));
        } else {
            splices.push((row.tag.clone(), tag));
            splices.push((row.end..row.end, new_at_end));
        }
    }

    fn row(&self, number: u32, cells: &[(Place, &Value)]) -> String {
        let mut inner = String::new();
        for (place, value) in cells {
            inner.push_str(&self.new_cell(*place, value));
        }
        if inner.is_empty() {
            return inner;
        }
        let prefix = &self.sheet.prefix;
        format!("<{prefix}row r=\"{number}\">{inner}</{prefix}row>")
    }

    /// A cell that is not there yet; without a value there need be none.
    fn new_cell(&self, place: Place, value: &Value) -> String {
        let prefix = &self.sheet.prefix;
        match value.written(prefix, self.is_1904) {
            None => String::new(),
            Some(_) => self.cell(place, value),
        }
    }

    fn cell(&self, place: Place, value: &Value) -> String {
        let prefix = &self.sheet.prefix;
        let mut out = format!("<{prefix}c r=\"{place}\"");
        if let Some(style) = self.sheet.style(place) {
            let _ = write!(out, " s=\"{style}\"");
        }
        match value.written(prefix, self.is_1904) {
            None => out.push_str("/>"),
            Some((kind, inner)) => {
                let _ = write!(out, "{kind}>{inner}</{prefix}c>");
            }
        }
        out
    }

    /// How far the worksheet reaches, where cells are put beyond it: some readers believe it.
    fn dimension(&self, values: &BTreeMap<Place, Value>) -> Vec<Splice> {
        let Some((span, area)) = &self.sheet.dimension else {
            return Vec::new();
        };
        let mut whole = *area;
        for place in values.keys() {
            whole = Area {
                first: Place {
                    row: whole.first.row.min(place.row),
                    column: whole.first.column.min(place.column),
                },
                last: Place {
                    row: whole.last.row.max(place.row),
                    column: whole.last.column.max(place.column),
                },
            };
        }
        if whole == *area {
            return Vec::new();
        }
        let prefix = &self.sheet.prefix;
        let tag = &self.sheet.text[span.clone()];
        let end = if tag.ends_with("/>") { "/>" } else { ">" };
        vec![(
            span.clone(),
            format!("<{prefix}dimension ref=\"{whole}\"{end}"),
        )]
    }
}
