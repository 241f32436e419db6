//! A text walked over piece by piece says what it says when it is read whole.

use proptest::prelude::*;

use super::pieces::Pieces;
use super::{Row, SheetError, SheetOptions, read_sheet_bytes};

const OPTIONS: SheetOptions = SheetOptions {
    sheet: None,
    delimiter: Some(b','),
};

fn in_pieces(bytes: &[u8], piece: usize) -> Result<Vec<Row>, SheetError> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("t.csv");
    std::fs::write(&path, bytes).expect("a file");
    let pieces = Pieces::open_by(&path, &OPTIONS, piece)?;
    assert_eq!(pieces.hash(), blake3::hash(bytes).to_hex().as_str());
    let (mut walk, mut rows) = (pieces.walk()?, Vec::new());
    while let Some(row) = walk.next_row()? {
        rows.push(row.clone());
    }
    Ok(rows)
}

fn whole(bytes: &[u8]) -> Result<Vec<Row>, SheetError> {
    read_sheet_bytes("t.csv", bytes, &OPTIONS).map(|sheet| sheet.rows)
}

#[test]
fn quotes_breaks_and_encodings_may_lie_across_pieces() {
    let text = "断面,说明\r\n甲,\"两行\n的说明，\"\"引\"\"\"\r\n\r\n乙,5\" 管\r丙,\"尾\"";
    let (gb, ..) = encoding_rs::GB18030.encode(text);
    let marked = [b"\xEF\xBB\xBF", text.as_bytes()].concat();
    for bytes in [text.as_bytes(), &gb, &marked] {
        let expected = whole(bytes).expect("a table");
        assert_eq!(expected.len(), 4);
        for piece in 4..bytes.len() + 2 {
            let rows = in_pieces(bytes, piece).unwrap_or_else(|e| panic!("{piece}: {e}"));
            assert_eq!(rows, expected, "{piece}");
        }
    }
}

#[test]
fn a_fault_has_its_line_in_whatever_piece_it_lies() {
    let damaged = [
        "断面,值\n甲,1\n乙乙乙乙乙乙乙乙乙乙乙乙乙乙乙乙,".as_bytes(),
        b"\xFF\xFE\n",
    ]
    .concat();
    for (bytes, line) in [
        (&b"a,b\n1,2\n3,\"4\" 5\n"[..], 3),
        (b"a,b\n1,2\n\n3,\"4\n5\n", 4),
        (&damaged, 3),
    ] {
        let expected = whole(bytes).expect_err("a fault").to_string();
        assert!(expected.contains(&format!(":{line}:")), "{expected}");
        for piece in 4..bytes.len() {
            let error = in_pieces(bytes, piece).expect_err("a fault").to_string();
            assert!(
                error.contains(&format!("t.csv:{line}:")),
                "{piece}: {error}"
            );
        }
    }
}

#[test]
fn a_file_that_changes_under_the_walk_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("t.csv");
    std::fs::write(&path, "a,b\n1,2\n3,4\n").expect("a file");
    let pieces = Pieces::open_by(&path, &OPTIONS, 5).expect("pieces");
    let mut walk = pieces.walk().expect("a walk");
    assert!(walk.next_row().expect("a row").is_some());
    std::fs::write(&path, "a,b\n1,2\n3,4\n5,6\n").expect("a file");
    let mut last = Ok(None);
    for _ in 0..9 {
        last = walk.next_row().map(Option::<&Row>::cloned);
        if last.is_err() {
            break;
        }
    }
    assert!(matches!(last, Err(SheetError::Changed { .. })), "{last:?}");
    assert!(matches!(pieces.walk(), Err(SheetError::Changed { .. })));
}

proptest! {
    #[test]
    fn any_text_in_pieces_is_the_text_read_whole(
        cells in proptest::collection::vec("[a-c\",\r\n 甲]{0,6}", 1..12),
        piece in 4_usize..40,
    ) {
        let text = cells.join(",");
        match (whole(text.as_bytes()), in_pieces(text.as_bytes(), piece)) {
            (Ok(expected), Ok(rows)) => prop_assert_eq!(rows, expected),
            (Err(SheetError::Empty { .. }), Ok(rows)) => prop_assert!(rows.is_empty()),
            (Err(expected), Err(error)) => {
                prop_assert_eq!(std::mem::discriminant(&expected), std::mem::discriminant(&error));
            }
            (expected, rows) => prop_assert!(false, "{:?} and {:?}", expected, rows),
        }
    }
}
