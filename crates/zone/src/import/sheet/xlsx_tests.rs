use jiff::civil::date;
use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, XlsxError};

use super::{Cell, Row, Sheet, SheetError, SheetFormat, SheetOptions, read_sheet_bytes};

type Written = Result<Vec<u8>, XlsxError>;

fn read(bytes: &[u8], sheet: Option<&str>) -> Result<Sheet, SheetError> {
    let options = SheetOptions {
        sheet: sheet.map(str::to_owned),
        ..SheetOptions::default()
    };
    read_sheet_bytes("report.xlsx", bytes, &options)
}

fn rows(bytes: &[u8]) -> Vec<Row> {
    read(bytes, None).expect("a table").rows
}

fn text(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

fn number(text: &str, value: f64) -> Cell {
    Cell::Number {
        text: text.to_owned(),
        value,
    }
}

/// A workbook with these sheets, each with so many rows.
fn workbook(sheets: &[(&str, u32, bool)]) -> Written {
    let mut book = Workbook::new();
    for (name, rows, is_hidden) in sheets {
        // The active sheet is always shown.
        let sheet = book.add_worksheet().set_name(*name)?.set_hidden(*is_hidden);
        sheet.set_active(!is_hidden);
        for row in 0..*rows {
            sheet.write(row, 0, *name)?;
        }
    }
    book.save_to_buffer()
}

fn every_type() -> Written {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "断面名称")?.write(0, 1, "氨氮")?;
    sheet
        .write(2, 1, 0.1)?
        .write(2, 3, 384_003)?
        .write(2, 4, true)?
        .write(2, 5, " ")?;
    sheet
        .write(3, 0, 1e-9)?
        .write(3, 1, 7.3)?
        .write(3, 2, -0.25)?;
    let stamp = Format::new().set_num_format("yyyy-mm-dd hh:mm");
    let chinese = Format::new().set_num_format("yyyy\"年\"m\"月\"d\"日\"");
    let length = Format::new().set_num_format("[h]:mm");
    let four = ExcelDateTime::from_ymd(2021, 4, 1)?.and_hms(4, 0, 0)?;
    sheet.write_with_format(4, 0, &four, &stamp)?;
    sheet.write_with_format(4, 1, &ExcelDateTime::from_ymd(2021, 4, 1)?, &chinese)?;
    sheet.write_with_format(4, 2, 1.5, &length)?;
    sheet.write(5, 0, Formula::new("=1/0").set_result("#DIV/0!"))?;
    sheet.write(5, 1, Formula::new("=NA()").set_result("#N/A"))?;
    sheet.write(5, 2, Formula::new("=1+1").set_result("2"))?;
    book.save_to_buffer()
}

#[test]
fn cells_of_a_workbook_keep_their_type() -> Result<(), XlsxError> {
    let bytes = every_type()?;
    let read = read(&bytes, None).expect("a table");
    assert_eq!(
        (read.format, read.sheet_name.as_deref()),
        (SheetFormat::Xlsx, Some("Sheet1"))
    );
    let expected = [
        (1, vec![text("断面名称"), text("氨氮")]),
        (
            3,
            vec![
                Cell::Empty,
                number("0.1", 0.1),
                Cell::Empty,
                number("384003", 384_003.0),
                text("TRUE"),
            ],
        ),
        (
            4,
            vec![
                number("1e-9", 1e-9),
                number("7.3", 7.3),
                number("-0.25", -0.25),
            ],
        ),
        (
            5,
            vec![
                Cell::Stamp(date(2021, 4, 1).at(4, 0, 0, 0)),
                Cell::Stamp(date(2021, 4, 1).at(0, 0, 0, 0)),
                number("1.5", 1.5),
            ],
        ),
        (
            6,
            vec![
                Cell::Error("#DIV/0!".into()),
                Cell::Error("#N/A".into()),
                number("2", 2.0),
            ],
        ),
    ];
    assert_eq!(read.rows, expected.map(|(line, cells)| Row { line, cells }));
    Ok(())
}

#[test]
fn the_first_visible_sheet_with_more_than_one_row_is_read() -> Result<(), XlsxError> {
    let of =
        |sheets| Ok::<_, XlsxError>(read(&workbook(sheets)?, None).expect("a table").sheet_name);
    let named = |name: &str| Some(name.to_owned());
    assert_eq!(
        of(&[
            ("封面", 1, false),
            ("空", 0, false),
            ("4月", 2, false),
            ("5月", 3, false)
        ])?,
        named("4月")
    );
    assert_eq!(of(&[("列表", 9, true), ("4月", 2, false)])?, named("4月"));
    assert_eq!(of(&[("列表", 9, true), ("封面", 1, false)])?, named("列表"));
    assert_eq!(of(&[("空", 0, false), ("封面", 1, false)])?, named("封面"));
    Ok(())
}

