//! A label goes up against the water.

use crate::flow::route::Climb;

/// Every cell without a label takes that of the cell it drains to.
pub(super) struct Label;

impl Climb for Label {
    type Value = u32;

    #[inline]
    fn takes(&self, here: u32) -> bool {
        here == 0
    }

    #[inline]
    fn carry(&self, _cell: usize, _direction: usize, below: u32) -> u32 {
        below
    }
}
