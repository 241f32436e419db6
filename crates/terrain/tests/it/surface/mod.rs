//! Slopes, covers, zonal statistics, level curves, polygons; what they are compared with stands in
//! `tests/data/surface`.

mod cover;
mod gdal;
mod levels;
mod oracle;
mod peers;
mod polygons;
mod slopes;
mod zonal;