#[test]
fn a_sheet_is_chosen_by_name_and_an_unknown_one_lists_the_names() -> Result<(), XlsxError> {
    let bytes = workbook(&[("4月", 2, false), ("5月", 3, false)])?;
    assert_eq!(read(&bytes, Some("5月")).expect("a table").rows.len(), 3);
    assert_eq!(read(&bytes, Some(" ５月 ")).expect("a table").rows.len(), 3);
    assert_eq!(
        read(&bytes, Some("6月")).expect_err("unknown").to_string(),
        "report.xlsx: there is no worksheet `6月`; there are `4月`, `5月`"
    );
    Ok(())
}

#[test]
fn a_workbook_in_which_nothing_stands_is_empty() -> Result<(), XlsxError> {
    let bytes = workbook(&[("4月", 0, false), ("5月", 0, false)])?;
    assert!(matches!(read(&bytes, None), Err(SheetError::Empty { .. })));
    assert!(matches!(
        read(&bytes, Some("4月")),
        Err(SheetError::Empty { .. })
    ));
    Ok(())
}

#[test]
fn a_merged_header_says_its_words_in_every_column_of_the_first_three_rows() -> Result<(), XlsxError>
{
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let plain = Format::new();
    sheet.merge_range(0, 0, 0, 3, "四月月报", &plain)?;
    sheet.merge_range(1, 0, 2, 0, "断面", &plain)?;
    sheet.merge_range(1, 1, 1, 2, "氨氮", &plain)?;
    sheet.write(2, 1, "最大")?.write(2, 2, "最小")?;
    sheet.merge_range(3, 0, 4, 0, "羊尾", &plain)?;
    sheet.write(3, 1, 0.1)?.write(3, 2, 0.2)?;
    sheet.write(4, 1, 0.3)?.write(4, 3, 0.4)?;
    let read = rows(&book.save_to_buffer()?);
    let title = text("四月月报");
    assert_eq!(
        read[0].cells,
        [title.clone(), title.clone(), title.clone(), title]
    );
    assert_eq!(read[1].cells, [text("断面"), text("氨氮"), text("氨氮")]);
    assert_eq!(read[2].cells, [text("断面"), text("最大"), text("最小")]);
    assert_eq!(read[4].cells[0], Cell::Empty);
    Ok(())
}

#[test]
fn a_cell_beyond_the_widest_row_is_refused_with_its_row() -> Result<(), XlsxError> {
    let mut book = Workbook::new();
    book.add_worksheet().write(0, 0, "a")?.write(6, 4096, "b")?;
    let error = read(&book.save_to_buffer()?, None);
    assert!(
        matches!(error, Err(SheetError::RowTooWide { line: 7, .. })),
        "{error:?}"
    );
    Ok(())
}

#[test]
fn cells_far_apart_cost_only_themselves() -> Result<(), XlsxError> {
    let mut book = Workbook::new();
    book.add_worksheet()
        .write(0, 4095, "a")?
        .write(1_048_575, 0, "b")?;
    let read = rows(&book.save_to_buffer()?);
    assert_eq!(
        read.iter().map(|row| row.line).collect::<Vec<_>>(),
        [1, 1_048_576]
    );
    Ok(())
}

#[test]
fn a_damaged_workbook_is_an_error_that_says_what_to_do() -> Result<(), XlsxError> {
    let mut bytes = workbook(&[("4月", 2, false)])?;
    bytes.truncate(bytes.len() / 2);
    let message = read(&bytes, None).expect_err("damaged").to_string();
    assert!(message.contains("the workbook is damaged"), "{message}");
    assert!(
        message.ends_with("save it as .xlsx and import that"),
        "{message}"
    );
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn numbers_and_dates_read_back_as_they_were_written(
        values in prop::collection::vec(-1e12_f64..1e12, 1..6),
        second in 20_000_i64 * 86_400..80_000 * 86_400,
    ) {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        let stamp = Format::new().set_num_format("yyyy/m/d h:mm:ss;@");
        sheet.write_with_format(0, 0, second as f64 / 86_400.0, &stamp)?;
        for (row, value) in (1..).zip(&values) {
            sheet.write(row, 0, *value)?;
        }
        let read = rows(&book.save_to_buffer()?);
        let base = date(1899, 12, 30).at(0, 0, 0, 0);
        prop_assert_eq!(&read[0].cells[0], &Cell::Stamp(base + jiff::SignedDuration::from_secs(second)));
        for (row, value) in read[1..].iter().zip(values) {
            let Cell::Number { text, value: found } = &row.cells[0] else { panic!("{row:?}") };
            prop_assert_eq!(found.to_bits(), value.to_bits());
            prop_assert_eq!(text.parse::<f64>(), Ok(value));
        }
    }

    #[test]
    fn a_workbook_with_broken_bytes_is_read_or_refused(
        places in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
    ) {
        let mut bytes = every_type()?;
        for (place, byte) in places {
            *place.get_mut(&mut bytes) = byte;
        }
        let _ = read(&bytes, None);
    }
}
