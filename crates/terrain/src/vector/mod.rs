//! Polygons of a raster, and a raster of polygons.
