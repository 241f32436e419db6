//! ESRI ASCII grids.
