//! Places and polygons as people write them, and rasters that lie nowhere.

use super::{NORTH, WEST, json, with_ground};

/// Of the cell in row 60, column 35, EPSG:32649 to EPSG:4326 by `gdaltransform` (GDAL 3.6.2): the point
/// 401065, 3598185.
const DEGREES: (f64, f64) = (109.946_650_485_549, 32.516_571_682_953_6);

#[test]
fn outlets_of_a_table_may_be_quoted_and_in_degrees() {
    let walk = with_ground();
    json(&walk, &["d8", "dem.tif", "d8.tif"]);
    let (x, y) = (WEST + 35.5 * 30.0, NORTH - 60.5 * 30.0);
    assert_eq!((x, y), (401_065.0, 3_598_185.0));
    walk.write(
        "metres.csv",
        format!("\u{feff}code,x,y,registered_km2\r\n\"north, left\",{x},{y},2.5\r\n"),
    );
    let (longitude, latitude) = DEGREES;
    walk.write(
        "degrees.csv",
        format!("code,longitude,latitude\n\"north, left\",{longitude},{latitude}\n"),
    );
    let found = ["metres.csv", "degrees.csv"].map(|table| {
        let told = json(
            &walk,
            &["watershed", "d8.tif", "ws.tif", "--outlets", table],
        );
        told["outlets"][0].clone()
    });
    for one in &found {
        assert_eq!(one["code"], "north, left");
        assert_eq!((&one["row"], &one["col"]), (&60.into(), &35.into()));
    }
    assert_eq!(found[0]["registered_km2"], 2.5);
    walk.write("none.csv", "code,x,y\n");
    let asked = ["watershed", "d8.tif", "ws.tif", "--outlets", "none.csv"];
    let said = walk.refused(&[&["terrain"], &asked[..]].concat());
    assert!(said.contains("none.csv: it has no rows"), "{said}");
}

#[test]
fn a_polygon_that_lies_nowhere_has_no_cells_and_half_a_position_is_refused() {
    let walk = with_ground();
    let feature = |geometry: &str| {
        format!(
            r#"{{"type":"FeatureCollection","features":[{{"type":"Feature","properties":{{}},"geometry":{geometry}}}]}}"#
        )
    };
    walk.write("nowhere.geojson", feature("null"));
    let told = json(&walk, &["zonal", "dem.tif", "nowhere.geojson", "out.csv"]);
    assert_eq!((&told["polygons"], &told["empty"]), (&1.into(), &1.into()));
    let ring = r#"{"type":"Polygon","coordinates":[[[1],[2],[3],[1]]]}"#;
    walk.write("half.geojson", feature(ring));
    let said = walk.refused(&["terrain", "zonal", "dem.tif", "half.geojson", "out.csv"]);
    assert!(
        said.contains("half.geojson: feature 1: found a position of 1 numbers, expected x and y"),
        "{said}"
    );
}

#[test]
fn a_raster_that_does_not_say_where_it_lies_has_columns_and_rows() {
    let walk = with_ground();
    let mut plane = terrain::Raster {
        grid: terrain::Grid::new(3, 4, (0..12_u8).map(|n| f32::from(n % 4)).collect()).unwrap(),
        nodata: None,
        georeference: None,
    };
    plane.grid.cells_mut()[5] = 0.5;
    let options = terrain::tiff::WriteOptions::continuous::<f32>();
    terrain::tiff::write(&walk.path("cells.tif"), &plane, &options).unwrap();
    json(&walk, &["d8", "cells.tif", "d8.tif"]);
    // One up for every cell to the east, but beside the one that was lowered.
    let slope = json(&walk, &["slope", "cells.tif", "slope.tif", "--percent"]);
    assert_eq!(slope["data"], 2);
    let outlet = ["watershed", "d8.tif", "ws.tif", "--outlet", "0.5,1.5"];
    assert_eq!(json(&walk, &outlet)["outlets"][0]["row"], 1);
    json(&walk, &["polygonize", "cells.tif", "out.geojson"]);
    let text = std::fs::read_to_string(walk.path("out.geojson")).unwrap();
    let read: serde_json::Value = serde_json::from_str(&text).unwrap();
    let positions = read["features"].as_array().unwrap().iter().flat_map(|one| {
        let rings = one["geometry"]["coordinates"].as_array().unwrap();
        rings
            .iter()
            .flat_map(|ring| ring.as_array().unwrap().clone())
    });
    for at in positions {
        let (x, y) = (at[0].as_f64().unwrap(), at[1].as_f64().unwrap());
        assert!(
            (0.0..=4.0).contains(&x) && (0.0..=3.0).contains(&y),
            "{x} {y}"
        );
    }
}
