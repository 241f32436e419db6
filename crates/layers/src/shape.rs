//! What is wrong with a shape, and which way its rings go.

use crate::features::{Geometry, Polygon, Position, Ring};
use crate::limits::{FEATURE_VERTICES_MAX, PARTS_MAX};

/// Positions of a ring at least, the last being the first again.
const RING_POSITIONS_MIN: usize = 4;

/// What is wrong with `geometry`, whatever its coordinates are in.
pub(crate) fn wrong(geometry: &Geometry) -> Option<String> {
    let vertices = geometry.positions().count();
    if vertices > FEATURE_VERTICES_MAX {
        return Some(format!(
            "{vertices} vertices; at most {FEATURE_VERTICES_MAX} are taken"
        ));
    }
    let parts = geometry.parts();
    if parts > PARTS_MAX {
        return Some(format!("{parts} parts; at most {PARTS_MAX} are taken"));
    }
    if let Some([x, y]) = geometry.positions().find(|at| !is_finite(at)) {
        return Some(format!("the coordinates are {x} {y}; expected numbers"));
    }
    if let Some(line) = geometry.lines.iter().find(|line| line.len() < 2) {
        return Some(format!("a line of {} position; expected 2", line.len()));
    }
    let mut rings = geometry.polygons.iter().flatten();
    rings.find_map(wrong_ring)
}

fn is_finite(at: &Position) -> bool {
    at.iter().all(|number| number.is_finite())
}

#[allow(
    clippy::float_cmp,
    reason = "the last position is the first again, number for number"
)]
fn wrong_ring(ring: &Ring) -> Option<String> {
    if ring.len() < RING_POSITIONS_MIN {
        return Some(format!(
            "a ring of {} positions; expected {RING_POSITIONS_MIN} at least, the last being the first",
            ring.len()
        ));
    }
    match (ring.first(), ring.last()) {
        (Some(first), Some(last)) if first != last => Some(format!(
            "an open ring: it begins at {} {} and ends at {} {}; expected the same position",
            first[0], first[1], last[0], last[1]
        )),
        _ => None,
    }
}

/// Twice the area within `ring`, positive where it goes counterclockwise, in squares of its units.
pub(crate) fn doubled_area(ring: &[Position]) -> f64 {
    let Some(&[x0, y0]) = ring.first() else {
        return 0.0;
    };
    let pairs = ring.windows(2);
    // From the first position on: far from the origin nothing is lost.
    pairs
        .map(|pair| (pair[0][0] - x0) * (pair[1][1] - y0) - (pair[1][0] - x0) * (pair[0][1] - y0))
        .sum()
}

/// Turns the outer ring counterclockwise and its holes clockwise.
pub(crate) fn orient(polygon: &mut Polygon) {
    for (place, ring) in polygon.iter_mut().enumerate() {
        let is_outer = place == 0;
        let area = doubled_area(ring);
        if (is_outer && area < 0.0) || (!is_outer && area > 0.0) {
            ring.reverse();
        }
    }
}
