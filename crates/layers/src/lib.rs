//! Map layers: what surveyors, agencies and colleagues hand over as files, brought to longitude and
//! latitude, and what a map on a page reads of them.
//!
//! A file's bytes become [`Features`], whole or not at all: [`geojson::read`],
//! [`shapefile::read`], [`geopackage::Rows`]. They go out as GeoJSON, [`geojson::write`], or as vector tiles,
//! [`tiles::cut`]. This room opens no file, and knows no zone, no water and no clock. Nothing
//! that a file says of its own lengths is believed before the bytes are there.

mod bytes;
pub mod crs;
mod error;
mod features;
mod gathering;
pub mod geojson;
pub mod geopackage;
pub mod limits;
mod shape;
pub mod shapefile;
pub mod tiles;

pub use crs::Crs;
pub use error::{LayerError, Result};
pub use features::{Feature, Features, Geometry, GeometryKind, Polygon, Position, Ring, Value};
