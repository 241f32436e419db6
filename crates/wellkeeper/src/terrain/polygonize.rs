//! `wellkeeper terrain polygonize RASTER OUT.geojson`

use std::ops::Range;

use serde_json::json;
use terrain::figures::without_data;
use terrain::grid::Crs;
use terrain::tiff::{SampleType, Window};
use terrain::vector::{Connectedness, Lattice, Region, polygonize, polygonize_bands};
use terrain::{Georeference, TerrainError};

use super::beyond::{Beyond, reader_of};
use super::input::{Heights, Input, with_heights};
use super::outcome::Outcome;
use super::output::Made;
use super::phase::phase;
use super::{InMemory, InOut, shapes};
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
    /// How much memory.
    #[command(flatten)]
    pub within: InMemory,
}

/// Makes polygons.
pub fn run(globals: &Globals, args: &Args) -> Result<(), Failure> {
    let input = Input::open(&args.files.input)?;
    with_heights!(input, of(globals, args, &input))
}

fn of<T: Heights>(globals: &Globals, args: &Args, input: &Input) -> Result<(), Failure> {
    Made::of("polygonize", &[input]).check_apart(&args.files.out)?;
    let refuse = |error: TerrainError| input.refuses(&error);
    let by = if args.corners {
        Connectedness::Corners
    } else {
        Connectedness::Edges
    };
    if let Some(memory) = args.within.memory {
        let beyond = Beyond::beside(&args.files.out, memory);
        let info = reader_of(input)?.info();
        let place = Georeference::or_cells(info.georeference.as_ref());
        return draw(
            globals,
            args,
            &regions::<T>(input, &beyond, place, by)?,
            &place.crs,
        );
    }
    let raster = input.raster::<T>()?;
    let place = Georeference::or_cells(raster.georeference.as_ref());
    let regions = phase("walking around regions", || polygonize(&raster, by)).map_err(refuse)?;
    draw(globals, args, &regions, &place.crs)
}

/// The regions of a file that is read by bands.
fn regions<T: Heights>(
    input: &Input,
    beyond: &Beyond,
    place: &Georeference,
    by: Connectedness,
) -> Result<Vec<Region<T>>, Failure> {
    let reader = reader_of(input)?;
    let info = reader.info();
    let (rows, cols) = (info.rows, info.cols);
    let refuse = |error: TerrainError| input.refuses(&error);
    let lattice = Lattice::new((rows, cols), place.transform).map_err(refuse)?;
    let band = beyond.band_rows(cols, size_of::<T>(), info.block_rows);
    let nodata = reader.nodata::<T>();
    let mut without = 0;
    let read = |rows: Range<usize>| {
        let mut cells = vec![<T as Default>::default(); rows.len() * cols];
        let window = Window {
            band: 0,
            rows,
            cols: 0..cols,
        };
        reader.read_window(&window, &mut cells)?;
        without += without_data(&cells, nodata);
        Ok(cells)
    };
    let found = phase("walking around regions", || {
        polygonize_bands(&lattice, nodata, (by, beyond.lists_bytes()), band, read)
    });
    let found = found.map_err(refuse)?;
    input.tell((rows, cols), Some(place), without);
    Ok(found)
}

fn draw<T: Heights>(
    globals: &Globals,
    args: &Args,
    regions: &[Region<T>],
    crs: &Crs,
) -> Result<(), Failure> {
    let features = regions.iter().map(|region| {
        shapes::feature(
            shapes::geometry(&region.shape),
            json!({ "value": region.value.to_f64(), "cells": region.cells }),
        )
    });
    shapes::write(&args.files.out, features, crs)?;
    let cells: u64 = regions.iter().map(|region| region.cells).sum();
    Outcome::default()
        .with("regions", ("区域", "regions"), regions.len())
        .with("cells", ("单元", "cells"), cells)
        .print(globals);
    Ok(())
}
