//! Bytes that nobody meant well: nothing panics, nothing takes memory for what is not there.

use std::path::Path;

use layers::geopackage::Rows;
use layers::limits::{
    COLUMN_BYTES_MAX, FEATURE_VERTICES_MAX, FEATURES_MAX, PARTS_MAX, VERTICES_MAX,
};
use layers::shapefile::{self, Parts};
use layers::{Crs, Value, geojson};
use proptest::prelude::*;

fn fixture(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data")
        .join(name);
    std::fs::read(path).unwrap()
}

fn read_shapefile(
    shapes: &[u8],
    table: &[u8],
    prj: Option<&[u8]>,
    cpg: Option<&[u8]>,
) -> Result<usize, String> {
    let parts = Parts {
        shapes,
        table,
        projection: prj,
        code_page: cpg,
    };
    let said = prj.is_none().then_some(Crs::WGS84);
    let read = shapefile::read(&parts, said);
    read.map(|features| features.features.len())
        .map_err(|e| e.to_string())
}

/// Bytes of a number in place of those at `at`.
fn with(bytes: &[u8], at: usize, number: &[u8]) -> Vec<u8> {
    let mut changed = bytes.to_vec();
    changed[at..at + number.len()].copy_from_slice(number);
    changed
}

#[test]
fn lengths_that_lie_are_told_and_not_believed() {
    let (shapes, table) = (fixture("shp/polygons.shp"), fixture("shp/polygons.dbf"));
    let refused =
        |shapes: &[u8], table: &[u8]| read_shapefile(shapes, table, None, None).unwrap_err();
    let cases = [
        (
            with(&shapes, 0, &[0; 4]),
            ".shp begins with 0; expected 9994",
        ),
        (
            with(&shapes, 24, &0x7fff_ffff_u32.to_be_bytes()),
            ".shp says that it has 4294967294 bytes",
        ),
        (
            with(&shapes, 24, &10_u32.to_be_bytes()),
            ".shp says that it has 20 bytes",
        ),
        (
            with(&shapes, 32, &31_u32.to_le_bytes()),
            "shapes of type 31",
        ),
        (
            with(&shapes, 104, &u32::MAX.to_be_bytes()),
            "record 1: .shp ends",
        ),
        (
            with(&shapes, 108, &8_u32.to_le_bytes()),
            "record 1: a shape of type 8; expected 5",
        ),
        (with(&shapes, 144, &i32::MAX.to_le_bytes()), "record 1: its"),
        (with(&shapes, 148, &i32::MAX.to_le_bytes()), "record 1: its"),
        (with(&shapes, 148, &(-1_i32).to_le_bytes()), "record 1: its"),
        (
            with(&shapes, 152, &9_999_i32.to_le_bytes()),
            "record 1: its",
        ),
        (
            with(&shapes, 164, &f64::NAN.to_le_bytes()),
            "record 1: the coordinates are NaN",
        ),
        (shapes[..99].to_vec(), ".shp"),
        (Vec::new(), ".shp ends at byte 0"),
    ];
    for (shapes, says) in cases {
        let told = refused(&shapes, &table);
        assert!(told.contains(says), "expected `{says}` in: {told}");
    }
}

#[test]
fn a_table_whose_lengths_lie_is_told_and_not_believed() {
    let (shapes, table) = (fixture("shp/polygons.shp"), fixture("shp/polygons.dbf"));
    let refused =
        |shapes: &[u8], table: &[u8]| read_shapefile(shapes, table, None, None).unwrap_err();
    let cases = [
        (
            with(&table, 4, &u32::MAX.to_le_bytes()),
            ".dbf says that it has 4294967295 rows",
        ),
        (
            with(&table, 4, &3_u32.to_le_bytes()),
            "record 4: has a shape and no row in .dbf",
        ),
        (
            with(&table, 8, &u16::MAX.to_le_bytes()),
            ".dbf says that it has 4 rows",
        ),
        (with(&table, 10, &0_u16.to_le_bytes()), ".dbf ends"),
        (with(&table, 10, &5_u16.to_le_bytes()), "its fields take"),
        (with(&table, 43, b"M"), "field `code` is of type `M`"),
        (table[..70].to_vec(), ".dbf ends at byte 70"),
    ];
    for (table, says) in cases {
        let told = refused(&shapes, &table);
        assert!(told.contains(says), "expected `{says}` in: {told}");
    }
    let head = usize::from(u16::from_le_bytes([table[8], table[9]]));
    let number = with(&table, head + 1 + 160, b"12x");
    assert!(refused(&shapes, &number).contains("record 1: `km2` is `12x"));
}

