//! GeoJSON: what is taken, and what is refused in which words.

use layers::limits::{COLUMNS_MAX, FEATURE_VERTICES_MAX, TEXT_BYTES_MAX};
use layers::{Crs, Features, GeometryKind, Value, geojson};
use proptest::prelude::*;
use serde_json::{Value as Json, json};

fn collection(features: &[Json]) -> Vec<u8> {
    let whole = json!({ "type": "FeatureCollection", "features": features });
    whole.to_string().into_bytes()
}

fn feature(geometry: Json, properties: Json) -> Json {
    json!({ "type": "Feature", "geometry": geometry, "properties": properties })
}

fn shape(kind: &str, coordinates: Json) -> Json {
    json!({ "type": kind, "coordinates": coordinates })
}

fn read(features: &[Json]) -> Features {
    geojson::read(&collection(features), None).unwrap()
}

fn refused(features: &[Json]) -> String {
    let told = geojson::read(&collection(features), None);
    told.unwrap_err().to_string()
}

#[test]
fn a_hand_written_layer_is_read_with_all_that_is_said() {
    let square = json!([[[111, 32], [111, 33], [112, 33], [112, 32], [111, 32]]]);
    let found = read(&[
        feature(
            shape("Polygon", square),
            json!({ "名称": "库区", "km2": 1.5, "n": 3, "open": true, "no": null, "list": [1] }),
        ),
        feature(
            shape("LineString", json!([[111, 32, 160.5], [112, 33, 7]])),
            Json::Null,
        ),
        feature(Json::Null, json!({ "名称": "无" })),
    ]);
    assert_eq!(found.columns, ["名称", "km2", "n", "open", "list"]);
    assert_eq!(found.kind(), Some(GeometryKind::Mixed));
    assert_eq!(found.without_shape(), 1);
    assert_eq!(found.extent(), Some([111.0, 32.0, 112.0, 33.0]));
    let [first, second, third] = found.features.as_slice() else {
        panic!("{found:?}");
    };
    assert_eq!(
        first.properties,
        [
            (0, Value::Text("库区".into())),
            (1, Value::Number(1.5)),
            (2, Value::Whole(3)),
            (3, Value::Bool(true)),
            (4, Value::Text("[1]".into())),
        ]
    );
    let turned = [
        [111.0, 32.0],
        [112.0, 32.0],
        [112.0, 33.0],
        [111.0, 33.0],
        [111.0, 32.0],
    ];
    assert_eq!(
        first.geometry.polygons,
        [vec![turned.to_vec()]],
        "turned counterclockwise"
    );
    assert_eq!(
        second.geometry.lines,
        [vec![[111.0, 32.0], [112.0, 33.0]]],
        "without heights"
    );
    assert!(third.geometry.is_empty() && third.number == 3);
}

#[test]
fn what_is_written_is_read_again_the_same() {
    let multi = json!([
        [
            [[0, 0], [9, 0], [9, 9], [0, 9], [0, 0]],
            [[1, 1], [1, 2], [2, 2], [1, 1]]
        ],
        [[[20, 0], [21, 0], [21, 1], [20, 0]]]
    ]);
    let point = shape("Point", json!([110.123_456_789_012, 32.5]));
    let collected = json!({ "type": "GeometryCollection", "geometries": [point, shape("MultiPolygon", multi)] });
    let found = read(&[feature(
        collected,
        json!({ "a": "井", "b": -4, "c": 0.1, "d": false }),
    )]);
    let again = geojson::read(&geojson::write(&found), None).unwrap();
    assert_eq!(again, found);
}

