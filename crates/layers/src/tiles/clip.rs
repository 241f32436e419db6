//! Cutting pieces between two parallels or two meridians.
//!
//! Rings by Sutherland and Hodgman (1974): the area is right whatever the ring; where a ring leaves and comes
//! back, its parts hang together along the edge, in the buffer that nobody sees.

use super::piece::{Parts, Piece, Vertex};

/// Which number is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Axis {
    X,
    Y,
}

impl Axis {
    fn of(self, at: &Vertex) -> f64 {
        match self {
            Self::X => at.x,
            Self::Y => at.y,
        }
    }

    /// Where the way from `a` to `b` crosses `edge`; always kept.
    fn crossing(self, a: &Vertex, b: &Vertex, edge: f64) -> Vertex {
        let share = (edge - self.of(a)) / (self.of(b) - self.of(a));
        let weight = f64::INFINITY;
        match self {
            Self::X => Vertex {
                x: edge,
                y: a.y + share * (b.y - a.y),
                weight,
            },
            Self::Y => Vertex {
                x: a.x + share * (b.x - a.x),
                y: edge,
                weight,
            },
        }
    }
}

/// What of `pieces` lies between `low` and `high`; those of which nothing does are gone.
pub(super) fn pieces(pieces: &[Piece], axis: Axis, low: f64, high: f64) -> Vec<Piece> {
    let clipped = pieces.iter().filter_map(|piece| {
        let parts = parts(&piece.parts, axis, low, high)?;
        Some(Piece {
            feature: piece.feature,
            size: piece.size,
            parts,
        })
    });
    clipped.collect()
}

fn parts(parts: &Parts, axis: Axis, low: f64, high: f64) -> Option<Parts> {
    match parts {
        Parts::Points(points) => {
            let within = points
                .iter()
                .filter(|at| (low..=high).contains(&axis.of(at)));
            let points: Vec<Vertex> = within.copied().collect();
            (!points.is_empty()).then_some(Parts::Points(points))
        }
        Parts::Lines(lines) => {
            let lines = lines
                .iter()
                .flat_map(|line| clip_line(line, axis, low, high));
            let lines: Vec<Vec<Vertex>> = lines.collect();
            (!lines.is_empty()).then_some(Parts::Lines(lines))
        }
        Parts::Polygons(polygons) => {
            let polygons = polygons.iter().filter_map(|rings| {
                let mut rings = rings.iter();
                let outer = clip_ring(rings.next()?, axis, low, high)?;
                let holes = rings.filter_map(|hole| clip_ring(hole, axis, low, high));
                Some(std::iter::once(outer).chain(holes).collect())
            });
            let polygons: Vec<Vec<Vec<Vertex>>> = polygons.collect();
            (!polygons.is_empty()).then_some(Parts::Polygons(polygons))
        }
    }
}

/// The least and the greatest of `line` along `axis`.
fn reach(line: &[Vertex], axis: Axis) -> (f64, f64) {
    line.iter()
        .map(|at| axis.of(at))
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), at| {
            (low.min(at), high.max(at))
        })
}

fn clip_line(line: &[Vertex], axis: Axis, low: f64, high: f64) -> Vec<Vec<Vertex>> {
    let (least, most) = reach(line, axis);
    if least >= low && most <= high {
        return vec![line.to_vec()];
    }
    if most < low || least > high {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut current: Vec<Vertex> = Vec::new();
    for step in line.windows(2) {
        let (a, b) = (&step[0], &step[1]);
        let (from, to) = (axis.of(a), axis.of(b));
        if from.max(to) < low || from.min(to) > high {
            continue;
        }
        if current.is_empty() {
            current.push(match from {
                from if from < low => axis.crossing(a, b, low),
                from if from > high => axis.crossing(a, b, high),
                _ => *a,
            });
        }
        if (low..=high).contains(&to) {
            current.push(*b);
            continue;
        }
        let edge = if to < low { low } else { high };
        current.push(axis.crossing(a, b, edge));
        found.push(std::mem::take(&mut current));
    }
    found.push(current);
    found.retain(|line| line.len() > 1);
    found
}

fn clip_ring(ring: &[Vertex], axis: Axis, low: f64, high: f64) -> Option<Vec<Vertex>> {
    let (least, most) = reach(ring, axis);
    if least >= low && most <= high {
        return Some(ring.to_vec());
    }
    if most < low || least > high {
        return None;
    }
    let kept = half(ring, axis, low, |at| at >= low);
    let kept = half(&kept, axis, high, |at| at <= high);
    (kept.len() > 2).then_some(kept)
}

/// What of a ring lies on the side of `edge` where `is_within` holds.
fn half(ring: &[Vertex], axis: Axis, edge: f64, is_within: impl Fn(f64) -> bool) -> Vec<Vertex> {
    let mut kept = Vec::with_capacity(ring.len());
    let Some(mut before) = ring.last() else {
        return kept;
    };
    for at in ring {
        match (is_within(axis.of(before)), is_within(axis.of(at))) {
            (true, true) => kept.push(*at),
            (true, false) => kept.push(axis.crossing(before, at, edge)),
            (false, true) => kept.extend([axis.crossing(before, at, edge), *at]),
            (false, false) => {}
        }
        before = at;
    }
    kept
}
