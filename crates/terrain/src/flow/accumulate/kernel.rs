//! What is added up at a cell: something of its own and all that drains to it.

use std::ops::Add;

use crate::flow::route::Gather;

/// A number that can be added up in any order.
pub(in crate::flow) trait Sum:
    Copy + Default + Send + Sync + Add<Output = Self>
{
}

impl<V: Copy + Default + Send + Sync + Add<Output = V>> Sum for V {}

/// Adds up what this says of each cell by its number.
pub(super) struct Each<F>(pub F);

impl<V: Sum, F: Fn(usize) -> V + Sync> Gather for Each<F> {
    type Value = V;

    #[inline]
    fn join(&self, sum: V, arriving: V) -> V {
        sum + arriving
    }

    #[inline]
    fn settle(&self, cell: usize, sum: V) -> V {
        sum + (self.0)(cell)
    }

    #[inline]
    fn carry(&self, _cell: usize, _direction: usize, value: V) -> V {
        value
    }
}
