//! What is filled, and what stays as it was.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use calamine::{Data, Reader, Xlsx};
use forms::limits::CELL_CHARACTERS_MAX;
use forms::{Area, Form, FormError, Place, Refers, Value, Values};

pub const SUPERIOR: &[u8] = include_bytes!("../data/superior.xlsx");
const MONTHLY: usize = 0;
const LIST: usize = 2;

pub fn place(written: &str) -> Place {
    Place::parse(written).unwrap()
}

pub fn values(sheet: usize, cells: &[(&str, Value)]) -> Values {
    let cells = cells.iter();
    let cells = cells.map(|(at, value)| (place(at), value.clone()));
    Values::from([(sheet, cells.collect())])
}

fn superior() -> Form {
    Form::read(SUPERIOR, |_| true).unwrap()
}

fn text(said: &str) -> Value {
    Value::Text(said.to_owned())
}

/// The parts of an archive by name.
fn parts(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut parts = BTreeMap::new();
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).unwrap();
        let mut inflated = Vec::new();
        part.read_to_end(&mut inflated).unwrap();
        parts.insert(part.name().unwrap().into_owned(), inflated);
    }
    parts
}

fn cell(bytes: &[u8], sheet: &str, at: &str) -> Data {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes.to_vec())).unwrap();
    let range = book.worksheet_range(sheet).unwrap();
    let at = place(at);
    let found = range.get_value((at.row - 1, at.column - 1));
    found.cloned().unwrap_or(Data::Empty)
}

#[test]
fn names_are_found_with_their_scopes_and_cells() {
    let form = superior();
    let of = |name: &str| {
        let found: Vec<String> = form
            .names()
            .iter()
            .filter(|one| one.name == name)
            .map(|one| match &one.refers {
                Refers::Cells { sheet, area } => format!("{}!{area}", form.sheet_name(*sheet)),
                Refers::Other(said) => said.clone(),
            })
            .collect();
        found
    };
    assert_eq!(of("zone.month"), ["月报 表!B2:C2"]);
    let mut keys = of("section_month.section");
    keys.sort();
    assert_eq!(keys, ["名单!A2:A41", "月报 表!A6:A10"]);
    assert_eq!(of("省厅.汇总"), ["月报 表!F11"]);
}

#[test]
fn what_stands_in_a_form_is_read_with_its_merges_formulas_and_formats() {
    let form = superior();
    assert_eq!(form.text(MONTHLY, place("A7")), " Taocha ");
    assert_eq!(form.text(MONTHLY, place("A99")), "");
    assert_eq!(form.text(MONTHLY, place("D1")), "丹江口库区水质月报表");
    assert_eq!(form.anchor(MONTHLY, place("C2")), place("B2"));
    assert!(form.has_formula(MONTHLY, place("F11")));
    assert!(!form.has_formula(MONTHLY, place("F10")));
    assert!(form.shows_dates(MONTHLY, place("B2")));
    assert!(!form.shows_dates(MONTHLY, place("D6")));
}

#[test]
fn filled_cells_keep_their_styles_and_say_what_was_given() {
    let form = superior();
    let wanted = values(
        MONTHLY,
        &[
            ("B2", Value::Days(44_287.0)),
            ("B6", text("Ⅱ<&>\"'_x0041_\n 水 ")),
            ("D6", Value::Number(2.1)),
            ("D7", Value::Number(0.000_000_012)),
            ("D8", text("<0.01")),
            ("F6", Value::Empty),
            ("J30", Value::Number(25.0)),
            ("C20", text("new")),
            ("B4", text("between")),
            ("G6", text("after")),
        ],
    );
    let bytes = form.filled(&wanted).unwrap();
    let of = |at: &str| cell(&bytes, "月报 表", at);
    assert_eq!(of("B6"), Data::String("Ⅱ<&>\"'_x0041_\n 水 ".into()));
    assert_eq!(of("D6"), Data::Float(2.1));
    assert_eq!(of("D7"), Data::Float(1.2e-8));
    assert_eq!(of("D8"), Data::String("<0.01".into()));
    assert_eq!(of("F6"), Data::Empty);
    assert_eq!(of("J30"), Data::Float(25.0));
    assert_eq!(
        [of("C20"), of("B4"), of("G6")],
        ["new", "between", "after"].map(|said| Data::String(said.into()))
    );
    let Data::DateTime(day) = of("B2") else {
        panic!("{:?} is no date", of("B2"));
    };
    assert!((day.as_f64() - 44_287.0).abs() < f64::EPSILON);
    // Its neighbours say what they said.
    assert_eq!(of("A6"), Data::String("陶岔".into()));
    assert_eq!(of("F10"), Data::Float(99.0));
    // The filled workbook is a form again.
    let again = Form::read(&bytes, |_| true).unwrap();
    assert_eq!(again.names(), form.names());
    assert_eq!(again.text(MONTHLY, place("D8")), "<0.01");
    assert!(again.shows_dates(MONTHLY, place("B2")));
}