#[test]
fn a_layer_has_as_many_rows_parts_and_vertices_as_there_may_be() {
    let wkb = |kind: u32, count: usize, part: &[u8]| {
        let count = u32::try_from(count).unwrap();
        let head = [&[1][..], &kind.to_le_bytes(), &count.to_le_bytes()].concat();
        blob(&[head, part.repeat(usize::try_from(count).unwrap())].concat())
    };
    let mut rows = Rows::default();
    for _ in 0..FEATURES_MAX {
        rows.take(None, Vec::new()).unwrap();
    }
    let told = rows.take(None, Vec::new()).unwrap_err().to_string();
    assert_eq!(told, "row 500001: at most 500000 are taken");

    let point = [&[1, 1, 0, 0, 0][..], &[0; 16]].concat();
    let parts = |count| Rows::default().take(Some(&wkb(4, count, &point)), Vec::new());
    assert_eq!(parts(PARTS_MAX), Ok(()));
    let told = parts(PARTS_MAX + 1).unwrap_err().to_string();
    assert!(told.contains("20001 parts; at most 20000"), "{told}");

    let longest = wkb(2, FEATURE_VERTICES_MAX, &[0; 16]);
    let mut rows = Rows::default();
    for _ in 0..VERTICES_MAX / FEATURE_VERTICES_MAX {
        rows.take(Some(&longest), Vec::new()).unwrap();
    }
    let told = rows.take(Some(&blob(&point)), Vec::new()).unwrap_err();
    let told = told.to_string();
    assert!(told.contains("more than 5000000 vertices"), "{told}");
    rows.take(None, Vec::new()).unwrap();

    let named = |bytes: usize| {
        let name = "n".repeat(bytes);
        Rows::default().take(None, vec![(name.as_str(), Value::Bool(true))])
    };
    assert_eq!(named(COLUMN_BYTES_MAX), Ok(()));
    assert!(named(COLUMN_BYTES_MAX + 1).is_err());
}

/// `GP`, version, flags, system, then well-known binary.
fn blob(wkb: &[u8]) -> Vec<u8> {
    [b"GP\0\x01\xe6\x10\0\0".as_slice(), wkb].concat()
}

#[test]
fn shapes_of_a_geopackage_that_lie_are_told() {
    let taken = |blob: &[u8]| {
        Rows::default()
            .take(Some(blob), Vec::new())
            .map_err(|e| e.to_string())
    };
    let line = |count: u32| [&[1, 2, 0, 0, 0][..], &count.to_le_bytes(), &[0; 32]].concat();
    assert_eq!(taken(&blob(&line(2))), Ok(()));
    for (bytes, says) in [
        (blob(&line(3)), "row 1: a shape whose bytes end too early"),
        (
            blob(&line(u32::MAX)),
            "row 1: a shape whose bytes end too early",
        ),
        (blob(&line(1)), "row 1: a line of 1 position"),
        (
            blob(&[1, 10, 0, 0, 0]),
            "row 1: a shape of type 10; expected points, lines or polygons, without curves",
        ),
        (b"XX".to_vec(), "does not begin with `GP`"),
        (b"GP\0\x21\0\0\0\0".to_vec(), "a shape of an extension"),
        (b"GP\0\x0f\0\0\0\0".to_vec(), "unknown kind of box"),
        (Vec::new(), "does not begin with `GP`"),
    ] {
        let told = taken(&bytes).unwrap_err();
        assert!(told.contains(says), "expected `{says}` in: {told}");
    }
    let collections: Vec<u8> = [1, 7, 0, 0, 0, 1, 0, 0, 0].repeat(100_000);
    assert!(taken(&blob(&collections)).unwrap_err().contains("too deep"));
    // An empty point has no numbers; heights and measures are passed over in either order of bytes.
    let nan = f64::NAN.to_be_bytes();
    assert_eq!(
        taken(&blob(&[&[0, 0, 0, 0, 1][..], &nan, &nan].concat())),
        Ok(())
    );
    let high = [&[0][..], &3001_u32.to_be_bytes(), &[0; 32]].concat();
    assert_eq!(taken(&blob(&high)), Ok(()));
}

/// Inputs that once were found to matter are kept here, and replayed.
#[test]
fn the_kept_inputs_are_refused_or_read_and_nothing_panics() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/hostile");
    let mut count = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        read_as_everything(&bytes);
        count += 1;
    }
    assert!(count >= 8, "{count} inputs");
}

/// Whatever `bytes` are, each reader takes them as its own.
fn read_as_everything(bytes: &[u8]) {
    let (shapes, table) = (fixture("shp/points.shp"), fixture("shp/points.dbf"));
    let _ = geojson::read(bytes, None);
    let _ = read_shapefile(bytes, &table, None, None);
    let _ = read_shapefile(&shapes, bytes, None, None);
    let _ = read_shapefile(&shapes, &table, Some(bytes), None);
    let _ = read_shapefile(&shapes, &table, None, Some(bytes));
    let mut rows = Rows::default();
    let _ = rows.take(Some(bytes), Vec::new());
    let _ = Rows::default().take(Some(&blob(bytes)), Vec::new());
    let _ = rows.finish(None, Some(Crs::WGS84));
}

proptest! {
    #[test]
    fn no_bytes_make_a_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        read_as_everything(&bytes);
    }

    #[test]
    fn no_changed_shapefile_makes_the_reader_panic(
        which in 0_usize..4,
        places in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        cut in any::<prop::sample::Index>(),
        is_cut: bool,
    ) {
        let mut parts = ["shp", "dbf", "prj", "cpg"].map(|e| fixture(&format!("shp/gbk.{e}")));
        let part = &mut parts[which];
        for (place, byte) in places {
            let place = place.index(part.len());
            part[place] = byte;
        }
        if is_cut {
            part.truncate(cut.index(part.len()));
        }
        let [shapes, table, prj, cpg] = &parts;
        let _ = read_shapefile(shapes, table, Some(prj), Some(cpg));
    }
}
