//! The shape of the ground at each cell.