#[test]
fn every_part_but_the_workbook_and_the_filled_sheet_stays_byte_for_byte() {
    let wanted = values(MONTHLY, &[("D6", Value::Number(2.1))]);
    let bytes = superior().filled(&wanted).unwrap();
    let (before, after) = (parts(SUPERIOR), parts(&bytes));
    let names = |parts: &BTreeMap<String, Vec<u8>>| parts.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&before), names(&after));
    let changed: Vec<&String> = before
        .iter()
        .filter(|(name, part)| after[*name] != **part)
        .map(|(name, _)| name)
        .collect();
    assert_eq!(changed, ["xl/workbook.xml", "xl/worksheets/sheet1.xml"]);
    assert!(before.keys().any(|name| name.contains("chart")));
    // Of the sheet, one cell; of the workbook, one attribute.
    let text = |parts: &BTreeMap<String, Vec<u8>>, name: &str| {
        String::from_utf8(parts[name].clone()).unwrap()
    };
    let (old, new) = (text(&before, changed[1]), text(&after, changed[1]));
    let (head, rest) = old.split_once("<c r=\"D6\"").unwrap();
    assert!(new.starts_with(head));
    assert!(new.ends_with(rest.split_once('>').unwrap().1));
    let book = text(&after, changed[0]);
    assert_eq!(book.matches("fullCalcOnLoad=\"1\"").count(), 1, "{book}");
    let again = superior().filled(&wanted).unwrap();
    assert!(again == bytes, "the same values make the same bytes");
}

#[test]
fn cells_are_put_in_order_where_rows_and_cells_are_lacking() {
    let wanted = values(
        LIST,
        &[
            ("A41", text("last")),
            ("B2", text("b2")),
            ("A2", text("a2")),
            ("C1", text("c1")),
            ("B9", Value::Empty),
        ],
    );
    let bytes = superior().filled(&wanted).unwrap();
    for (at, said) in [("A2", "a2"), ("B2", "b2"), ("C1", "c1"), ("A41", "last")] {
        assert_eq!(cell(&bytes, "名单", at), Data::String(said.into()), "{at}");
    }
    let sheet = String::from_utf8(parts(&bytes)["xl/worksheets/sheet3.xml"].clone()).unwrap();
    assert!(!sheet.contains("r=\"9\""), "nothing is no row: {sheet}");
    assert!(sheet.contains("<dimension ref=\"A1:C41\""), "{sheet}");
}

#[test]
fn what_cannot_be_filled_is_refused_with_its_cell() {
    let form = superior();
    let refused = |at: &str, value: Value| {
        let told = form.filled(&values(MONTHLY, &[(at, value)]));
        let Err(FormError::Cell {
            sheet,
            cell,
            message,
        }) = told
        else {
            panic!("{at} was filled");
        };
        assert_eq!((sheet.as_str(), cell), ("月报 表", place(at)));
        message
    };
    assert!(refused("F11", Value::Number(1.0)).contains("formula"));
    assert!(refused("C2", Value::Number(1.0)).contains("merged"));
    let most = "水".repeat(CELL_CHARACTERS_MAX);
    let fits = form.filled(&values(MONTHLY, &[("B6", text(&most))]));
    assert!(fits.is_ok());
    assert!(refused("B6", text(&format!("{most}水"))).contains("32767"));
    // A sheet in which no asked name lies was not read.
    let narrow = Form::read(SUPERIOR, |name| name == "zone.month").unwrap();
    assert!(narrow.filled(&values(LIST, &[("A2", text("a"))])).is_err());
}

#[test]
fn an_area_has_its_cells() {
    let area = Area::parse("B2:C3").unwrap();
    assert!(area.has(place("C2")) && !area.has(place("D2")) && !area.has(place("B4")));
}

/// LibreOffice, where it is installed, opens the filled workbook and computes its sum.
#[test]
fn libreoffice_opens_it_and_computes_the_sum_of_what_was_filled() {
    let wanted = values(
        MONTHLY,
        &[
            ("F6", Value::Number(5.0)),
            ("F7", Value::Number(4.0)),
            ("F8", Value::Number(3.0)),
            ("F9", Value::Empty),
            ("F10", Value::Number(0.5)),
        ],
    );
    let folder = std::env::temp_dir().join(format!("wellkeeper-form-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(
        folder.join("filled.xlsx"),
        superior().filled(&wanted).unwrap(),
    )
    .unwrap();
    let profile = format!("-env:UserInstallation=file://{}/profile", folder.display());
    let ran = std::process::Command::new("soffice")
        .args([
            profile.as_str(),
            "--headless",
            "--convert-to",
            "csv",
            "filled.xlsx",
        ])
        .current_dir(&folder)
        .output();
    if let Ok(output) = ran {
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        let csv = std::fs::read_to_string(folder.join("filled.csv")).expect(&said);
        let sum = csv.lines().nth(10).unwrap();
        assert!(sum.ends_with(",12.5") || sum.contains(",12.5,"), "{csv}");
    }
    std::fs::remove_dir_all(&folder).unwrap();
}
