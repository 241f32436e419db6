//! Rasters: the ground as a grid, and what water does on it.
//!
//! | module | answers |
//! |---|---|
//! | [`grid`] | a raster in memory, and where on the earth it lies |
//! | [`cell`] | the numbers that cells may hold |
//! | [`figures`] | what the cells of a raster come to |
//! | [`unit`] | what coordinates and heights are measured in |
//! | [`tiff`], [`ascii`] | files of rasters in and out |
//! | [`flow`] | depressions, flats, directions, accumulation, watersheds, streams |
//! | [`surface`] | slope, aspect, hillshade |
//! | [`zonal`] | statistics of a raster by polygons, area by level |
//! | [`vector`] | polygons of a raster, and a raster of polygons |
//!
//! A result is the same bit for bit for any size of tile and any number of threads. Cells are counted
//! in 64 bits, nothing recurses, and a cell that is NaN has no data.

pub mod ascii;
pub mod cell;
mod ellipsoid;
pub mod error;
pub mod figures;
pub mod flow;
pub mod grid;
pub mod limits;
pub mod surface;
pub mod tiff;
pub mod unit;
pub mod vector;
pub mod zonal;

pub use cell::Cell;
pub use error::{OfTwo, Result, TerrainError};
pub use figures::Figures;
pub use grid::{Georeference, Grid, Raster};
