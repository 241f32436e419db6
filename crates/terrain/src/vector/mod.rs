//! Polygons of a raster, and a raster of polygons.
//!
//! | file | holds |
//! |---|---|
//! | `cover` | which cells a polygon covers, and how much of each |
//! | `rasterize` | a raster of polygons |
//! | `polygonize` | polygons of a raster |
//!
//! Shapes are rings of x and y in the system of the raster. What reads and writes files of shapes is not here.

mod cover;
mod lattice;
mod polygonize;
mod rasterize;
mod runs;

pub use cover::{Cover, Rule, Span};
pub use lattice::Lattice;
pub use polygonize::{Connectedness, Region, polygonize, polygonize_bands};
pub use rasterize::rasterize;

/// x and y.
pub type Position = [f64; 2];

/// Positions around; whether the last is the first again makes no difference where rings are read, and it is
/// where they are made.
pub type Ring = Vec<Position>;

/// The outer ring, then its holes. Read in either direction; made with the outer ring counterclockwise and the
/// holes clockwise on a raster whose rows run from north to south (RFC 7946, section 3.1.6).
pub type Polygon = Vec<Ring>;

/// One shape of any number of polygons that share no area.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct MultiPolygon {
    /// Its parts.
    pub polygons: Vec<Polygon>,
}

impl From<Vec<Polygon>> for MultiPolygon {
    fn from(polygons: Vec<Polygon>) -> Self {
        Self { polygons }
    }
}

impl From<Polygon> for MultiPolygon {
    fn from(polygon: Polygon) -> Self {
        Self {
            polygons: vec![polygon],
        }
    }
}
