//! Files that ogr2ogr wrote of one layer say the same, whatever their format, encoding and coordinate
//! system (`data/make.sh`).

use std::path::Path;

use layers::shapefile::{self, Parts};
use layers::{Features, Value, geojson};

/// Degrees: what a millimetre of a projected file is, and a little more.
const WITHIN_DEGREES: f64 = 1e-7;

fn bytes(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data")
        .join(name);
    std::fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn original(name: &str) -> Features {
    geojson::read(&bytes(name), None).unwrap()
}

fn shapefile(name: &str) -> Result<Features, String> {
    let part = |ending: &str| bytes(&format!("shp/{name}.{ending}"));
    let (shapes, table, projection, code_page) =
        (part("shp"), part("dbf"), part("prj"), part("cpg"));
    let parts = Parts {
        shapes: &shapes,
        table: &table,
        projection: Some(&projection),
        code_page: Some(&code_page),
    };
    shapefile::read(&parts, None).map_err(|e| e.to_string())
}

/// Positions of a ring from its least one on: writers begin where they like.
fn turned(ring: &[[f64; 2]]) -> Vec<[f64; 2]> {
    let open = &ring[..ring.len() - 1];
    let least = (0..open.len()).min_by(|a, b| {
        let key = |i: usize| (open[i][0] * 1e5).round() * 1e8 + open[i][1];
        key(*a).total_cmp(&key(*b))
    });
    let mut turned = open.to_vec();
    turned.rotate_left(least.unwrap());
    turned
}

fn assert_near(name: &str, found: &[[f64; 2]], expected: &[[f64; 2]]) {
    assert_eq!(found.len(), expected.len(), "{name}");
    for (found, expected) in found.iter().zip(expected) {
        let off = (found[0] - expected[0])
            .abs()
            .max((found[1] - expected[1]).abs());
        assert!(off < WITHIN_DEGREES, "{name}: {found:?} {expected:?}");
    }
}

fn assert_same(name: &str, found: &Features, expected: &Features) {
    assert_eq!(found.columns, expected.columns, "{name}");
    assert_eq!(found.features.len(), expected.features.len(), "{name}");
    for (found, expected) in found.features.iter().zip(&expected.features) {
        assert_eq!(found.properties, expected.properties, "{name}");
        let (found, expected) = (&found.geometry, &expected.geometry);
        assert_near(name, &found.points, &expected.points);
        assert_eq!(found.lines.len(), expected.lines.len(), "{name}");
        for (found, expected) in found.lines.iter().zip(&expected.lines) {
            assert_near(name, found, expected);
        }
        assert_eq!(found.polygons.len(), expected.polygons.len(), "{name}");
        for (found, expected) in found.polygons.iter().zip(&expected.polygons) {
            assert_eq!(
                found.len(),
                expected.len(),
                "{name}: holes stay in their polygon"
            );
            for (found, expected) in found.iter().zip(expected) {
                assert_near(name, &turned(found), &turned(expected));
            }
        }
    }
}

#[test]
fn shapefiles_of_points_lines_and_polygons_are_the_layer_that_they_were_written_of() {
    for name in ["polygons", "lines", "points"] {
        let expected = original(&format!("{name}.geojson"));
        assert_same(name, &shapefile(name).unwrap(), &expected);
    }
    assert_same(
        "heights",
        &shapefile("heights").unwrap(),
        &original("lines.geojson"),
    );
}

#[test]
fn a_shapefile_in_gbk_is_read_with_its_code_page_and_without() {
    let expected = original("polygons.geojson");
    assert_same("gbk", &shapefile("gbk").unwrap(), &expected);
    let part = |ending: &str| bytes(&format!("shp/gbk.{ending}"));
    let (shapes, table, projection) = (part("shp"), part("dbf"), part("prj"));
    let with = |code_page| Parts {
        shapes: &shapes,
        table: &table,
        projection: Some(&projection),
        code_page,
    };
    let found = shapefile::read(&with(None), None).unwrap();
    assert_same("no .cpg", &found, &expected);
    let told = shapefile::read(&with(Some(b"UTF-8\n")), None)
        .unwrap_err()
        .to_string();
    assert!(
        told.contains("record 1: `name` is [") && told.contains("text in UTF-8"),
        "{told}"
    );
    let told = shapefile::read(&with(Some(b"EBCDIC")), None)
        .unwrap_err()
        .to_string();
    assert!(told.contains(".cpg says `EBCDIC`"), "{told}");
}

#[test]
fn projected_shapefiles_come_back_to_where_they_were() {
    let expected = original("polygons.geojson");
    for epsg in [3857, 32649, 4546, 4525, 4508] {
        let name = format!("epsg{epsg}");
        let found = shapefile(&name).unwrap();
        assert_same(&name, &found, &expected);
        assert_eq!(
            found.crs.to_string(),
            format!("EPSG:{epsg}"),
            "by its parameters alone"
        );
    }
}

#[test]
fn a_datum_whose_shift_is_not_public_is_refused_by_name() {
    let told = shapefile("xian1980").unwrap_err();
    assert!(
        told.contains("its coordinates are in `Xian_1980_3_Degree_GK_CM_114E`"),
        "{told}"
    );
    assert!(told.contains("`--crs EPSG:N` says so"), "{told}");
}

#[test]
fn a_record_that_the_table_marks_as_deleted_is_left_out() {
    let (shapes, mut table) = (bytes("shp/points.shp"), bytes("shp/points.dbf"));
    let head = usize::from(u16::from_le_bytes([table[8], table[9]]));
    table[head] = b'*';
    let parts = Parts {
        shapes: &shapes,
        table: &table,
        projection: None,
        code_page: None,
    };
    let told = shapefile::read(&parts, None).unwrap_err().to_string();
    assert!(
        told.contains("it does not say what its coordinates are in"),
        "{told}"
    );
    let said = layers::Crs::parse("EPSG:4490").unwrap();
    let found = shapefile::read(&parts, Some(said)).unwrap();
    assert_eq!(found.features.len(), 2);
    assert_eq!(found.features[0].number, 2);
    assert_eq!(
        found.features[0].properties[1].1,
        Value::Text("马家台".into())
    );
}
