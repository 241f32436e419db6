//! What this room takes at most.

/// Rows or columns of a raster.
pub const SIDE_MAX: usize = 1 << 20;

/// Bytes that one strip or tile of a TIFF may have when it is unpacked.
pub const BLOCK_BYTES_MAX: usize = 256 << 20;

/// Directories of a TIFF that are followed.
pub const DIRECTORIES_MAX: usize = 64;

/// Tags of one directory of a TIFF.
pub const TAGS_MAX: u64 = 4096;

/// Bytes of one text of a TIFF: metadata, nodata, names of systems.
pub const TEXT_BYTES_MAX: usize = 1 << 20;

/// Bytes of a raster read whole that no byte of the file stands for: the tiles that a sparse file leaves
/// out. More is read by windows.
pub const SPARSE_BYTES_MAX: u64 = 1 << 30;

/// Bytes of the rows of a raster that are in memory at a time where it goes by bands of rows: one row of its blocks at
/// least.
pub const ROWS_BYTES_MAX: usize = 4 << 30;

/// Bytes of the header of an ESRI ASCII grid's longest token.
pub const ASCII_TOKEN_BYTES_MAX: usize = 64;
/// Cells of a tile: they and the basins among them are counted in 16 bits.
pub const TILE_CELLS_MAX: usize = 1 << 16;
/// Regions that a raster is made polygons of: more is noise, and each takes some hundred bytes.
pub const REGIONS_MAX: usize = 1 << 24;
