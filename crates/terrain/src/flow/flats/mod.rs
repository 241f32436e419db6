//! Level ground: which way water goes where no neighbour is lower.
//!
//! A cell that is neither an exit nor has a lower neighbour is *level*; level cells of one height that touch are
//! a flat. Elevations are not changed: water takes the way of a mask beside them (`flats/kernel.rs`).

pub(crate) mod kernel;
pub(crate) mod tiles;
