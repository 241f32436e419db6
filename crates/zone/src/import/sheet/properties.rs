use encoding_rs::GB18030;
use proptest::prelude::*;

use super::{Cell, Sheet, SheetOptions, read_sheet_bytes};

fn sheet(bytes: &[u8]) -> Sheet {
    read_sheet_bytes("feed.csv", bytes, &SheetOptions::default()).expect("a table")
}

/// A record that is not blank: blank ones are left out.
fn records() -> impl Strategy<Value = Vec<Vec<String>>> {
    let cell = "[a0,;\t\"\r\n 断Ⅲ℃—]{0,6}";
    prop::collection::vec(prop::collection::vec(cell, 0..5), 1..8).prop_map(|records| {
        records
            .into_iter()
            .map(|tail| [vec!["x".to_owned()], tail].concat())
            .collect()
    })
}

fn cells(record: &[String]) -> Vec<Cell> {
    let cell = |text: &String| match text.trim() {
        "" => Cell::Empty,
        _ => Cell::Text(text.clone()),
    };
    record.iter().map(cell).collect()
}

fn written(records: &[Vec<String>], delimiter: u8) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new()
        .flexible(true)
        .delimiter(delimiter)
        .from_writer(Vec::new());
    for record in records {
        writer.write_record(record).expect("in memory");
    }
    writer.into_inner().expect("in memory")
}

proptest! {
    #[test]
    fn what_the_csv_crate_writes_reads_back_the_same(
        records in records(),
        delimiter in prop::sample::select(vec![b',', b';', b'\t']),
    ) {
        let options = SheetOptions { delimiter: Some(delimiter), ..SheetOptions::default() };
        let read = read_sheet_bytes("feed.csv", &written(&records, delimiter), &options)?;
        let mut line = 1;
        prop_assert_eq!(read.rows.len(), records.len());
        for (row, record) in read.rows.iter().zip(&records) {
            prop_assert_eq!(&row.cells, &cells(record));
            prop_assert_eq!(row.line, line);
            line += 1 + record.iter().map(|cell| super::delimited::line_breaks(cell)).sum::<u64>();
        }
    }

    #[test]
    fn utf_8_and_gb18030_give_the_same_rows(records in records()) {
        let text = [vec![vec!["断面名称".to_owned(), "b".to_owned()]], records].concat();
        let utf8 = written(&text, b',');
        let gb = GB18030.encode(str::from_utf8(&utf8)?).0;
        let read = sheet(&gb);
        prop_assert_eq!(read.encoding, "GB18030");
        prop_assert_eq!(read.rows, sheet(&utf8).rows);
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = read_sheet_bytes("feed.csv", &bytes, &SheetOptions::default());
    }

    #[test]
    fn any_text_is_split_as_the_csv_crate_splits_it_or_refused(text in "[ab,\"\r\n 断]{1,30}") {
        let options = SheetOptions { delimiter: Some(b','), ..SheetOptions::default() };
        let Ok(read) = read_sheet_bytes("feed.csv", text.as_bytes(), &options) else { return Ok(()) };
        let mut peer = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
        let peer: Vec<Vec<Cell>> = peer
            .records()
            .map(|record| Ok(cells(&record?.iter().map(str::to_owned).collect::<Vec<_>>())))
            .collect::<Result<_, csv::Error>>()?;
        let peer = peer.into_iter().filter(|row| row.iter().any(|cell| *cell != Cell::Empty));
        let ours = read.rows.into_iter().map(|row| row.cells);
        prop_assert_eq!(ours.collect::<Vec<_>>(), peer.collect::<Vec<_>>());
    }
}
