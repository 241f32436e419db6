//! Features: shapes in longitude and latitude, and what is said of them.

use crate::crs::Crs;

/// Longitude and latitude, degrees.
pub type Position = [f64; 2];

/// Positions, the last of them the first again.
pub type Ring = Vec<Position>;

/// The outer ring, counterclockwise seen from above, then its holes, clockwise.
pub type Polygon = Vec<Ring>;

/// What a property says.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Words. Lists and objects of GeoJSON are JSON.
    Text(String),
    /// A whole number.
    Whole(i64),
    /// Any other number; finite.
    Number(f64),
    /// Yes or no.
    Bool(bool),
}

/// A shape, its parts by kind: what a file calls a multi or a collection is more of them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Geometry {
    /// Points.
    pub points: Vec<Position>,
    /// Lines of two positions or more.
    pub lines: Vec<Vec<Position>>,
    /// Polygons.
    pub polygons: Vec<Polygon>,
}

/// What kind of shapes there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GeometryKind {
    /// Points only.
    Point,
    /// Lines only.
    Line,
    /// Polygons only.
    Polygon,
    /// More than one kind.
    Mixed,
}

impl GeometryKind {
    /// Its word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Point => "point",
            Self::Line => "line",
            Self::Polygon => "polygon",
            Self::Mixed => "mixed",
        }
    }
}

impl Geometry {
    /// Whether there is nothing to draw.
    pub fn is_empty(&self) -> bool {
        self.points.is_empty() && self.lines.is_empty() && self.polygons.is_empty()
    }

    /// Its kind; none where it is empty.
    pub fn kind(&self) -> Option<GeometryKind> {
        let kinds = [
            (!self.points.is_empty(), GeometryKind::Point),
            (!self.lines.is_empty(), GeometryKind::Line),
            (!self.polygons.is_empty(), GeometryKind::Polygon),
        ];
        one_of(kinds.into_iter().filter(|kind| kind.0).map(|kind| kind.1))
    }

    /// All positions.
    pub fn positions(&self) -> impl Iterator<Item = &Position> {
        let lines = self.lines.iter().flatten();
        let polygons = self.polygons.iter().flatten().flatten();
        self.points.iter().chain(lines).chain(polygons)
    }

    pub(crate) fn positions_mut(&mut self) -> impl Iterator<Item = &mut Position> {
        let lines = self.lines.iter_mut().flatten();
        let polygons = self.polygons.iter_mut().flatten().flatten();
        self.points.iter_mut().chain(lines).chain(polygons)
    }

    /// Points, lines and rings.
    pub(crate) fn parts(&self) -> usize {
        let rings: usize = self.polygons.iter().map(Vec::len).sum();
        self.points.len() + self.lines.len() + rings
    }
}

/// The one kind that all are; [`GeometryKind::Mixed`] for more, none for none.
fn one_of(kinds: impl Iterator<Item = GeometryKind>) -> Option<GeometryKind> {
    kinds.fold(None, |one, kind| match one {
        None => Some(kind),
        Some(known) if known == kind => one,
        Some(_) => Some(GeometryKind::Mixed),
    })
}

/// A row of a layer.
#[derive(Debug, Clone, PartialEq)]
pub struct Feature {
    /// Its number in the file, from 1.
    pub number: usize,
    /// Its shape; empty for a row without one.
    pub geometry: Geometry,
    /// What is said of it, each by the place of its name in [`Features::columns`].
    pub properties: Vec<(usize, Value)>,
}

/// All of a layer.
#[derive(Debug, Clone, PartialEq)]
pub struct Features {
    /// The names of the properties.
    pub columns: Vec<String>,
    /// The rows in the order of the file.
    pub features: Vec<Feature>,
    /// What the coordinates of the file were in.
    pub crs: Crs,
}

impl Features {
    /// The kind of all shapes; none where nothing has one.
    pub fn kind(&self) -> Option<GeometryKind> {
        one_of(self.features.iter().filter_map(|f| f.geometry.kind()))
    }

    /// Rows without a shape.
    pub fn without_shape(&self) -> usize {
        let shapes = self.features.iter().map(|f| &f.geometry);
        shapes.filter(|geometry| geometry.is_empty()).count()
    }

    /// West, south, east and north of all shapes, degrees; none where nothing has one.
    pub fn extent(&self) -> Option<[f64; 4]> {
        let positions = self.features.iter().flat_map(|f| f.geometry.positions());
        positions.fold(None, |extent, &[x, y]| {
            let [west, south, east, north] = extent.unwrap_or([x, y, x, y]);
            Some([west.min(x), south.min(y), east.max(x), north.max(y)])
        })
    }
}
