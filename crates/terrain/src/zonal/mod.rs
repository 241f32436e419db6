//! What a raster says within polygons.
