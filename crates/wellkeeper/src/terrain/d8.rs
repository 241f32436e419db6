//! `wellkeeper terrain d8 IN OUT`

use terrain::TerrainError;
use terrain::flow::d8::{Directed, NODATA, condition, directions_store};
use terrain::flow::fill::Filled;
use terrain::flow::ground::Tiling;
use terrain::tiff::{SampleType, WriteOptions};

use super::beyond::{Away, Beyond, reader_of};
use super::fill::{self, Leaves};
use super::input::{Elevations, Input, with_elevations, with_heights};
use super::outcome::Outcome;
use super::output::Made;
use super::phase::phase;
use super::{InMemory, InOut};
use crate::failure::Failure;
use crate::globals::Globals;

/// Arguments of `terrain d8`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The files.
    #[command(flatten)]
    pub files: InOut,
    /// Where water may leave.
    #[command(flatten)]
    pub leaves: Leaves,
    /// How much memory.
    #[command(flatten)]
    pub within: InMemory,
}

/// Fills and directs.
pub fn run(globals: &Globals, args: &Args) -> Result<(), Failure> {
    let input = Input::open(&args.files.input)?;
    with_elevations!(input, of(globals, args, &input))
}

fn of<T: Elevations>(globals: &Globals, args: &Args, input: &Input) -> Result<(), Failure> {
    let made = Made::of(&format!("d8 {}", args.leaves.typed()), &[input]);
    made.check_apart(&args.files.out)?;
    let refuse = |error: TerrainError| input.refuses(&error);
    if let Some(memory) = args.within.memory {
        return beyond::<T>(globals, args, input, memory);
    }
    let raster = input.raster::<T>()?;
    let outlets = args.leaves.over(&raster).map_err(refuse)?;
    let done = phase("filling and directing", || {
        condition(raster, &outlets, Tiling::default())
    })
    .map_err(refuse)?;
    made.codes(&args.files.out, &done.directions)?;
    told(&done.fill, &done.d8).print(globals);
    Ok(())
}

fn beyond<T: Elevations>(
    globals: &Globals,
    args: &Args,
    input: &Input,
    memory: usize,
) -> Result<(), Failure> {
    let refuse = |error: TerrainError| input.refuses(&error);
    let beyond = Beyond::beside(&args.files.out, memory);
    let (cells, filled) = fill::filled::<T>(input, &args.leaves, &beyond)?;
    let reader = reader_of(input)?;
    let info = reader.info();
    let place = info.georeference.as_ref();
    let outlets = args.leaves.at((info.rows, info.cols), place);
    let outlets = outlets.map_err(refuse)?;
    let codes = beyond.cells::<u8>(info.rows, info.cols)?;
    let size = |row: usize| place.map_or((1.0, 1.0), |place| place.cell_metres(row));
    let room = beyond.room()?;
    let directed = phase("directing", || {
        let how = (&outlets, Tiling::default());
        directions_store(&cells, reader.nodata::<T>(), &size, how, &codes, room)
    })
    .map_err(refuse)?;
    drop(cells);
    let away = Away {
        cells: &codes,
        nodata: Some(NODATA),
        place,
    };
    let made = Made::of(&format!("d8 {}", args.leaves.typed()), &[input]);
    made.streamed(&args.files.out, &away, &beyond, WriteOptions::codes())?;
    told(&filled, &directed).print(globals);
    Ok(())
}

fn told(filled: &Filled, directed: &Directed) -> Outcome {
    fill::outcome(filled)
        .with("exits", ("出口单元", "exits"), directed.exits)
        .with("flats", ("平地", "flats"), directed.flats)
        .with("level", ("平地单元", "cells in flats"), directed.level)
        .with(
            "without_way_out",
            ("无出路的单元", "cells that no way leads out of"),
            directed.without_way_out,
        )
}
