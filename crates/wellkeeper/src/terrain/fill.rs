//! `wellkeeper terrain fill IN OUT`

use clap::ValueEnum;
use terrain::flow::fill::{Filled, fill, fill_store};
use terrain::flow::ground::{Outlets, Policy, Scratch, Sinks, Tiling};
use terrain::tiff::{SampleType, WriteOptions};
use terrain::{Georeference, Raster, TerrainError};

use super::beyond::{Away, Beyond, reader_of};
use super::input::{Elevations, Input, with_elevations, with_heights};
use super::outcome::Outcome;
use super::output::Made;
use super::phase::phase;
use super::{InMemory, InOut};
use crate::failure::Failure;
use crate::globals::Globals;

/// Arguments of `terrain fill`.
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

/// Where water may leave the raster.
#[derive(Debug, clap::Args)]
pub struct Leaves {
    /// What cells without data do: `drain` takes the water of their neighbours, `wall` lets none through where
    /// ground encloses them.
    #[arg(long, value_enum, default_value_t = Nodata::Drain)]
    pub nodata: Nodata,
    /// A place, in the raster's coordinates, that keeps its water: a lake without outflow, a reservoir. May be
    /// said several times.
    #[arg(long, value_name = "X,Y", value_parser = place, allow_hyphen_values = true)]
    pub sink: Vec<(f64, f64)>,
}

/// What cells without data do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Nodata {
    /// They take water.
    Drain,
    /// They let none through where ground encloses them.
    Wall,
}

/// Two numbers with a comma between.
pub fn place(text: &str) -> Result<(f64, f64), String> {
    let expected = || format!("`{text}`; expected two numbers, such as 448250.5,3637120");
    let (x, y) = text.split_once(',').ok_or_else(expected)?;
    match (x.trim().parse(), y.trim().parse()) {
        (Ok(x), Ok(y)) => Ok((x, y)),
        _ => Err(expected()),
    }
}

impl Leaves {
    /// As they lie on a raster.
    pub fn over<T: Copy>(&self, raster: &Raster<T>) -> Result<Outlets, TerrainError> {
        let shape = (raster.grid.rows(), raster.grid.cols());
        self.at(shape, raster.georeference.as_ref())
    }

    /// As they lie on a raster of so many rows and columns that lies at `place`.
    pub fn at(
        &self,
        (rows, cols): (usize, usize),
        place: Option<&Georeference>,
    ) -> Result<Outlets, TerrainError> {
        let mut cells = Vec::with_capacity(self.sink.len());
        for (x, y) in &self.sink {
            let found = place
                .and_then(|place| place.cell_at(*x, *y))
                .filter(|(row, col)| *row < rows && *col < cols);
            cells.push(found.ok_or_else(|| {
                TerrainError::Refused(format!("the sink {x},{y} lies outside the raster"))
            })?);
        }
        Ok(Outlets {
            nodata: match self.nodata {
                Nodata::Drain => Policy::Drain,
                Nodata::Wall => Policy::Wall,
            },
            sinks: Sinks::cells(rows, cols, &cells)?,
        })
    }

    /// As it is typed.
    pub fn typed(&self) -> String {
        let nodata = match self.nodata {
            Nodata::Drain => "drain",
            Nodata::Wall => "wall",
        };
        let mut typed = format!("--nodata {nodata}");
        for (x, y) in &self.sink {
            typed.extend([" --sink ", &x.to_string(), ",", &y.to_string()]);
        }
        typed
    }
}

/// Fills.
pub fn run(globals: &Globals, args: &Args) -> Result<(), Failure> {
    let input = Input::open(&args.files.input)?;
    with_elevations!(input, of(globals, args, &input))
}

fn of<T: Elevations>(globals: &Globals, args: &Args, input: &Input) -> Result<(), Failure> {
    let made = Made::of(&format!("fill {}", args.leaves.typed()), &[input]);
    made.check_apart(&args.files.out)?;
    let refuse = |error: TerrainError| input.refuses(&error);
    if let Some(memory) = args.within.memory {
        let beyond = Beyond::beside(&args.files.out, memory);
        let (cells, done) = filled::<T>(input, &args.leaves, &beyond)?;
        let reader = reader_of(input)?;
        let away = Away {
            cells: &cells,
            nodata: reader.nodata::<T>(),
            place: reader.info().georeference.as_ref(),
        };
        let options = WriteOptions::continuous::<T>();
        made.streamed(&args.files.out, &away, &beyond, options)?;
        outcome(&done).print(globals);
        return Ok(());
    }
    let raster = input.raster::<T>()?;
    let outlets = args.leaves.over(&raster).map_err(refuse)?;
    let (filled, done) =
        phase("filling", || fill(raster, &outlets, Tiling::default())).map_err(refuse)?;
    made.continuous(&args.files.out, &filled)?;
    outcome(&done).print(globals);
    Ok(())
}

/// The filled cells of a file, beyond memory.
pub fn filled<T: Elevations>(
    input: &Input,
    leaves: &Leaves,
    beyond: &Beyond,
) -> Result<(Scratch<T>, Filled), Failure> {
    let reader = reader_of(input)?;
    let info = reader.info();
    let refuse = |error: TerrainError| input.refuses(&error);
    let outlets = leaves.at((info.rows, info.cols), info.georeference.as_ref());
    let outlets = outlets.map_err(refuse)?;
    let cells = phase("reading", || beyond.copied::<T>(input))?;
    let lie = (reader.nodata::<T>(), info.georeference.as_ref());
    let room = beyond.room()?;
    let done = phase("filling", || {
        fill_store(&cells, lie, &outlets, Tiling::default(), room)
    });
    Ok((cells, done.map_err(refuse)?))
}

/// What filling came to.
pub fn outcome(done: &Filled) -> Outcome {
    Outcome::default()
        .with("cells", ("有数据的单元", "cells with data"), done.cells)
        .with("raised", ("抬高的单元", "cells raised"), done.raised)
        .with("depressions", ("洼地", "depressions"), done.depressions)
        .with(
            "volume_m3",
            ("填洼体积 m³", "volume filled, m³"),
            done.volume_m3,
        )
}
