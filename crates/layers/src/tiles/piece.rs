//! What of a feature lies in a tile.

use super::clip;
use super::simplify::weighed;
use super::{BUFFER, EXTENT};
use crate::features::{Geometry, Position};

/// Latitudes beyond which web Mercator has no place; what lies there is laid on the edge.
const LATITUDE_MAX: f64 = 85.051_128_779_806_6;

/// A corner of a shape. The earth is the square from 0 to 1, west to east and north to south.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Vertex {
    pub x: f64,
    pub y: f64,
    /// The area that is lost without it, in squares of the earth's side.
    pub weight: f64,
}

/// Parts of one kind.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Parts {
    Points(Vec<Vertex>),
    Lines(Vec<Vec<Vertex>>),
    /// Each with its outer ring first; the last corner is not the first again.
    Polygons(Vec<Vec<Vec<Vertex>>>),
}

/// What of a feature lies in a tile.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Piece {
    /// The place of the feature in its layer.
    pub feature: usize,
    /// How much would be missed without the feature: the larger goes first where there is no room.
    pub size: f64,
    pub parts: Parts,
}

/// A tile and what lies in it.
#[derive(Debug)]
pub(super) struct Tile {
    zoom: u8,
    pub x: u32,
    pub y: u32,
    pub pieces: Vec<Piece>,
}

/// The pieces of a whole geometry, one a kind.
pub(super) fn pieces(feature: usize, geometry: &Geometry) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut add = |size: f64, parts: Parts| {
        pieces.push(Piece {
            feature,
            size,
            parts,
        });
    };
    if !geometry.points.is_empty() {
        let points = geometry.points.iter().map(|at| on_earth(*at)).collect();
        add(0.0, Parts::Points(points));
    }
    if !geometry.lines.is_empty() {
        let lines = geometry.lines.iter().map(|line| {
            let line: Vec<Vertex> = line.iter().map(|at| on_earth(*at)).collect();
            weighed(line, false)
        });
        let lines: Vec<Vec<Vertex>> = lines.collect();
        add(
            lines.iter().map(|line| length(line)).sum(),
            Parts::Lines(lines),
        );
    }
    if !geometry.polygons.is_empty() {
        let ring = |ring: &Vec<Position>| {
            let mut ring: Vec<Vertex> = ring.iter().map(|at| on_earth(*at)).collect();
            ring.pop();
            weighed(ring, true)
        };
        let polygons = geometry.polygons.iter();
        let polygons: Vec<Vec<Vec<Vertex>>> = polygons
            .map(|rings| rings.iter().map(ring).collect())
            .collect();
        let outer = polygons.iter().filter_map(|rings| rings.first());
        // The side of a square as large, so that it can be held against a line.
        let size = outer.map(|ring| doubled_area(ring).abs()).sum::<f64>();
        add(size.sqrt(), Parts::Polygons(polygons));
    }
    pieces
}

/// The place of a position on the square of the earth.
fn on_earth([longitude, latitude]: Position) -> Vertex {
    let latitude = latitude.clamp(-LATITUDE_MAX, LATITUDE_MAX).to_radians();
    let north = latitude.tan().asinh() / std::f64::consts::TAU;
    Vertex {
        x: longitude / 360.0 + 0.5,
        y: (0.5 - north).clamp(0.0, 1.0),
        weight: f64::INFINITY,
    }
}

fn length(line: &[Vertex]) -> f64 {
    let steps = line.windows(2);
    steps
        .map(|step| (step[1].x - step[0].x).hypot(step[1].y - step[0].y))
        .sum()
}

/// Twice the area within, by sign; the last corner leads back to the first.
pub(super) fn doubled_area(ring: &[Vertex]) -> f64 {
    let Some(start) = ring.first() else {
        return 0.0;
    };
    let sides = ring.windows(2);
    sides
        .map(|side| {
            (side[0].x - start.x) * (side[1].y - start.y)
                - (side[1].x - start.x) * (side[0].y - start.y)
        })
        .sum()
}

impl Piece {
    fn vertices(&self) -> usize {
        match &self.parts {
            Parts::Points(points) => points.len(),
            Parts::Lines(lines) => lines.iter().map(Vec::len).sum(),
            Parts::Polygons(polygons) => polygons.iter().flatten().map(Vec::len).sum(),
        }
    }
}

impl Tile {
    /// The one of zoom 0.
    pub fn whole(pieces: Vec<Piece>) -> Self {
        Self {
            zoom: 0,
            x: 0,
            y: 0,
            pieces,
        }
    }

    pub fn vertices(&self) -> usize {
        self.pieces.iter().map(Piece::vertices).sum()
    }

    /// The four tiles one zoom deeper that something lies in.
    pub fn quarters(&self) -> Vec<Self> {
        let zoom = self.zoom + 1;
        let side = (-f64::from(zoom)).exp2();
        let buffer = side * f64::from(BUFFER) / f64::from(EXTENT);
        let between = |place: u32| {
            let start = f64::from(place) * side;
            (start - buffer, start + side + buffer)
        };
        let mut quarters = Vec::with_capacity(4);
        for x in [self.x * 2, self.x * 2 + 1] {
            let (west, east) = between(x);
            let column = clip::pieces(&self.pieces, clip::Axis::X, west, east);
            for y in [self.y * 2, self.y * 2 + 1] {
                let (north, south) = between(y);
                let pieces = clip::pieces(&column, clip::Axis::Y, north, south);
                if !pieces.is_empty() {
                    quarters.push(Self { zoom, x, y, pieces });
                }
            }
        }
        quarters
    }
}
