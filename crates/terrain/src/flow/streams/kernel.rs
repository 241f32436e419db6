//! From a cell of a stream to the next.

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

/// The cells of the link that begins at `start`, itself first, to the one where the next begins. `starts` are
/// in order. Every cell between drains one other only, so that the way cannot come back to itself but at a
/// start.
pub(super) fn reach(
    directions: &Directions,
    is_stream: &impl Fn(usize) -> bool,
    starts: &[usize],
    start: usize,
) -> Vec<usize> {
    let mut reach = vec![start];
    let mut cell = start;
    while let Some((_, below)) = directions
        .downstream(cell)
        .filter(|&(_, below)| is_stream(below))
    {
        reach.push(below);
        if starts.binary_search(&below).is_ok() {
            break;
        }
        cell = below;
    }
    reach
}
