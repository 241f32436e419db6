//! `standards/*.csv`: limits, each row with its source and clause.

use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, BooleanArray, Float64Array, RecordBatch, StringArray};
use datafusion::arrow::datatypes::{Field, Schema};
use zone::import::cell::value_scaled;
use zone::import::{parse_unit, power_of_ten_between};
use zone::schema::Property;

use crate::check::{limit, limit_unit, source, unknown_property};
use crate::error::Mistake;
use crate::model::{Pack, Standard};
use crate::sheet::{Sheet, SheetCell};

/// Reads a standard. A column whose filled cells are all numbers is a column of numbers, likewise
/// of `true` and `false`. Limits in another unit than that of the row's property are converted:
/// what SQL sees is in the property's unit, and `unit` says so.
pub(super) fn read(
    path: &str,
    text: &Arc<String>,
    pack: &Pack,
    mistakes: &mut Vec<Mistake>,
) -> Option<Standard> {
    let sheet = Sheet::read(path, text, mistakes)?;
    source::look_at_sheet(&sheet, mistakes);
    let rows: Vec<Meant<'_>> = sheet
        .rows
        .iter()
        .map(|row| meant(&sheet, row, pack, mistakes))
        .collect();
    let mut fields = Vec::with_capacity(sheet.header.len());
    let mut arrays = Vec::with_capacity(sheet.header.len());
    for (index, head) in sheet.header.iter().enumerate() {
        let array = to_array(&sheet, index, &rows, mistakes);
        fields.push(Field::new(&head.text, array.data_type().clone(), true));
        arrays.push(array);
    }
    let rows = RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays).ok()?;
    Some(Standard {
        path: path.to_owned(),
        rows,
    })
}

/// What a row's limits are of, and the power of ten from its unit to the property's.
struct Meant<'p> {
    property: Option<&'p Property>,
    shift: i32,
}

fn meant<'p>(
    sheet: &Sheet,
    row: &[SheetCell],
    pack: &'p Pack,
    mistakes: &mut Vec<Mistake>,
) -> Meant<'p> {
    let cell = |name: &str| {
        let cell = &row[sheet.column(name)?];
        (!cell.text.is_empty()).then_some(cell)
    };
    let mut found = Meant {
        property: None,
        shift: 0,
    };
    if let Some(item) = cell("property").or_else(|| cell("item")) {
        found.property = pack.properties.iter().find(|p| p.id == item.text);
        if found.property.is_none() {
            mistakes.push(unknown_property::found(sheet, item, pack));
        }
    }
    let Some(unit) = cell("unit") else {
        return found;
    };
    let Some(from) = parse_unit(&unit.text) else {
        mistakes.push(limit_unit::unknown(sheet, unit));
        return found;
    };
    let to = found.property.and_then(|p| Some((p, parse_unit(&p.unit)?)));
    if let Some((property, to)) = to {
        match power_of_ten_between(from, to) {
            Some(shift) => found.shift = shift,
            // A share of something, such as the saturation of oxygen, is a limit of its own.
            None if unit.text == "%" => {}
            None => mistakes.push(limit_unit::of_other_kind(sheet, unit, property)),
        }
    }
    found
}

/// Columns that hold limits by their name: there a word is a mistake, not a text.
fn is_limit(header: &str) -> bool {
    header.starts_with("class_") || matches!(header, "limit" | "low" | "high")
}

fn to_array(
    sheet: &Sheet,
    index: usize,
    rows: &[Meant<'_>],
    mistakes: &mut Vec<Mistake>,
) -> ArrayRef {
    let header = sheet.header[index].text.as_str();
    let cells: Vec<&SheetCell> = sheet.rows.iter().map(|row| &row[index]).collect();
    let filled = || cells.iter().filter(|c| !c.text.is_empty());
    let is_number = |c: &&&SheetCell| c.text.parse::<f64>().is_ok_and(f64::is_finite);
    let all_numbers = filled().next().is_some() && filled().all(|c| is_number(&c));
    if is_limit(header) || header == "decimals" || all_numbers {
        let numbers = cells.iter().zip(rows).map(|(cell, meant)| {
            if cell.text.is_empty() {
                return None;
            }
            let shift = if is_limit(header) { meant.shift } else { 0 };
            let number = Some(value_scaled(&cell.text, shift)).filter(|n| n.is_finite());
            if number.is_none() {
                mistakes.push(limit::no_number(sheet, cell, header));
            }
            number
        });
        return Arc::new(numbers.collect::<Float64Array>());
    }
    if filled().next().is_some() && filled().all(|c| matches!(c.text.as_str(), "true" | "false")) {
        let truths: BooleanArray = cells
            .iter()
            .map(|c| (!c.text.is_empty()).then_some(c.text == "true"))
            .collect();
        return Arc::new(truths);
    }
    let texts: StringArray = cells
        .iter()
        .zip(rows)
        .map(|(cell, meant)| match meant.property {
            _ if cell.text.is_empty() => None,
            Some(property) if header == "unit" && meant.shift != 0 => Some(property.unit.as_str()),
            _ => Some(cell.text.as_str()),
        })
        .collect();
    Arc::new(texts)
}
