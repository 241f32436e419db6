//! GeoTIFF: classic and BigTIFF, strips and tiles.
