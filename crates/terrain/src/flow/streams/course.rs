//! The way of a link, a byte a step: a raster has many more cells of streams than it has links.

use crate::flow::pointer::STEPS;

/// Where a link begins, and in which direction it goes on from each cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Course {
    /// Row and column.
    first: (usize, usize),
    /// Directions, counted clockwise from east.
    steps: Box<[u8]>,
}

impl Course {
    /// Of its first cell, in a raster of so many columns, and its steps.
    pub fn new(first: usize, cols: usize, steps: Vec<u8>) -> Self {
        Self {
            first: (first / cols, first % cols),
            steps: steps.into_boxed_slice(),
        }
    }

    /// How many cells it has.
    pub fn count(&self) -> usize {
        self.steps.len() + 1
    }

    /// Its cells by row and column, from the first to the last.
    pub fn cells(&self) -> impl Iterator<Item = (usize, usize)> + Clone + '_ {
        let next = |at: &mut (usize, usize), step: &u8| {
            let (down, right) = STEPS[usize::from(step % 8)];
            *at = (
                at.0.wrapping_add_signed(down),
                at.1.wrapping_add_signed(right),
            );
            Some(*at)
        };
        std::iter::once(self.first).chain(self.steps.iter().scan(self.first, next))
    }

    /// Its cells, each with the next.
    pub fn pairs(&self) -> impl Iterator<Item = ((usize, usize), (usize, usize))> + '_ {
        self.cells().zip(self.cells().skip(1))
    }
}
