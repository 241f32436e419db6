//! What this room accepts at most, once.

/// Bytes of all files of one layer: they are held in memory while they are read.
pub const LAYER_BYTES_MAX: u64 = 256 << 20;

/// Features of one layer: every parcel of a county.
pub const FEATURES_MAX: usize = 500_000;

/// Vertices of all features of one layer.
pub const VERTICES_MAX: usize = 5_000_000;

/// Vertices of one feature: the shore of a big reservoir surveyed to the metre.
pub const FEATURE_VERTICES_MAX: usize = 1_000_000;

/// Rings, lines and points of one feature.
pub const PARTS_MAX: usize = 20_000;

/// How deep collections of geometries may lie in each other.
pub const COLLECTION_DEPTH_MAX: usize = 8;

/// Different properties of one layer: a Shapefile has 255 at most.
pub const COLUMNS_MAX: usize = 256;

/// Bytes of the name of a property.
pub const COLUMN_BYTES_MAX: usize = 256;

/// Bytes of one property's text.
pub const TEXT_BYTES_MAX: usize = 64 << 10;

/// Bytes of GeoJSON up to which a layer is given whole: a second on a slow line, once it is compressed.
pub const WHOLE_BYTES_MAX: usize = 2 << 20;

/// Features up to which a layer is given whole: more are too many to draw at every zoom.
pub const WHOLE_FEATURES_MAX: usize = 5_000;

/// The highest zoom that tiles are cut for: a unit of such a tile is half a metre. A map stretches them
/// beyond.
pub const ZOOM_MAX: u8 = 14;

/// Tiles of one layer: a district down to the highest zoom, a province down to 12 or so.
pub const TILES_MAX: usize = 200_000;

/// Bytes of one tile, not compressed: more is slow to draw. The largest features that fit are kept.
pub const TILE_BYTES_MAX: usize = 1 << 20;

/// Bytes of all tiles of one layer.
pub const ARCHIVE_BYTES_MAX: usize = 512 << 20;

/// Vertices of the tiles of one zoom, held in memory while they are cut; beyond, no deeper zoom is cut.
pub const LEVEL_VERTICES_MAX: usize = 10_000_000;

/// Bytes of a directory of an archive.
pub const DIRECTORY_BYTES_MAX: usize = 1 << 20;

const _: () = assert!(LEVEL_VERTICES_MAX > VERTICES_MAX);
const _: () = assert!(FEATURE_VERTICES_MAX <= VERTICES_MAX);
const _: () = assert!(WHOLE_FEATURES_MAX <= FEATURES_MAX);
