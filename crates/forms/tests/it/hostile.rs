//! Files of another kind, damaged ones, and those that hold more than is read.

use std::io::{Cursor, Write};

use forms::limits::{
    FORM_BYTES_MAX, FORM_CELLS_MAX, FORM_INFLATED_BYTES_MAX, FORM_NAMES_MAX, FORM_PARTS_MAX,
};
use forms::{Form, Value};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::filled::{SUPERIOR, values};

const MAIN: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml";
const REL: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// A workbook of one sheet, written by hand.
struct Hand {
    kind: String,
    sheet: String,
    names: String,
    more: Vec<(String, Vec<u8>)>,
}

impl Hand {
    fn new(sheet: &str) -> Self {
        Self {
            kind: MAIN.to_owned(),
            sheet: sheet.to_owned(),
            names: "<definedName name=\"a.b\">S!$A$1</definedName>".to_owned(),
            more: Vec::new(),
        }
    }

    fn bytes(&self) -> Vec<u8> {
        let kind = &self.kind;
        let types = format!(
            "<Types><Override PartName=\"/xl/workbook.xml\" ContentType=\"{kind}\"/></Types>"
        );
        let top = format!(
            "<Relationships><Relationship Id=\"r\" Type=\"{REL}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
        );
        let rels = format!(
            "<Relationships><Relationship Id=\"r1\" Type=\"{REL}/worksheet\" Target=\"/xl/s.xml\"/></Relationships>"
        );
        let names = &self.names;
        let book = format!(
            "<x:workbook xmlns:x=\"m\" xmlns:r=\"{REL}\"><x:sheets><x:sheet name=\"S\" sheetId=\"1\" r:id=\"r1\"/></x:sheets><x:definedNames>{names}</x:definedNames></x:workbook>"
        );
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        let mut put = |name: &str, bytes: &[u8]| {
            let options = SimpleFileOptions::default();
            archive.start_file(name, options).unwrap();
            archive.write_all(bytes).unwrap();
        };
        put("[Content_Types].xml", types.as_bytes());
        put("_rels/.rels", top.as_bytes());
        put("xl/_rels/workbook.xml.rels", rels.as_bytes());
        put("xl/workbook.xml", book.as_bytes());
        put("xl/s.xml", self.sheet.as_bytes());
        for (name, bytes) in &self.more {
            put(name, bytes);
        }
        archive.finish().unwrap().into_inner()
    }

    fn refused(&self) -> String {
        refused(&self.bytes())
    }
}

fn refused(bytes: &[u8]) -> String {
    match Form::read(bytes, |_| true) {
        Ok(_) => panic!("it was read"),
        Err(error) => error.to_string(),
    }
}

const EMPTY: &str = "<worksheet><sheetData/></worksheet>";

#[test]
fn other_kinds_of_files_are_refused_in_words() {
    let old = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0, 0];
    assert!(refused(&old).contains("an .xls, or a workbook with a password"));
    assert!(refused(b"a,b\n1,2\n").contains("no Excel workbook"));
    for (kind, says) in [
        (
            "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
            ".xlsm",
        ),
        (
            "application/vnd.ms-excel.sheet.binary.macroEnabled.main",
            "macros",
        ),
        (
            "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml",
            ".xltx",
        ),
        ("text/plain", "no Excel workbook"),
    ] {
        let told = Hand {
            kind: kind.to_owned(),
            ..Hand::new(EMPTY)
        };
        let told = told.refused();
        assert!(
            told.contains(says) && told.contains("save it as an Excel workbook"),
            "{told}"
        );
    }
    let mut signed = Hand::new(EMPTY);
    signed
        .more
        .push(("_xmlsignatures/sig1.xml".to_owned(), Vec::new()));
    assert!(signed.refused().contains("signed"));
}

#[test]
fn a_sheet_without_rows_under_a_prefix_is_filled_under_that_prefix() {
    let hand = Hand::new("<x:worksheet xmlns:x=\"m\"><x:sheetData /></x:worksheet>");
    let form = Form::read(&hand.bytes(), |_| true).unwrap();
    let bytes = form
        .filled(&values(0, &[("B2", Value::Number(1.5))]))
        .unwrap();
    let again = Form::read(&bytes, |_| true).unwrap();
    assert_eq!(again.text(0, crate::filled::place("B2")), "1.5");
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let read = |archive: &mut zip::ZipArchive<Cursor<Vec<u8>>>, name: &str| {
        std::io::read_to_string(archive.by_name(name).unwrap()).unwrap()
    };
    let sheet = read(&mut archive, "xl/s.xml");
    assert!(
        sheet.contains(
            "<x:sheetData><x:row r=\"2\"><x:c r=\"B2\"><x:v>1.5</x:v></x:c></x:row></x:sheetData>"
        ),
        "{sheet}"
    );
    let book = read(&mut archive, "xl/workbook.xml");
    assert!(
        book.contains("</x:definedNames><x:calcPr fullCalcOnLoad=\"1\"/>"),
        "{book}"
    );
}

