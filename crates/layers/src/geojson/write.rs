//! Writing: one feature a line, so that a person can look at it.

use serde_json::{Map, Value as Json, json};

use crate::features::{Feature, Features, Geometry, Value};

/// The features as a FeatureCollection in longitude and latitude; equal features make equal bytes.
pub fn write(features: &Features) -> Vec<u8> {
    let mut out = Vec::from(&b"{\"type\":\"FeatureCollection\",\"features\":["[..]);
    for (place, feature) in features.features.iter().enumerate() {
        out.extend(if place == 0 { "\n" } else { ",\n" }.bytes());
        out.extend(of_feature(&features.columns, feature).to_string().bytes());
    }
    out.extend(b"\n]}\n");
    out
}

fn of_feature(columns: &[String], feature: &Feature) -> Json {
    let mut properties = Map::new();
    for (place, value) in &feature.properties {
        if let Some(name) = columns.get(*place) {
            properties.insert(name.clone(), of_value(value));
        }
    }
    json!({
        "type": "Feature",
        "geometry": of_geometry(&feature.geometry),
        "properties": properties,
    })
}

fn of_value(value: &Value) -> Json {
    match value {
        Value::Text(text) => json!(text),
        Value::Whole(number) => json!(number),
        Value::Number(number) => json!(number),
        Value::Bool(value) => json!(value),
    }
}

fn of_geometry(geometry: &Geometry) -> Json {
    let shape = |kind: &str, coordinates: Json| json!({ "type": kind, "coordinates": coordinates });
    let mut all = Vec::new();
    match geometry.points.as_slice() {
        [] => {}
        [one] => all.push(shape("Point", json!(one))),
        more => all.push(shape("MultiPoint", json!(more))),
    }
    match geometry.lines.as_slice() {
        [] => {}
        [one] => all.push(shape("LineString", json!(one))),
        more => all.push(shape("MultiLineString", json!(more))),
    }
    match geometry.polygons.as_slice() {
        [] => {}
        [one] => all.push(shape("Polygon", json!(one))),
        more => all.push(shape("MultiPolygon", json!(more))),
    }
    if all.len() > 1 {
        return json!({ "type": "GeometryCollection", "geometries": all });
    }
    all.pop().unwrap_or(Json::Null)
}
