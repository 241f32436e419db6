//! One step of a way.

use crate::flow::metres::CellSize;
use crate::flow::route::{Climb, Gather};

/// The way down to the exit.
pub(super) struct Down<'a> {
    pub size: &'a CellSize,
}

impl Climb for Down<'_> {
    type Value = f64;

    #[inline]
    fn takes(&self, here: f64) -> bool {
        here.is_nan()
    }

    #[inline]
    fn carry(&self, cell: usize, direction: usize, below: f64) -> f64 {
        self.size.step_from(cell, direction) + below
    }
}

/// The longest way from above.
pub(super) struct Up<'a> {
    pub size: &'a CellSize,
}

impl Gather for Up<'_> {
    type Value = f64;

    #[inline]
    fn join(&self, longest: f64, arriving: f64) -> f64 {
        longest.max(arriving)
    }

    #[inline]
    fn settle(&self, _cell: usize, longest: f64) -> f64 {
        longest
    }

    #[inline]
    fn carry(&self, cell: usize, direction: usize, longest: f64) -> f64 {
        longest + self.size.step_from(cell, direction)
    }
}
