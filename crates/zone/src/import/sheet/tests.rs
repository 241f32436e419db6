use std::io::Write;

use encoding_rs::GB18030;

use super::{
    CELL_BYTES_MAX, Cell, ROW_CELLS_MAX, Row, SHEET_BYTES_MAX, Sheet, SheetError, SheetFormat,
    SheetOptions, XLSX_BYTES_MAX, column_letter, read_bytes, read_sheet, read_sheet_bytes,
};

fn read(bytes: &[u8]) -> Result<Sheet, SheetError> {
    read_sheet_bytes("feed.csv", bytes, &SheetOptions::default())
}

fn sheet(bytes: &[u8]) -> Sheet {
    read(bytes).expect("a table")
}

fn refused(bytes: &[u8]) -> String {
    read(bytes).expect_err("no table").to_string()
}

/// Each row's line and cells, empty ones as "".
fn rows(sheet: &Sheet) -> Vec<(u64, Vec<&str>)> {
    let text = |cell| match cell {
        &Cell::Empty => "",
        Cell::Text(text) => text.as_str(),
        other => panic!("{other:?} in a text table"),
    };
    sheet
        .rows
        .iter()
        .map(|row| (row.line, row.cells.iter().map(text).collect()))
        .collect()
}

#[test]
fn a_table_of_the_national_feed_is_read() {
    let read =
        sheet("断面名称,监测时间,氨氮(mg/L)\r\n羊尾,04-01 04:00,0.110\r\n羊尾,,*\r\n".as_bytes());
    assert_eq!((read.format, read.encoding), (SheetFormat::Csv, "UTF-8"));
    assert_eq!(
        rows(&read),
        [
            (1, vec!["断面名称", "监测时间", "氨氮(mg/L)"]),
            (2, vec!["羊尾", "04-01 04:00", "0.110"]),
            (3, vec!["羊尾", "", "*"]),
        ]
    );
}

#[test]
fn a_row_keeps_the_line_on_which_it_starts() {
    let read = sheet(b"a,b\n\n\r\n\"one\ntwo\r\nthree\",x\n   \n,,\ny,z\n\n,\n");
    assert_eq!(
        rows(&read),
        [
            (1, vec!["a", "b"]),
            (4, vec!["one\ntwo\r\nthree", "x"]),
            (9, vec!["y", "z"])
        ]
    );
    assert_eq!(
        rows(&sheet(b"a\rb\rc")),
        [(1, vec!["a"]), (2, vec!["b"]), (3, vec!["c"])]
    );
}

#[test]
fn ragged_rows_are_kept_as_they_are() {
    let read = sheet(b"a,b,c\nd\ne,f,g,h,\n");
    assert_eq!(
        rows(&read),
        [
            (1, vec!["a", "b", "c"]),
            (2, vec!["d"]),
            (3, vec!["e", "f", "g", "h", ""])
        ]
    );
    assert_eq!(read.rows[1].cell(7), &Cell::Empty);
}

#[test]
fn quotation_marks_follow_rfc_4180() {
    let read = sheet(b"\"a,b\",\"say \"\"no\"\"\",\"\",5\" pipe\n");
    assert_eq!(
        rows(&read),
        [(1, vec!["a,b", "say \"no\"", "", "5\" pipe"])]
    );
}

#[test]
fn a_quotation_mark_that_nobody_closed_loses_no_rows() {
    assert_eq!(
        refused(b"a,b\n1,\"2\n3,4\n"),
        "feed.csv:2: the cell in column B opens with a quotation mark that nothing closes; close it, \
         or write \"\" for a mark that belongs to the text"
    );
    assert!(matches!(
        read(b"a,b\n\"1,2\n3,4\n\"5\",6\n"),
        Err(SheetError::TextAfterQuote {
            line: 4,
            column: 1,
            ..
        })
    ));
}

