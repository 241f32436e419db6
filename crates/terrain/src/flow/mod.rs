//! What water does on the ground.
//!
//! | module | answers |
//! |---|---|
//! | [`ground`] | elevations as keys, tiles of a raster, where water may leave |
//! | [`fill`] | how high water stands before it leaves |
//! | [`flats`] | which way it goes where the ground is level |
//! | [`d8`] | the neighbour that each cell drains to |
//! | [`accumulate`] | how much drains through each cell: cells, weights, area |
//! | [`watershed`] | the ground that drains to a place; small watersheds of an area |
//! | [`streams`] | where enough water comes together, as links with orders |
//! | [`length`] | how far it is down to the exit, and from the farthest cell above |
//! | [`mod@pointer`], [`metres`], [`route`] | codes of directions, sizes of cells, and the way values go along them |

pub mod accumulate;
pub mod d8;
pub mod fill;
pub mod flats;
pub mod ground;
pub mod length;
pub mod metres;
pub mod pointer;
pub mod route;
pub mod streams;
pub mod watershed;
