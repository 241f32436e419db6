//! What this room takes at most.

/// Rows or columns of a raster.
pub const SIDE_MAX: usize = 1 << 20;

/// Regions that a raster is made polygons of: more is noise, and each takes some hundred bytes.
pub const REGIONS_MAX: usize = 1 << 24;
