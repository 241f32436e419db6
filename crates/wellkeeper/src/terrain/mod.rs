//! `wellkeeper terrain …`: rasters of the ground, file to file. None of it needs a zone.

mod accumulate;
mod beyond;
mod d8;
mod degrees;
mod fill;
mod info;
mod input;
mod length;
mod levels;
mod outcome;
mod output;
mod phase;
mod places;
mod polygonize;
mod shapes;
mod streams;
mod surface;
mod things;
mod watershed;
mod zonal;

use std::path::PathBuf;

use crate::failure::Failure;
use crate::globals::Globals;

/// What is made of the ground.
#[derive(Debug, clap::Subcommand)]
pub enum What {
    /// Fill the depressions of a raster of heights to the level at which they spill.
    Fill(fill::Args),
    /// Say to which neighbour each cell drains: fills, and resolves flats without changing a height. 1, 2, 4 …
    /// 128 clockwise from east, 0 where water leaves, 255 without data.
    D8(d8::Args),
    /// Count the cells that drain through each cell.
    Accumulate(accumulate::Args),
    /// Cut out the ground that drains to places, or all ground into small watersheds.
    Watershed(watershed::Args),
    /// Draw the streams where enough water comes together, with Strahler's order.
    Streams(streams::Args),
    /// Say how far it is along the water to the exit, or from the farthest source.
    Length(length::Args),
    /// Say how steep the ground is.
    Slope(surface::SlopeArgs),
    /// Say where the ground looks down to, degrees clockwise from north.
    Aspect(surface::AspectArgs),
    /// Shade the ground by light from one side.
    Hillshade(surface::HillshadeArgs),
    /// Statistics of a raster within polygons.
    Zonal(zonal::Args),
    /// Cut all ground into small watersheds and say of each what a dossier has: GeoJSON in degrees or CSV, as
    /// `import things` takes it.
    Things(things::Args),
    /// Turn regions of equal cells into polygons.
    Polygonize(polygonize::Args),
    /// Area and volume below each level.
    Levels(levels::Args),
    /// Say what a raster is.
    Info(info::Args),
}

/// A file that is read and one that is made of it.
#[derive(Debug, clap::Args)]
pub struct InOut {
    /// The raster: GeoTIFF or ESRI ASCII (.asc).
    #[arg(value_name = "IN")]
    pub input: PathBuf,
    /// The file to make.
    #[arg(value_name = "OUT")]
    pub out: PathBuf,
}

/// How much memory may be used.
#[derive(Debug, clap::Args)]
pub struct InMemory {
    /// Use about so much memory, such as 1GiB, and scratch files beside OUT for the rest; without it the
    /// whole raster is held in memory. The result is the same.
    #[arg(long, value_name = "SIZE", value_parser = beyond::bytes_of)]
    pub memory: Option<usize>,
}

/// Does it.
pub fn run(globals: &Globals, what: &What) -> Result<(), Failure> {
    match what {
        What::Fill(args) => fill::run(globals, args),
        What::D8(args) => d8::run(globals, args),
        What::Accumulate(args) => accumulate::run(globals, args),
        What::Watershed(args) => watershed::run(globals, args),
        What::Streams(args) => streams::run(globals, args),
        What::Length(args) => length::run(globals, args),
        What::Slope(args) => surface::slope(globals, args),
        What::Aspect(args) => surface::aspect(globals, args),
        What::Hillshade(args) => surface::hillshade(globals, args),
        What::Zonal(args) => zonal::run(globals, args),
        What::Things(args) => things::run(globals, args),
        What::Polygonize(args) => polygonize::run(globals, args),
        What::Levels(args) => levels::run(globals, args),
        What::Info(args) => info::run(globals, args),
    }
}
