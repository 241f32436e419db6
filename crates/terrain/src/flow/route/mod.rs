//! Values that go with the water, and values that go against it.
//!
//! Both ways every cell is touched once. The grid is cut into bands of whole rows that are worked on at
//! once; what crosses from one band into another is handed over, round by round. A rule must give the same
//! whatever order values come in: whole numbers are added, the largest is kept, or a cell has one neighbour
//! only that it hears from.

mod kernel;
mod tiles;

pub use tiles::Bands;
pub(in crate::flow) use tiles::{climb, climb_alone, descend, descend_onto, drained_alone};

/// What a cell makes of all that drains to it.
pub(in crate::flow) trait Gather: Sync {
    /// What is gathered.
    type Value: Copy + Default + Send + Sync;
    /// Two arrivals as one; neither order nor grouping may matter.
    fn join(&self, sum: Self::Value, arriving: Self::Value) -> Self::Value;
    /// The value of a cell, of all that came to it.
    fn settle(&self, cell: usize, sum: Self::Value) -> Self::Value;
    /// What of a cell's value comes to the next, in the direction that the cell drains in.
    fn carry(&self, cell: usize, direction: usize, value: Self::Value) -> Self::Value;
}

/// What a cell makes of the one that it drains to.
pub(in crate::flow) trait Climb: Sync {
    /// What is handed up.
    type Value: Copy + Send + Sync;
    /// Whether a cell with this value is still to get one.
    fn takes(&self, here: Self::Value) -> bool;
    /// The value of a cell that drains in a direction, of the value of the cell below it.
    fn carry(&self, cell: usize, direction: usize, below: Self::Value) -> Self::Value;
}
