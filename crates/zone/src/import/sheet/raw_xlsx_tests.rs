//! Workbooks that no careful program writes, made part by part.

use jiff::civil::date;

use super::{Cell, Row, Sheet, SheetError, SheetOptions, read_sheet_bytes};

const HEADER: &str = r#"<row r="1"><c r="A1" t="inlineStr"><is><t>断面</t></is></c></row>"#;

/// A part of the archive: its name and its text.
type Part = (&'static str, String);

fn relation(kind: &str, target: &str) -> String {
    let schema = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    format!(
        r#"<Relationships><Relationship Id="r1" Type="{schema}/{kind}" Target="{target}"/></Relationships>"#
    )
}

/// A workbook of one sheet; formats 0 to 3 are general, a date, a Chinese date and a length of time.
fn workbook(properties: &str, sheet: &str) -> Vec<u8> {
    let formats = ["0", "22", "57", "46"]
        .map(|id| format!(r#"<xf numFmtId="{id}"/>"#))
        .concat();
    zip(&[
        ("_rels/.rels", relation("officeDocument", "xl/workbook.xml")),
        (
            "xl/_rels/workbook.xml.rels",
            relation("worksheet", "worksheets/sheet1.xml"),
        ),
        (
            "xl/workbook.xml",
            format!(
                r#"<workbook>{properties}<sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>"#
            ),
        ),
        (
            "xl/styles.xml",
            format!("<styleSheet><cellXfs>{formats}</cellXfs></styleSheet>"),
        ),
        (
            "xl/worksheets/sheet1.xml",
            format!("<worksheet>{sheet}</worksheet>"),
        ),
    ])
}

/// An archive of uncompressed parts.
fn zip(parts: &[Part]) -> Vec<u8> {
    let (mut body, mut directory) = (Vec::new(), Vec::new());
    for (name, text) in parts {
        let size = u32::try_from(text.len()).expect("small").to_le_bytes();
        let name_length = u16::try_from(name.len()).expect("small").to_le_bytes();
        let start = u32::try_from(body.len()).expect("small").to_le_bytes();
        let crc = crc32(text.as_bytes()).to_le_bytes();
        let common: Vec<u8> = [
            &[20, 0, 0, 0, 0, 0, 0, 0, 0, 0][..],
            &crc,
            &size,
            &size,
            &name_length,
            &[0, 0],
        ]
        .concat();
        body.extend([b"PK\x03\x04", &common[..], name.as_bytes(), text.as_bytes()].concat());
        directory.extend(
            [
                b"PK\x01\x02\x14\x00",
                &common[..],
                &[0; 10],
                &start,
                name.as_bytes(),
            ]
            .concat(),
        );
    }
    let count = u16::try_from(parts.len()).expect("few").to_le_bytes();
    let start = u32::try_from(body.len()).expect("small").to_le_bytes();
    let size = u32::try_from(directory.len()).expect("small").to_le_bytes();
    let end = [
        &b"PK\x05\x06\0\0\0\0"[..],
        &count,
        &count,
        &size,
        &start,
        &[0, 0],
    ]
    .concat();
    [body, directory, end].concat()
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            (crc >> 1) ^ (0xEDB8_8320 * (crc & 1))
        })
    })
}

fn read(properties: &str, sheet: &str) -> Result<Sheet, SheetError> {
    read_sheet_bytes(
        "report.xlsx",
        &workbook(properties, sheet),
        &SheetOptions::default(),
    )
}

/// The rows below the header.
fn rows(properties: &str, data: &str) -> Vec<Row> {
    let sheet = format!("<sheetData>{HEADER}{data}</sheetData>");
    read(properties, &sheet).expect("a table").rows.split_off(1)
}

#[test]
fn dates_of_the_1904_system_are_the_same_days() {
    let rows = rows(
        r#"<workbookPr date1904="1"/>"#,
        r#"<row r="2"><c r="A2" s="1"><v>42825.166666666664</v></c><c r="B2" s="2"><v>42825</v></c><c r="C2" s="3"><v>1.5</v></c></row>"#,
    );
    let day = date(2021, 4, 1);
    let length = Cell::Number {
        text: "1.5".into(),
        value: 1.5,
    };
    let expected = [
        Cell::Stamp(day.at(4, 0, 0, 0)),
        Cell::Stamp(day.at(0, 0, 0, 0)),
        length,
    ];
    assert_eq!(rows[0].cells, expected);
}

#[test]
fn an_iso_date_with_an_offset_keeps_it() {
    let rows = rows(
        "",
        r#"<row r="2"><c r="A2" t="d"><v>2021-04-01T04:00:00</v></c><c r="B2" t="d"><v>2021-04-01T04:00:00+02:00</v></c></row>"#,
    );
    let offset = Cell::Text("2021-04-01T04:00:00+02:00".into());
    assert_eq!(
        rows[0].cells,
        [Cell::Stamp(date(2021, 4, 1).at(4, 0, 0, 0)), offset]
    );
}

#[test]
fn a_number_that_is_not_finite_is_an_error_cell() {
    let rows = rows(
        "",
        r#"<row r="2"><c r="A2"><v>NaN</v></c><c r="B2"><v>1e400</v></c></row>"#,
    );
    assert_eq!(
        rows[0].cells,
        [Cell::Error("NaN".into()), Cell::Error("inf".into())]
    );
}

#[test]
fn rows_that_stand_out_of_order_are_put_in_order() {
    let cell = |line| format!(r#"<row r="{line}"><c r="A{line}"><v>{line}</v></c></row>"#);
    let rows = rows("", &[cell(4), cell(2), cell(3)].concat());
    assert_eq!(
        rows.iter().map(|row| row.line).collect::<Vec<_>>(),
        [2, 3, 4]
    );
}

#[test]
fn a_row_below_the_last_one_of_the_format_is_refused() {
    let sheet = r#"<sheetData><row r="1048577"><c r="A1048577"><v>1</v></c></row></sheetData>"#;
    let error = read("", sheet);
    assert!(
        matches!(
            error,
            Err(SheetError::TooManyRows {
                line: 1_048_577,
                ..
            })
        ),
        "{error:?}"
    );
}

#[test]
fn a_merged_region_that_runs_backwards_ends_no_process() {
    let merged = r#"<mergeCells><mergeCell ref="B2:A1"/></mergeCells>"#;
    match read("", &format!("<sheetData>{HEADER}</sheetData>{merged}")) {
        Ok(sheet) => assert_eq!(sheet.rows.len(), 1),
        Err(error) => assert!(matches!(error, SheetError::BadWorkbook { .. }), "{error}"),
    }
}

#[test]
fn an_error_that_the_format_does_not_know_is_named() {
    let data = r#"<row r="2"><c r="A2" t="e"><v>#SPILL!</v></c></row>"#;
    let error = read("", &format!("<sheetData>{data}</sheetData>")).expect_err("unknown");
    assert_eq!(
        error.to_string(),
        "report.xlsx: the workbook is damaged: worksheet `S`: Unsupported cell error value '#SPILL!'. \
         Open it in Excel or WPS, save it as .xlsx and import that"
    );
}