#[test]
fn the_delimiter_is_the_most_frequent_of_the_first_line_that_has_one() {
    let options = SheetOptions::default();
    for (text, delimiter) in [
        ("a;b;c,d\n", ';'),
        ("a\tb\n", '\t'),
        ("\n\na,b,c;d\n", ','),
        ("\"x;y;z\",b\n", ','),
        ("四月月报\n断面;氨氮\n", ';'),
    ] {
        let read = sheet(text.as_bytes());
        let quoted = text.replace("\"x;y;z\"", "x");
        let line = quoted
            .lines()
            .find(|l| l.contains(delimiter))
            .expect("a line");
        let last = read.rows.last().expect("a row");
        assert_eq!(last.cells.len(), line.split(delimiter).count(), "{text:?}");
    }
    let by_name = read_sheet_bytes("FEED.TSV", b"a,b,c\td\n", &options).expect("a table");
    assert_eq!(
        (by_name.format, by_name.rows[0].cells.len()),
        (SheetFormat::Tsv, 2)
    );
    let given = SheetOptions {
        delimiter: Some(b'|'),
        ..options
    };
    let read = read_sheet_bytes("feed.csv", b"a|b,c\n", &given).expect("a table");
    assert_eq!(rows(&read), [(1, vec!["a", "b,c"])]);
}

#[test]
fn a_delimiter_that_separates_nothing_is_refused() {
    for found in [b'"', b'\n', b'\r', 0, 0x80, 0xFF] {
        let options = SheetOptions {
            delimiter: Some(found),
            ..SheetOptions::default()
        };
        let error = read_sheet_bytes("feed.csv", b"a,b\n", &options);
        assert!(
            matches!(error, Err(SheetError::BadDelimiter { .. })),
            "{found}"
        );
    }
}

