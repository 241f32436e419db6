//! From a cell of a stream to the next.

use super::course::Course;
use super::link::Reach;
use crate::flow::pointer::Directions;

/// Whether a link begins at a cell of a stream: it goes on from one cell only, or it does.
pub(super) fn is_start(
    directions: &Directions,
    is_stream: &impl Fn(usize) -> bool,
    cell: usize,
) -> bool {
    let mut above = directions
        .upstream(cell)
        .filter(|&(_, above)| is_stream(above));
    above.next().is_none() || above.next().is_some()
}

/// The link that begins at `start`, to the cell where the next begins. `starts` are in order. Every cell between drains one other only, so that the way cannot come back to itself but at a
/// start.
pub(super) fn reach(
    directions: &Directions,
    is_stream: &impl Fn(usize) -> bool,
    starts: &[usize],
    start: usize,
) -> Reach {
    let mut steps = Vec::new();
    let mut cell = start;
    while let Some((direction, below)) = directions
        .downstream(cell)
        .filter(|&(_, below)| is_stream(below))
    {
        steps.push(u8::try_from(direction).unwrap_or_default());
        cell = below;
        if starts.binary_search(&below).is_ok() {
            break;
        }
    }
    Reach {
        course: Course::new(start, directions.cols(), steps),
        last: cell,
    }
}
