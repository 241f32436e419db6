//! What this room takes at most.

/// Rows or columns of a raster.
pub const SIDE_MAX: usize = 1 << 20;