#[test]
fn a_cell_that_another_cells_formula_fills_counts_as_one_with_a_formula() {
    let hand = Hand::new(
        "<worksheet><sheetData><row r=\"1\"><c r=\"A1\"><f t=\"array\" ref=\"A1:A2\">B1:B2</f><v>1</v></c></row>\
         <row r=\"2\" spans=\"1:1\"><c><v>2</v></c></row></sheetData>\
         <extLst><ext><f>S!A1</f><v>9</v></ext></extLst></worksheet>",
    );
    let form = Form::read(&hand.bytes(), |_| true).unwrap();
    let at = crate::filled::place;
    assert!(form.has_formula(0, at("A2")) && !form.has_formula(0, at("B2")));
    assert_eq!(form.text(0, at("A2")), "2");
    let bytes = form
        .filled(&values(0, &[("C2", Value::Number(3.0))]))
        .unwrap();
    let again = Form::read(&bytes, |_| true).unwrap();
    assert_eq!(
        (again.text(0, at("A2")), again.text(0, at("C2"))),
        ("2", "3")
    );
}

#[test]
fn damaged_parts_are_named() {
    for (sheet, says) in [
        (
            "<worksheet><sheetData><row r=\"2\"/><row r=\"1\"/></sheetData></worksheet>",
            "row 1 stands after row 2",
        ),
        (
            "<worksheet><sheetData><row r=\"1\"><c r=\"B1\"/><c r=\"A1\"/></row></sheetData></worksheet>",
            "out of its place",
        ),
        (
            "<!DOCTYPE w [<!ENTITY a \"b\">]><worksheet/>",
            "document type",
        ),
        ("<worksheet><sheetData></worksheet>", "xl/s.xml"),
        ("<worksheet><c r=\"A1\"/></worksheet>", "no row"),
    ] {
        let told = Hand::new(sheet).refused();
        assert!(
            told.contains(says) && told.contains("xl/s.xml"),
            "{sheet}: {told}"
        );
    }
    let cut = &SUPERIOR[..SUPERIOR.len() / 2];
    assert!(refused(cut).contains("no Excel workbook"));
    let mut archive = zip::ZipArchive::new(Cursor::new(SUPERIOR)).unwrap();
    let sheet = archive.by_name("xl/worksheets/sheet1.xml").unwrap();
    let inside = sheet.data_start().unwrap() + sheet.compressed_size() / 2;
    let mut flipped = SUPERIOR.to_vec();
    flipped[usize::try_from(inside).unwrap()] ^= 0xFF;
    let told = refused(&flipped);
    assert!(
        told.contains("sheet1.xml") && told.contains("save it anew"),
        "{told}"
    );
}

#[test]
fn a_workbook_at_a_cap_is_read_and_one_past_it_is_not() {
    let told = refused(&vec![0; FORM_BYTES_MAX + 1]);
    assert!(told.contains("expected at most 33554432"), "{told}");

    let parts = |count: usize| {
        let mut hand = Hand::new(EMPTY);
        hand.more = (0..count).map(|n| (format!("p{n}"), Vec::new())).collect();
        hand
    };
    assert!(Form::read(&parts(FORM_PARTS_MAX - 5).bytes(), |_| true).is_ok());
    assert!(parts(FORM_PARTS_MAX - 4).refused().contains("5001 parts"));

    let names = |count: usize| Hand {
        names: "<definedName name=\"a.b\">S!$A$1</definedName>".repeat(count),
        ..Hand::new(EMPTY)
    };
    assert!(Form::read(&names(FORM_NAMES_MAX).bytes(), |_| true).is_ok());
    assert!(
        names(FORM_NAMES_MAX + 1)
            .refused()
            .contains("defined names")
    );

    let cells = |count: usize| {
        let row = |n: usize| format!("<row r=\"{}\">{}</row>", n + 1, "<c/>".repeat(100));
        let rows: String = (0..count / 100).map(row).collect();
        let rest = format!("<row>{}</row>", "<c/>".repeat(count % 100));
        Hand::new(&format!(
            "<worksheet><sheetData>{rows}{rest}</sheetData></worksheet>"
        ))
    };
    assert!(Form::read(&cells(FORM_CELLS_MAX).bytes(), |_| true).is_ok());
    assert!(
        cells(FORM_CELLS_MAX + 1)
            .refused()
            .contains("cells in its worksheets")
    );
}

#[test]
fn a_file_that_unpacks_to_more_than_is_read_is_refused() {
    let mut hand = Hand::new(EMPTY);
    let zeros = vec![0; usize::try_from(FORM_INFLATED_BYTES_MAX).unwrap()];
    hand.more.push(("xl/media/bomb".to_owned(), zeros));
    let bytes = hand.bytes();
    assert!(bytes.len() < 1 << 20);
    assert!(refused(&bytes).contains("when it is unpacked"));
}
