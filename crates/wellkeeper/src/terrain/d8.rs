//! `wellkeeper terrain d8 IN OUT`

use terrain::TerrainError;
use terrain::flow::d8::condition;
use terrain::flow::ground::Tiling;
use terrain::tiff::SampleType;

use super::InOut;
use super::fill::{self, Leaves};
use super::input::{Heights, Input, with_heights};
use super::output::Made;
use super::phase::phase;
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
}

/// Fills and directs.
pub fn run(globals: &Globals, args: &Args) -> Result<(), Failure> {
    let input = Input::open(&args.files.input)?;
    with_heights!(input, of(globals, args, &input))
}

fn of<T: Heights>(globals: &Globals, args: &Args, input: &Input) -> Result<(), Failure> {
    let made = Made::of(&format!("d8 {}", args.leaves.typed()), &[input]);
    made.check_apart(&args.files.out)?;
    let raster = input.raster::<T>()?;
    let refuse = |error: TerrainError| input.refuses(&error);
    let outlets = args.leaves.over(&raster).map_err(refuse)?;
    let done = phase("filling and directing", || {
        condition(raster, &outlets, Tiling::default())
    })
    .map_err(refuse)?;
    made.codes(&args.files.out, &done.directions)?;
    fill::outcome(&done.fill)
        .with("exits", ("出口单元", "exits"), done.d8.exits)
        .with("flats", ("平地", "flats"), done.d8.flats)
        .with("level", ("平地单元", "cells in flats"), done.d8.level)
        .with(
            "without_way_out",
            ("无出路的单元", "cells that no way leads out of"),
            done.d8.without_way_out,
        )
        .print(globals);
    Ok(())
}