#[test]
fn every_encoding_gives_the_same_rows() {
    let text = "断面名称;氨氮\n\n羊尾;0.110\n浪河口;≥5㎎\n";
    let utf16 = |mark: [u8; 2], bytes: fn(u16) -> [u8; 2]| {
        mark.into_iter()
            .chain(text.encode_utf16().flat_map(bytes))
            .collect::<Vec<u8>>()
    };
    let expected = sheet(text.as_bytes()).rows;
    for (bytes, encoding) in [
        (
            [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
            "UTF-8 with BOM",
        ),
        (utf16([0xFF, 0xFE], u16::to_le_bytes), "UTF-16LE"),
        (utf16([0xFE, 0xFF], u16::to_be_bytes), "UTF-16BE"),
        (GB18030.encode(text).0.into_owned(), "GB18030"),
        (
            [b"\x84\x31\x95\x33", &*GB18030.encode(text).0].concat(),
            "GB18030",
        ),
    ] {
        let read = sheet(&bytes);
        assert_eq!((read.rows, read.encoding), (expected.clone(), encoding));
    }
}

#[test]
fn bytes_that_are_no_text_are_named_with_line_and_place() {
    assert_eq!(
        refused(b"a,b\n1,\xFF\n"),
        "feed.csv:2: found the byte 0xFF (byte 6 of the file), which is no GB18030; expected UTF-8, \
         UTF-16 with a byte order mark, or GB18030. Save the file again as CSV UTF-8"
    );
    let undecodable = |bytes: &[u8]| match read(bytes) {
        Err(SheetError::Undecodable {
            line, at, encoding, ..
        }) => (line, at, encoding),
        other => panic!("{other:?}"),
    };
    assert_eq!(undecodable(b"\xEF\xBB\xBFa\n\xFFb"), (2, 5, "UTF-8"));
    assert_eq!(undecodable(b"\xFF\xFEa\0\n\0b"), (2, 6, "UTF-16LE"));
}

#[test]
fn utf_8_with_one_broken_byte_is_not_taken_for_gb18030() {
    let mut bytes = "断面名称,监测时间,氨氮,总磷,总氮,高锰酸盐指数\n羊尾,"
        .as_bytes()
        .to_vec();
    let at = bytes.len() as u64;
    bytes.extend_from_slice(b"\xE6\x9C\n");
    let error = read(&bytes);
    assert!(
        matches!(error, Err(SheetError::Undecodable { line: 2, at: found, encoding: "UTF-8", .. }) if found == at),
        "{error:?}"
    );
}

#[test]
fn a_file_in_which_nothing_stands_is_an_error_that_says_so() {
    for bytes in [&b""[..], b"\n\r\n", b" , ,\n", b"\xEF\xBB\xBF", b"\xFF\xFE"] {
        let message = refused(bytes);
        assert_eq!(
            message, "feed.csv: found an empty file; expected a header and rows. Export it again",
            "{bytes:?}"
        );
    }
}

#[test]
fn a_file_that_is_no_table_says_what_it_is() {
    for (bytes, found) in [
        (&b"%PDF-1.7 x"[..], "a PDF document"),
        (
            b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1....",
            "an Excel 97\u{2013}2003 workbook (.xls)",
        ),
        (b"\r\n<HTML><table>", "a web page (HTML)"),
        (b"\xEF\xBB\xBF<?xml version=\"1.0\"?>", "an XML document"),
        (
            b"PK\x03\x04....word/document.xml",
            "a Word document (.docx)",
        ),
        (
            b"PK\x03\x04....xl/workbook.bin",
            "a binary Excel workbook (.xlsb)",
        ),
        (
            b"a,b\n1,\0\n",
            "binary data, or UTF-16 text without a byte order mark",
        ),
        (b"\x89PNG\r\n", "a PNG picture"),
    ] {
        let message = refused(bytes);
        let expected = format!("feed.csv: found {found}");
        assert!(message.starts_with(&expected), "{message}");
        assert!(message.contains("expected text with commas"), "{message}");
    }
}

#[test]
fn a_cell_may_be_as_long_as_the_limit_and_no_longer() {
    let most = "x".repeat(CELL_BYTES_MAX);
    assert_eq!(
        rows(&sheet(format!("a,b\n1,{most}\n").as_bytes()))[1].1[1],
        most
    );
    for over in [format!("a,b\n1,{most}x\n"), format!("a,b\n1,\"{most}x\"\n")] {
        let error = read(over.as_bytes());
        assert!(
            matches!(
                error,
                Err(SheetError::CellTooLarge {
                    line: 2,
                    column: 2,
                    ..
                })
            ),
            "{error:?}"
        );
    }
}

#[test]
fn a_row_may_have_as_many_cells_as_the_limit_and_no_more() {
    let most = format!("a{}", ",a".repeat(ROW_CELLS_MAX - 1));
    assert_eq!(sheet(most.as_bytes()).rows[0].cells.len(), ROW_CELLS_MAX);
    let over = read(format!("a\n{most},a\n").as_bytes());
    assert!(
        matches!(over, Err(SheetError::RowTooWide { line: 2, .. })),
        "{over:?}"
    );
}

#[test]
fn files_beyond_the_limits_are_refused_before_they_are_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("large.csv");
    let file = std::fs::File::create(&path).expect("a file");
    file.set_len(SHEET_BYTES_MAX + 1).expect("a sparse file");
    let error = read_bytes(&path, SHEET_BYTES_MAX);
    assert!(matches!(error, Err(SheetError::FileTooLarge { .. })));

    let mut workbook = vec![0; usize::try_from(XLSX_BYTES_MAX).expect("64 bits") + 1];
    workbook[..4].copy_from_slice(b"PK\x03\x04");
    assert!(refused(&workbook).contains("a workbook is read up to 67108864 bytes"));
}

#[test]
fn a_file_on_disk_is_named_by_its_path() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("feed.csv");
    let options = SheetOptions::default();
    let missing = read_sheet(&path, &options)
        .expect_err("no file")
        .to_string();
    assert!(
        missing.starts_with(&format!("{}: cannot be read: ", path.display())),
        "{missing}"
    );
    std::fs::File::create(&path)
        .and_then(|mut f| f.write_all(b"a,b\n"))
        .expect("written");
    assert_eq!(
        rows(&read_sheet(&path, &options).expect("a table")),
        [(1, vec!["a", "b"])]
    );
}

#[test]
fn columns_have_the_letters_of_excel() {
    let letters = [0, 1, 26, 27, 52, 53, 702, 703, 16_384].map(column_letter);
    assert_eq!(
        letters,
        ["", "A", "Z", "AA", "AZ", "BA", "ZZ", "AAA", "XFD"]
    );
    let row = Row {
        line: 5,
        cells: Vec::new(),
    };
    assert_eq!(row.place(3), "line 5, column C");
}
