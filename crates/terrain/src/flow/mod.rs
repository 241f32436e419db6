//! What water does on the ground.
//!
//! | module | answers |
//! |---|---|
//! | [`ground`] | elevations as keys, tiles of a raster, where water may leave |
//! | [`fill`] | how high water stands before it leaves |
//! | [`flats`] | which way it goes where the ground is level |
//! | [`d8`] | the neighbour that each cell drains to |

pub mod d8;
pub mod fill;
pub mod flats;
pub mod ground;

pub mod accumulate;
pub mod length;
pub mod metres;
pub mod pointer;
pub mod route;
pub mod streams;
pub mod watershed;
