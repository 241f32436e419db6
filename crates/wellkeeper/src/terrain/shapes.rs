//! Polygons and lines in GeoJSON, in the coordinates of a raster.
//!
//! GeoJSON is of longitudes and latitudes (RFC 7946); where a raster is not, its files have the member `crs`
//! of the format's first edition, which GDAL, QGIS and others write and read.

use std::io::Write;
use std::path::Path;

use geojson::{Feature, GeoJson, GeometryValue, JsonObject};
use serde_json::{Value, json};
use terrain::grid::Crs;
use terrain::vector::{MultiPolygon, Polygon, Position};

use super::input::{named, refuse};
use crate::failure::Failure;
use crate::output::write_whole_by;

/// Bytes of a file of polygons.
const BYTES_MAX: u64 = 512 << 20;
/// How the member `crs` names a system.
const URN: &str = "urn:ogc:def:crs:EPSG::";

/// Polygons of a file, and what each is called.
pub struct Shapes {
    /// By place in the file.
    pub shapes: Vec<MultiPolygon>,
    /// The value of the field that was asked for; else the number in the file, from 1.
    pub names: Vec<String>,
}

/// Reads polygons that must be in the coordinates of `crs`: what the file says of its system is compared, and
/// where it says nothing that is told on stderr.
pub fn read(path: &Path, crs: &Crs, field: Option<&str>) -> Result<Shapes, Failure> {
    let at = |error: &dyn std::fmt::Display| refuse(path, error);
    let bytes = std::fs::metadata(path).map_err(|e| at(&e))?.len();
    if bytes > BYTES_MAX {
        return Err(at(&format!("{bytes} bytes; expected at most {BYTES_MAX}")));
    }
    let text = std::fs::read_to_string(path).map_err(|e| at(&e))?;
    let read: GeoJson = text.parse().map_err(|e| at(&e))?;
    let mut system = None;
    let features = match read {
        GeoJson::FeatureCollection(all) => {
            system = all
                .foreign_members
                .and_then(|mut members| members.remove("crs"));
            all.features
        }
        GeoJson::Feature(one) => vec![one],
        GeoJson::Geometry(geometry) => vec![Feature::from(geometry)],
    };
    check_system(path, system.as_ref(), crs)?;
    let mut shapes = Shapes {
        shapes: Vec::with_capacity(features.len()),
        names: Vec::with_capacity(features.len()),
    };
    for (number, feature) in (1..).zip(features) {
        let in_feature = |message: String| at(&format!("feature {number}: {message}"));
        shapes.names.push(match field {
            None => number.to_string(),
            Some(field) => match feature.property(field) {
                Some(Value::String(text)) => text.clone(),
                Some(Value::Null) | None => {
                    return Err(in_feature(format!("it has no `{field}`")));
                }
                Some(other) => other.to_string(),
            },
        });
        let shape = match feature.geometry {
            // One that lies nowhere (RFC 7946, section 3.2) has no cells.
            None => MultiPolygon::default(),
            Some(geometry) => polygons(geometry.value).map_err(in_feature)?,
        };
        shapes.shapes.push(shape);
    }
    Ok(shapes)
}

/// The polygons of a geometry.
fn polygons(geometry: GeometryValue) -> Result<MultiPolygon, String> {
    let of = match geometry {
        GeometryValue::Polygon { coordinates } => vec![coordinates],
        GeometryValue::MultiPolygon { coordinates } => coordinates,
        _ => return Err("expected a Polygon or a MultiPolygon".to_owned()),
    };
    let polygons = of.into_iter().map(|rings| {
        let rings = rings.iter();
        rings
            .map(|ring| ring.iter().map(|at| position(at.as_slice())).collect())
            .collect()
    });
    Ok(MultiPolygon {
        polygons: polygons.collect::<Result<_, String>>()?,
    })
}

fn position(at: &[f64]) -> Result<Position, String> {
    match at {
        [x, y, ..] => Ok([*x, *y]),
        _ => Err(format!(
            "found a position of {} numbers, expected x and y",
            at.len()
        )),
    }
}

fn check_system(path: &Path, system: Option<&Value>, crs: &Crs) -> Result<(), Failure> {
    let said = system.and_then(|system| system["properties"]["name"].as_str());
    let code = said.and_then(|name| name.rsplit(':').next()?.parse::<u16>().ok());
    match (code, crs.epsg) {
        (Some(code), Some(of_raster)) if code != of_raster => Err(refuse(
            path,
            &format!("it says EPSG:{code}; expected that of the raster, EPSG:{of_raster}"),
        )),
        (Some(_), Some(_)) => Ok(()),
        _ => {
            eprintln!(
                "{}: it does not say a coordinate system that could be compared; its coordinates are taken to be \
                 the raster's, {}",
                path.display(),
                named(crs)
            );
            Ok(())
        }
    }
}

/// A feature of a geometry with properties.
pub fn feature(geometry: GeometryValue, properties: Value) -> Feature {
    let properties: Option<JsonObject> = match properties {
        Value::Object(properties) => Some(properties),
        _ => None,
    };
    Feature {
        bbox: None,
        geometry: Some(geojson::Geometry::new(geometry)),
        id: None,
        properties,
        foreign_members: None,
    }
}

/// The geometry of a shape.
pub fn geometry(shape: &MultiPolygon) -> GeometryValue {
    let rings = |polygon: &Polygon| -> Vec<Vec<geojson::Position>> {
        polygon
            .iter()
            .map(|ring| ring.iter().map(|at| geojson::Position::from(*at)).collect())
            .collect()
    };
    match shape.polygons.as_slice() {
        [one] => GeometryValue::Polygon {
            coordinates: rings(one),
        },
        many => GeometryValue::MultiPolygon {
            coordinates: many.iter().map(rings).collect(),
        },
    }
}

/// Writes features in the coordinates of `crs`, one after the other, whole or not at all.
pub fn write(
    out: &Path,
    features: impl IntoIterator<Item = Feature>,
    crs: &Crs,
) -> Result<(), Failure> {
    write_whole_by(out, |file| {
        write!(file, r#"{{"type":"FeatureCollection","features":["#)?;
        for (number, feature) in features.into_iter().enumerate() {
            let comma = if number > 0 { "," } else { "" };
            write!(file, "{comma}{feature}")?;
        }
        write!(file, "]")?;
        if let Some(code) = crs.epsg.filter(|_| !crs.is_geographic) {
            let named = json!({ "type": "name", "properties": { "name": format!("{URN}{code}") } });
            write!(file, r#","crs":{named}"#)?;
        }
        write!(file, "}}")
    })
}