#[test]
fn wrong_shapes_are_refused_with_the_number_of_their_feature() {
    let good = || feature(shape("Point", json!([111, 32])), json!({}));
    for (geometry, says) in [
        (
            shape("Polygon", json!([[[0, 0], [1, 0], [1, 1], [0, 1]]])),
            "feature 2: an open ring: it begins at 0 0 and ends at 0 1; expected the same position",
        ),
        (
            shape("Polygon", json!([[[0, 0], [1, 0], [0, 0]]])),
            "feature 2: a ring of 3 positions; expected 4 at least",
        ),
        (
            shape("LineString", json!([[0, 0]])),
            "feature 2: a line of 1 position; expected 2",
        ),
        (
            shape("Point", json!([32.5, 111.2])),
            "feature 2: the coordinates are 32.5 111.2; expected a longitude within ±180 and a latitude within ±90; is the latitude first?",
        ),
        (
            shape("Point", json!([500_123.4, 3_600_000.0])),
            "are they metres? `--crs EPSG:N` says of which system",
        ),
        (
            shape("Point", json!([111])),
            "feature 2: a position of one number; expected two",
        ),
        (
            shape("Point", json!(["111", "32"])),
            "feature 2: invalid type: string",
        ),
        (
            shape("Polygon", json!([111, 32])),
            "feature 2: coordinates that lie not deep enough",
        ),
        (
            shape("Point", json!([[[[[[1, 2]]]]]])),
            "feature 2: coordinates lie too deep",
        ),
        (
            shape("Circle", json!([111, 32])),
            "feature 2: `Circle` is no kind of geometry",
        ),
    ] {
        let told = refused(&[good(), feature(geometry.clone(), json!({})), good()]);
        assert!(told.contains(says), "{geometry}: {told}");
    }
    let at_the_edge = shape("MultiPoint", json!([[180, 90], [-180, -90]]));
    assert_eq!(read(&[feature(at_the_edge, json!({}))]).features.len(), 1);
    let beyond = shape("Point", json!([180.000_001, 0]));
    assert!(refused(&[feature(beyond, json!({}))]).contains("±180"));
}

#[test]
fn a_file_that_is_no_layer_is_refused_with_its_place() {
    for (bytes, says) in [
        (&b""[..], "EOF while parsing"),
        (
            b"{\"type\":\"FeatureCollection\",\n \"features\":[}",
            "line 2 column",
        ),
        (b"[1,2]", "expected a FeatureCollection"),
        (
            b"{\"type\":\"Feature\",\"geometry\":null,\"properties\":null}",
            "its type is `Feature`; expected a FeatureCollection",
        ),
        (b"{\"type\":\"FeatureCollection\"}", "it has no `features`"),
        (
            b"{\"type\":\"FeatureCollection\",\"features\":[]}",
            "none of them with a shape",
        ),
        (
            b"{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Point\"}]}",
            "feature 1: its type is `Point`",
        ),
        (
            b"{\"type\":\"FeatureCollection\",\"features\":[]} x",
            "trailing characters",
        ),
        (b"\xd6\xd0", "byte 1 is not UTF-8"),
    ] {
        let told = geojson::read(bytes, None).unwrap_err().to_string();
        assert!(told.contains(says), "{told}");
    }
    let deep = [b"[".repeat(100_000), b"]".repeat(100_000)].concat();
    let deep = [&b"{\"type\":\"FeatureCollection\",\"x\":"[..], &deep, b"}"].concat();
    assert!(geojson::read(&deep, None).is_err(), "and the stack stands");
}

