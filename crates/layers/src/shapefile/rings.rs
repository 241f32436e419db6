//! Rings of a Shapefile's polygon: which are outer ones, and which hole lies in which.

use crate::features::{Polygon, Position, Ring};
use crate::limits::{FEATURE_VERTICES_MAX, PARTS_MAX};
use crate::shape::doubled_area;

/// Corners of a hole that are asked at most where they lie on the ring itself.
const CORNERS_ASKED: usize = 8;

/// An outer ring with the box around it.
struct Outer {
    polygon: Polygon,
    area: f64,
    least: Position,
    most: Position,
}

/// Rings by polygon: clockwise ones are outer, others are holes of the smallest outer one around them. A
/// hole around which there is none was written the wrong way, and is a polygon of its own.
pub(super) fn grouped(rings: Vec<Ring>) -> Vec<Polygon> {
    let vertices: usize = rings.iter().map(Vec::len).sum();
    if rings.len() > PARTS_MAX || vertices > FEATURE_VERTICES_MAX {
        // It is refused as what it is; until then nobody searches it.
        return rings.into_iter().map(|ring| vec![ring]).collect();
    }
    let (outer, holes): (Vec<Ring>, Vec<Ring>) = rings
        .into_iter()
        .partition(|ring| doubled_area(ring) <= 0.0);
    let mut outer: Vec<Outer> = outer.into_iter().map(Outer::new).collect();
    let mut alone = Vec::new();
    for hole in holes {
        let around = outer
            .iter_mut()
            .filter(|outer| outer.is_around(&hole))
            .min_by(|a, b| a.area.total_cmp(&b.area));
        match around {
            Some(around) => around.polygon.push(hole),
            None => alone.push(vec![hole]),
        }
    }
    let whole = outer.into_iter().map(|outer| outer.polygon);
    whole.chain(alone).collect()
}

impl Outer {
    fn new(ring: Ring) -> Self {
        let mut least = [f64::INFINITY; 2];
        let mut most = [f64::NEG_INFINITY; 2];
        for [x, y] in &ring {
            least = [least[0].min(*x), least[1].min(*y)];
            most = [most[0].max(*x), most[1].max(*y)];
        }
        Self {
            area: doubled_area(&ring).abs(),
            polygon: vec![ring],
            least,
            most,
        }
    }

    /// Whether `hole` lies within: a corner that lies on the ring itself says nothing, so another one is
    /// asked.
    fn is_around(&self, hole: &Ring) -> bool {
        let ([west, south], [east, north]) = (self.least, self.most);
        let is_near = hole
            .iter()
            .all(|[x, y]| (west..=east).contains(x) && (south..=north).contains(y));
        let Some(ring) = self.polygon.first().filter(|_| is_near) else {
            return false;
        };
        let mut asked = hole.iter().take(CORNERS_ASKED);
        let asked = asked.find(|at| !ring.contains(at)).or(hole.first());
        asked.is_some_and(|at| is_within(ring, *at))
    }
}

/// Whether a ray from `at` to the east crosses `ring` an odd number of times.
fn is_within(ring: &[Position], [x, y]: Position) -> bool {
    let crossings = ring.windows(2).filter(|side| {
        let ([x0, y0], [x1, y1]) = (side[0], side[1]);
        (y0 > y) != (y1 > y) && x < x0 + (y - y0) / (y1 - y0) * (x1 - x0)
    });
    crossings.count() % 2 == 1
}
