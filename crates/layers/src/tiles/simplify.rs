//! How much each corner of a line or ring matters.
//!
//! Source: M. Visvalingam, J. D. Whyatt, Line generalisation by repeated elimination of points, Cartographic
//! Journal 30 (1993): the corner whose triangle with its neighbours is smallest goes first. It takes n log n
//! steps whatever the line, and what is lost is an area, which is what the eye misses.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use super::piece::Vertex;

/// Corners that are always kept of a ring.
const RING_CORNERS: usize = 3;

/// A triangle that waits; the smallest comes first.
struct Waiting {
    area: f64,
    corner: usize,
    /// Whether it is the corner's newest.
    turn: u32,
}

impl PartialEq for Waiting {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Waiting {}

impl PartialOrd for Waiting {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Waiting {
    fn cmp(&self, other: &Self) -> Ordering {
        // A heap gives its greatest.
        let area = other.area.total_cmp(&self.area);
        area.then_with(|| other.corner.cmp(&self.corner))
    }
}

/// The corners with their weights. The ends of a line weigh without bound, as do the last corners of a ring.
pub(super) fn weighed(mut line: Vec<Vertex>, is_ring: bool) -> Vec<Vertex> {
    let count = line.len();
    let kept = if is_ring { RING_CORNERS } else { 2 };
    if count <= kept {
        return line;
    }
    let mut before: Vec<usize> = (0..count).map(|i| (i + count - 1) % count).collect();
    let mut after: Vec<usize> = (0..count).map(|i| (i + 1) % count).collect();
    let mut turns = vec![0_u32; count];
    let area = |line: &[Vertex], before: &[usize], after: &[usize], corner: usize| {
        triangle(&line[before[corner]], &line[corner], &line[after[corner]])
    };
    let corners = if is_ring { 0..count } else { 1..count - 1 };
    let mut waiting: BinaryHeap<Waiting> = corners
        .clone()
        .map(|corner| Waiting {
            area: area(&line, &before, &after, corner),
            corner,
            turn: 0,
        })
        .collect();
    let mut left = count;
    let mut least = 0.0_f64;
    while let Some(next) = waiting.pop() {
        if left <= kept {
            break;
        }
        if next.turn != turns[next.corner] {
            continue;
        }
        // A corner that is left because of those around it weighs as much as they did.
        least = least.max(next.area);
        line[next.corner].weight = least;
        left -= 1;
        let (prior, later) = (before[next.corner], after[next.corner]);
        after[prior] = later;
        before[later] = prior;
        turns[next.corner] = u32::MAX;
        for corner in [prior, later] {
            if corners.contains(&corner) {
                turns[corner] += 1;
                waiting.push(Waiting {
                    area: area(&line, &before, &after, corner),
                    corner,
                    turn: turns[corner],
                });
            }
        }
    }
    line
}

fn triangle(a: &Vertex, b: &Vertex, c: &Vertex) -> f64 {
    ((b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y)).abs() / 2.0
}

#[cfg(test)]
mod tests {
    use super::weighed;
    use crate::tiles::piece::Vertex;

    fn line(corners: &[(f64, f64)]) -> Vec<Vertex> {
        let vertex = |&(x, y): &(f64, f64)| Vertex {
            x,
            y,
            weight: f64::INFINITY,
        };
        corners.iter().map(vertex).collect()
    }

    #[test]
    fn a_corner_weighs_the_triangle_that_is_lost_without_it() {
        // Triangles of 2 · 1 / 2, 0.55 and 2 · 0.1 / 2. Without the last the middle one is as large as the
        // first; without that too it is nothing, and weighs what was lost before it.
        let corners = [(0.0, 0.0), (1.0, 1.0), (2.0, 0.0), (3.0, 0.1), (4.0, 0.0)];
        let weights: Vec<f64> = weighed(line(&corners), false)
            .iter()
            .map(|v| v.weight)
            .collect();
        assert!(weights[0].is_infinite() && weights[4].is_infinite());
        assert!((weights[3] - 0.1).abs() < 1e-12, "{weights:?}");
        assert!((weights[1] - 1.0).abs() < 1e-12, "{weights:?}");
        assert!((weights[2] - 1.0).abs() < 1e-12, "{weights:?}");
    }

    #[test]
    fn a_ring_keeps_three_corners_and_a_short_line_all() {
        let square = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)];
        let weights = weighed(line(&square), true);
        assert_eq!(weights.iter().filter(|v| v.weight.is_infinite()).count(), 3);
        assert!(
            weighed(line(&square[..2]), false)
                .iter()
                .all(|v| v.weight.is_infinite())
        );
    }
}
