//! `wellkeeper terrain length D8 OUT`

use clap::ValueEnum;
use terrain::flow::length::{downstream_m, upstream_m};
use terrain::flow::route::Bands;

use super::InOut;
use super::input::Input;
use super::outcome::Outcome;
use super::output::Made;
use super::phase::phase;
use crate::failure::Failure;
use crate::globals::Globals;

/// Arguments of `terrain length`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The directions, and the raster of metres to make.
    #[command(flatten)]
    pub files: InOut,
    /// From where lengths are measured: `exit`, down from each cell to where its water leaves; `source`, the longest
    /// way that drains to each cell.
    #[arg(long, value_enum, default_value_t = From::Exit)]
    pub from: From,
}

/// From where lengths are measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum From {
    /// From the exit.
    Exit,
    /// From the farthest source.
    Source,
}

/// Measures.
pub fn run(globals: &Globals, args: &Args) -> Result<(), Failure> {
    let input = Input::open(&args.files.input)?;
    let (typed, measure): (_, fn(_, _) -> _) = match args.from {
        From::Exit => ("length --from exit", downstream_m),
        From::Source => ("length --from source", upstream_m),
    };
    let made = Made::of(typed, &[&input]);
    made.check_apart(&args.files.out)?;
    let d8 = input.directions()?;
    let lengths = phase("measuring", || measure(&d8, Bands::default()));
    let lengths = lengths.map_err(|error| input.refuses(&error))?;
    drop(d8);
    made.continuous(&args.files.out, &lengths)?;
    Outcome::default().with_cells(&lengths).print(globals);
    Ok(())
}
