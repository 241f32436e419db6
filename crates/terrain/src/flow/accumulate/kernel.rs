//! What is added up at a cell: something of its own and all that drains to it.

use std::ops::Add;

use crate::flow::route::Gather;

/// Adds up what this says of each cell by its number.
pub(super) struct Each<F>(pub F);

impl<V, F> Gather for Each<F>
where
    V: Copy + Default + Send + Sync + Add<Output = V>,
    F: Fn(usize) -> V + Sync,
{
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
