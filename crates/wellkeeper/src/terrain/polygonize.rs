//! `wellkeeper terrain polygonize RASTER OUT.geojson`

use serde_json::json;
use terrain::TerrainError;
use terrain::tiff::SampleType;
use terrain::vector::{Connectedness, polygonize};

use super::InOut;
use super::input::{Heights, Input, with_heights};
use super::outcome::Outcome;
use super::output::Made;
use super::phase::phase;
use super::shapes;
use crate::failure::Failure;
use crate::globals::Globals;

/// Arguments of `terrain polygonize`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The raster, and the GeoJSON to make.
    #[command(flatten)]
    pub files: InOut,
    /// Cells that touch by a corner hang together too.
    #[arg(long)]
    pub corners: bool,
}

/// Makes polygons.
pub fn run(globals: &Globals, args: &Args) -> Result<(), Failure> {
    let input = Input::open(&args.files.input)?;
    with_heights!(input, of(globals, args, &input))
}

fn of<T: Heights>(globals: &Globals, args: &Args, input: &Input) -> Result<(), Failure> {
    Made::of("polygonize", &[input]).check_apart(&args.files.out)?;
    let raster = input.raster::<T>()?;
    let refuse = |error: TerrainError| input.refuses(&error);
    let place = shapes::place_of(&raster).map_err(refuse)?;
    let by = if args.corners {
        Connectedness::Corners
    } else {
        Connectedness::Edges
    };
    let regions = phase("walking around regions", || polygonize(&raster, by)).map_err(refuse)?;
    let features = regions.iter().map(|region| {
        shapes::feature(
            shapes::geometry(&region.shape),
            json!({ "value": terrain::cell::Cell::to_f64(region.value), "cells": region.cells }),
        )
    });
    shapes::write(&args.files.out, features.collect(), &place.crs)?;
    let cells: u64 = regions.iter().map(|region| region.cells).sum();
    Outcome::default()
        .with("regions", ("区域", "regions"), regions.len())
        .with("cells", ("单元", "cells"), cells)
        .print(globals);
    Ok(())
}
