//! A workbook: rows with titles and units in the head, and a sheet that says what they are.

use jiff::tz::TimeZone;
use packs::cell::{Cell, cell};
use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

use super::{Export, Language};

const WIDTH_MAX: f64 = 60.0;

pub(super) fn bytes(export: &Export, lang: Language, tz: &TimeZone) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let bold = Format::new().set_bold();
    rows(book.add_worksheet(), export, lang, tz, &bold)?;
    about(book.add_worksheet(), export, lang, &bold)?;
    book.save_to_buffer()
}

fn rows(
    sheet: &mut Worksheet,
    export: &Export,
    lang: Language,
    tz: &TimeZone,
    bold: &Format,
) -> Result<(), XlsxError> {
    sheet.set_name(lang.pick("数据", "data"))?;
    sheet.set_freeze_panes(1, 0)?;
    for (head, at) in export.heads.iter().zip(0_u16..) {
        sheet.write_with_format(0, at, head.with_unit(lang), bold)?;
    }
    for (array, at) in export.rows.columns().iter().zip(0_u16..) {
        for row in 0..export.rows.num_rows() {
            let Ok(line) = u32::try_from(row + 1) else {
                break;
            };
            match cell(array, row, tz) {
                Cell::Nothing => {}
                Cell::Truth(truth) => {
                    sheet.write_boolean(line, at, truth)?;
                }
                // A spreadsheet has no whole numbers of its own.
                Cell::Whole(whole) => {
                    sheet.write_number(line, at, whole as f64)?;
                }
                Cell::Number(number) => {
                    sheet.write_number(line, at, number)?;
                }
                Cell::Text(text) => {
                    sheet.write_string(line, at, text)?;
                }
            }
        }
    }
    if let (Ok(lines), Some(columns)) = (
        u32::try_from(export.rows.num_rows()),
        u16::try_from(export.heads.len())
            .ok()
            .and_then(|n| n.checked_sub(1)),
    ) {
        sheet.autofilter(0, 0, lines, columns)?;
    }
    sheet.autofit();
    Ok(())
}

fn about(
    sheet: &mut Worksheet,
    export: &Export,
    lang: Language,
    bold: &Format,
) -> Result<(), XlsxError> {
    sheet.set_name(lang.pick("说明", "about"))?;
    sheet.write_with_format(0, 0, lang.of(&export.title), bold)?;
    let mut line = 2;
    for (name, text) in &export.about {
        sheet.write_string(line, 0, *name)?;
        sheet.write_string(line, 1, text)?;
        line += 1;
    }
    line += 1;
    for (name, at) in [
        (lang.pick("列", "column"), 0),
        (lang.pick("名称", "title"), 1),
        (lang.pick("单位", "unit"), 2),
    ] {
        sheet.write_with_format(line, at, name, bold)?;
    }
    for head in &export.heads {
        line += 1;
        sheet.write_string(line, 0, &head.id)?;
        sheet.write_string(line, 1, lang.of(&head.title))?;
        sheet.write_string(line, 2, head.unit.as_deref().unwrap_or_default())?;
    }
    sheet.set_column_width(0, WIDTH_MAX / 2.0)?;
    sheet.set_column_width(1, WIDTH_MAX)?;
    Ok(())
}
