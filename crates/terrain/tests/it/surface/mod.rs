//! Slopes, covers, zonal statistics, level curves, polygons; what they are compared with stands in
//! `tests/data/surface`.

#![allow(
    clippy::float_cmp,
    clippy::cast_possible_wrap,
    reason = "halves and whole numbers are exact, and equal bits are what some tests are about"
)]

mod cover;
mod files;
mod gdal;
mod labels;
mod levels;
mod oracle;
mod peers;
mod polygons;
mod slopes;
mod zonal;
