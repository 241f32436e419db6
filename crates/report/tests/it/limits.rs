//! Documents of hostile length or content end in an error, or in pages.

use report::ReportError;
use report::limits::{BLOCKS_MAX, CHARACTERS_MAX, COLUMNS_MAX, ROWS_MAX};
use report::model::{
    Align, Block, Cell, Chart, Column, Created, Document, Row, Shape, Table, Text,
};

use crate::sample::{CREATED, of};

fn refused(document: &Document) -> String {
    report::set(document).unwrap_err().to_string()
}

#[test]
fn more_characters_than_the_cap_are_refused() {
    let told = refused(&of(vec![Block::Paragraph(
        "水".repeat(CHARACTERS_MAX + 1).into(),
    )]));
    assert!(told.contains("characters; at most 1000000"), "{told}");
}

#[test]
fn more_blocks_rows_and_columns_than_the_caps_are_refused() {
    let told = refused(&of(vec![Block::Note("水".into()); BLOCKS_MAX + 1]));
    assert!(told.contains("5001 blocks"), "{told}");
    let table = |columns: usize, rows: usize| {
        of(vec![Block::Table(Table {
            caption: String::new(),
            columns: vec![Column::new("水", Align::Start); columns],
            rows: vec![
                Row {
                    cells: vec![Cell::default(); columns],
                    note: None
                };
                rows
            ],
        })])
    };
    assert!(refused(&table(COLUMNS_MAX + 1, 1)).contains("25 columns"));
    assert!(refused(&table(1, ROWS_MAX + 1)).contains("10001 rows"));
    assert_eq!(report::set(&table(COLUMNS_MAX, 1)).unwrap().pages, 1);
}

#[test]
fn more_pages_than_the_cap_are_refused() {
    let told = refused(&of(vec![Block::Paragraph("水\n".repeat(30_000).into())]));
    assert!(told.contains("601 pages; at most 600"), "{told}");
}

#[test]
fn a_row_of_other_length_is_named() {
    let table = Table {
        caption: String::new(),
        columns: vec![Column::new("断面", Align::Start)],
        rows: vec![Row::default()],
    };
    let told = refused(&of(vec![Block::Table(table)]));
    assert_eq!(told, "row 1 of a table has 0 cells; its columns are 1");
}

#[test]
fn only_web_addresses_are_links() {
    for to in [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https://书.example/",
        "https://a b",
    ] {
        let document = of(vec![Block::Paragraph(Text::default().link("1", to))]);
        let error = report::set(&document).unwrap_err();
        assert!(matches!(error, ReportError::Link(_)), "{to}: {error}");
    }
}

#[test]
fn a_date_that_no_calendar_has_is_refused() {
    let created = Created {
        month: 2,
        day: 29,
        ..CREATED
    };
    let told = refused(&Document {
        created,
        ..of(Vec::new())
    });
    assert!(told.contains("2021-02-29"), "{told}");
    let leap = Created {
        year: 2024,
        ..created
    };
    assert!(
        report::set(&Document {
            created: leap,
            ..of(Vec::new())
        })
        .is_ok()
    );
}

#[test]
fn what_is_no_number_is_refused_in_a_chart() {
    let chart = Chart {
        title: "总磷".to_owned(),
        shape: Shape::Course {
            points: vec![("1".to_owned(), Some(f64::NAN))],
            limit: None,
            unit: String::new(),
        },
    };
    assert!(refused(&of(vec![Block::Chart(chart)])).contains("总磷"));
}

#[test]
fn every_plane_of_unicode_is_set_without_failing() {
    let all: String = (0..=0x10_FFFF_u32)
        .step_by(7)
        .filter_map(char::from_u32)
        .collect();
    let bulletin = report::set(&of(vec![Block::Paragraph(all.into())])).unwrap();
    assert!(bulletin.missing.len() > 100_000);
}

#[test]
fn an_empty_document_is_a_page() {
    let empty = Document {
        title: String::new(),
        ..of(vec![
            Block::Paragraph(Text::default()),
            Block::Figures(Vec::new()),
            Block::Table(Table::default()),
            Block::Chart(Chart {
                title: String::new(),
                shape: Shape::Bars {
                    kinds: Vec::new(),
                    bars: Vec::new(),
                },
            }),
        ])
    };
    assert_eq!(report::set(&empty).unwrap().pages, 1);
}

#[test]
fn a_cell_of_hostile_length_goes_over_as_many_pages_as_it_needs() {
    for sign in ["水", "a", "/", "，"] {
        let table = Table {
            caption: String::new(),
            columns: vec![Column::new("断面", Align::Start)],
            rows: vec![Row {
                cells: vec![sign.repeat(30_000).into()],
                note: None,
            }],
        };
        assert!(report::set(&of(vec![Block::Table(table)])).unwrap().pages > 3);
    }
}
