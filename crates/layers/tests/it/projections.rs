//! Coordinate systems against gdaltransform, whose answers stand in `data/projections.csv`.

use layers::{Crs, geojson};

/// Degrees within which the two must agree: a centimetre.
const WITHIN_DEGREES: f64 = 1e-7;

/// Metres within which the way back must agree: the pairs have so many digits.
const WITHIN_M: f64 = 1e-3;

#[test]
fn every_system_that_is_known_is_where_gdaltransform_says() {
    let mut seen = std::collections::BTreeSet::new();
    let mut farthest: f64 = 0.0;
    for line in include_str!("../data/projections.csv").lines().skip(1) {
        let cells: Vec<f64> = line.split(',').map(|cell| cell.parse().unwrap()).collect();
        let [epsg, x, y, longitude, latitude] = cells[..] else {
            panic!("{line}");
        };
        let name = format!("EPSG:{epsg}");
        let crs = Crs::parse(&name).unwrap();
        let text = format!(
            "{{\"type\":\"FeatureCollection\",\"features\":[{{\"type\":\"Feature\",\"properties\":null,\
             \"geometry\":{{\"type\":\"Point\",\"coordinates\":[{x},{y}]}}}}]}}"
        );
        let found = geojson::read(text.as_bytes(), Some(crs)).unwrap();
        let [east, north] = found.features[0].geometry.points[0];
        let off = (east - longitude).abs().max((north - latitude).abs());
        assert!(off < WITHIN_DEGREES, "{line}: {east} {north}");
        farthest = farthest.max(off);
        let [back_x, back_y] = crs.of_degrees([longitude, latitude]).unwrap();
        let off_m = (back_x - x).abs().max((back_y - y).abs());
        assert!(off_m < WITHIN_M, "{line}: {back_x} {back_y}");
        seen.insert(name);
    }
    assert_eq!(seen.len(), 1 + 4 + 64, "web Mercator, UTM, Gauss–Krüger");
    assert!(
        farthest < 1e-9,
        "they differ by the digits that are kept: {farthest}"
    );
}

#[test]
fn a_system_that_is_not_known_is_refused_by_name() {
    for (text, known) in [
        ("EPSG:4326", true),
        ("4490", true),
        ("EPSG:2383", false),
        ("EPSG:4555", false),
        ("EPSG:32652", false),
        ("CGCS2000", false),
        ("", false),
    ] {
        let found = Crs::parse(text);
        assert_eq!(found.is_ok(), known, "{text}");
        if let Err(error) = found {
            let told = error.to_string();
            assert!(
                told.contains(&format!("`{text}`")) && told.contains("4491 to 4554"),
                "{told}"
            );
        }
    }
}
