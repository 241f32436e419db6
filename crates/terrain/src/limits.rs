//! What this room takes at most.

/// Rows or columns of a raster.
pub const SIDE_MAX: usize = 1 << 20;

/// Cells of a tile: they and the basins among them are counted in 16 bits.
pub const TILE_CELLS_MAX: usize = 1 << 16;