#[test]
fn coordinates_are_in_what_the_file_or_the_person_says() {
    let point = |x: f64, y: f64| json!([feature(shape("Point", json!([x, y])), json!({}))]);
    let file = |crs: Json, features: Json| {
        json!({ "type": "FeatureCollection", "features": features, "crs": crs })
            .to_string()
            .into_bytes()
    };
    let named = |name: &str| json!({ "type": "name", "properties": { "name": name } });
    for (name, crs) in [
        ("urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326"),
        ("urn:ogc:def:crs:EPSG::4490", "EPSG:4490"),
        ("EPSG:4326", "EPSG:4326"),
    ] {
        let found = geojson::read(&file(named(name), point(111.0, 32.5)), None).unwrap();
        assert_eq!(found.crs.to_string(), crs);
        assert_eq!(found.features[0].geometry.points, [[111.0, 32.5]]);
    }
    let xian = file(
        named("urn:ogc:def:crs:EPSG::2383"),
        point(37_500_000.0, 3_600_000.0),
    );
    let told = geojson::read(&xian, None).unwrap_err().to_string();
    assert!(
        told.contains("its coordinates are in urn:ogc:def:crs:EPSG::2383; expected EPSG:4326"),
        "{told}"
    );
    assert!(told.contains("`--crs EPSG:N`"), "{told}");
    // On the central meridian of zone 37, 111° E, the easting is the false one.
    let said = Crs::parse("EPSG:4525").unwrap();
    let found = geojson::read(&xian, Some(said)).unwrap();
    let [longitude, latitude] = found.features[0].geometry.points[0];
    assert!(
        (longitude - 111.0).abs() < 1e-9 && (32.0..33.0).contains(&latitude),
        "{latitude}"
    );
    let told = geojson::read(
        &file(named("EPSG:4546"), point(37_500_000.0, 3_600_000.0)),
        None,
    );
    let told = told.unwrap_err().to_string();
    assert!(
        told.contains("feature 1: ") && told.contains("expected an easting near 500000"),
        "{told}"
    );
    let unsaid = geojson::read(&file(Json::Null, point(111.0, 32.5)), None)
        .unwrap_err()
        .to_string();
    assert!(
        unsaid.contains("it does not say what its coordinates are in"),
        "{unsaid}"
    );
}

#[test]
fn what_is_too_much_is_refused_and_what_is_just_enough_is_taken() {
    let at = json!([111, 32]);
    let line = |vertices: usize| shape("LineString", Json::Array(vec![at.clone(); vertices]));
    assert_eq!(
        read(&[feature(line(FEATURE_VERTICES_MAX), json!({}))])
            .features
            .len(),
        1
    );
    let told = refused(&[feature(line(FEATURE_VERTICES_MAX + 1), json!({}))]);
    assert!(
        told.contains("feature 1: 1000001 vertices; at most 1000000"),
        "{told}"
    );
    let point = || shape("Point", at.clone());
    let text = |bytes: usize| json!({ "t": "x".repeat(bytes) });
    assert_eq!(
        read(&[feature(point(), text(TEXT_BYTES_MAX))])
            .features
            .len(),
        1
    );
    assert!(refused(&[feature(point(), text(TEXT_BYTES_MAX + 1))]).contains("`t` has 65537 bytes"));
    let columns = |many: usize| {
        let names = (0..many).map(|n| (format!("c{n}"), json!(n)));
        Json::Object(names.collect())
    };
    assert_eq!(
        read(&[feature(point(), columns(COLUMNS_MAX))])
            .columns
            .len(),
        COLUMNS_MAX
    );
    let told = refused(&[feature(point(), columns(COLUMNS_MAX + 1))]);
    assert!(
        told.contains("is property 257 of the layer; at most 256"),
        "{told}"
    );
    let nested = (0..9).fold(
        point(),
        |inner, _| json!({ "type": "GeometryCollection", "geometries": [inner] }),
    );
    assert!(refused(&[feature(nested, json!({}))]).contains("collections lie too deep"));
}

proptest! {
    #[test]
    fn no_bytes_make_the_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = geojson::read(&bytes, None);
    }

    #[test]
    fn no_cut_or_changed_layer_makes_the_reader_panic(cut in 0_usize..260, place in 0_usize..260, byte: u8) {
        let mut bytes = collection(&[feature(
            shape("Polygon", json!([[[111, 32], [112, 32], [112, 33], [111, 32]]])),
            json!({ "a": [1, {"b": 2}], "c": "井" }),
        )]);
        let length = bytes.len();
        bytes[place % length] = byte;
        bytes.truncate(cut);
        let _ = geojson::read(&bytes, None);
    }
}
